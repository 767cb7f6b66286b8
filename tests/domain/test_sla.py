"""SLA clocks: what is counted, what is not, when they are due, and what breaches them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calendar import BusinessCalendar
from bot.domain.measures import Measure
from bot.domain.sla import Measured, Rule, TermsOf, measured, nearest
from bot.domain.targets import Clock, Target, read_length
from bot.domain.tickets import EventKind, Fact, Severity, TicketEvent

NEW_YORK: Final = ZoneInfo("America/New_York")
WEEK: Final = {day: [("09:00", "18:00")] for day in ("mon", "tue", "wed", "thu", "fri")}
THANKSGIVING: Final = date(2026, 11, 26)
HOURS: Final = BusinessCalendar("America/New_York", WEEK, [THANKSGIVING, date(2026, 12, 25)])
ALWAYS: Final = BusinessCalendar.always("America/New_York")

HIGH: Final = {"first_response": "4h", "next_response": "4h", "update": "8h", "resolution": "24h"}
CRITICAL: Final = {"first_response": "1h", "next_response": "1h", "update": "2h", "resolution": "8h"}


@dataclass(frozen=True)
class Promises:
    """A plan's terms, as a table of targets on one calendar."""

    targets: Mapping[Severity, Mapping[str, str]] = field(
        default_factory=lambda: {Severity.HIGH: HIGH, Severity.CRITICAL: CRITICAL}
    )
    calendars: Mapping[Severity, BusinessCalendar] = field(default_factory=dict)
    claim_counts_as_response: bool = False
    third_party_pauses_resolution: bool = False
    warnings_percent: Sequence[int] = (50, 75, 90)

    def measure(self, severity: Severity, clock: Clock) -> Measure | None:
        written = self.targets.get(severity, {}).get(clock.value)
        if written is None:
            return None
        return Measure(Target(read_length(written), "business"), self.calendars.get(severity, HOURS))


def at(text: str) -> datetime:
    """Return a local time in New York, such as `23 10:00` in November 2026, or `2026-12-24 10:00`."""
    written = text if text.startswith("2") and "-" in text else f"2026-11-{text}"
    return datetime.fromisoformat(written.replace(" ", "T")).replace(tzinfo=NEW_YORK).astimezone(UTC)


Entry = tuple[str, str] | tuple[str, str, Mapping[str, Fact]]


def log(*entries: Entry, severity: str = "high", version: str = "v1") -> list[TicketEvent]:
    """Return a ticket's events, in the order in which they were written down."""
    return [_event(number, entry, severity, version) for number, entry in enumerate(entries, 1)]


def _event(number: int, entry: Entry, severity: str, version: str) -> TicketEvent:
    when, kind, *more = entry
    facts: dict[str, Fact] = dict(more[0]) if more else {}
    if kind == "opened":
        facts = {"severity": severity, "origin": "message", "plan": "gold", **facts}
    role = "client" if kind in {"opened", "messaged"} or facts.pop("by_client", False) else "engineer"
    return TicketEvent(142, number, EventKind(kind), at(when), "U1", role, version, facts)


def terms(**versions: Promises) -> TermsOf:
    return lambda basis: versions[basis.version]


def clock(
    kind: str, events: Sequence[TicketEvent], now: str, promises: Promises | None = None, **versions: Promises
) -> Measured:
    """Return the one clock of a kind; the last, where there are several."""
    found = measured(events, terms(v1=promises or Promises(), **versions), at(now))
    return [each for each in found if each.clock == kind][-1]


ON_CLIENT: Final = {"status": "waiting_on_client"}
ON_THIRD_PARTY: Final = {"status": "waiting_on_third_party"}


def test_a_clock_runs_in_the_hours_of_its_calendar() -> None:
    found = clock("first_response", log(("23 16:00", "opened")), "23 17:00")
    assert (found.due_at, found.used, found.left) == (at("24 11:00"), timedelta(hours=1), timedelta(hours=3))
    assert (found.is_running, found.is_paused, found.breached_at) == (True, False, None)
    assert found.warnings == ((50, at("23 18:00")), (75, at("24 10:00")), (90, at("24 10:36")))


