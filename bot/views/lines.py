"""One plain sentence for each thing that can happen to a ticket: the log in its card's thread. English."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final

from bot.domain.desks import Attachment, Message
from bot.domain.tickets import EventKind, Origin, RequestKind, TicketEvent
from bot.views import ids
from bot.views.alarms import CALLED, matter, remarks
from bot.views.alarms import LINES as ALARMS
from bot.views.estimates import LINES as ESTIMATES
from bot.views.markup import Safe, escape, link, mention, quote
from bot.views.promises import staff_moment
from bot.views.rating import in_words as score_in_words
from bot.views.rendered import Rendered, lines, message, sections, short
from bot.views.scene import Scene, severity_word, ticket_link
from bot.views.text import STAFF, has, plain, say
from bot.views.times import minutes_length, short_day

Facts = Mapping[str, object]

_MOST_DETAIL: Final = 300
_MOST_FILES: Final = 10


def line(scene: Scene, facts: Facts) -> Rendered:
    """The sentence for the event in *facts*: its kind as `event`, who as `by`, and its own facts."""
    kind = EventKind(str(facts["event"]))
    if kind in _WHOLE:
        return _WHOLE[kind](scene, facts)
    said = sentence(scene, kind, facts)
    return message(said, *sections(said))


def page(scene: Scene, facts: Facts) -> Rendered:
    """The same as its own post, with what it is about, for somebody who does not read the card's thread."""
    said = line(scene, {name: fact for name, fact in facts.items() if name not in CALLED})
    if facts["event"] == EventKind.ESCALATED:  # which says it all
        return said
    number = ticket_link(scene.workspace_url, scene.ticket)
    about = say(STAFF, "staff.alarm.about", number=number, client=scene.client.name)
    text = lines([said.text, about, *matter(scene)])
    return message(text, *sections(text), *(each for each in said.blocks if each["type"] == "actions"))


def entry(scene: Scene, event: TicketEvent) -> Safe:
    """Return the sentence for an event of the log, in which nobody is called."""
    facts = {name: fact for name, fact in event.facts.items() if name not in CALLED}
    return sentence(scene, event.kind, {**facts, "by": event.by})


def sentence(scene: Scene, kind: EventKind, facts: Facts) -> Safe:
    """Return the sentence for an event, with what was said quoted below it."""
    if kind in _WHOLE:
        return Safe(_WHOLE[kind](scene, facts).text.splitlines()[0])
    more = _MORE.get(kind, _nothing)(scene, facts)
    words: dict[str, object] = {
        "by": scene.name(facts.get("by")),
        "number": facts.get("number", scene.ticket.number),
        "into": facts.get("into", ""),
        "n": facts.get("count", 0),
    }
    for name, worded in _WORDED.items():
        if facts.get(name):
            words[name] = worded(scene, str(facts[name]))
    return lines([say(STAFF, _key(kind, facts), **words), more])


def detail_lines(scene: Scene, details: Mapping[str, object]) -> list[Safe]:
    """Return what the client told in the details form, an answer a line, in the form's order."""
    told = []
    for name in ids.DETAILS:
        if details.get(name):
            label = plain(STAFF, f"staff.detail.{name}")
            text = short(_detail(scene, name, str(details[name])), _MOST_DETAIL)
            told.append(say(STAFF, "staff.card.detail", label=label, text=text))
    return told


def files_line(message: Message) -> Safe:
    """Return a message's files: name with link, and type."""
    return Safe(", ".join(_file(file) for file in message.files[:_MOST_FILES]))


def _file(file: Attachment) -> Safe:
    return say(STAFF, "staff.file", name=link(file.link, file.name or file.id), type=file.type or "?")


def _detail(scene: Scene, name: str, text: str) -> Safe:
    if name == ids.KIND and text in set(RequestKind):
        return escape(scene.plan_kind(RequestKind(text)))
    return scene.typed(text)


def _key(kind: EventKind, facts: Facts) -> str:
    """Some kinds have a sentence for each of their variants, which one of their facts names."""
    key = f"staff.line.{kind}"
    variant = facts.get(_VARIANT.get(kind, ""))
    named = f"{key}.{variant}"
    if kind is EventKind.TIMED and facts.get("worker") != facts.get("by"):
        named = f"{named}_for"
    if has(named):
        return named
    return key if has(key) else f"{key}.staff"


