"""Hours in words: the bar, and what is said of what is reserved, owed or billed."""

from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.allowance import Allowance, allowance, this_month
from bot.domain.desks import Client
from bot.domain.terms import Cover
from bot.views.hours import Row, ask_others, bar, hours_answer, hours_table
from bot.views.text import LANGUAGES
from tests.domain.test_allowance import GROWTH, NOV_5, book, noon, plan, seen, work

FULL: Final = "\N{DARK SHADE}"
CLIENT: Final = Client("acme", "Acme", "matai-growth", "UTC", "en", "C0TRIAGE")


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_bar_has_ten_blocks_and_is_empty_or_full_only_where_that_is_so(used: int, most: int) -> None:
    shown = bar(used, most)
    assert len(shown) == 10
    assert (FULL not in shown) is (used == 0 and (most > 0 or used == 0))
    assert (shown == FULL * 10) is (used >= most and used > 0)


@given(st.integers(1, 10_000), st.data())
def test_a_bar_never_shrinks_as_more_is_used(most: int, data: st.DataObject) -> None:
    less = data.draw(st.integers(0, most))
    more = data.draw(st.integers(less, most * 2))
    assert bar(less, most).count(FULL) <= bar(more, most).count(FULL)


def reserved(minutes: int) -> Allowance:
    return allowance(this_month(book(work(60), on=NOV_5), noon(NOV_5)), GROWTH, minutes)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, None),
        (200, "• 3 h 20 min are reserved for approved estimates: 40 min are free"),
        (300, "• 5 h are reserved for approved estimates: 1 h more than is left"),
    ],
)
def test_what_estimates_reserve_is_said(minutes: int, said: str | None) -> None:
    lines = hours_answer(reserved(minutes), GROWTH, "en").text.splitlines()
    assert [line for line in lines if "reserved" in line] == ([said] if said else [])


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Billed beside the plan this month: 1 h 40 min at $85.00 an hour, $141.67"),
        ("es", "Facturado aparte este mes: 1 h 40 min a 85,00 US$ por hora, 141,67 US$"),
        ("pt", "Cobrado à parte neste mês: 1 h 40 min a US$ 85,00 por hora, US$ 141,67"),
    ],
)
def test_money_is_written_as_the_language_does(language: str, said: str) -> None:
    support = plan("ongoing-support")
    now = seen(work(100, Cover.BILLABLE, rate_cents=8500, currency="USD"), on=NOV_5, of=support)
    text = hours_answer(now, support, language).text
    assert text.splitlines()[-1].replace("\N{NO-BREAK SPACE}", " ") == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_may_be_asked_is_mentioned(language: str) -> None:
    assert "<@U1>" in ask_others(language, ["U1"]).text
    assert "<@" not in ask_others(language, []).text


def test_of_many_clients_those_who_used_most_are_shown_and_the_rest_counted() -> None:
    rows = [
        Row(replace(CLIENT, id=f"c{used}", name=f"Client {used}"), GROWTH, seen(work(used), on=NOV_5))
        for used in range(15, 15 * 26, 15)
    ]
    text = hours_table(rows).text
    assert [line for line in text.splitlines() if line.startswith("*Client")] == [
        f"*Client {used}* · Matai Growth" for used in range(375, 375 - 20 * 15, -15)
    ]
    assert text.splitlines()[-1].startswith("and 5 more")


def test_without_clients_the_table_says_what_to_do() -> None:
    assert "`/support setup`" in hours_table([]).text
