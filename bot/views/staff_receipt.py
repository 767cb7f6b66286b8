"""The receipt for staff: every clock of a ticket, each interval with its rule. English."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.receipts import (
    State,
    ahead,
    joined,
    overdrawn,
    standing_still_since,
    state_of,
)
from bot.domain.sla import Interval, Measured, Rule
from bot.domain.targets import ALWAYS, UNCOUNTED
from bot.views.answers import more_line
from bot.views.markup import Safe
from bot.views.plan_words import length_in_words, opening_hours
from bot.views.receipt import Receipt, closures, few_spans, left_in_words
from bot.views.rendered import Rendered, context, header, lines, message, section, sections
from bot.views.scene import severity_word, status_word
from bot.views.text import STAFF, moment, plain, say
from bot.views.times import length, span

# Slack refuses messages whose blocks hold more than 12,000 characters or so in all, whatever each may hold:
# https://github.com/slackapi/bolt-js/issues/2509
_MOST: Final = 9000
_MOST_CLOCKS: Final = 40
_OPEN_CLOCKS: Final = 4
_MOST_SPANS: Final = 4
_SIGN: Final = {
    State.RUNNING: "⏱️",
    State.PAUSED: "⏸️",
    State.LATE: "🔴",
    State.MET: "✅",
    State.MISSED: "❌",
    State.OPEN_ENDED: "⚪",
    State.UNPROMISED: "⚪",
    State.ENDED: "🚫",
}


@dataclass(frozen=True, slots=True)
class _Part:
    """An interval of a clock, or the time that is still ahead of it."""

    interval: Interval
    is_ahead: bool = False

    @property
    def stands(self) -> tuple[object, ...]:
        """The terms on which it is measured."""
        return self.interval.severity, self.interval.basis

    @property
    def key(self) -> str:
        """The sentence that tells of it."""
        if self.is_ahead:
            return "ahead"
        if self.interval.rule is not Rule.RUNS:
            return "not_counted"
        return "counted" if self.interval.counted or _is_short(self.interval) else "shut"


def _is_short(interval: Interval) -> bool:
    """Whether it has only just begun, so that it tells nothing yet."""
    return interval.to_at - interval.from_at < timedelta(seconds=1)


def staff_receipt(receipt: Receipt, *, time_zone: str = "UTC") -> Rendered:
    """Return every clock of a ticket, the open ones first and then the latest; times in the reader's zone."""
    title = plain(STAFF, "staff.why.title", number=receipt.scene.ticket.number)
    head, zone = _head(receipt), say(STAFF, "staff.why.zone", zone=time_zone)
    calendars = lines(_calendars(receipt))
    shown = _fitting(_clock(receipt, each, time_zone) for each in _in_order(receipt.clocks))
    more = more_line(len(receipt.clocks) - len(shown))
    return message(
        lines([Safe(title), head, *shown, more, calendars, zone]),
        header(title),
        section(head),
        *(block for text in shown for block in sections(text)),
        context(lines([more, calendars, zone])),
    )


def _head(receipt: Receipt) -> Safe:
    ticket = receipt.scene.ticket
    facts = {"client": receipt.scene.client.name, "plan": receipt.scene.plan.name}
    words = {"severity": severity_word(ticket.severity), "status": status_word(ticket.status)}
    return say(STAFF, "staff.why.head", **facts, **words)


def _in_order(clocks: Sequence[Measured]) -> list[Measured]:
    stopped = [each for each in clocks if each.stopped_at is not None]
    latest = sorted(stopped, key=lambda each: each.started_at, reverse=True)
    return [*(each for each in clocks if each.stopped_at is None), *latest]


def _fitting(texts: Iterable[Safe]) -> list[Safe]:
    """Return the first texts that one message can hold."""
    kept: list[Safe] = []
    left = _MOST
    for text in texts:
        left -= len(text)
        if left < 0 or len(kept) == _MOST_CLOCKS:
            break
        kept.append(text)
    return kept


def _clock(receipt: Receipt, clock: Measured, zone: str) -> Safe:
    state = state_of(clock)
    words = {
        "sign": _SIGN[state],
        "clock": plain(STAFF, f"staff.why.clock.{clock.clock}"),
        "state": plain(STAFF, f"staff.why.state.{state}", **_lengths(clock)),
    }
    facts = Safe(" · ".join(_facts(clock, zone)))
    most = _MOST // min(len(receipt.clocks), _OPEN_CLOCKS) - len(facts) - 200
    return lines(
        [say(STAFF, "staff.why.clock_head", **words), facts, *_intervals(receipt, clock, zone, most)]
    )


def _lengths(clock: Measured) -> dict[str, str]:
    return {"left": left_in_words(clock, STAFF), "over": length(overdrawn(clock), STAFF)}


