"""The receipt for clients: why their ticket is due when it is, in their words, by their own clock."""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.domain.receipts import (
    State,
    ahead,
    joined,
    overdrawn,
    standing_still_since,
    state_of,
    until,
)
from bot.domain.sla import Interval, Measured, Rule, solved_first
from bot.domain.targets import ALWAYS, Clock, Unit
from bot.views import ids
from bot.views.markup import Safe, typed
from bot.views.plan_words import opening_hours, target_in_words
from bot.views.receipt import Receipt, closures, few_spans, left_in_words
from bot.views.rendered import Block, Element, View, button, context, divider, lines, modal, section, sections
from bot.views.scene import Scene
from bot.views.text import moment, plain, say
from bot.views.times import length, span

_CLOCKS: Final = (Clock.FIRST_RESPONSE, Clock.NEXT_RESPONSE, Clock.RESOLUTION)
_ENDED: Final = frozenset({Rule.RESOLVED, Rule.DISMISSED})
_UNEXPLAINED: Final = frozenset({State.OPEN_ENDED, State.UNPROMISED, State.ENDED})
"""There is no time to explain then."""
_MOST_SPANS: Final = 5
_MOST_LINES: Final = 20


def why_button(scene: Scene) -> Element:
    """Return the button that asks why the ticket is due when it is."""
    label = plain(scene.language, "client.button.why")
    return button(ids.ASK_WHY, label, ids.number_value(scene.ticket.number))


def client_receipt(receipt: Receipt) -> View:
    """Return what the client is promised on a ticket, and how each time came about."""
    scene, language = receipt.scene, receipt.scene.language
    shown = [each for each in _theirs(receipt.clocks) if any(part.measure for part in each.intervals)]
    title = typed(scene.client_title)
    blocks = [section(say(language, "client.ticket.head", number=scene.ticket.number, title=title))]
    for clock in shown:
        blocks += [divider(), *sections(_clock(receipt, clock))]
    notes = [say(language, "client.why.zone", zone=scene.client.time_zone), *_hours(receipt, shown)]
    blocks.append(context(lines(notes)))
    return _modal(language, blocks)


def _modal(language: str, blocks: Sequence[Block]) -> View:
    title, close = plain(language, "client.why.title"), plain(language, "client.notice.close")
    return modal(ids.NOTICE_MODAL, title, blocks, close=close)


def _theirs(clocks: Sequence[Measured]) -> Iterator[Measured]:
    """Yield the clocks that a client is promised something by; of several answers the latest.

    A first answer that is due only after the solution is left to that.
    """
    for kind in _CLOCKS[1:] if solved_first(clocks) else _CLOCKS:
        yield from [each for each in clocks if each.clock is kind][-1:]


def _clock(receipt: Receipt, clock: Measured) -> Safe:
    scene, last = receipt.scene, clock.intervals[-1]
    kind = "both" if clock is solved_first(receipt.clocks) else clock.clock
    name = plain(scene.language, f"client.why.clock.{kind}")
    words = {"clock": name, "severity": scene.label(last.severity), "target": _target(receipt, last)}
    head, said = say(scene.language, "client.why.head", **words), _state(receipt, clock)
    return lines([head, said, *_steps(receipt, clock)])


def _target(receipt: Receipt, interval: Interval) -> str:
    language = receipt.scene.language
    if interval.measure is None:
        return plain(language, "client.why.unpromised")
    return target_in_words(interval.measure.target, receipt.plan(interval), language)


def _state(receipt: Receipt, clock: Measured) -> Safe:
    """How it stands, in a sentence; nothing where nothing is promised."""
    key = _STATES[state_of(clock)]
    if not key or (key == "met" and clock.due_when_it_ran is None):
        return Safe()
    variants = {"paused": clock.intervals[-1].rule, "met": _answer(clock), "missed": _answer(clock)}
    if key == "running" and _is_planned(clock):
        key = "planned"
    name = f"client.why.{key}.{variants[key]}" if key in variants else f"client.why.{key}"
    return say(receipt.scene.language, name, **_facts(receipt.scene, clock))


def _facts(scene: Scene, clock: Measured) -> dict[str, str]:
    since = standing_still_since(clock)
    moments = {
        "at": clock.stopped_at or since,
        "due": clock.breached_at or clock.due_when_it_ran or since,
    }
    told = {name: moment(at, scene.language, scene.client.time_zone) for name, at in moments.items()}
    left, over = left_in_words(clock, scene.language), length(overdrawn(clock), scene.language)
    return told | {"left": left, "over": over}


