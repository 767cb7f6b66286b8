"""What staff read when something comes due: warnings, breaches and escalations, each in words. English.

The text alone says it all, for it is what a telephone shows. No two lines of a ticket read alike: each names
its clock and moment, a repeat its turn.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from bot.domain.countdown import is_of
from bot.domain.sla import Measured
from bot.domain.targets import Clock
from bot.domain.tickets import EventKind
from bot.views import ids
from bot.views.markup import Safe, channel_link, mention, quote
from bot.views.matter import assignee_name, excerpt
from bot.views.promises import BREACHED, LATE_SOON, WARNED, staff_moment
from bot.views.rendered import Block, Rendered, actions, button, lines, message, sections
from bot.views.scene import SIGN, Scene, severity_word, status_word, ticket_link
from bot.views.text import STAFF, ago, plain, say
from bot.views.times import length, moment_in

Facts = Mapping[str, object]

_LOUD_PERCENT: Final = 75
CALLED: Final = frozenset({"mention", "elsewhere", "places", "groups", "held"})
"""The facts that say whom a line calls."""


def warned(scene: Scene, facts: Facts) -> Rendered:
    """So much of a clock's target has passed; for news that are due, with a button to send them."""
    percent, due_at = _number(facts, "percent"), moment_in(facts, "due")
    said = say(
        STAFF,
        "staff.alarm.warned" if scene.now < due_at else "staff.alarm.warned_over",
        sign=LATE_SOON if percent >= _LOUD_PERCENT else WARNED,
        number=scene.ticket.number,
        percent=percent,
        clock=_clock(facts),
        due=staff_moment(due_at),
        left=_left(scene, facts),
    )
    called = [_mentions(facts), _others(scene, facts)]
    return _line([said, _late(facts), *called], _update_button(scene, facts))


def breached(scene: Scene, facts: Facts) -> Rendered:
    """A clock's target was not kept."""
    key = "staff.alarm.breached_over" if facts.get("stopped") else "staff.alarm.breached"
    said = say(
        STAFF,
        key,
        sign=BREACHED,
        number=scene.ticket.number,
        clock=_clock(facts),
        due=staff_moment(moment_in(facts, "due")),
    )
    told = say(STAFF, "staff.alarm.client_told") if facts.get("client_told") else ""
    called = [_mentions(facts), _others(scene, facts)]
    return _line([said, told, _late(facts), *called], _update_button(scene, facts))


def escalated(scene: Scene, facts: Facts) -> Rendered:
    """A level is told, in the card's thread; or nobody is there to be told."""
    if facts.get("skipped"):
        said = say(STAFF, "staff.alarm.skipped", number=scene.ticket.number, level=_level(facts))
        called = _why(scene, facts) if facts.get("because_of") else Safe()
        return _line([said, called, _late(facts)], ())
    return _page(scene, facts, _mentions(facts))


def asked(scene: Scene, facts: Facts) -> Rendered:
    """Somebody calls for the level above."""
    key = "staff.alarm.urged" if facts.get("by_client") else "staff.alarm.asked"
    said = say(STAFF, key, number=scene.ticket.number, by=scene.name(facts.get("by")))
    return _line([said, _reason(scene, facts), _mentions(facts)], ())


def declined(scene: Scene, facts: Facts) -> Rendered:
    """Somebody who was told cannot."""
    level = f"L{facts.get('level')}"
    said = say(
        STAFF, "staff.alarm.declined", number=scene.ticket.number, by=scene.name(facts.get("by")), level=level
    )
    return _line([said], ())


def _page(scene: Scene, facts: Facts, mentions: Safe) -> Rendered:
    head = say(
        STAFF,
        "staff.alarm.escalated",
        number=ticket_link(scene.workspace_url, scene.ticket),
        client=scene.client.name,
        level=_level(facts),
        turn=_turn(facts),
    )
    called = Safe(f"{head}: {mentions}") if mentions else head
    why = [_why(scene, facts), _others(scene, facts), _late(facts)]
    return _line([called, *matter(scene), *why, _over(scene, facts)], _page_buttons(scene, facts))


def matter(scene: Scene) -> tuple[Safe, ...]:
    """Return what it is about, and how it stands."""
    return Safe(f"*{scene.title}*"), excerpt(scene), _state(scene)


def _level(facts: Facts) -> Safe:
    """Return `L2 (Senior engineers)`."""
    level, named = Safe(f"L{facts.get('level')}"), facts.get("named")
    return say(STAFF, "staff.alarm.titled", level=level, title=named) if named else level


def _turn(facts: Facts) -> Safe:
    """Return which time of how many it is, where there are several."""
    turns = _number(facts, "turns")
    return say(STAFF, "staff.alarm.turn", turn=_number(facts, "turn"), turns=turns) if turns > 1 else Safe()


