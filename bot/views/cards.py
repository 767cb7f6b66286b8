"""The card of a ticket in the triage channel: all that staff need at a glance, edited in place. English."""

from collections.abc import Mapping
from typing import Final

from babel.dates import format_skeleton

from bot.domain.contract_ends import is_over
from bot.domain.tickets import Status, Ticket
from bot.views import ids
from bot.views.costs import card_cost, card_estimate
from bot.views.lines import detail_lines
from bot.views.markup import Safe, clipped, link, typed
from bot.views.matter import assignee_name, excerpt
from bot.views.promises import clock_line
from bot.views.rendered import (
    Block,
    Element,
    Rendered,
    actions,
    button,
    context,
    fields,
    lines,
    message,
    section,
    short,
)
from bot.views.scene import (
    SIGN,
    STATUS_SIGN,
    Alike,
    Scene,
    severity_word,
    status_word,
    ticket_link,
    title_of,
)
from bot.views.text import STAFF, ago, plain, say
from bot.views.times import minutes_length

_MOST_SUMMARY: Final = 200
"""Characters of the summary of a ticket like this one."""


def card(scene: Scene, _facts: Mapping[str, object]) -> Rendered:
    """The card: what it is about, how it stands, and what can be done."""
    return message(card_text(scene), *card_body(scene), *_alike(scene), *_wish(scene), *_controls(scene))


def card_text(scene: Scene) -> Safe:
    """Return the card in one line of words."""
    ticket = scene.ticket
    return say(
        STAFF,
        "staff.card.text",
        number=ticket.number,
        client=scene.client.name,
        severity=severity_word(ticket.severity),
        status=status_word(ticket.status),
        assignee=assignee_name(scene),
        title=scene.title,
    )


def card_body(scene: Scene) -> tuple[Block, ...]:
    """Return the card without its controls."""
    ticket = scene.ticket
    head = say(
        STAFF,
        "staff.card.head",
        sign=SIGN[ticket.severity],
        number=ticket_link(scene.workspace_url, ticket),
        client=scene.client.name,
        title=scene.title,
    )
    parts = [section(lines([head, excerpt(scene)])), fields(_fields(scene))]
    parts += [section(each) for each in (_details(scene), _outcome(scene)) if each]
    small = (_without_contract(scene), card_cost(scene), card_estimate(scene), _small_print(scene))
    return (*parts, *(context(each) for each in small if each))


def _without_contract(scene: Scene) -> Safe:
    """Say that no contract stands behind an open ticket any more."""
    last = scene.client.contract_to
    if last is None or not scene.ticket.is_active or not is_over(scene.client, scene.now):
        return Safe()
    return say(STAFF, "staff.card.no_contract", day=format_skeleton("yMMMEd", last, locale=STAFF))


def _fields(scene: Scene) -> list[Safe]:
    ticket = scene.ticket
    facts: dict[str, dict[str, object]] = {
        "plan": {"plan": scene.plan.full_name},
        "severity": {
            "sign": SIGN[ticket.severity],
            "severity": severity_word(ticket.severity),
            "source": plain(STAFF, "staff.card.by_plan") if ticket.severity_by == "plan" else "",
        },
        "status": {"sign": STATUS_SIGN[ticket.status], "status": status_word(ticket.status)},
        "assignee": {"name": assignee_name(scene)},
        "requester": {"name": scene.name(ticket.requester)},
        "opened": {"ago": ago(ticket.opened_at, scene.now)},
    }
    shown = [say(STAFF, f"staff.card.{name}", **given) for name, given in facts.items()]
    clock = clock_line(scene)
    return [*shown, say(STAFF, "staff.card.clock", line=clock)] if clock else shown


def _details(scene: Scene) -> Safe:
    told = detail_lines(scene, scene.ticket.details)
    return lines([say(STAFF, "staff.card.details"), *told]) if told else Safe()


def _outcome(scene: Scene) -> Safe:
    """How it ended, once it has."""
    ticket = scene.ticket
    if ticket.was_dismissed:
        return say(STAFF, "staff.card.dismissed")
    if ticket.merged_into is not None:
        into = ticket_link(scene.workspace_url, scene.into) if scene.into else f"#{ticket.merged_into}"
        return say(STAFF, "staff.card.merged", into=into)
    if ticket.is_active:
        return Safe()
    summary = clipped(scene.typed(ticket.summary), 1000)
    if not summary:
        return say(STAFF, "staff.card.unanswered")
    confirmed = say(STAFF, "staff.card.confirmed") if ticket.confirmed else ""
    return lines([say(STAFF, "staff.card.resolved", summary=summary), confirmed])