def _facts(clock: Measured, zone: str) -> Iterator[Safe]:
    """When it started, and whatever else happened to it."""
    is_paused = clock.is_paused
    moments: dict[str, datetime | None] = {
        "started": clock.started_at,
        "due": clock.breached_at or (None if is_paused else clock.due_when_it_ran),
        "breached": clock.breached_at,
        "stopped": clock.stopped_at,
        "paused": standing_still_since(clock) if is_paused else None,
    }
    why = plain(STAFF, f"staff.why.rule.{clock.intervals[-1].rule}")
    for name, at in moments.items():
        if at is not None:
            yield say(STAFF, f"staff.why.{name}", at=moment(at, STAFF, zone), why=why)


def _intervals(receipt: Receipt, clock: Measured, zone: str, most: int) -> Iterator[Safe]:
    """Yield the latest intervals that *most* characters hold, with the terms wherever those changed."""
    parts = _parts(clock)
    told: list[Safe] = []
    for number in range(len(parts) - 1, -1, -1):
        text = lines(_interval(receipt, parts, number, zone))
        most -= len(text)
        if most < 0:
            break
        told.insert(0, text)
    left_out = parts[: len(parts) - len(told)]
    if left_out:
        yield _earlier(left_out)
        yield _terms(receipt, left_out[-1])
    yield from told


def _parts(clock: Measured) -> tuple[_Part, ...]:
    """Return what was, and then what is to come up to the due moment."""
    past, coming = joined(clock.intervals), ahead(clock)
    if coming is None:
        return tuple(_Part(each) for each in past)
    is_new = _is_short(past[-1])
    return (*(_Part(each) for each in (past[:-1] if is_new else past)), _Part(coming, is_ahead=True))


def _earlier(left_out: Sequence[_Part]) -> Safe:
    counted = sum((each.interval.counted for each in left_out), timedelta(0))
    return say(STAFF, "staff.why.earlier", n=len(left_out), length=length(counted, STAFF))


def _interval(receipt: Receipt, parts: Sequence[_Part], number: int, zone: str) -> Iterator[Safe]:
    each = parts[number].interval
    if number == 0 or parts[number - 1].stands != parts[number].stands:
        yield _terms(receipt, parts[number])
    words = {"span": span(each.from_at, each.to_at, STAFF, zone), "length": length(each.counted, STAFF)}
    rule = plain(STAFF, f"staff.why.rule.{each.rule}")
    yield say(STAFF, f"staff.why.{parts[number].key}", **words, rule=rule)
    yield from _within(receipt, each, zone)


def _within(receipt: Receipt, interval: Interval, zone: str) -> Iterator[Safe]:
    """Yield the open spans, where they are few, and the holidays."""
    spans = [
        (
            start,
            say(
                STAFF, "staff.why.open", span=span(start, end, STAFF, zone), length=length(end - start, STAFF)
            ),
        )
        for start, end in few_spans(interval, _MOST_SPANS)
    ]
    found = sorted([*spans, *closures(receipt, interval, STAFF)], key=lambda each: each[0])
    return (say(STAFF, "staff.why.within", line=words) for _, words in found)


def _terms(receipt: Receipt, part: _Part) -> Safe:
    """At which severity, under which plan, and what that promises on which calendar."""
    interval = part.interval
    words = {"severity": severity_word(interval.severity), "plan": receipt.plan(interval).name}
    version = interval.basis.version
    return say(STAFF, "staff.why.terms", target=_target(interval), version=version, **words)


def _target(interval: Interval) -> Safe:
    if interval.measure is None:
        return say(STAFF, "staff.why.nothing")
    length, calendar = interval.measure.target.length, interval.measure.target.calendar
    is_counted = length.unit not in UNCOUNTED
    words = length_in_words(length, STAFF) if is_counted else plain(STAFF, f"staff.why.{length.unit.value}")
    return say(STAFF, "staff.why.target", target=words, calendar=calendar)


def _calendars(receipt: Receipt) -> Iterator[Safe]:
    """Yield the hours of each calendar that a clock was measured on; each version of it."""
    told: set[tuple[str, str, str]] = set()
    for interval in (each for clock in receipt.clocks for each in clock.intervals):
        timetable, measure = receipt.timetable(interval), interval.measure
        if timetable is None or measure is None or measure.target.calendar == ALWAYS:
            continue
        key = (measure.target.calendar, interval.basis.version, timetable.time_zone)
        if key not in told:
            told.add(key)
            hours = "; ".join(opening_hours(replace(timetable, follows_client=False), STAFF))
            yield say(STAFF, "staff.why.calendar", calendar=key[0], version=key[1], hours=hours)