def _nothing(_scene: Scene, _facts: Facts) -> str:
    return ""


def _quoted(scene: Scene, facts: Facts) -> str:
    """What was said: in the event itself, or in the message that it names."""
    if facts.get("text"):
        return quote(scene.typed(facts["text"]))
    said = scene.message(facts.get("ts"))
    if said is None:
        return ""
    if said.deleted_at:
        return quote(say(STAFF, "staff.deleted"))
    return lines([quote(scene.typed(said.text)), files_line(said)])


def _summary(scene: Scene, facts: Facts) -> str:
    """What was done; where the client did not answer, what their reply does."""
    if facts.get("why"):
        return say(STAFF, "staff.line.reply_reopens") if scene.plan.reopen_days else ""
    return quote(scene.typed(facts.get("summary")))


def _work(scene: Scene, facts: Facts) -> str:
    """What was done, and why it was changed."""
    because = facts.get("reason")
    reason = quote(say(STAFF, "staff.line.because", reason=scene.typed(because))) if because else ""
    return lines([_quoted(scene, facts), reason])


def _owed(_scene: Scene, facts: Facts) -> str:
    return say(STAFF, "staff.line.unanswered") if facts.get("unanswered") else ""


def _called(_scene: Scene, facts: Facts) -> str:
    return mention(str(facts["mention"])) if facts.get("mention") else ""


def _rated(scene: Scene, facts: Facts) -> str:
    """What was written to it, and who is called because of it."""
    return lines([_quoted(scene, facts), *remarks(scene, facts)])


def _told(scene: Scene, facts: Facts) -> str:
    return lines(detail_lines(scene, facts))


_WHOLE: Final = {**ALARMS, **ESTIMATES}
"""The kinds that are worded whole elsewhere."""
_MORE: Final[Mapping[EventKind, Callable[[Scene, Facts], str]]] = {
    EventKind.ASSIGNED: _called,
    EventKind.MESSAGED: _quoted,
    EventKind.REPLIED: _quoted,
    EventKind.NOTED: _quoted,
    EventKind.EDITED: _quoted,
    EventKind.REMINDER_SET: _quoted,
    EventKind.TIMED: _work,
    EventKind.DETAILED: _told,
    EventKind.RESOLVED: _summary,
    EventKind.WAITED: _owed,
    EventKind.RATED: _rated,
    EventKind.RATING_COMMENTED: _rated,
}
_VARIANT: Final[Mapping[EventKind, str]] = {
    EventKind.SEVERITY_SET: "source",
    EventKind.WAITED: "status",
    EventKind.REOPENED: "why",
    EventKind.REPLANNED: "change",
    EventKind.RESOLVED: "why",
    EventKind.NUDGED: "then",
    EventKind.TIMED: "change",
    EventKind.RATING_COMMENTED: "change",
}
_WORDED: Final[Mapping[str, Callable[[Scene, str], object]]] = {
    "severity": lambda _, level: severity_word(level),
    "kind": lambda scene, kind: scene.plan_kind(RequestKind(kind)),
    "origin": lambda _, origin: say(STAFF, f"staff.origin.{Origin(origin)}"),
    "assignee": lambda scene, person: scene.name(person),
    "worker": lambda scene, person: scene.name(person),
    "person": lambda scene, person: scene.name(person),
    "months": lambda _, count: count,
    "score": lambda _, score: score_in_words(score),
    "minutes": lambda _, count: minutes_length(int(count), STAFF),
    "was": lambda _, count: minutes_length(int(count), STAFF),
    "day": lambda _, day: short_day(date.fromisoformat(day), STAFF),
    "before": lambda scene, plan: scene.typed(plan),
    "after": lambda scene, plan: scene.typed(plan),
    "time_zone": lambda _, zone: zone,
    "nudge": lambda _, nudge: nudge,
    "of": lambda _, count: count,
    "until": lambda _, at: staff_moment(datetime.fromisoformat(at)),
    "resolves": lambda _, at: staff_moment(datetime.fromisoformat(at)),
    "due": lambda _, at: staff_moment(datetime.fromisoformat(at)),
}
