"""Statements: their totals are the sums of their lines, and what was put right is shown."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.entries import Entry, EntryKind, accounted, standing
from bot.domain.ledger import balance, reversal
from bot.domain.months import Month
from bot.domain.statement_text import AskedStatement, read_statement
from bot.domain.statements import Effort, Statement, statement
from bot.domain.terms import Cover, Money
from bot.errors import UnknownWordError

OCTOBER: Final = Month(date(2026, 10, 5), date(2026, 11, 5))
SEPTEMBER: Final = date(2026, 9, 5)
AT: Final = datetime(2026, 10, 20, 12, tzinfo=UTC)


def entry(key: str, kind: EntryKind, minutes: int, month: date = OCTOBER.begins_on) -> Entry:
    return Entry(key, "acme", month, kind, minutes, "sam", AT, "matai-growth", "1")


def work(key: str, real: int, cover: Cover = Cover.HOURS, **more: object) -> Entry:
    counted = accounted(real, 15)
    minutes = -counted if cover is Cover.HOURS else 0
    done = replace(entry(key, EntryKind.USAGE, minutes), ticket=1, cover=cover, worked_by="sam")
    done = replace(done, worked_on=date(2026, 10, 20), real_minutes=real, accounted_minutes=counted)
    return replace(done, **more)  # type: ignore[arg-type]


def of(*entries: Entry) -> Statement:
    return statement("acme", OCTOBER, entries)


def test_a_month_has_its_figures() -> None:
    found = of(
        entry("r", EntryKind.ROLLOVER, 120),
        entry("g", EntryKind.GRANT, 300),
        entry("x", EntryKind.EXPIRY, -30),
        entry("a", EntryKind.ADJUSTMENT, 60),
        work("w1", 50),
        work("w2", 100, Cover.INCLUDED, by_phone=True),
        work("w3", 10, Cover.BILLABLE, is_after_hours=True, rate_cents=8500, currency="USD"),
    )
    hours = found.hours
    assert (hours.carried, hours.granted, hours.expired, hours.adjusted, hours.used) == (120, 300, 30, 60, 60)
    assert hours.left == 390
    assert found.by_cover == {
        Cover.INCLUDED: Effort(100, 105),
        Cover.HOURS: Effort(50, 60),
        Cover.BILLABLE: Effort(10, 15),
    }
    assert (found.total, found.phone, found.after_hours) == (
        Effort(160, 180),
        Effort(100, 105),
        Effort(10, 15),
    )
    assert [found.cost(each) for each in found.billable] == [Money(2125, "USD")]


def test_what_was_taken_back_is_shown_and_counts_nowhere() -> None:
    wrong = work("w", 50)
    back = reversal(wrong, "max", AT + timedelta(days=1), "wrong ticket")
    found = of(entry("g", EntryKind.GRANT, 300), wrong, back, work("w2", 20))
    assert [each.id for each in found.work] == ["w2"]
    assert [(each.entry.id, each.reversal.reason) for each in found.corrections] == [("w", "wrong ticket")]
    assert found.hours.used == 30


def test_hours_that_were_worked_out_anew_are_no_correction() -> None:
    carried = entry("r", EntryKind.ROLLOVER, 120)
    back = reversal(carried, "hourglass", AT, "an earlier month changed")
    found = of(carried, back, entry("r2", EntryKind.ROLLOVER, 60))
    assert found.corrections == ()
    assert found.hours.carried == 60


def test_work_of_a_day_stands_in_the_order_of_its_time_and_then_of_its_logging() -> None:
    later, soon = AT + timedelta(hours=2), AT - timedelta(hours=3)
    found = of(
        work("a", 10, made_at=later, ticket=1),
        work("b", 90, made_at=AT, ticket=7),
        work("c", 20, made_at=AT, ticket=3),
        work("d", 30, made_at=later, worked_at=AT, ticket=9),
        work("e", 40, made_at=later, worked_at=soon, ticket=8),
        work("f", 50, made_at=later, worked_on=date(2026, 10, 19)),
    )
    assert [each.id for each in found.work] == ["f", "e", "d", "c", "b", "a"]


def test_what_was_put_right_before_anything_was_told_is_no_news_to_the_client() -> None:
    early, late = work("w", 50), work("w2", 50)
    told_at = AT + timedelta(days=20)
    entries = [
        *(early, reversal(early, "max", AT + timedelta(days=1), "a typo")),
        *(late, reversal(late, "max", told_at + timedelta(days=1), "agreed")),
        replace(work("w3", 50), made_at=told_at + timedelta(hours=1)),
    ]
    entries.append(reversal(entries[-1], "max", told_at + timedelta(hours=2), "a typo"))
    never = statement("acme", OCTOBER, entries)
    assert (len(never.corrections), never.corrections_of_told) == (3, ())
    told = statement("acme", OCTOBER, entries, told_at=told_at)
    assert [each.entry.id for each in told.corrections_of_told] == ["w2"]


def test_other_months_and_clients_do_not_count() -> None:
    others = [entry("g", EntryKind.GRANT, 300, SEPTEMBER), replace(work("w", 10), client="globex")]
    assert of(*others).entries == ()


KINDS: Final = st.sampled_from([EntryKind.ROLLOVER, EntryKind.GRANT, EntryKind.ADJUSTMENT, EntryKind.USAGE])


@st.composite
def ledgers(draw: st.DrawFn) -> list[Entry]:
    made: list[Entry] = []
    for number in range(draw(st.integers(0, 20))):
        kind, amount = draw(KINDS), draw(st.integers(0, 500))
        cover, key = draw(st.sampled_from(Cover)), f"e{number}"
        flags = {"by_phone": draw(st.booleans()), "is_after_hours": draw(st.booleans())}
        is_work = kind is EntryKind.USAGE
        made.append(work(key, amount, cover, **flags) if is_work else entry(key, kind, amount))
        wrong = [each for each in standing(made) if draw(st.integers(0, 5)) == 0]
        made += [reversal(each, "max", AT, "wrong") for each in wrong]
    return made


@given(ledgers())
def test_totals_are_sums_of_lines_and_what_is_left_is_the_ledgers_balance(made: Sequence[Entry]) -> None:
    found = of(*made)
    assert found.hours.left == sum(each.minutes for each in made)
    assert found.hours.left == balance(OCTOBER.begins_on, made).left
    covers = found.by_cover.values()
    assert found.total.real == sum(each.real_minutes for each in found.work)
    assert found.total.real == sum(each.real for each in covers)
    assert found.total.accounted == sum(each.accounted for each in covers)
    assert found.hours.used == found.by_cover.get(Cover.HOURS, Effort(0, 0)).accounted
    shown = {each.id for each in (*found.work, *found.adjustments)}
    shown |= {each.id for pair in found.corrections for each in pair}
    opening = {EntryKind.ROLLOVER, EntryKind.GRANT}
    hidden = [each for each in made if each.id not in shown and each.kind not in opening]
    assert all(each.kind is EntryKind.REVERSAL for each in hidden)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("", AskedStatement("", None, for_client=False)),
        ("acme", AskedStatement("acme", None, for_client=False)),
        ("Banco Litoral 2026-10", AskedStatement("Banco Litoral", date(2026, 10, 31), for_client=False)),
        ("acme 2026-10-17", AskedStatement("acme", date(2026, 10, 17), for_client=False)),
        ("acme 2026-2 client", AskedStatement("acme", date(2026, 2, 28), for_client=True)),
        ("2026-10", AskedStatement("", date(2026, 10, 31), for_client=False)),
        ("client", AskedStatement("client", None, for_client=False)),
    ],
)
def test_a_statement_is_asked_for_by_client_and_month(typed: str, asked: AskedStatement) -> None:
    assert read_statement(typed) == asked


@pytest.mark.parametrize("typed", ["acme 2026-13", "acme 2026", "acme 31.10.2026", "acme 2026-02-30"])
def test_what_is_no_month_is_refused(typed: str) -> None:
    with pytest.raises(UnknownWordError):
        read_statement(typed)
