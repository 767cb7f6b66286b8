"""The modals about a ticket. What each asks for is named by the fields in `ids`."""

from collections.abc import Mapping, Sequence

from bot.domain.desks import Message
from bot.domain.tickets import RequestKind, Severity, Ticket
from bot.views import ids
from bot.views.markup import Safe, clip, readable
from bot.views.more import more_modal
from bot.views.rendered import (
    MOST_OPTIONS,
    Block,
    Element,
    View,
    context,
    field,
    modal,
    option,
    radio,
    section,
    sections,
    select,
    text_input,
)
from bot.views.runs import Run, carried_run
from bot.views.scene import Scene, capital, severity_word, title_of
from bot.views.text import STAFF, has, plain, say

__all__ = [
    "assign_modal",
    "details_modal",
    "kind_modal",
    "merge_modal",
    "more_modal",
    "note_modal",
    "notice_modal",
    "refused_modal",
    "reply_modal",
    "resolve_modal",
    "severity_modal",
    "split_modal",
]


def details_modal(scene: Scene) -> View:
    """Ask the client for context, with what they told before already filled in; files go into the thread."""
    language, given = scene.language, scene.ticket.details
    asked = (ids.WHAT, ids.SINCE, ids.ERROR_TEXT, ids.IMPACT)
    blocks = [context(say(language, "client.details.intro"))]
    blocks += [_question(language, name, given) for name in asked]
    kind = select(
        ids.KIND, plain(language, "client.details.kind_choose"), _kinds(scene), given.get(ids.KIND, "")
    )
    blocks.append(field(ids.KIND, plain(language, "client.details.kind"), kind, optional=True))
    return modal(
        ids.DETAILS_MODAL,
        plain(language, "client.details.title", number=scene.ticket.number),
        blocks,
        submit=plain(language, "client.details.submit"),
        close=plain(language, "client.details.close"),
        metadata=ids.pack(ticket=scene.ticket.number, channel=scene.ticket.channel),
    )


def _question(language: str, name: str, given: Mapping[str, str]) -> Block:
    label = plain(language, f"client.details.{name}")
    hint = "" if name == ids.WHAT else plain(language, f"client.details.{name}_hint")
    initial = readable(given.get(name, ""))
    entry = text_input(initial, lines=name != ids.SINCE)
    return field(name, label, entry, hint=hint, optional=True)


def _kinds(scene: Scene) -> list[Element]:
    """What the plan offers; every kind where it names none."""
    return [option(kind.value, scene.kind(kind)) for kind in scene.plan.kinds or RequestKind]


def resolve_modal(scene: Scene, summary: str = "", *, spent: str = "", run: Run | None = None) -> View:
    """Ask for the summary that the client reads and, if they like, for the time that it took.

    What is logged stops the *run* of whoever asks.
    """
    runs = [context(say(STAFF, "staff.modal.resolve.runs_since", at=run.since))] if run else []
    label, hint = (plain(STAFF, f"staff.modal.resolve.spent_{part}") for part in ("label", "hint"))
    time = field(ids.SPENT, label, text_input(spent), hint=hint, optional=True)
    blocks = [_text(ids.SUMMARY, "resolve", summary), time, *runs]
    return _asking(ids.RESOLVE_MODAL, "resolve", scene, blocks, **carried_run(run))


def reply_modal(scene: Scene) -> View:
    """Ask what to say to the client."""
    facts = {"title": scene.title, "client": scene.client.name}
    intro = section(say(STAFF, "staff.modal.reply.intro", **facts))
    return _asking(ids.REPLY_MODAL, "reply", scene, [intro, _text(ids.REPLY, "reply")])


def update_modal(scene: Scene) -> View:
    """Ask for news that the client waits for; they go where a reply goes."""
    facts = {"title": scene.title, "client": scene.client.name}
    intro = section(say(STAFF, "staff.modal.update.intro", **facts))
    return _asking(ids.REPLY_MODAL, "update", scene, [intro, _text(ids.REPLY, "update")])


def note_modal(scene: Scene) -> View:
    """Ask for a note that the client never sees."""
    return _asking(ids.NOTE_MODAL, "note", scene, [_text(ids.NOTE, "note")])


def assign_modal(scene: Scene) -> View:
    """Ask who takes the ticket."""
    people: Element = {"type": "users_select"}
    if scene.ticket.assignee:
        people["initial_user"] = scene.ticket.assignee
    return _asking(ids.ASSIGN_MODAL, "assign", scene, [_field(ids.ASSIGNEE, "assign", people)])