def test_a_message_at_the_last_second_of_friday_before_a_monday_holiday() -> None:
    holiday = BusinessCalendar("America/New_York", WEEK, [date(2026, 11, 30)])
    promises = Promises(calendars={Severity.HIGH: holiday})
    found = clock("first_response", log(("27 17:59:59", "opened")), "27 18:30", promises)
    assert found.due_at == at("2026-12-01 12:59:59")
    assert found.used == timedelta(seconds=1)


def test_a_reply_in_time_meets_the_first_response_and_starts_the_update_clock() -> None:
    events = log(("23 10:00", "opened"), ("23 12:00", "replied"))
    first = clock("first_response", events, "24 12:00")
    assert (first.stopped_at, first.breached_at, first.used) == (at("23 12:00"), None, timedelta(hours=2))
    assert clock("update", events, "23 13:00").due_at == at("24 11:00")


@pytest.mark.parametrize(
    ("reply", "breached_at"),
    [("23 14:00", None), ("23 14:00:00.000001", "23 14:00")],
    ids=["in time", "late"],
)
def test_a_reply_at_the_due_moment_is_in_time_and_a_microsecond_later_is_not(
    reply: str, breached_at: str | None
) -> None:
    found = clock("first_response", log(("23 10:00", "opened"), (reply, "replied")), "23 16:00")
    assert found.breached_at == (at(breached_at) if breached_at else None)


def test_an_open_clock_is_in_breach_from_the_due_moment_on() -> None:
    events = log(("23 10:00", "opened"))
    assert clock("first_response", events, "23 13:59:59.999999").breached_at is None
    assert clock("first_response", events, "23 14:00").breached_at == at("23 14:00")


@pytest.mark.parametrize("counts", [True, False])
def test_a_claim_is_a_response_only_where_the_plan_says_so(*, counts: bool) -> None:
    events = log(("23 10:00", "opened"), ("23 11:00", "claimed", {"assignee": "U2"}))
    found = clock("first_response", events, "23 12:00", Promises(claim_counts_as_response=counts))
    assert found.stopped_at == (at("23 11:00") if counts else None)


def test_a_claim_that_reaches_us_after_a_new_plan_counts_by_the_plan_of_its_moment() -> None:
    later = log(("23 12:00", "replanned", {"plan": "gold"}), ("23 11:00", "claimed", {"assignee": "U2"}))
    renumbered = [replace(each, seq=each.seq + 1, plan_version="v2") for each in later]
    events = [*log(("23 10:00", "opened")), *renumbered]
    counts = Promises(claim_counts_as_response=True)
    assert clock("first_response", events, "23 13:00", counts, v2=Promises()).stopped_at == at("23 11:00")
    assert clock("first_response", events, "23 13:00", Promises(), v2=counts).stopped_at is None


def test_a_reply_and_a_pause_in_one_step() -> None:
    events = log(("23 10:00", "opened"), ("23 11:00", "replied"), ("23 11:00", "waited", ON_CLIENT))
    now = "24 11:00"
    assert clock("first_response", events, now).stopped_at == at("23 11:00")
    resolution, update = clock("resolution", events, now), clock("update", events, now)
    assert (resolution.is_paused, resolution.due_at, resolution.left) == (True, None, timedelta(hours=23))
    assert (update.is_paused, update.used) == (True, timedelta(0))


def test_resolved_straight_from_waiting_the_wait_is_no_resolution_time() -> None:
    events = log(
        ("23 10:00", "opened"),
        ("23 12:00", "waited", ON_CLIENT),
        ("25 12:00", "resolved", {"summary": "Done"}),
    )
    found = clock("resolution", events, "25 17:00")
    assert (found.stopped_at, found.used, found.breached_at) == (at("25 12:00"), timedelta(hours=2), None)
    assert [each.rule for each in found.intervals] == [Rule.RUNS, Rule.WAITS_ON_CLIENT, Rule.RESOLVED]


