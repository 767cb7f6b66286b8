"""The time of a ticket that was merged counts in the one that stays, and keeps its number in statements.

Acme is under Ongoing Support here, whose additional work costs $85 an hour; its months begin on the 5th.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.estimated import CHANGE, asked, estimates
from tests.bot.test_billing import OVER, at, drafts, statements, table
from tests.bot.test_timekeeping import mend
from tests.bot.walks import FRIDAY, under
from tests.bot.walks import at as go_to
from tests.databases import ON_BOTH, ON_SQLITE
from tests.live import Live, shown
from tests.looking import rows

pytestmark = ON_SQLITE


@pytest.fixture
async def live(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    """Ticket 1 has an estimate of six hours that was approved, ticket 2 nothing yet."""
    async with under(database_url, tmp_path, clients=CHANGE) as live:
        await go_to(live, FRIDAY)
        ts = await asked(live)
        [post] = await estimates(live, ts)
        await live.press("ana", post, "approve")
        await live.advance(minutes=20)
        await live.say("ana", "#acme", "The export needs a header as well")
        await live.command("sam", "/ticket", "kind 2 out of scope")
        yield live


async def ticket(live: Live, typed: str) -> str:
    return await live.command("sam", "/ticket", typed)


async def worked(live: Live, number: int) -> int:
    found = await rows(live.bot.desk.database, "SELECT number, worked_minutes FROM tickets")
    return next(int(each["worked_minutes"]) for each in found if each["number"] == number)


async def test_the_sum_of_the_one_that_stays_has_the_time_of_both(live: Live) -> None:
    await ticket(live, "log 2 1h Built the header")
    await ticket(live, "log 1 30m Looked at the export")
    await ticket(live, "merge 2 into 1")
    assert await worked(live, 1) == 90
    said = await ticket(live, "time 1")
    assert "#1: 1 h 30 min of work" in said
    assert "logged on #2, which was merged into this ticket" in said
    assert "1 h 30 min" in shown(await live.card(1))
    await ticket(live, "log 2 15m Tidied up")
    assert await worked(live, 1) == 105
    assert (
        "logged on #2" not in (await ticket(live, "time 1")).split("Tidied up")[0].rpartition("*15 min*")[2]
    )


async def test_of_three_the_last_one_has_the_time_of_all(live: Live) -> None:
    await ticket(live, "log 2 1h Built the header")
    await live.advance(minutes=20)
    await live.say("ana", "#acme", "And a footer")
    await ticket(live, "log 3 45m Built the footer")
    await ticket(live, "merge 3 into 2")
    await ticket(live, "merge 2 into 1")
    assert await worked(live, 1) == 105
    assert "#1: 1 h 45 min of work" in await ticket(live, "time 1")


async def test_it_counts_in_what_was_approved_and_staff_are_warned_as_it_is_merged(live: Live) -> None:
    await ticket(live, "log 2 5h Built the header")
    await ticket(live, "merge 2 into 1")
    [near] = [line for line in await live.card_lines(1) if line.startswith("🟠 #1: ")]
    assert "5 h" in near
    await ticket(live, "log 1 1h30 Built the rest")
    [passed] = [line for line in await live.card_lines(1) if line.startswith("🔴 #1: ")]
    assert "6 h 30 min" in passed


@ON_BOTH
async def test_time_that_is_corrected_keeps_its_number(live: Live) -> None:
    await ticket(live, "log 2 1h Built the header")
    await ticket(live, "merge 2 into 1")
    await mend(live, "sam", "Change")
    await live.submit("sam", spent="2h", work="Built the header", how=["after_hours"], reason="Forgot some")
    found = await rows(live.bot.desk.database, "SELECT ticket, real_minutes, kind FROM ledger")
    assert {each["ticket"] for each in found if each["kind"] in {"usage", "reversal"}} == {2}
    assert await worked(live, 1) == 120
    await ticket(live, "kind 1 incident")
    found = await rows(live.bot.desk.database, "SELECT ticket, cover FROM ledger WHERE kind = 'usage'")
    assert [each["cover"] for each in found].count("included") == 1, "it is one request now, of one kind"


async def test_a_statement_names_both_and_the_draft_has_the_approval(live: Live) -> None:
    await ticket(live, "log 2 1h Built the header")
    await ticket(live, "log 1 1h Built the export")
    await ticket(live, "merge 2 into 1")
    await at(live, OVER)
    [statement] = [each for each in await statements(live) if "month is over" in each["text"]]
    found = await table(live, statement, "statement-acme-2026-11-05-internal")
    assert sorted((each["Ticket"], each["Merged into"]) for each in found) == [("1", ""), ("2", "1")]
    [draft] = await drafts(live)
    said = shown(draft)
    assert "#2, now #1" in said
    assert said.count("Approved by ana") == 2
    assert "more than the client approved" not in said
    *lines, _total = await table(live, statement, "invoice")
    assert [(each["Ticket"], each["Merged into"]) for each in lines] == [("1", ""), ("2", "1")]
