"""Answers to a client's questions, in the client's language: no notes, no internal words, no ids."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.domain.desks import Client, Intake
from bot.domain.tickets import RequestKind, Ticket
from bot.views import ids
from bot.views.markup import Safe, clipped, typed
from bot.views.rendered import Rendered, context, lines, message, section, sections, short
from bot.views.scene import SIGN, Scene, capital, named, severity_word, title_of
from bot.views.text import moment, plain, say

MOST_ROWS: Final = 20
_MOST_ANSWER: Final = 500


def client_status(tickets: Sequence[Ticket], client: Client, names: Mapping[str, str]) -> Rendered:
    """Return a client's open tickets, at most twenty; where there are none, what to do."""
    language = client.language
    if not tickets:
        nothing = say(language, "client.list.none")
        return message(nothing, section(nothing))
    title, hint = say(language, "client.list.title"), say(language, "client.list.hint")
    shown = [_row(ticket, client, names) for ticket in tickets[:MOST_ROWS]]
    left = len(tickets) - len(shown)
    more = say(language, "client.list.more", n=left) if left else Safe()
    body = [section(Safe(f"*{title}*")), *(section(each) for each in shown)]
    return message(lines([title, *shown, more, hint]), *body, context(lines([more, hint])))


def _row(ticket: Ticket, client: Client, names: Mapping[str, str]) -> Safe:
    language, title = client.language, typed(title_of(ticket, names, client.language))
    head = say(language, "client.list.row", number=ticket.number, title=title)
    facts = say(language, "client.list.row_facts", **_facts(ticket, client))
    if not ticket.assignee:
        return lines([head, facts])
    name = named(names, ticket.assignee) or plain(language, "client.someone")
    return lines([head, Safe(f"{facts} · {say(language, 'client.list.row_who', name=name)}")])


def client_ticket(scene: Scene) -> Rendered:
    """Return one ticket as its client may see it."""
    ticket, language = scene.ticket, scene.language
    head = say(language, "client.ticket.head", number=ticket.number, title=typed(scene.client_title))
    facts = _facts(ticket, scene.client) | {"requester": scene.client_name(ticket.requester)}
    said = lines([say(language, "client.ticket.facts", **facts), _who(scene), _wish(scene), _end(scene)])
    details, count = _details(scene), say(language, "client.ticket.messages", n=ticket.messages)
    body = [section(Safe(f"*{head}*\n{said}")), *sections(details), context(count)]
    return message(lines([head, said, details, count]), *body)


def _facts(ticket: Ticket, client: Client) -> dict[str, object]:
    language = client.language
    word = capital(severity_word(ticket.severity, language))
    return {
        "severity": f"{SIGN[ticket.severity]} {word}",
        "status": plain(language, f"client.status.{ticket.status}"),
        "opened": moment(ticket.opened_at, language, client.time_zone),
    }


def _who(scene: Scene) -> str:
    """Who takes care of it, while there is something to take care of."""
    if not scene.ticket.is_active:
        return ""
    assignee = scene.ticket.assignee
    if not assignee:
        return say(scene.language, "client.ticket.unclaimed")
    return say(scene.language, "client.ticket.assignee", name=scene.client_name(assignee))


def _wish(scene: Scene) -> str:
    wanted = scene.ticket.wanted
    if wanted is None or not scene.ticket.is_active:
        return ""
    return say(scene.language, "client.ticket.wanted", severity=scene.label(wanted))


def _end(scene: Scene) -> str:
    """What was done, or where it went on."""
    ticket = scene.ticket
    if ticket.merged_into is not None:
        return say(scene.language, "client.ticket.merged", into=ticket.merged_into)
    if ticket.is_active or not ticket.summary:
        return ""
    text = clipped(scene.typed(ticket.summary), _MOST_ANSWER)
    return say(scene.language, "client.ticket.summary", text=text)


def _details(scene: Scene) -> Safe:
    """What the client told in the form, in the form's order."""
    told = [_detail(scene, name) for name in ids.DETAILS if scene.ticket.details.get(name)]
    title = say(scene.language, "client.ticket.details")
    return lines([f"*{title}*", *told]) if told else Safe()


def _detail(scene: Scene, name: str) -> Safe:
    given = scene.ticket.details[name]
    offered = name == ids.KIND and given in set(RequestKind)
    text = Safe(scene.kind(RequestKind(given))) if offered else scene.typed(given)
    label = plain(scene.language, f"client.details.{name}")
    return say(scene.language, "client.ticket.detail", label=label, text=short(text, _MOST_ANSWER))


def help_client(language: str, bot_name: str, intake: Intake = Intake.AUTO) -> Rendered:
    """Return what a client can do in a channel with that mode of intake."""
    head, buttons = say(language, "client.help.head"), say(language, "client.help.buttons")
    write = {Intake.AUTO: "write", Intake.ASK: "write_ask", Intake.MANUAL: "write_manual"}[intake]
    parts = (write, "status", "one", "hours", "digest", "help", "mention")
    listed = lines([f"• {say(language, f'client.help.{part}', bot=bot_name)}" for part in parts])
    return message(lines([head, listed, buttons]), section(head), section(listed), context(buttons))
