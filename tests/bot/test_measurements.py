"""Measurements and notes given by hand, through the sandbox: who may, what reports say, and who reads it.

It is Monday, November 9, 2026. Acme's plan promises five metrics and aims at 99 % of uptime and successes;
Banco Litoral's plan promises none.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest

from bot.domain.terms import Metric
from tests.databases import ON_BOTH, ON_SQLITE
from tests.live import Live
from tests.looking import rows

pytestmark = ON_SQLITE

MONDAY: Final = datetime(2026, 11, 9, 15, 0, tzinfo=UTC)


@pytest.fixture
def starts_at() -> datetime:
    return MONDAY


async def metric(live: Live, text: str, user: str = "max", channel: str = "#triage") -> str:
    return await live.command(user, "/digest", f"metric {text}", channel)


async def note(live: Live, text: str, user: str = "max", channel: str = "#triage") -> str:
    return await live.command(user, "/digest", f"note {text}", channel)


async def report(live: Live, text: str = "month acme") -> list[str]:
    """The lines of a manager's digest from what was measured on, but for that its files follow."""
    said = (await live.command("max", "/digest", text)).split("*What was measured*\n")
    return said[1].splitlines()[:-1] if len(said) > 1 else []


@ON_BOTH
async def test_a_report_of_a_month_says_what_is_not_connected_and_at_once_what_was_given(live: Live) -> None:
    assert await report(live) == [
        "Uptime: not connected yet (target 99 %)",
        "Success rate: not connected yet (target 99 %)",
        "Operations: not connected yet",
        "Time saved (estimated): not connected yet",
        "Costs saved (estimated): not connected yet",
    ]
    await metric(live, "acme uptime 99.9 2026-09")
    said = await metric(live, "acme uptime 99.95 2026-10")
    assert said.startswith(
        "Done. Uptime of Acme Orders in 2026-10: *99.95 %*.\nThe plan's target of 99 % is met."
    )
    await metric(live, "success rate 98.7 2026-10", channel="#acme")
    await metric(live, "acme operations 12345 2026-10")
    await metric(live, "acme hours saved 12.5 2026-10-05")
    await metric(live, "acme money_saved 1200 2026-10")
    assert await report(live) == [
        "Uptime: *99.95 %* (target 99 %: met) ▲ up from 99.9 %",
        "Success rate: *98.7 %* (target 99 %: not met)",
        "Operations: *12,345*",
        "Time saved (estimated): *12 h 30 min (1 of 31 days)*",
        "Costs saved (estimated): *$1,200*",
    ]
    assert (await report(live, "week acme")) == []


@ON_BOTH
async def test_a_correction_stands_and_what_was_said_before_is_kept(live: Live) -> None:
    await metric(live, "acme uptime 99.9 2026-10")
    await live.advance(minutes=1)
    said = await metric(live, "acme uptime 98 2026-10", user="ada")
    assert "Before: 99.9 %, given by max on Mon, Nov 9, 2026, 10:0" in said
    assert "The plan's target of 99 % is not met." in said
    assert "was given as 98 % already" in await metric(live, "acme uptime 98 2026-10")
    listed = (await metric(live, "acme")).splitlines()
    assert listed[0] == "*What was measured for Acme Orders*"
    assert listed[1].startswith("2026-10 Uptime: 98 % (ada, Mon, Nov 9, 2026, 10:0")
    assert listed[2].startswith("    before: 99.9 % (max, ")
    assert "is taken back" in await metric(live, "acme uptime off 2026-10")
    assert (await report(live))[0] == "Uptime: not connected yet (target 99 %)"
    assert "There is no uptime to take back" in await metric(live, "acme uptime off 2026-10")
    kept = await rows(live.bot.desk.database, "SELECT amount FROM measurements ORDER BY id")
    assert [each["amount"] for each in kept] == [99_900, 98_000, None]


@ON_BOTH
async def test_notes_stand_in_the_report_until_they_are_removed(live: Live) -> None:
    assert "There are no notes" in await note(live, "acme")
    said = await note(live, 'acme 2026-10 "Use one queue & <fewer> retries"')
    assert said.startswith(
        "Done. Acme Orders reads this in its report of 2026-10 as recommendation, number 1."
    )
    again = await note(live, 'acme 2026-10 "Use one queue & <fewer> retries"', user="ada")
    assert again.startswith(
        "Acme Orders reads this already in its report of 2026-10 as recommendation, number 1."
    )
    await note(live, "2026-10 roadmap: Move the export", channel="#acme")
    await note(live, "acme 2026-10 improvement: Sync is twice as fast", user="ada")
    assert (await report(live))[-6:] == [
        *("*What we improved*", "• Sync is twice as fast", "*What we recommend*"),
        *("• Use one queue &amp; &lt;fewer&gt; retries", "*What comes next*", "• Move the export"),
    ]
    assert "no longer in the report" in await note(live, "acme 2026-10 remove 1")
    assert "There is no #1 to take back" in await note(live, "acme 2026-10 remove 1")
    listed = (await note(live, "acme")).splitlines()
    assert listed[1:3] == [
        "2026-10 2. _roadmap_: Move the export (max)",
        "2026-10 3. _improvement_: Sync is twice as fast (ada)",
    ]
    assert "number 4" in await note(live, "acme 2026-10 Another")


