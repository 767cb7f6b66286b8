"""What a client's silence leads to, and when. The moments were worked out with a calendar on paper.

The office of the tests opens from 9 to 18 on workdays in New York. In November 2026 the 2nd is a Monday, the
11th (Veterans Day) and the 26th (Thanksgiving) are closed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendar import BusinessCalendar
from bot.domain.folding import fold
from bot.domain.measures import business_days_later
from bot.domain.moves_by_clock import nudge, resolve_unanswered
from bot.domain.notices import Words
from bot.domain.people import HOURGLASS
from bot.domain.silence import Due, DueKind, next_silence, silence_due
from bot.domain.terms import ClientSilence
from bot.domain.tickets import EventKind, Fact, Status, TicketEvent

NEW_YORK: Final = ZoneInfo("America/New_York")
WEEK: Final = {day: [("09:00", "18:00")] for day in ("mon", "tue", "wed", "thu", "fri")}
OFFICE: Final = BusinessCalendar("America/New_York", WEEK, [date(2026, 11, 11), date(2026, 11, 26)])
USUAL: Final = ClientSilence((2, 5), 8)
WINDOW: Final = timedelta(days=7)

Entry: TypeAlias = tuple[str, str] | tuple[str, str, Mapping[str, Fact]]
OPENED: Final[Entry] = ("02 09:00", "opened", {"severity": "high", "origin": "message"})
ON_CLIENT: Final = {"status": "waiting_on_client"}
ON_THIRD_PARTY: Final = {"status": "waiting_on_third_party"}
WAITED: Final[Entry] = ("02 15:00", "waited", ON_CLIENT)
"""Two business days later is Wed the 4th, five Mon the 9th, eight (past Veterans Day) Fri the 13th."""


def at(text: str) -> datetime:
    """A local time in New York in November 2026."""
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=NEW_YORK).astimezone(UTC)


def told(when: str, number: int) -> Entry:
    return (when, "nudged", {"nudge": number, "of": 2})


def log(*entries: Entry) -> list[TicketEvent]:
    return [_event(number, entry) for number, entry in enumerate((OPENED, *entries), start=1)]


def _event(number: int, entry: Entry) -> TicketEvent:
    when, kind, *more = entry
    facts = dict(more[0]) if more else {}
    return TicketEvent(142, number, EventKind(kind), at(when), "U1", "engineer", "v1", facts)


def named(due: Due | None) -> str:
    """A thing that comes due, and when in New York: `nudge 1, 04 15:00`."""
    if due is None:
        return "nothing"
    what = f"nudge {due.nudge}" if due.kind is DueKind.NUDGE else "resolve"
    return f"{what}, {due.at.astimezone(NEW_YORK):%d %H:%M}"


COURTESY: Final[Entry] = ("03 10:00", "messaged", {"ts": "1.1", "courtesy": True})
NEXT: Final[Mapping[str, tuple[Sequence[Entry], ClientSilence, str]]] = {
    "first comes the first nudge": ([WAITED], USUAL, "nudge 1, 04 15:00"),
    "then the second": ([WAITED, told("04 15:00", 1)], USUAL, "nudge 2, 09 15:00"),
    "then it is resolved": ([WAITED, told("04 15:00", 1), told("09 15:00", 2)], USUAL, "resolve, 13 15:00"),
    "after a late nudge as many days later as the plan has": (
        *([WAITED, told("10 16:00", 2)], USUAL),
        "resolve, 16 16:00",
    ),
    "after a nudge that was told on a weekend, from Monday on": (
        *([WAITED, told("14 12:00", 2)], USUAL),
        "resolve, 19 09:00",
    ),
    "a plan may resolve without a nudge": ([WAITED], ClientSilence((), 8), "resolve, 13 15:00"),
    "a plan may nudge once": ([WAITED], ClientSilence((3,), 4), "nudge 1, 05 15:00"),
    "and resolve the day after": (
        *([WAITED, told("05 15:00", 1)], ClientSilence((3,), 4)),
        "resolve, 06 15:00",
    ),
    "a plan may only nudge": ([WAITED], ClientSilence((2, 5), 0), "nudge 1, 04 15:00"),
    "and is silent then": (
        *([WAITED, told("04 15:00", 1), told("09 15:00", 2)], ClientSilence((2, 5), 0)),
        "nothing",
    ),
    "a plan may do nothing": ([WAITED], ClientSilence((), 0), "nothing"),
    "a wait from the night counts from the morning": (
        *([("02 22:00", "waited", ON_CLIENT)], USUAL),
        "nudge 1, 05 09:00",
    ),
    "a wait from Friday counts no weekend": (
        *([("06 12:00", "waited", ON_CLIENT)], USUAL),
        "nudge 1, 10 12:00",
    ),
    "a courtesy neither ends the wait nor counts": ([WAITED, COURTESY], USUAL, "nudge 1, 04 15:00"),
    "an edit, a note and a reply of ours change nothing": (
        [
            *(WAITED, ("03 10:00", "edited", {"ts": "1.1"}), ("03 10:01", "noted", {"text": "Well"})),
            ("03 10:02", "replied", {"text": "And?"}),
        ],
        *(USUAL, "nudge 1, 04 15:00"),
    ),
    "not waiting": ([], USUAL, "nothing"),
    "our turn": (
        [WAITED, ("03 10:00", "messaged", {"ts": "1.1"}), ("03 10:00", "resumed")],
        USUAL,
        "nothing",
    ),
    "a third party's turn": ([("02 15:00", "waited", ON_THIRD_PARTY)], USUAL, "nothing"),
    "first a third party's turn, then the client's": (
        [("02 15:00", "waited", ON_THIRD_PARTY), ("03 15:00", "waited", ON_CLIENT)],
        *(USUAL, "nudge 1, 05 15:00"),
    ),
    "our turn to answer what the client wishes for": (
        *([WAITED, ("03 10:00", "severity_wanted", {"severity": "critical"})], USUAL),
        "nothing",
    ),
    "once that is answered, the wait is what it was": (
        [
            *(WAITED, ("03 10:00", "severity_wanted", {"severity": "critical"})),
            ("03 11:00", "severity_kept", {"severity": "high"}),
        ],
        *(USUAL, "nudge 1, 04 15:00"),
    ),
    "a new wait begins anew, with all its nudges": (
        [
            *(WAITED, told("04 15:00", 1), told("09 15:00", 2), ("10 10:00", "messaged", {"ts": "1.1"})),
            *(("10 10:00", "resumed"), ("10 12:00", "waited", ON_CLIENT)),
        ],
        *(USUAL, "nudge 1, 13 12:00"),
    ),
    "resolved": ([WAITED, ("03 10:00", "resolved", {"summary": "Done"})], USUAL, "nothing"),
    "set aside": ([WAITED, ("03 10:00", "dismissed")], USUAL, "nothing"),
    "set aside and brought back, the wait begins anew": (
        [WAITED, told("04 15:00", 1), ("05 10:00", "dismissed"), ("06 10:00", "restored")],
        *(USUAL, "nudge 1, 10 10:00"),
    ),
    "another plan with fewer nudges resolves after the last that was told": (
        *([WAITED, told("04 15:00", 1), told("09 15:00", 2)], ClientSilence((3,), 6)),
        "resolve, 13 15:00",
    ),
    "another plan with more nudges goes on with them": (
        *([WAITED, told("04 15:00", 1), told("09 15:00", 2)], ClientSilence((2, 4, 6), 8)),
        "nudge 3, 10 15:00",
    ),
}


@pytest.mark.parametrize("case", NEXT)
def test_what_silence_leads_to_next(case: str) -> None:
    entries, silence, expected = NEXT[case]
    assert named(next_silence(log(*entries), silence, OFFICE)) == expected


DUE: Final[Mapping[str, tuple[Sequence[Entry], str, str]]] = {
    "before its moment nothing is due": ([WAITED], "04 14:59", "nothing"),
    "at its moment a nudge is": ([WAITED], "04 15:00", "nudge 1, 04 15:00"),
    "after an absence the latest nudge alone": ([WAITED], "12 10:00", "nudge 2, 09 15:00"),
    "after a long absence a nudge comes first too": ([WAITED], "30 10:00", "nudge 2, 09 15:00"),
    "once the latest is told the earlier one is not": ([WAITED, told("12 10:00", 2)], "12 10:00", "nothing"),
    "told once": ([WAITED, told("04 15:00", 1)], "04 15:00", "nothing"),
    "in the end it is resolved": (
        *([WAITED, told("04 15:00", 1), told("09 15:00", 2)], "13 15:00"),
        "resolve, 13 15:00",
    ),
    "not before the client had their days": ([WAITED, told("12 10:00", 2)], "17 09:59", "nothing"),
    "but then": ([WAITED, told("12 10:00", 2)], "17 10:00", "resolve, 17 10:00"),
    "never while it is our turn": ([WAITED, ("03 10:00", "resumed")], "30 10:00", "nothing"),
}


@pytest.mark.parametrize("case", DUE)
def test_what_is_due_by_a_moment(case: str) -> None:
    entries, now, expected = DUE[case]
    assert named(silence_due(log(*entries), USUAL, OFFICE, at(now))) == expected


def test_a_nudge_says_which_it_is_and_when_the_ticket_will_be_resolved() -> None:
    first = next_silence(log(WAITED), USUAL, OFFICE)
    assert first is not None
    assert (first.nudge, first.of, first.is_last, first.resolves_at) == (1, 2, False, at("13 15:00"))
    last = next_silence(log(WAITED, told("04 15:00", 1)), USUAL, OFFICE)
    assert last is not None
    assert (last.nudge, last.is_last, last.resolves_at) == (2, True, at("13 15:00"))
    late = silence_due(log(WAITED), USUAL, OFFICE, at("12 10:00"))
    assert late is not None
    assert (late.is_last, late.resolves_at) == (True, at("17 10:00"))
    never = next_silence(log(WAITED), ClientSilence((2,), 0), OFFICE)
    assert never is not None
    assert (never.is_last, never.resolves_at) == (True, None)


def test_a_nudge_names_the_reply_that_waits_for_an_answer() -> None:
    said = [("02 10:00", "replied", {"ts": "5.5"}), ("02 11:00", "replied", {"text": "Which one?"}), WAITED]
    due = next_silence(log(*said), USUAL, OFFICE)
    assert due is not None
    assert due.asked == {"text": "Which one?"}
    unasked = next_silence(log(WAITED), USUAL, OFFICE)
    assert unasked is not None
    assert unasked.asked == {}


def test_a_nudge_is_said_in_the_clients_thread_and_below_the_card() -> None:
    events = log(("02 11:00", "replied", {"ts": "5.5"}), WAITED)
    due = silence_due(events, USUAL, OFFICE, at("04 15:00"))
    assert due is not None
    step = nudge(fold(events), due, at=at("04 15:00"))
    [event] = step.events
    assert (event.kind, event.by, event.at) == (EventKind.NUDGED, HOURGLASS.id, at("04 15:00"))
    resolves = at("13 15:00").isoformat()
    assert event.facts == {"nudge": 1, "of": 2, "then": "resolve", "resolves": resolves}
    assert [(each.words, each.key) for each in step.notices] == [
        (Words.LINE, "line:142:4"),
        (Words.NUDGED, "thread:142:4"),
    ]
    assert step.notices[1].facts == {**event.facts, "ts": "5.5"}
    assert step.ticket.status is Status.WAITING_ON_CLIENT
    assert named(next_silence([*events, event], USUAL, OFFICE)) == "nudge 2, 09 15:00"


def test_an_unanswered_ticket_is_resolved_by_us_with_a_note_and_closes_once_the_window_has_passed() -> None:
    ticket = fold(log(WAITED))
    step = resolve_unanswered(ticket, at=at("13 15:00"), window=WINDOW)
    [event] = step.events
    assert (event.kind, event.by, event.facts) == (EventKind.RESOLVED, HOURGLASS.id, {"why": "unanswered"})
    assert (step.ticket.status, step.ticket.summary) == (Status.RESOLVED, "")
    assert [each.words for each in step.notices] == [
        *(Words.CARD, Words.LINE, Words.OPENED, Words.SEVERITY_AGAIN, Words.UNANSWERED),
    ]
    assert step.notices[-1].facts == {"until": at("20 15:00").isoformat()}
    assert [(timer.key, timer.due_at) for timer in step.arms] == [("close:142", at("20 15:00"))]
    assert step.disarms == ("severity:142",)


@dataclass(frozen=True)
class Told:
    """What a client heard during one wait, and when."""

    events: Sequence[TicketEvent]

    @property
    def nudges(self) -> list[tuple[int, datetime]]:
        return [(int(each.text("nudge")), each.at) for each in self.events if each.kind is EventKind.NUDGED]

    @property
    def resolved_at(self) -> datetime | None:
        return next((each.at for each in self.events if each.kind is EventKind.RESOLVED), None)


def lived(silence: ClientSilence, gaps: Sequence[timedelta]) -> Told:
    """A wait in which somebody looks after each of *gaps*, and does what is due until nothing is."""
    events, now = log(WAITED), at("02 15:00")
    for gap in gaps:
        now += gap
        while due := silence_due(events, silence, OFFICE, now):
            events += done(events, due, now)
    return Told(events)


def lived_in_time(silence: ClientSilence) -> Told:
    """A wait in which each thing is done at its moment."""
    events = log(WAITED)
    while due := next_silence(events, silence, OFFICE):
        assert silence_due(events, silence, OFFICE, due.at - timedelta(microseconds=1)) is None
        assert silence_due(events, silence, OFFICE, due.at) == due
        events += done(events, due, due.at)
    return Told(events)


def done(events: Sequence[TicketEvent], due: Due, now: datetime) -> Sequence[TicketEvent]:
    ticket = fold(events)
    if due.kind is DueKind.NUDGE:
        return nudge(ticket, due, at=now).events
    return resolve_unanswered(ticket, at=now, window=WINDOW).events


@st.composite
def silences(draw: st.DrawFn) -> ClientSilence:
    nudges = sorted(draw(st.sets(st.integers(1, 12), max_size=4)))
    after = draw(st.just(0) | st.integers(max(nudges, default=0) + 1, 20))
    return ClientSilence(tuple(nudges), after)


@settings(deadline=None)
@given(silences(), st.lists(st.timedeltas(timedelta(minutes=1), timedelta(days=9)), max_size=40))
def test_however_often_we_look_a_client_is_told_each_thing_once_in_order_and_has_their_time(
    silence: ClientSilence, gaps: Sequence[timedelta]
) -> None:
    told, days = lived(silence, gaps), silence.nudge_after_days
    numbers = [number for number, _ in told.nudges]
    assert numbers == sorted(set(numbers))
    moments = [moment for _, moment in told.nudges]
    assert len(set(moments)) == len(moments), "two at once"
    for number, moment in told.nudges:
        assert moment >= business_days_later(OFFICE, at("02 15:00"), days[number - 1])
    if told.resolved_at is None:
        return
    after = silence.resolve_after_days
    assert after > 0
    assert told.resolved_at >= business_days_later(OFFICE, at("02 15:00"), after)
    if days:
        assert numbers[-1] == len(days)
        assert told.resolved_at >= business_days_later(OFFICE, moments[-1], after - days[-1])


@settings(deadline=None)
@given(silences())
def test_who_is_there_tells_all_nudges_and_resolves_at_their_moments(silence: ClientSilence) -> None:
    told, start, after = lived_in_time(silence), at("02 15:00"), silence.resolve_after_days
    assert told.nudges == [
        (number, business_days_later(OFFICE, start, days))
        for number, days in enumerate(silence.nudge_after_days, start=1)
    ]
    assert told.resolved_at == (business_days_later(OFFICE, start, after) if after else None)