def test_a_wait_ends_at_the_time_of_the_message_and_not_when_we_heard_it() -> None:
    events = log(
        ("23 10:00", "opened"),
        ("23 12:00", "waited", ON_CLIENT),
        ("23 14:00", "messaged"),
        ("23 14:00", "resumed"),
        ("23 15:00", "noted"),
    )
    found = clock("resolution", events, "23 16:00")
    assert found.used == timedelta(hours=4)
    assert found.due_at == HOURS.due(at("23 16:00"), timedelta(hours=20))


def test_two_pauses_within_one_minute_keep_their_microseconds() -> None:
    events = log(
        ("23 10:00", "opened"),
        ("23 10:00:10.000001", "waited", ON_CLIENT),
        ("23 10:00:20.000003", "resumed"),
        ("23 10:00:30", "waited", ON_CLIENT),
        ("23 10:00:40.000007", "resumed"),
    )
    found = clock("first_response", events, "23 11:00"), clock("resolution", events, "23 11:00")
    assert found[0].used == timedelta(hours=1)
    assert found[1].used == timedelta(hours=1) - timedelta(seconds=20, microseconds=9)


def test_a_pause_across_a_dst_change_and_a_holiday() -> None:
    """Clocks went back on 1 November 2026; around the clock, that night had an hour more."""
    holiday = BusinessCalendar("America/New_York", WEEK, [date(2026, 11, 2)])
    events = log(
        ("2026-10-30 17:00", "opened"),
        ("2026-10-30 17:30", "waited", ON_CLIENT),
        ("2026-11-03 09:30", "resumed"),
    )
    business = Promises(calendars={Severity.HIGH: holiday})
    found = clock("resolution", events, "2026-11-03 10:00", business)
    assert found.used == timedelta(hours=1)
    assert found.due_at == holiday.due(at("2026-11-03 10:00"), timedelta(hours=23))
    days = Promises({Severity.HIGH: {"resolution": "2bd"}}, {Severity.HIGH: holiday})
    moved = clock("resolution", events, "2026-11-03 10:00", days)
    assert moved.due_at == at("2026-11-04 18:00"), "two business days, and an hour of the pause was open"
    around = clock("resolution", events, "2026-11-03 10:00", Promises(calendars={Severity.HIGH: ALWAYS}))
    assert around.due_at == at("2026-11-04 09:00"), "24 h, of which half an hour was used before the pause"


def to(severity: str) -> Mapping[str, Fact]:
    return {"severity": severity, "source": "staff"}


def test_a_raised_severity_shortens_what_is_left_by_what_was_counted() -> None:
    events = log(("23 10:00", "opened"), ("23 10:30", "severity_set", to("critical")))
    found = clock("first_response", events, "23 10:45")
    assert (found.due_at, found.left) == (at("23 11:00"), timedelta(minutes=15))


def test_a_lowered_severity_gives_the_longer_target_less_what_was_counted() -> None:
    events = log(("23 10:00", "opened"), ("23 10:30", "severity_set", to("high")), severity="critical")
    assert clock("first_response", events, "23 10:45").due_at == at("23 14:00")


def test_a_change_that_puts_the_due_moment_into_the_past_breaches_at_the_change() -> None:
    events = log(("23 10:00", "opened"), ("23 12:00", "severity_set", to("critical")))
    assert clock("first_response", events, "23 11:59").breached_at is None
    found = clock("first_response", events, "23 12:00")
    assert (found.due_at, found.breached_at) == (at("23 12:00"), at("23 12:00"))


def test_severity_lowered_after_a_breach_does_not_undo_it() -> None:
    events = log(("23 10:00", "opened"), ("23 12:00", "severity_set", to("high")), severity="critical")
    found = clock("first_response", events, "23 12:30")
    assert (found.due_at, found.breached_at, found.is_running) == (at("23 11:00"), at("23 11:00"), False)


def test_severity_raised_to_a_calendar_that_never_closes() -> None:
    """Half an hour was counted in business hours; the rest of the hour runs through the night."""
    promises = Promises(calendars={Severity.CRITICAL: ALWAYS})
    events = log(("23 17:30", "opened"), ("23 20:00", "severity_set", to("critical")))
    assert clock("first_response", events, "23 20:00", promises).due_at == at("23 20:30")