@ON_BOTH
async def test_a_clients_own_report_says_it_in_its_language_and_nothing_of_others(live: Live) -> None:
    await metric(live, "banco-litoral uptime 99.95 2026-10")
    await metric(live, "banco-litoral money_saved 1200.50 BRL 2026-10")
    await metric(live, "acme operations 777 2026-10")
    await note(live, "banco-litoral 2026-10 Uma fila só")
    await note(live, "acme 2026-10 One queue")
    ts = await live.say("rui", "#banco-litoral", "@Hourglass digest do mês")
    said = (await live.texts("#banco-litoral", ts))[0]
    assert "*O que foi medido*\nDisponibilidade: *99,95 %*\nCustos economizados (estimados): *R$" in said
    assert said.endswith("*O que recomendamos*\n• Uma fila só")
    assert "777" not in said
    assert "One queue" not in said
    ts = await live.say("ana", "#acme", "@Hourglass digest of the month")
    said = (await live.texts("#acme", ts))[0]
    assert "Operations: *777*" in said
    assert "Uptime: not connected yet (target 99 %)" in said
    assert "Uma fila" not in said
    assert "metric" not in said


async def test_engineers_may_not_but_a_clients_account_manager_may(live: Live) -> None:
    for text in ("metric acme uptime 99 2026-10", "metric acme", "note acme", "note acme 2026-10 Words"):
        assert "Ask a manager or an admin." in await live.command("sam", "/digest", text)
    async with live.bot.desk.database.transaction() as store:
        sam = await store.people.by_name("sam")
        acme = await store.clients.get("acme")
        assert acme is not None
        await store.clients.put(replace(acme, account_manager=sam[0].id))
    assert "*99 %*" in await metric(live, "acme uptime 99 2026-10", user="sam")
    assert "number 1" in await note(live, "acme 2026-10 Words", user="sam")
    assert "Ask a manager or an admin." in await metric(live, "globex uptime 99 2026-10", user="sam")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("acme uptime 101 2026-10", "`101` is no percentage: write a number from 0 to 100"),
        ("acme uptime 99", "names no days: write the day, month or quarter behind it"),
        ("acme uptime 99 2026-12", "`2026-12-01` is still to come: write days that have begun"),
        ("acme uptime 99 2026-13", "`2026-13` names no days: write a day, month or quarter"),
        ("acme money_saved 10.123 EUR 2026-10", "`10.123 EUR` is finer than EUR goes: round it"),
        ("acme money_saved 10 XQZ 2026-10", "`10 XQZ` is in no known currency"),
        ("nobody uptime 99 2026-10", "`nobody`"),
        ("acme uptme 99 2026-10", "`uptme 99`"),
        ("acme money_saved 10 EUR 2026-10", "*€10*"),
        ("uptime 99 2026-10", "client"),
    ],
)
async def test_what_cannot_be_used_is_explained(live: Live, text: str, said: str) -> None:
    assert said in await metric(live, text)


async def test_it_is_said_where_a_value_shows(live: Live) -> None:
    assert "`/digest 2026-10 acme` shows it;" in await metric(live, "acme uptime 99 2026-10-05")
    assert "`/digest 2026-q3 acme` shows it;" in await metric(live, "acme uptime 99 2026-q3")


async def test_savings_are_in_one_currency(live: Live) -> None:
    await metric(live, "acme money_saved 10 EUR 2026-10")
    assert "is in USD, all before it in EUR" in await metric(live, "acme money_saved 10 USD 2026-09")
    assert "*€20*" in await metric(live, "acme money_saved 20 2026-09")


NAMES: Final[Mapping[Metric, str]] = {each: each.replace("_", " ") for each in Metric}


@pytest.mark.parametrize("each", Metric)
async def test_each_metric_can_be_given_by_its_name(live: Live, each: Metric) -> None:
    for name in (each.value, NAMES[each]):
        said = await metric(live, f"acme {name} 50 2026-10")
        assert "*50" in said or "*$50*" in said or "as 50" in said or "as $50" in said


async def test_a_report_goes_by_the_plan_that_was_in_force_then(live: Live) -> None:
    await live.post("clock", to=datetime(2026, 12, 2, 15, 0, tzinfo=UTC).isoformat())
    await live.settle()
    await live.command("max", "/support", "plan acme to apendice-b")
    assert await report(live, "2026-12 acme") == []
    assert (await report(live, "2026-11 acme"))[0] == "Uptime: not connected yet (target 99 %)"
