"""What a client reads who writes while we are closed: when we open, because of what, and how to reach us."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from bot.domain.closures import Closure, closure_of, first_answer_tells
from bot.domain.tickets import Status
from bot.views.markup import Safe, typed
from bot.views.rendered import NOTHING, Rendered, lines, message, section
from bot.views.scene import Scene
from bot.views.text import moment, say
from bot.views.times import day_words

_MOST_HOLIDAYS: Final = 5


def closure_told(scene: Scene) -> Closure | None:
    """Return the closure that the first answer tells of: the one it was opened in, until it is taken up."""
    closure = None if scene.ticket.is_frozen else closure_now(scene)
    if closure is None or scene.ticket.status is not Status.NEW:
        return None
    return closure if first_answer_tells(scene.ticket, closure) else None


def closed_now(scene: Scene) -> Safe:
    """Return, for the first answer, that we are closed; empty where it need not say so."""
    closure = closure_told(scene)
    return _in_words(scene, closure) if closure else Safe()


def closed(scene: Scene, facts: Mapping[str, object]) -> Rendered:
    """The answer to what a client asks during a closure, whose name is `closure`; nothing once it is over."""
    closure = closure_now(scene)
    if (
        closure is None
        or scene.ticket.is_frozen
        or closure.key != facts.get("closure")
        or not scene.ticket.is_active
    ):
        return NOTHING
    arrived = say(scene.language, "client.opened.on_their_way")
    said = lines([arrived, _in_words(scene, closure)])
    return message(said, section(said))


def closure_now(scene: Scene) -> Closure | None:
    """Return the closure that a ticket's hours are in at the moment."""
    return closure_of(scene.plan, scene.ticket.severity, scene.client.time_zone, scene.now)


def _in_words(scene: Scene, closure: Closure) -> Safe:
    language = scene.language
    opens = moment(closure.opens_at, language, scene.client.time_zone)
    said = say(language, "client.closed.now", opens=opens)
    if closure.holidays:
        days = "; ".join(_holidays(closure, language))
        count = len(closure.holidays)
        said = say(language, "client.closed.holidays", n=count, said=said, days=Safe(days))
    return lines([said, _emergency(scene)])


def _holidays(closure: Closure, language: str) -> Iterator[Safe]:
    for day, name in islice(closure.holidays.items(), _MOST_HOLIDAYS):
        yield say(language, "client.closed.holiday", day=day_words(day, language), name=name)
    left_out = len(closure.holidays) - _MOST_HOLIDAYS
    if left_out > 0:
        yield say(language, "client.why.closed_more", n=left_out)


def _emergency(scene: Scene) -> Safe:
    """How to reach us all the same, in the plan's own words; beside ours where the client reads others."""
    emergency = scene.plan.emergency
    if emergency is None:
        return Safe()
    contact = typed(emergency.contact)
    return contact if scene.speaks_plan else say(scene.language, "client.closed.emergency", contact=contact)
