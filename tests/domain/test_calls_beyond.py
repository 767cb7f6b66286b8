"""Calls beyond the hours of a plan: how many minutes they are, and what of them is billed and credited."""

from dataclasses import replace
from typing import Final

import pytest

from bot.domain.charges import beyond_cap
from bot.domain.entries import Entry
from bot.domain.invoices import CallsBeyond, InvoiceLine, invoice_lines
from bot.domain.terms import Cover, Money
from tests.domain.test_invoices import NOVEMBER, OCTOBER, billable

RATE: Final = Money(8500, "USD")


def call(minutes: int, cover: Cover = Cover.INCLUDED) -> Entry:
    return replace(billable(f"{cover}{minutes}", minutes), cover=cover, by_phone=True)


@pytest.mark.parametrize(
    ("work", "cap", "beyond"),
    [
        pytest.param([call(60), call(30)], 60, 30, id="what is more than the cap"),
        pytest.param([call(60)], 60, 0, id="nothing at the cap"),
        pytest.param([call(6000)], None, 0, id="nothing without a cap"),
        pytest.param(
            [call(60), call(90, Cover.BILLABLE)], 60, 0, id="what is billed by itself is not counted"
        ),
        pytest.param(
            [call(60), call(90, Cover.HOURS)], 60, 60, id="what hours pay for counts and is not billed"
        ),
        pytest.param([call(90, Cover.HOURS)], 60, 0, id="hours pay for all of it"),
        pytest.param([replace(call(90), by_phone=False)], 60, 0, id="other work is no call"),
    ],
)
def test_beyond_the_cap_is(work: list[Entry], cap: int | None, beyond: int) -> None:
    assert beyond_cap(work, cap) == beyond


def after(billed: list[InvoiceLine], minutes: int) -> list[InvoiceLine]:
    """Bill what is due once a month has so many minutes beyond its cap; return all that was billed."""
    calls = [CallsBeyond("acme", OCTOBER, minutes, RATE)] if minutes else []
    return [*billed, *invoice_lines([], {}, billed, calls)]


def test_calls_are_billed_once_and_each_month_by_itself() -> None:
    calls = [CallsBeyond("acme", month, 60, RATE) for month in (OCTOBER, NOVEMBER)]
    billed = invoice_lines([], {}, [], calls)
    assert [(each.day, each.cents) for each in billed] == [(OCTOBER, 8500), (NOVEMBER, 8500)]
    assert invoice_lines([], {}, billed, calls) == ()


@pytest.mark.parametrize("minutes", [[60, 30], [60, 30, 60], [15, 0], [15, 0, 15], [1, 2, 3, 2, 1, 0]])
def test_whatever_they_were_before_all_that_was_billed_comes_to_what_they_are(minutes: list[int]) -> None:
    billed: list[InvoiceLine] = []
    for each in minutes:
        billed = after(billed, each)
        assert sum(line.minutes for line in billed) == each
    assert len({(line.item, line.turn) for line in billed}) == len(billed)
