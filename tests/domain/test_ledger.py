"""Hours from month to month: what rolls over, what expires, and that nothing is lost or counted twice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.entries import Entry, EntryKind, accounted, standing
from bot.domain.ledger import Balance, Book, Lot, Terms, balance, expiring, reversal
from bot.domain.months import Contract, Month, Span
from bot.domain.terms import MonthlyHours, Period

NEW_YORK: Final = "America/New_York"
HOURS: Final = MonthlyHours(300, 2, Period.CONTRACT_MONTH, carries_debt=False, alerts_client=True)
NOV_5: Final = date(2026, 11, 5)
DEC_5: Final = date(2026, 12, 5)
JAN_5: Final = date(2027, 1, 5)


def contract(begins_on: date = NOV_5, **changes: object) -> Contract:
    return replace(Contract(begins_on, Period.CONTRACT_MONTH, NEW_YORK), **changes)  # type: ignore[arg-type]


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 17, tzinfo=UTC)


def used(minutes: int, month: date, key: str = "work") -> Entry:
    at = noon(month)
    return Entry(key, "acme", month, EntryKind.USAGE, -minutes, "sam", at, "matai-growth", "1")


def opened(
    *entries: Entry, until: date, hours: MonthlyHours | None = HOURS, of: Contract | None = None
) -> list[Entry]:
    """Return a ledger that is brought up to a day."""
    book = Book("acme", of or contract(), entries)
    return [*entries, *book.brought_up_to(noon(until), lambda _: Terms("matai-growth", "1", hours))]


def after(entries: Sequence[Entry], *more: Entry, until: date, hours: MonthlyHours = HOURS) -> list[Entry]:
    return opened(*entries, *more, until=until, hours=hours)


@pytest.mark.parametrize(
    ("begins_on", "day", "month"),
    [
        pytest.param(NOV_5, date(2026, 11, 5), Month(NOV_5, DEC_5), id="the first day belongs to the month"),
        pytest.param(NOV_5, date(2026, 12, 4), Month(NOV_5, DEC_5), id="so does the last"),
        pytest.param(
            date(2026, 1, 31),
            date(2026, 2, 27),
            Month(date(2026, 1, 31), date(2026, 2, 28)),
            id="31st, February",
        ),
        pytest.param(
            date(2026, 1, 31),
            date(2026, 3, 30),
            Month(date(2026, 2, 28), date(2026, 3, 31)),
            id="31st, March",
        ),
        pytest.param(
            date(2028, 1, 30), date(2028, 2, 29), Month(date(2028, 2, 29), date(2028, 3, 30)), id="leap day"
        ),
        pytest.param(
            date(2028, 2, 29),
            date(2029, 3, 1),
            Month(date(2029, 2, 28), date(2029, 3, 29)),
            id="from a leap day",
        ),
        pytest.param(NOV_5, date(2026, 10, 9), Month(date(2026, 10, 5), NOV_5), id="before the contract"),
        pytest.param(
            date(2025, 12, 31),
            date(2026, 1, 1),
            Month(date(2025, 12, 31), date(2026, 1, 31)),
            id="over new year",
        ),
    ],
)
def test_a_month_runs_from_the_contracts_day_to_the_day_before_the_next(
    begins_on: date, day: date, month: Month
) -> None:
    assert contract(begins_on).month_of(day) == month


def test_a_calendar_month_begins_on_the_first() -> None:
    months = replace(contract(), period=Period.CALENDAR_MONTH)
    assert months.month_of(date(2026, 11, 30)) == Month(date(2026, 11, 1), date(2026, 12, 1))


def test_a_month_that_would_begin_in_a_pause_does_not() -> None:
    pause = Span(noon(date(2026, 11, 20)), noon(date(2027, 1, 20)))
    months = contract(pauses=(pause,))
    assert months.month_of(date(2026, 12, 25)) == Month(NOV_5, date(2027, 2, 5))
    assert months.month_of(date(2027, 2, 5)).begins_on == date(2027, 2, 5)


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)), st.dates(date(2000, 1, 1), date(2060, 12, 31)))
def test_every_day_has_one_month_and_months_follow_each_other(begins_on: date, day: date) -> None:
    months = contract(begins_on)
    month = months.month_of(day)
    assert month.begins_on <= day < month.ends_before
    assert months.month_of(month.ends_before).begins_on == month.ends_before
    assert months.month_of(month.last_day) == month
    assert 28 <= month.days <= 31


def test_a_month_begins_at_midnight_where_the_client_is() -> None:
    assert contract().month_at(datetime(2026, 12, 5, 4, 59, 59, tzinfo=UTC)).begins_on == NOV_5
    assert contract().month_at(datetime(2026, 12, 5, 5, tzinfo=UTC)).begins_on == DEC_5


def test_where_clocks_skip_midnight_the_month_begins_as_the_day_does() -> None:
    havana = Contract(date(2026, 3, 8), Period.CONTRACT_MONTH, "America/Havana")
    assert havana.begins_at(date(2026, 3, 8)) == datetime(2026, 3, 8, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("real", "step", "minutes"), [(1, 15, 15), (15, 15, 15), (16, 15, 30), (100, 1, 100), (61, 60, 120)]
)
def test_time_is_accounted_in_whole_steps(real: int, step: int, minutes: int) -> None:
    assert accounted(real, step) == minutes


def test_a_ledger_begins_with_the_month_it_is() -> None:
    [grant] = opened(until=date(2026, 11, 22))
    assert (grant.kind, grant.minutes, grant.month, grant.lot) == (EntryKind.GRANT, 300, NOV_5, NOV_5)


def test_what_is_left_rolls_over_and_is_used_first() -> None:
    november = after(opened(until=NOV_5), used(100, NOV_5), until=NOV_5)
    december = after(november, used(250, DEC_5, "december"), until=DEC_5)
    december = after(december, until=DEC_5)
    assert balance(DEC_5, december) == Balance(DEC_5, (Lot(NOV_5, 200, 0), Lot(DEC_5, 300, 250)), used=250)


def test_what_is_above_the_cap_expires_the_oldest_first() -> None:
    entries = opened(until=NOV_5)
    entries = after(entries, used(100, DEC_5), until=DEC_5)
    entries = after(entries, until=JAN_5)
    assert balance(JAN_5, entries).lots == (Lot(NOV_5, 0, 0), Lot(DEC_5, 300, 300), Lot(JAN_5, 300, 300))
    assert [(each.lot, each.minutes) for each in entries if each.kind is EntryKind.EXPIRY] == [(NOV_5, -200)]


def test_what_will_expire_is_known_before() -> None:
    entries = after(opened(until=NOV_5), used(120, DEC_5), until=DEC_5)
    assert expiring(balance(DEC_5, entries), HOURS) == [Lot(NOV_5, 180, 180)]


@pytest.mark.parametrize(("carries", "left"), [(False, 300), (True, 240)], ids=["forgiven", "carried"])
def test_hours_used_too_many_are_taken_from_the_next_month_only_where_the_plan_says_so(
    carries: bool, left: int
) -> None:
    hours = replace(HOURS, carries_debt=carries)
    entries = after(opened(until=NOV_5, hours=hours), used(360, NOV_5), until=NOV_5, hours=hours)
    assert balance(NOV_5, entries).left == -60
    assert balance(DEC_5, after(entries, until=DEC_5, hours=hours)).left == left


def test_months_missed_while_nobody_ran_are_caught_up_with() -> None:
    entries = after(opened(until=NOV_5), until=date(2027, 3, 20))
    assert [each.month.month for each in entries if each.kind is EntryKind.GRANT] == [11, 12, 1, 2, 3]
    assert balance(date(2027, 3, 5), entries).left == 600


def test_bringing_up_to_date_twice_adds_nothing() -> None:
    entries = after(opened(until=NOV_5), used(30, NOV_5), until=JAN_5)
    assert after(entries, until=JAN_5) == entries


def test_time_logged_for_an_earlier_month_sets_right_what_followed_from_it() -> None:
    entries = after(opened(until=NOV_5), until=DEC_5)
    entries = after(entries, used(120, NOV_5, "late"), until=DEC_5)
    assert balance(DEC_5, entries).lots == (Lot(NOV_5, 180, 180), Lot(DEC_5, 300, 300))
    [undone] = [each for each in entries if each.kind is EntryKind.REVERSAL]
    assert (undone.minutes, undone.month) == (-300, DEC_5)


def test_hours_of_a_plan_that_grants_no_more_end_with_the_month() -> None:
    entries = opened(until=NOV_5)
    book = Book("acme", contract(), tuple(entries))
    entries += book.brought_up_to(noon(DEC_5), lambda _: Terms("ongoing-support", "1", None))
    assert balance(DEC_5, entries).left == 0
    assert sum(each.minutes for each in entries if each.month == DEC_5) == 0


def test_nothing_is_granted_after_the_contract() -> None:
    ended = contract(ends_on=date(2026, 12, 20))
    entries = opened(until=NOV_5, of=ended)
    entries = opened(*entries, until=date(2027, 3, 20), of=ended)
    assert [each.month for each in entries if each.kind is EntryKind.GRANT] == [NOV_5, DEC_5]
    assert opened(until=date(2027, 3, 20), of=ended) == []


def test_nothing_is_granted_before_the_contract() -> None:
    assert opened(until=date(2026, 11, 4)) == []


def test_a_ledger_without_hours_stays_empty() -> None:
    assert opened(until=NOV_5, hours=None) == []


class Naive:
    """The same rules again, month by month and minute by minute, in a pile of single minutes."""

    def __init__(self, hours: MonthlyHours) -> None:
        self.hours = hours
        self.pile: list[date] = []
        self.debt = 0

    def begin(self, month: date) -> None:
        self.debt = self.debt if self.hours.carries_debt else 0
        self.pile += [month] * self.hours.minutes
        most = self.hours.minutes * self.hours.rollover_cap
        while len(self.pile) - self.debt > most:
            self.pile.pop(0)

    def use(self, minutes: int) -> None:
        self.debt += minutes
        self.settle()

    def settle(self) -> None:
        while self.debt and self.pile:
            self.pile.pop(0)
            self.debt -= 1

    @property
    def left(self) -> int:
        return len(self.pile) - self.debt


HISTORIES: Final = st.lists(st.lists(st.integers(0, 40), max_size=3), min_size=1, max_size=6)
SHORT_HOURS: Final = st.builds(
    MonthlyHours,
    minutes=st.integers(0, 40),
    rollover_cap=st.integers(1, 4),
    period=st.just(Period.CONTRACT_MONTH),
    carries_debt=st.booleans(),
    alerts_client=st.just(value=True),
)


def months_from(begins_on: date, count: int) -> list[date]:
    months, day = [], begins_on
    for _ in range(count):
        months.append(day)
        day = contract(begins_on).month_of(day).ends_before
    return months


@given(SHORT_HOURS, HISTORIES)
def test_the_balance_is_that_of_a_pile_of_minutes(hours: MonthlyHours, history: list[list[int]]) -> None:
    naive, entries = Naive(hours), list[Entry]()
    for month, uses in zip(months_from(NOV_5, len(history)), history, strict=True):
        entries = after(entries, until=month, hours=hours)
        naive.begin(month)
        naive.settle()
        for number, minutes in enumerate(uses):
            entries.append(used(minutes, month, f"{month}:{number}"))
            naive.use(minutes)
        now = balance(month, entries)
        assert now.left == naive.left
        assert {lot.month: lot.left for lot in now.lots if lot.left} == {
            each: naive.pile.count(each) for each in naive.pile
        }


@settings(deadline=None)
@given(SHORT_HOURS, HISTORIES, st.randoms())
def test_the_order_in_which_time_is_logged_does_not_matter(
    hours: MonthlyHours, history: list[list[int]], random: object
) -> None:
    months = months_from(NOV_5, len(history))
    work = [
        used(minutes, month, f"{month}:{number}")
        for month, uses in zip(months, history, strict=True)
        for number, minutes in enumerate(uses)
    ]
    in_order: list[Entry] = []
    for month in months:
        in_order = after(in_order, until=month, hours=hours) + [each for each in work if each.month == month]
    late = opened(until=NOV_5, hours=hours)
    random.shuffle(work)  # type: ignore[attr-defined]
    for each in work:
        late = after(late, each, until=months[-1], hours=hours)
    late = after(late, until=months[-1], hours=hours)
    assert balance(months[-1], late) == balance(months[-1], in_order)
    assert len({each.id for each in late}) == len(late)


@given(SHORT_HOURS, HISTORIES)
def test_what_was_taken_back_leaves_no_trace_in_the_balance(
    hours: MonthlyHours, history: list[list[int]]
) -> None:
    months = months_from(NOV_5, len(history))
    plain: list[Entry] = []
    for month in months:
        plain = after(plain, until=month, hours=hours)
    work = [used(sum(uses), month, f"{month}") for month, uses in zip(months, history, strict=True)]
    undone = [reversal(each, "sam", noon(each.month), "a slip") for each in work]
    corrected = after(plain, *work, until=months[-1], hours=hours)
    corrected = after(corrected, *undone, until=months[-1], hours=hours)
    assert balance(months[-1], corrected) == balance(months[-1], plain)
    for month in months:
        holding = sum(each.minutes for each in standing(corrected) if each.month == month)
        assert sum(each.minutes for each in corrected if each.month == month) == holding


def test_a_day_of_every_zone_begins_once() -> None:
    for zone in ("Africa/Cairo", "America/Sao_Paulo", "Asia/Beirut", "Pacific/Apia", "Australia/Lord_Howe"):
        months = Contract(date(2026, 1, 31), Period.CONTRACT_MONTH, zone)
        for number in range(900):
            day = date(2010, 1, 1) + timedelta(days=7 * number)
            if (zone, day) != ("Pacific/Apia", date(2011, 12, 30)):
                assert months.day_at(months.begins_at(day)) == day
                assert months.day_at(months.begins_at(day) - timedelta(seconds=1)) < day