def severity_modal(scene: Scene) -> View:
    """Ask staff for the severity, each level with the plan's words."""
    ticket = scene.ticket
    options = [
        option(level.value, capital(severity_word(level)), scene.words(level).meaning) for level in Severity
    ]
    chosen = _field(ids.SEVERITY, "severity", radio(options, (ticket.wanted or ticket.severity).value))
    wish = ticket.wanted and say(STAFF, "staff.modal.severity.wanted", severity=severity_word(ticket.wanted))
    return _asking(ids.SEVERITY_MODAL, "severity", scene, [*([section(wish)] if wish else []), chosen])


def kind_modal(scene: Scene) -> View:
    """Ask what kind of work it is."""
    kinds = list(scene.plan.kinds or RequestKind)
    options = [option(kind.value, scene.plan_kind(kind)) for kind in kinds]
    chosen = radio(options, scene.ticket.kind.value if scene.ticket.kind else "")
    return _asking(ids.KIND_MODAL, "kind", scene, [_field(ids.KIND, "kind", chosen)])


def merge_modal(scene: Scene, others: Sequence[Ticket]) -> View:
    """Ask which of the client's *others* (its other open tickets) this one becomes a part of."""
    facts = {"number": scene.ticket.number, "client": scene.client.name}
    if not others:
        return notice_modal(say(STAFF, "staff.modal.merge.none", **facts))
    if len(others) > MOST_OPTIONS:
        # A select holds 100 options; beyond that the number has to be typed.
        number: Element = {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"}
        hint = plain(STAFF, "staff.modal.merge.number_hint", **facts)
        return _asking(ids.MERGE_MODAL, "merge", scene, [_field(ids.INTO, "merge", number, hint=hint)])
    options = [option(str(each.number), f"#{each.number} {title_of(each, scene.names)}") for each in others]
    into = select(ids.INTO, plain(STAFF, "staff.modal.choose"), options)
    return _asking(ids.MERGE_MODAL, "merge", scene, [_field(ids.INTO, "merge", into)])


def split_modal(scene: Scene) -> View:
    """Ask which of the client's later messages becomes a ticket of its own; the newest hundred are offered.

    The value of each is `channel:ts`.
    """
    messages = scene.follow_ups()[-MOST_OPTIONS:]
    if not messages:
        return notice_modal(say(STAFF, "staff.modal.split.none", number=scene.ticket.number))
    options = [option(f"{each.channel}:{each.ts}", _excerpt(scene, each)) for each in messages]
    chosen = select(ids.MESSAGE, plain(STAFF, "staff.modal.choose"), options)
    return _asking(ids.SPLIT_MODAL, "split", scene, [_field(ids.MESSAGE, "split", chosen)])


def _excerpt(scene: Scene, message: Message) -> str:
    said = " ".join(readable(message.text, scene.names).split()) or plain(STAFF, "client.no_title")
    return f"{scene.name(message.author)}: {clip(said, 60)}"


def notice_modal(text: Safe, language: str = STAFF) -> View:
    """Only say something: what was done, or why it cannot be."""
    title, close = plain(language, "client.notice.title"), plain(language, "client.notice.close")
    return modal(ids.NOTICE_MODAL, title, sections(text) or (section(text),), close=close)


def refused_modal(text: str, language: str = STAFF) -> View:
    """Say why something cannot be done; *text* is a sentence of `bot.views.errors`."""
    return notice_modal(Safe(text), language)


def _text(name: str, key: str, initial: str = "") -> Block:
    return _field(name, key, text_input(readable(initial), lines=True))


def _field(name: str, key: str, element: Element, *, hint: str = "") -> Block:
    told = f"staff.modal.{key}.hint"
    return field(
        name, plain(STAFF, f"staff.modal.{key}.label"), element, hint=hint or _optional_sentence(told)
    )


def _optional_sentence(key: str) -> str:
    return plain(STAFF, key) if has(key) else ""


def _asking(callback_id: str, key: str, scene: Scene, blocks: Sequence[Block], **carried: str | int) -> View:
    """A modal of staff about a ticket; *carried* comes back with it."""
    number = scene.ticket.number
    submit = f"staff.modal.{key}.submit"
    return modal(
        callback_id,
        plain(STAFF, f"staff.modal.{key}.title", number=number),
        blocks,
        submit=plain(STAFF, submit if has(submit) else "staff.modal.save"),
        close=plain(STAFF, "staff.modal.close"),
        metadata=ids.pack(ticket=number, channel=scene.ticket.channel, **carried),
    )