def _why(scene: Scene, facts: Facts) -> Safe:
    if facts.get("declined"):
        return say(STAFF, "staff.alarm.why.declined", by=scene.name(facts.get("because_of")))
    if facts.get("because_of"):
        called = say(STAFF, "staff.alarm.why.asked", by=scene.name(facts.get("because_of")))
        return lines([called, _reason(scene, facts)])
    if _number(facts, "turn") > 1:
        return say(STAFF, "staff.alarm.why.untaken")
    if facts.get("percent") is None:
        return say(STAFF, "staff.alarm.why.unanswered")
    percent = _number(facts, "percent")
    if not percent:
        return say(STAFF, "staff.alarm.why.at_once", severity=severity_word(facts.get("severity")))
    return say(STAFF, "staff.alarm.why.clock", percent=percent, clock=_clock(facts))


def _state(scene: Scene) -> Safe:
    """Return all that one who is woken needs at first sight."""
    ticket = scene.ticket
    return say(
        STAFF,
        "staff.alarm.state",
        sign=SIGN[ticket.severity],
        severity=severity_word(ticket.severity),
        status=status_word(ticket.status),
        assignee=assignee_name(scene),
        requester=scene.name(ticket.requester),
        ago=ago(ticket.opened_at, scene.now),
        due=_due(scene.nearest),
    )


def _due(clock: Measured | None) -> Safe:
    if clock is None or clock.due_at is None:
        return Safe()
    name = plain(STAFF, f"staff.clock.{clock.clock}")
    key = "staff.alarm.was_due" if clock.breached_at else "staff.alarm.due"
    return say(STAFF, key, clock=name, due=staff_moment(clock.due_at))


def _reason(scene: Scene, facts: Facts) -> Safe:
    return quote(scene.typed(facts["reason"])) if facts.get("reason") else Safe()


def _left(scene: Scene, facts: Facts) -> str:
    """Return how much of its target a clock had left when it was warned of."""
    kind, started = str(facts.get("clock")), _number(facts, "started")
    for clock in scene.clocks:
        measure = clock.intervals[-1].measure
        if is_of(clock, kind, started) and measure:
            return length(measure.calendar.elapsed(scene.now, moment_in(facts, "due")), STAFF)
    return length(moment_in(facts, "due") - scene.now, STAFF)


def _late(facts: Facts) -> Safe:
    """Return that it is told late, where it is."""
    if not facts.get("late"):
        return Safe()
    return say(STAFF, "staff.alarm.late", at=staff_moment(moment_in(facts, "late")))


def remarks(scene: Scene, facts: Facts) -> tuple[Safe, ...]:
    """Return what stands below a line: that it comes late, whom it calls, and who is told elsewhere."""
    return _late(facts), _mentions(facts), _others(scene, facts)


def _mentions(facts: Facts) -> Safe:
    people = [mention(each) for each in _ids(facts, "mention")]
    groups = [Safe(f"<!subteam^{each}>") for each in _ids(facts, "groups")]
    places = [channel_link(each) for each in _ids(facts, "places")]
    return Safe(" ".join((*people, *groups, *places)))


def _others(scene: Scene, facts: Facts) -> Safe:
    """Return who is told of it elsewhere, or later."""
    named = {key: ", ".join(scene.name(each) for each in _ids(facts, key)) for key in ("elsewhere", "held")}
    return lines(say(STAFF, f"staff.alarm.{key}", names=names) for key, names in named.items() if names)


def _ids(facts: Facts, name: str) -> list[str]:
    return str(facts.get(name) or "").split()


def _line(parts: Iterable[str], controls: tuple[Block, ...]) -> Rendered:
    said = lines(parts)
    return message(said, *sections(said), *controls)


def _over(scene: Scene, facts: Facts) -> Safe:
    """Return what became of a page, once it is over."""
    if not facts.get("over"):
        return Safe()
    return say(STAFF, f"staff.alarm.over.{facts['over']}", by=scene.name(facts.get("over_by")))


def _page_buttons(scene: Scene, facts: Facts) -> tuple[Block, ...]:
    ticket = scene.ticket
    if facts.get("over") or not ticket.is_active or ticket.assignee is not None:
        return ()
    value = ids.number_value(ticket.number)
    row = [
        button(ids.CLAIM, plain(STAFF, "staff.button.claim"), value, style="primary"),
        button(ids.DECLINE_PAGE, plain(STAFF, "staff.button.decline"), value),
    ]
    return actions(ids.block_id("page", ticket.number, ticket.seq), row)


def _update_button(scene: Scene, facts: Facts) -> tuple[Block, ...]:
    """Return what sends the news that are due."""
    ticket = scene.ticket
    if facts.get("clock") != Clock.UPDATE or not ticket.is_active:
        return ()
    post = button(ids.ASK_UPDATE, plain(STAFF, "staff.button.update"), ids.number_value(ticket.number))
    return actions(ids.block_id("update", ticket.number, ticket.seq), [post])


def _clock(facts: Facts) -> str:
    return plain(STAFF, f"staff.clock.{facts.get('clock')}")


def _number(facts: Facts, name: str) -> int:
    return int(str(facts.get(name) or 0))


LINES: Final = {
    EventKind.WARNED: warned,
    EventKind.BREACHED: breached,
    EventKind.ESCALATED: escalated,
    EventKind.ESCALATION_ASKED: asked,
    EventKind.PAGE_DECLINED: declined,
}
"""How each kind of event reads that comes due, or answers what did."""
