"""What a client has of hours: the figures that answers show, and when they are looked at again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.allowance import Allowance, Billed, Calls, allowance, next_look, this_month
from bot.domain.entries import Entry, EntryKind
from bot.domain.ledger import Book, Lot, Terms, reversal
from bot.domain.months import Contract, Month, Paused, Span
from bot.domain.plans import Plan
from bot.domain.terms import Cover, Money, Period
from bot.services.plans import plan_files

NEW_YORK: Final = "America/New_York"
NOV_5: Final = date(2026, 11, 5)
DEC_5: Final = date(2026, 12, 5)
CONTRACT: Final = Contract(NOV_5, Period.CONTRACT_MONTH, NEW_YORK)


def plan(name: str) -> Plan:
    return plan_files(None)[name].plan()


GROWTH: Final = plan("matai-growth")


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 17, tzinfo=UTC)


def work(
    minutes: int, cover: Cover = Cover.HOURS, key: str = "work", month: date = NOV_5, **more: object
) -> Entry:
    taken = -minutes if cover is Cover.HOURS else 0
    at = noon(month)
    entry = Entry(key, "acme", month, EntryKind.USAGE, taken, "sam", at, "matai-growth", "1", log=key)
    return replace(entry, accounted_minutes=minutes, real_minutes=minutes, cover=cover, **more)  # type: ignore[arg-type]


def change(minutes: int, month: date = NOV_5) -> Entry:
    return Entry(
        f"change:{minutes}",
        "acme",
        month,
        EntryKind.ADJUSTMENT,
        minutes,
        "max",
        noon(month),
        "matai-growth",
        "1",
    )


def book(*entries: Entry, on: date, of: Plan = GROWTH, contract: Contract = CONTRACT) -> Book:
    """Return a ledger that was opened on the contract's first day and is brought up to another."""
    begun = Book("acme", contract, ())
    terms = Terms(of.id, "1", of.hours)
    for moment in (noon(contract.begins_on), noon(on)):
        begun = begun.with_entries(begun.brought_up_to(moment, lambda _: terms))
    begun = begun.with_entries(entries)
    return begun.with_entries(begun.brought_up_to(noon(on), lambda _: terms))


def seen(*entries: Entry, on: date, of: Plan = GROWTH, contract: Contract = CONTRACT) -> Allowance:
    return allowance(this_month(book(*entries, on=on, of=of, contract=contract), noon(on)), of)


def test_a_month_tells_what_is_used_and_left_of_it() -> None:
    now = seen(work(105), change(60), change(-30), on=date(2026, 11, 9))
    assert (now.month, now.last_day) == (Month(NOV_5, DEC_5), date(2026, 12, 4))
    assert (now.balance.granted, now.balance.used, now.balance.left) == (360, 135, 225)
    assert (now.worked, now.added, now.taken) == (105, 60, 30)
    assert (now.granted, now.used, now.percent) == (330, 105, 32), "what was taken is not used, nor there"
    assert (now.balance.allowed, now.balance.spent) == (330, 105), "nor in charts and checks"


def test_more_taken_than_there_was_is_used_too_much() -> None:
    now = seen(work(60), change(-400), on=date(2026, 11, 9))
    assert (now.granted, now.used, now.balance.left, now.percent) == (0, 160, -160, 100)


def test_what_was_taken_back_counts_for_nothing() -> None:
    logged = work(105, by_phone=True)
    now = seen(logged, reversal(logged, "sam", noon(NOV_5), "wrong ticket"), on=date(2026, 11, 9))
    assert (now.balance.used, now.worked, now.calls) == (0, 0, Calls(0, None))


def test_reserved_hours_are_not_free() -> None:
    now = allowance(this_month(book(work(60), on=NOV_5), noon(NOV_5)), GROWTH, reserved_minutes=200)
    assert (now.balance.left, now.reserved, now.free) == (240, 200, 40)


@pytest.mark.parametrize(
    ("on", "used", "expected"),
    [
        pytest.param(date(2026, 11, 14), 120, None, id="too early to say"),
        pytest.param(date(2026, 11, 15), 0, None, id="nothing was done"),
        pytest.param(date(2026, 11, 15), 110, 300, id="a third of the month is over: three times as much"),
        pytest.param(date(2026, 11, 19), 150, 300, id="half of it"),
        pytest.param(date(2026, 12, 4), 150, 150, id="the last day: what it is"),
        pytest.param(date(2026, 11, 16), 145, 360, id="to the quarter of an hour"),
    ],
)
def test_a_pace_is_what_will_be_used_if_it_goes_on(on: date, used: int, expected: int | None) -> None:
    assert seen(*([work(used)] if used else []), on=on).pace == expected


def test_what_a_manager_took_is_no_part_of_the_pace() -> None:
    assert seen(work(110), change(-60), on=date(2026, 11, 15)).pace == 300


def test_a_plan_without_hours_has_no_pace_but_calls_and_bills() -> None:
    support = plan("ongoing-support")
    entries = (
        work(30, Cover.INCLUDED, "a", by_phone=True),
        work(60, Cover.BILLABLE, "b", rate_cents=8500, currency="USD", by_phone=True),
        work(45, Cover.BILLABLE, "c", rate_cents=8500, currency="USD"),
        work(15, Cover.BILLABLE, "d"),
        work(15, Cover.EXCLUDED, "e"),
    )
    now = seen(*entries, on=date(2026, 11, 30), of=support)
    assert (now.hours, now.pace, now.expiring, now.percent) == (None, None, [], 0)
    assert now.calls == Calls(30, 600, Money(8500, "USD")), "what is billed by itself is no call of the plan"
    assert now.included == 30
    assert now.billed == (Billed(105, Money(8500, "USD"), Money(14875, "USD")), Billed(15, None, None))