def _answer(clock: Measured) -> str:
    return "solution" if clock.clock is Clock.RESOLUTION else "answer"


def _is_planned(clock: Measured) -> bool:
    measure = clock.intervals[-1].measure
    return measure is not None and measure.target.length.unit is Unit.NEXT_PLANNING


def _steps(receipt: Receipt, clock: Measured) -> Iterator[Safe]:
    """Yield how it is counted, step by step, up to the due moment of a clock that runs."""
    if state_of(clock) in _UNEXPLAINED or _is_planned(clock):
        return
    parts = _parts(clock)
    told = [line for number in range(len(parts)) for line in _step(receipt, parts, number)]
    left_out = len(told) - _MOST_LINES
    if left_out > 0:
        yield say(receipt.scene.language, "client.why.earlier", n=left_out)
    yield from told[-_MOST_LINES:]


def _parts(clock: Measured) -> tuple[Interval, ...]:
    """Return what led to the due moment, and of a clock that stopped in time what led to that."""
    coming = ahead(clock)
    parts = joined((*clock.intervals, coming) if coming else clock.intervals)
    if clock.breached_at is not None:
        return until(parts, clock.breached_at)
    while len(parts) > 1 and clock.stopped_at is not None and parts[-1].rule in _ENDED:
        parts = parts[:-1]
    return parts


def _step(receipt: Receipt, parts: Sequence[Interval], number: int) -> Iterator[Safe]:
    scene, each = receipt.scene, parts[number]
    stood = [(part.severity, part.basis) for part in parts]
    is_new = number == 0 or stood[number - 1] != stood[number]
    if is_new and len(set(stood)) > 1:
        at = moment(each.from_at, scene.language, scene.client.time_zone)
        words = {"at": at, "severity": scene.label(each.severity), "target": _target(receipt, each)}
        yield say(scene.language, "client.why.changed", **words)
    if each.from_at == each.to_at:
        return
    if each.rule is Rule.RUNS:
        yield from _counted(receipt, each)
    else:
        yield say(scene.language, f"client.why.rule.{each.rule}", span=_span(scene, each))


def _counted(receipt: Receipt, interval: Interval) -> Iterator[Safe]:
    """Yield the hours that were open, and the holidays between them."""
    language, zone = receipt.scene.language, receipt.scene.client.time_zone
    spans = [
        (start, _open(language, span(start, end, language, zone), length(end - start, language)))
        for start, end in few_spans(interval, _MOST_SPANS)
    ]
    whole = [(interval.from_at, _whole(receipt, interval))]
    found = [*(spans or whole), *closures(receipt, interval, language)]
    for _, words in sorted(found, key=lambda each: each[0]):
        yield say(language, "client.why.step", line=words)


def _whole(receipt: Receipt, interval: Interval) -> Safe:
    scene = receipt.scene
    words, counted = _span(scene, interval), length(interval.counted, scene.language)
    is_all = interval.counted == interval.to_at - interval.from_at
    if is_all:
        return _open(scene.language, words, counted)
    key = "counted" if interval.counted else "shut"
    return say(scene.language, f"client.why.{key}", span=words, length=counted)


def _open(language: str, words: str, counted: str) -> Safe:
    return say(language, "client.why.open", span=words, length=counted)


def _span(scene: Scene, interval: Interval) -> str:
    return span(interval.from_at, interval.to_at, scene.language, scene.client.time_zone)


def _hours(receipt: Receipt, clocks: Sequence[Measured]) -> Iterator[Safe]:
    """Yield the opening hours that the times were counted in, each once."""
    language = receipt.scene.language
    last = [clock.intervals[-1] for clock in clocks]
    limited = [each for each in last if each.measure and each.measure.target.calendar != ALWAYS]
    timetables = [timetable for each in limited if (timetable := receipt.timetable(each)) is not None]
    told = dict.fromkeys("; ".join(opening_hours(each, language)) for each in timetables)
    return (say(language, "client.why.hours", hours=line) for line in told)


_STATES: Final = {
    State.RUNNING: "running",
    State.PAUSED: "paused",
    State.LATE: "late",
    State.MET: "met",
    State.MISSED: "missed",
    State.OPEN_ENDED: "",
    State.UNPROMISED: "",
    State.ENDED: "ended",
}