def _small_print(scene: Scene) -> Safe:
    ticket = scene.ticket
    files = sum(len(each.files) for each in scene.messages if each.deleted_at is None)
    counts = {"follow_ups": len(scene.follow_ups()), "files": files, "reopened": ticket.reopened}
    parts = [say(STAFF, f"staff.card.{name}", n=count) for name, count in counts.items() if count]
    if scene.votes:
        parts.append(say(STAFF, "staff.card.votes", n=scene.votes))
    if ticket.worked_minutes:
        worked = minutes_length(ticket.worked_minutes, STAFF)
        parts.append(say(STAFF, "staff.card.worked", worked=worked))
    if ticket.follows:
        parts.append(say(STAFF, "staff.card.follows", number=ticket.follows))
    thread = link(scene.thread, plain(STAFF, "staff.card.thread")) if scene.thread else ""
    return Safe(" · ".join([part for part in (thread, *parts) if part]))


def _alike(scene: Scene) -> tuple[Block, ...]:
    """Resolved tickets like this one, with what was done then, while it may help."""
    if not scene.alike or not scene.ticket.is_active:
        return ()
    rows = [_like(scene, each) for each in scene.alike]
    return (context(lines([say(STAFF, "staff.card.alike"), *rows])),)


def _like(scene: Scene, alike: Alike) -> Safe:
    ticket = alike.ticket
    return say(
        STAFF,
        "staff.card.alike_other" if alike.client else "staff.card.alike_own",
        number=ticket_link(scene.workspace_url, ticket),
        client=alike.client,
        title=typed(title_of(ticket, scene.names)),
        summary=short(scene.typed(ticket.summary), _MOST_SUMMARY),
    )


def _wish(scene: Scene) -> tuple[Block, ...]:
    """The severity that the client asks for, to grant or to decline."""
    ticket = scene.ticket
    if ticket.wanted is None or not ticket.is_active:
        return ()
    facts = {"wanted": severity_word(ticket.wanted), "severity": severity_word(ticket.severity)}
    asked = say(STAFF, "staff.card.wanted", sign=SIGN[ticket.wanted], **facts)
    grant = plain(STAFF, "staff.button.grant", severity=facts["wanted"])
    keep = plain(STAFF, "staff.button.keep", severity=facts["severity"])
    pair = [
        button(ids.GRANT_SEVERITY, grant, ids.number_value(ticket.number, ticket.wanted.value)),
        button(ids.KEEP_SEVERITY, keep, ids.number_value(ticket.number, ticket.severity.value)),
    ]
    return (section(asked), *actions(ids.block_id("wish", ticket.number, ticket.seq), pair))


def _controls(scene: Scene) -> tuple[Block, ...]:
    ticket = scene.ticket
    row = [_button(ticket, action_id, key) for action_id, key in _offered(ticket)]
    return actions(ids.block_id("card", ticket.number, ticket.seq), row)


def _offered(ticket: Ticket) -> list[tuple[str, str]]:
    """Return what can be done to the ticket from here: action ids with the words on their buttons."""
    if ticket.was_dismissed:
        return [(ids.RESTORE, "restore")]
    if ticket.merged_into is not None:
        return []
    more = (ids.ASK_MORE, "more")
    if not ticket.is_active:
        return [(ids.REOPEN, "reopen"), more]
    waits = ticket.status is Status.WAITING_ON_CLIENT or ticket.status is Status.WAITING_ON_THIRD_PARTY
    return [
        *([] if ticket.assignee else [(ids.CLAIM, "claim")]),
        (ids.ASK_SEVERITY, "severity"),
        (ids.ASK_KIND, "kind"),
        (ids.RESUME, "resume") if waits else (ids.WAIT_FOR_CLIENT, "wait"),
        (ids.ASK_RESOLVE, "resolve"),
        (ids.ASK_REPLY, "reply"),
        more,
    ]


def _button(ticket: Ticket, action_id: str, key: str) -> Element:
    style = "primary" if action_id == ids.CLAIM else ""
    value = ids.number_value(ticket.number)
    return button(action_id, plain(STAFF, f"staff.button.{key}"), value, style=style)