def test_hours_above_the_cap_expire_the_oldest_first() -> None:
    now = seen(on=date(2026, 12, 20))
    assert now.balance.left == 600
    assert now.expiring == [Lot(NOV_5, 300, 300)]
    assert seen(on=date(2026, 11, 20)).expiring == []


def test_all_that_is_left_expires_with_the_contract() -> None:
    ends = replace(CONTRACT, ends_on=date(2026, 11, 30))
    now = seen(work(60), on=date(2026, 11, 20), contract=ends)
    assert (now.is_last, now.last_day, now.expiring_minutes) == (True, date(2026, 11, 30), 240)
    after = seen(work(60), on=date(2026, 12, 1), contract=ends)
    assert after.is_over


def test_before_the_contract_there_is_nothing() -> None:
    ahead = Book("acme", CONTRACT, ())
    now = allowance(this_month(ahead, noon(date(2026, 11, 1))), GROWTH)
    assert (now.is_ahead, now.balance.left) == (True, 0)
    assert next_look(ahead, noon(date(2026, 11, 1))) == datetime(2026, 11, 5, 5, tzinfo=UTC)


def looks(contract: Contract, until: datetime) -> Sequence[str]:
    """Every moment at which the hours of a contract are looked at, as clocks in its zone show it."""
    from_at = contract.begins_at(contract.begins_on)
    found, at = [], next_look(Book("acme", contract, ()), from_at)
    while at is not None and at < until:
        local = at.astimezone(datetime.fromisoformat("2026-01-01T00:00+00:00").tzinfo)
        found.append(f"{local:%m-%d %H:%M}")
        at = next_look(Book("acme", contract, ()), at)
    return found


@pytest.mark.parametrize(
    ("contract", "until", "expected"),
    [
        pytest.param(
            CONTRACT,
            datetime(2027, 1, 1, tzinfo=UTC),
            ["11-15 14:00", "11-28 14:00", "12-05 05:00", "12-15 14:00", "12-29 14:00"],
            id="the pace, the last week, the next month",
        ),
        pytest.param(
            replace(CONTRACT, begins_on=date(2028, 1, 31)),
            datetime(2028, 4, 1, tzinfo=UTC),
            ["02-09 14:00", "02-22 14:00", "02-29 05:00", "03-10 14:00", "03-24 13:00", "03-31 04:00"],
            id="the 31st, over a leap day, and clocks go forward",
        ),
        pytest.param(
            replace(CONTRACT, ends_on=date(2026, 11, 20)),
            datetime(2027, 1, 1, tzinfo=UTC),
            ["11-14 14:00", "11-15 14:00"],
            id="never after the end",
        ),
        pytest.param(
            replace(CONTRACT, pauses=(Span(noon(date(2026, 11, 20)), noon(date(2027, 1, 20))),)),
            datetime(2027, 2, 6, tzinfo=UTC),
            ["11-15 14:00", "01-29 14:00", "02-05 05:00"],
            id="a pause makes the month longer",
        ),
    ],
)
def test_the_hours_are_looked_at_when_time_alone_changes_them(
    contract: Contract, until: datetime, expected: list[str]
) -> None:
    assert looks(contract, until) == expected


@given(
    begins_on=st.dates(date(2020, 1, 1), date(2040, 12, 31)),
    passed=st.integers(0, 800 * 24),
    zone=st.sampled_from([NEW_YORK, "America/Havana", "Asia/Kathmandu", "Pacific/Apia", "Europe/Lisbon"]),
)
def test_the_next_look_is_ahead_and_no_month_begins_without_one(
    begins_on: date, passed: int, zone: str
) -> None:
    contract = Contract(begins_on, Period.CONTRACT_MONTH, zone)
    now = contract.begins_at(begins_on) + timedelta(hours=passed)
    look_at = next_look(Book("acme", contract, ()), now)
    next_month = contract.begins_at(contract.month_at(now).ends_before)
    assert look_at is not None
    assert now < look_at <= next_month


def paused(from_on: date, until_on: date) -> Contract:
    """The same contract with a pause from one noon to another."""
    return replace(CONTRACT, pauses=(Span(noon(from_on), noon(until_on)),))


def test_a_pace_leaves_the_days_out_on_which_the_plan_is_paused() -> None:
    # November 5 to January 4: in force on the first ten days, and from December 16 on, on the last twenty.
    contract = paused(date(2026, 11, 14), date(2026, 12, 15))
    assert seen(work(100), on=date(2026, 11, 13), contract=contract).pace is None, "a third is not over"
    assert seen(work(100), on=date(2026, 12, 1), contract=contract).pace == 300
    assert seen(work(150), on=date(2026, 12, 20), contract=contract).pace == 300


def test_a_pause_says_whether_the_month_lasts_on_because_of_it() -> None:
    short = paused(date(2026, 11, 10), date(2026, 11, 20))
    found = Paused(date(2026, 11, 10), date(2026, 11, 20), is_over=False, lengthens=False)
    assert seen(on=date(2026, 11, 12), contract=short).pauses == (found,)
    assert seen(on=date(2026, 11, 21), contract=short).pauses == (found._replace(is_over=True),)
    long = paused(date(2026, 11, 10), date(2026, 12, 10))
    assert seen(on=date(2026, 12, 12), contract=long).pauses == (
        Paused(date(2026, 11, 10), date(2026, 12, 10), is_over=True, lengthens=True),
    )
    assert seen(on=date(2027, 1, 6), contract=long).pauses == ()
