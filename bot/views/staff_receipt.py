"""The receipt for staff: every clock of a ticket, each interval with its rule. English."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.domain.receipts import (
    State,
    ahead,
    due_when_it_ran,
    joined,
    overdrawn,
    standing_still_since,
    state_of,
)
from bot.domain.sla import Interval, Measured, Rule
from bot.domain.targets import ALWAYS, UNCOUNTED
from bot.views.answers import more_line
from bot.views.markup import Safe
from bot.views.plan_page import length_in_words, opening_hours
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


def staff_receipt(receipt: Receipt, *, time_zone: str = "UTC") -> Rendered:
    """Return every clock of a ticket, the open ones first and then the latest; times in the reader's zone."""
    title = plain(STAFF, "staff.why.title", number=receipt.scene.ticket.number)
    head, zone = _head(receipt), say(STAFF, "staff.why.zone", zone=time_zone)
    shown = _fitting(_clock(receipt, each, time_zone) for each in _in_order(receipt.clocks))
    more = more_line(len(receipt.clocks) - len(shown))
    return message(
        lines([Safe(title), head, *shown, more, zone]),
        header(title),
        section(head),
        *(block for text in shown for block in sections(text)),
        context(lines([more, zone])),
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
        "due": clock.breached_at or (None if is_paused else due_when_it_ran(clock)),
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
    parts = joined(clock.intervals)
    told: list[Safe] = []
    for number in range(len(parts) - 1, -1, -1):
        text = lines(_interval(receipt, parts, number, zone))
        if sum(map(len, told)) + len(text) > most:
            break
        told.insert(0, text)
    left_out = parts[: len(parts) - len(told)]
    if left_out:
        yield _earlier(left_out)
        yield _terms(receipt, left_out[-1])
    yield from told
    coming = ahead(clock)
    if coming is not None:
        words = {"span": _span(coming, zone), "length": length(coming.counted, STAFF)}
        yield say(STAFF, "staff.why.ahead", **words)
        yield from _within(receipt, coming, zone)


def _earlier(left_out: Sequence[Interval]) -> Safe:
    counted = sum((each.counted for each in left_out[1:]), left_out[0].counted)
    return say(STAFF, "staff.why.earlier", n=len(left_out), length=length(counted, STAFF))


def _interval(receipt: Receipt, parts: Sequence[Interval], number: int, zone: str) -> Iterator[Safe]:
    each = parts[number]
    if number == 0 or _stands(parts[number - 1]) != _stands(each):
        yield _terms(receipt, each)
    rule = plain(STAFF, f"staff.why.rule.{each.rule}")
    key = "counted" if each.rule is Rule.RUNS else "not_counted"
    words = {"span": _span(each, zone), "length": length(each.counted, STAFF), "rule": rule}
    yield say(STAFF, f"staff.why.{key}", **words)
    yield from _within(receipt, each, zone)


def _stands(interval: Interval) -> tuple[object, ...]:
    return interval.severity, interval.plan_version


def _span(interval: Interval, zone: str) -> str:
    return span(interval.from_at, interval.to_at, STAFF, zone)


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


def _terms(receipt: Receipt, interval: Interval) -> Safe:
    """At which severity, under which plan, and what that promises on which calendar with which hours."""
    plan = receipt.plan(interval)
    words = {
        "severity": severity_word(interval.severity),
        "plan": plan.name,
        "version": interval.plan_version,
    }
    return say(STAFF, "staff.why.terms", target=_target(receipt, interval), **words)


def _target(receipt: Receipt, interval: Interval) -> Safe:
    timetable, measure = receipt.timetable(interval), interval.measure
    if measure is None or timetable is None:
        return say(STAFF, "staff.why.nothing")
    target = measure.target
    unit = target.length.unit
    counted = unit not in UNCOUNTED
    target_words = (
        length_in_words(target.length, STAFF) if counted else plain(STAFF, f"staff.why.{unit.value}")
    )
    if target.calendar == ALWAYS:
        return say(STAFF, "staff.why.always", target=target_words)
    hours = "; ".join(opening_hours(replace(timetable, follows_client=False), STAFF))
    return say(STAFF, "staff.why.target", target=target_words, calendar=target.calendar, hours=hours)
