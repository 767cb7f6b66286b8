"""Drafts of invoices: nothing is billed twice, nothing is lost, and credits are what was billed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.charges import Approval, charge
from bot.domain.entries import Entry, EntryKind
from bot.domain.invoices import (
    Beyond,
    InvoiceLine,
    beyond_approval,
    beyond_fees,
    invoice_lines,
    parts,
    totals,
    unpriced,
)
from bot.domain.ledger import reversal
from bot.domain.terms import Cover, Money

OCTOBER: Final = date(2026, 10, 5)
NOVEMBER: Final = date(2026, 11, 5)
NOON: Final = datetime(2026, 10, 20, 12, tzinfo=UTC)
RATE: Final = 8500
AGREED: Final = Approval(1, 4, "ana", NOON, 360, Money(9000, "USD"), None)
FEE: Final = Approval(1, 7, "ana", NOON, None, None, Money(50_000, "USD"))


def billable(
    key: str, minutes: int = 60, ticket: int = 1, rate: int | None = RATE, month: date = OCTOBER
) -> Entry:
    entry = Entry(key, "acme", month, EntryKind.USAGE, 0, "sam", NOON, "ongoing-support", "1", ticket=ticket)
    work = replace(entry, worked_by="sam", worked_on=month, real_minutes=minutes, accounted_minutes=minutes)
    return replace(
        work, cover=Cover.BILLABLE, rate_cents=rate, currency="USD" if rate is not None else "", words=key
    )


def back(entry: Entry) -> Entry:
    return reversal(entry, "max", NOON + timedelta(days=1), "wrong ticket")


def shown(lines: Sequence[InvoiceLine]) -> list[tuple[str, int | None]]:
    return [(each.item, each.cents) for each in lines]


def test_work_is_billed_once() -> None:
    entries = [billable("a"), billable("b", 15)]
    first = invoice_lines(entries, {}, [])
    assert shown(first) == [("a", 8500), ("b", 2125)]
    assert invoice_lines(entries, {}, first) == ()


def test_work_that_is_taken_back_before_it_was_billed_is_on_no_draft() -> None:
    entry = billable("a")
    assert invoice_lines([entry, back(entry)], {}, []) == ()


def test_work_that_is_taken_back_after_it_was_billed_is_credited_once_to_the_cent() -> None:
    entry, other = billable("a", 15, rate=3333), billable("b", 15, rate=3333)
    billed = list(invoice_lines([entry], {}, []))
    now = [entry, back(entry), other]
    second = invoice_lines(now, {}, billed)
    assert shown(second) == [("b", 833), ("a", -833)]
    assert [each.is_credit for each in second] == [False, True]
    assert invoice_lines(now, {}, [*billed, *second]) == ()


@pytest.mark.parametrize(
    ("minutes", "rate", "cents"),
    [
        pytest.param(15, 8500, 2125, id="a quarter of an hour"),
        pytest.param(15, 8502, 2126, id="half a cent is rounded up"),
        pytest.param(15, 8501, 2125, id="less than half a cent is not"),
        pytest.param(1, 1, 0, id="next to nothing"),
        pytest.param(0, 8500, 0, id="no time"),
        pytest.param(90, 0, 0, id="at no cost"),
    ],
)
def test_a_line_costs_its_time_at_its_rate(minutes: int, rate: int, cents: int) -> None:
    entry = billable("a", minutes, rate=rate)
    assert charge(entry, None) == Money(cents, "USD")
    assert shown(invoice_lines([entry], {}, [])) == [("a", cents)]


def test_a_line_without_a_rate_says_so_and_is_in_no_total() -> None:
    lines = invoice_lines([billable("a", rate=None), billable("b")], {}, [])
    assert shown(lines) == [("a", None), ("b", 8500)]
    assert [each.item for each in unpriced(lines)] == ["a"]
    assert totals(lines) == {"USD": 8500}
    assert invoice_lines([billable("a", rate=None), billable("b")], {}, lines) == ()


def test_the_rate_that_was_agreed_goes_before_the_plans() -> None:
    lines = invoice_lines([billable("a"), billable("b", ticket=2)], {1: AGREED}, [])
    assert shown(lines) == [("a", 9000), ("b", 8500)]
    assert [each.approved_by for each in lines] == ["ana", None]


def test_a_flat_fee_stands_once_for_all_the_work_of_its_ticket() -> None:
    entries = [billable("a"), billable("b"), billable("c", ticket=2)]
    first = invoice_lines(entries, {1: FEE}, [])
    assert shown(first) == [("fee:1:7", 50_000), ("c", 8500)]
    assert (first[0].minutes, first[0].is_fee) == (120, True)
    later = [*entries, billable("d")]
    assert invoice_lines(later, {1: FEE}, first) == ()
    gone = [*later, *(back(each) for each in later if each.ticket == 1)]
    assert shown(invoice_lines(gone, {1: FEE}, first)) == [("fee:1:7", -50_000)]


def test_work_beyond_the_hours_of_a_flat_fee_is_told_with_the_month_in_which_it_was_done() -> None:
    fee = replace(FEE, minutes=120)
    worked = [billable("a", 165), billable("b", 30, month=NOVEMBER), billable("c", 30, ticket=2)]
    merged = {1: fee, 2: fee}
    assert beyond_fees(worked[:1], merged, {}, OCTOBER) == {}
    assert beyond_fees(worked[:1], merged, {"a": 45}, OCTOBER) == {1: Beyond(45, 120)}
    assert beyond_fees(worked[:1], merged, {"a": 45}, NOVEMBER) == {}, "it was told before"
    assert beyond_fees(worked, merged, {"a": 45, "b": 30, "c": 30}, NOVEMBER) == {1: Beyond(105, 120)}


def test_a_flat_fee_without_work_is_not_billed() -> None:
    assert invoice_lines([billable("c", ticket=2)], {1: FEE}, [])[0].item == "c"


def test_what_was_billed_by_the_hour_before_a_fee_was_agreed_stays_billed() -> None:
    billed = invoice_lines([billable("a")], {}, [])
    assert shown(invoice_lines([billable("a"), billable("b")], {1: FEE}, billed)) == [("fee:1:7", 50_000)]


def test_another_fee_takes_the_place_of_the_first() -> None:
    first = invoice_lines([billable("a")], {1: FEE}, [])
    dearer = replace(FEE, estimate=9, fee=Money(60_000, "USD"))
    assert shown(invoice_lines([billable("a")], {1: dearer}, first)) == [
        ("fee:1:9", 60_000),
        ("fee:1:7", -50_000),
    ]


def test_work_past_what_was_approved_is_pointed_out() -> None:
    entries = [billable("a", 300), billable("b", 90), billable("c", 900, ticket=2)]
    lines = invoice_lines(entries, {1: AGREED}, [], unapproved={"b": 30})
    assert beyond_approval(lines) == {1: 30}
    assert beyond_approval(lines[:1]) == {}
    shown_as = [(part.minutes, part.cents, part.approved_by) for each in lines[:2] for part in parts(each)]
    assert shown_as == [(300, 45_000, "ana"), (60, 9_000, "ana"), (30, 4_500, None)]


def test_a_line_that_nobody_approved_names_nobody() -> None:
    [line] = invoice_lines([billable("a")], {1: AGREED}, [], unapproved={"a": 60})
    assert [(each.approved_by, each.is_approved) for each in parts(line)] == [(None, False)]


def test_the_parts_of_a_line_and_of_its_credit_come_to_it_to_the_cent() -> None:
    entry = billable("a", 15, rate=3333)
    [line] = invoice_lines([entry], {}, [], unapproved={"a": 7})
    [credit] = invoice_lines([entry, back(entry)], {}, [line])
    assert [(each.minutes, each.cents) for each in parts(line)] == [(8, 444), (7, 389)]
    assert [(each.minutes, each.cents) for each in parts(credit)] == [(-8, -444), (-7, -389)]
    assert beyond_approval([credit]) == {}


@given(st.data())
def test_nothing_is_billed_twice_or_lost_in_whatever_order_it_is_logged_taken_back_and_billed(
    data: st.DataObject,
) -> None:
    """Log, take back, draft, mark old drafts: once all is marked, billed is what stands, to the cent."""
    entries: list[Entry] = []
    billed: dict[tuple[str, int], InvoiceLine] = {}
    drafts: list[tuple[InvoiceLine, ...]] = []
    rates = st.sampled_from([None, 0, 3333, 8500])
    for step in range(data.draw(st.integers(1, 25))):
        standing = [each for each in entries if not _taken_back(entries, each)]
        match data.draw(st.sampled_from(["log", "back", "draft", "mark"])):
            case "log":
                minutes, ticket = data.draw(st.integers(0, 300)), data.draw(st.integers(1, 2))
                entries.append(billable(f"e{step}", minutes, ticket, data.draw(rates)))
            case "back" if standing:
                entries.append(back(data.draw(st.sampled_from(standing))))
            case "draft":
                drafts.append(invoice_lines(entries, {}, list(billed.values())))
            case "mark" if drafts:
                _mark(billed, data.draw(st.sampled_from(drafts)))
    _mark(billed, invoice_lines(entries, {}, list(billed.values())))
    assert invoice_lines(entries, {}, list(billed.values())) == ()
    net: dict[str, int] = {}
    for line in billed.values():
        net[line.item] = net.get(line.item, 0) + (-1 if line.is_credit else 1)
    standing = [each for each in entries if not _taken_back(entries, each)]
    assert {item: count for item, count in net.items() if count} == {each.id: 1 for each in standing}
    owed = sum(cost.cents for each in standing if (cost := charge(each, None)))
    assert sum(totals(billed.values()).values()) == owed


def _taken_back(entries: Sequence[Entry], entry: Entry) -> bool:
    return entry.kind is EntryKind.REVERSAL or entry.id in {each.reverses for each in entries}


def _mark(billed: dict[tuple[str, int], InvoiceLine], draft: Sequence[InvoiceLine]) -> None:
    """Bill the lines of a draft as the store does: one that was billed with another is left out."""
    for line in draft:
        billed.setdefault((line.item, line.turn), line)