def test_a_severity_without_a_promise_is_not_measured_and_one_with_it_from_then_on() -> None:
    events = log(("23 10:00", "opened"), ("23 13:00", "severity_set", to("high")), severity="low")
    before = clock("first_response", events, "23 12:00")
    assert (before.is_promised, before.due_at, before.is_paused) == (False, None, False)
    assert clock("first_response", events, "23 14:00").due_at == at("23 17:00")


def test_reopened_inside_the_window_closed_time_is_not_counted() -> None:
    events = log(
        ("23 10:00", "opened"),
        ("23 12:00", "resolved", {"summary": "Done"}),
        ("25 10:00", "messaged"),
        ("25 10:00", "reopened", {"why": "client_reply", "by_client": True}),
    )
    resolution = clock("resolution", events, "25 11:00")
    assert (resolution.used, resolution.stopped_at) == (timedelta(hours=3), None)
    assert resolution.due_at == HOURS.due(at("25 11:00"), timedelta(hours=21))
    assert clock("next_response", events, "25 11:00").due_at == at("25 14:00")
    assert clock("first_response", events, "25 11:00").stopped_at == at("23 12:00")


def test_after_the_window_a_new_ticket_has_clocks_of_its_own() -> None:
    events = log(("30 10:00", "opened", {"origin": "late_reply", "follows": 141}))
    assert clock("resolution", events, "30 11:00").started_at == at("30 10:00")


def test_merged_all_clocks_stop_and_nothing_is_due() -> None:
    events = log(("23 10:00", "opened"), ("23 11:00", "merged", {"into": 141}))
    found = measured(events, terms(v1=Promises()), at("24 18:00"))
    assert [(each.stopped_at, each.breached_at, each.warnings) for each in found] == [
        (at("23 11:00"), None, ())
    ] * 2
    assert nearest(found) is None


def test_no_request_and_a_request_again_the_time_between_is_not_counted() -> None:
    events = log(("23 10:00", "opened"), ("23 11:00", "dismissed"), ("24 10:00", "restored"))
    assert clock("first_response", events, "24 11:00").due_at == at("24 13:00")


def test_the_next_response_counts_from_the_oldest_message_not_yet_answered() -> None:
    events = log(
        ("23 09:00", "opened"),
        ("23 09:30", "messaged"),
        ("23 10:00", "replied"),
        ("23 11:00", "messaged"),
        ("23 12:00", "messaged"),
        ("23 13:00", "messaged", {"courtesy": True}),
    )
    found = clock("next_response", events, "23 14:00")
    assert (found.started_at, found.due_at) == (at("23 11:00"), at("23 15:00"))
    kinds = [each.clock for each in measured(events, terms(v1=Promises()), at("23 14:00"))]
    assert kinds.count(Clock.NEXT_RESPONSE) == 1, "what was said before the first answer is part of that one"


def test_mere_courtesy_waits_for_no_answer() -> None:
    events = log(
        ("23 09:00", "opened"), ("23 10:00", "replied"), ("23 11:00", "messaged", {"courtesy": True})
    )
    found = measured(events, terms(v1=Promises()), at("23 14:00"))
    assert Clock.NEXT_RESPONSE not in {each.clock for each in found}


def test_each_update_starts_the_next_and_resolving_ends_them() -> None:
    events = log(
        ("23 09:00", "opened"),
        ("23 10:00", "replied"),
        ("24 10:00", "replied"),
        ("24 12:00", "resolved", {"summary": "Done"}),
    )
    found = [
        each for each in measured(events, terms(v1=Promises()), at("27 12:00")) if each.clock == "update"
    ]
    assert [(each.started_at, each.stopped_at, each.breached_at) for each in found] == [
        (at("23 10:00"), at("24 10:00"), at("23 18:00")),
        (at("24 10:00"), at("24 12:00"), None),
    ]


@pytest.mark.parametrize("pauses", [True, False])
def test_a_third_party_pauses_updates_and_resolution_only_where_the_plan_says_so(*, pauses: bool) -> None:
    events = log(("23 09:00", "opened"), ("23 10:00", "replied"), ("23 11:00", "waited", ON_THIRD_PARTY))
    promises = Promises(third_party_pauses_resolution=pauses)
    assert clock("update", events, "23 12:00", promises).is_paused
    assert clock("resolution", events, "23 12:00", promises).is_paused == pauses


def test_the_first_response_never_pauses() -> None:
    events = log(("23 09:00", "opened"), ("23 10:00", "waited", ON_CLIENT))
    assert clock("first_response", events, "23 12:00").due_at == at("23 13:00")


def test_a_plan_whose_file_was_edited_keeps_its_promises_to_open_tickets() -> None:
    tight = Promises({Severity.HIGH: {"first_response": "1h"}})
    events = log(("23 10:00", "opened"), ("23 10:30", "noted"))
    assert clock("first_response", events, "23 11:30", Promises(), v2=tight).due_at == at("23 14:00")


def test_events_that_arrive_out_of_order_count_by_when_they_happened() -> None:
    """The reply's event came before that of the message that it answers."""
    events = log(
        ("23 09:00", "opened"), ("23 09:30", "replied"), ("23 11:00", "replied"), ("23 10:30", "messaged")
    )
    found = clock("next_response", events, "23 12:00")
    assert (found.started_at, found.stopped_at) == (at("23 10:30"), at("23 11:00"))


def test_what_was_said_before_a_ticket_was_opened_is_context() -> None:
    events = log(("23 12:00", "opened", {"origin": "emoji"}), ("23 10:00", "replied"))
    found = clock("first_response", events, "23 13:00")
    assert (found.started_at, found.stopped_at) == (at("23 12:00"), None)


def test_an_answer_at_the_very_moment_of_opening_took_no_time() -> None:
    found = clock("first_response", log(("23 12:00", "opened"), ("23 12:00", "replied")), "24 13:00")
    assert (found.stopped_at, found.used, found.breached_at) == (at("23 12:00"), timedelta(0), None)


def test_a_message_whose_time_is_ahead_of_our_clock_has_clocks_that_have_just_begun() -> None:
    found = clock("first_response", log(("23 10:00:00.5", "opened")), "23 10:00")
    assert (found.due_at, found.used) == (at("23 14:00:00.5"), timedelta(0))


def test_what_has_not_happened_yet_is_left_out() -> None:
    events = log(("23 09:00", "opened"), ("23 12:00", "replied"))
    assert clock("first_response", events, "23 10:00").stopped_at is None


def test_best_effort_is_never_due_and_a_business_day_leaves_out_a_holiday() -> None:
    written = {Severity.HIGH: {"first_response": "best_effort", "resolution": "1bd"}}
    found = clock("first_response", log(("23 10:00", "opened")), "24 10:00", Promises(written))
    assert (found.due_at, found.warnings, found.is_promised) == (None, (), True)
    day = clock("resolution", log(("25 10:00", "opened")), "25 12:00", Promises(written))
    assert day.due_at == at("27 10:00"), "Thanksgiving is no business day"
    assert day.warnings == ((50, at("25 14:30")), (75, at("25 16:45")), (90, at("27 09:06")))


def test_the_nearest_clock_is_the_one_that_is_due_first() -> None:
    found = measured(log(("23 10:00", "opened")), terms(v1=Promises()), at("23 11:00"))
    assert nearest(found) is not None
    assert [each.clock for each in found] == [Clock.FIRST_RESPONSE, Clock.RESOLUTION]
    assert nearest(found) == found[0]


def test_a_resolution_clock_stopped_when_it_was_resolved_and_not_when_the_ticket_closed_later() -> None:
    events = log(
        ("23 10:00", "opened"),
        ("23 12:00", "resolved", {"summary": "Done"}),
        ("23 13:00", "severity_set", to("critical")),
        ("2026-12-01 12:00", "closed"),
    )
    assert clock("resolution", events, "2026-12-02 12:00").stopped_at == at("23 12:00")
