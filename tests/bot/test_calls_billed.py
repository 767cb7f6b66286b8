"""Calls beyond the hours of a plan: priced where it names a rate, else told to staff alone.

Acme is under Ongoing Support here: ten hours of calls a month, and $85 for an hour beyond them; its months
begin on the 5th.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.estimated import CHANGE
from tests.bot.test_billing import JANUARY, OVER, at, direct, drafts, statements, table
from tests.bot.test_timekeeping import mend
from tests.bot.walks import FRIDAY, under
from tests.bot.walks import at as go_to
from tests.databases import ON_SQLITE
from tests.live import Live, shown

pytestmark = ON_SQLITE


@pytest.fixture
async def live(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    async with under(database_url, tmp_path, clients=CHANGE) as live:
        await go_to(live, FRIDAY)
        await live.say("ana", "#acme", "Please call us about the export")
        yield live


async def log(live: Live, typed: str) -> str:
    typed = f"log 1 {typed} on 2026-11-20 in hours phone Talked it through"
    return await live.command("sam", "/ticket", typed)


async def told(live: Live) -> list[str]:
    return [each["text"] for each in await direct(live, "max") if "by phone" in each["text"]]


async def test_what_is_beyond_the_cap_is_on_the_statement_and_the_draft(live: Live) -> None:
    await log(live, "8h")
    assert "beyond that is billed at $85.00 an hour" in (await told(live))[-1]
    await log(live, "2h45")
    assert "45 min too many" in (await told(live))[-1]
    ts = await live.say("ana", "#acme", "@Hourglass hours")
    assert "What is beyond that is billed at $85.00 an hour" in (await live.texts("#acme", ts))[0]
    await at(live, OVER)
    [draft] = await drafts(live)
    said = shown(draft)
    assert "Calls beyond the plan's in the month from Nov 5, 2026: 45 min at $85.00 an hour: *$63.75*" in said
    assert "*Total: $63.75*" in said
    [statement] = [each for each in await statements(live) if "month is over" in each["text"]]
    assert "To be billed for it by the hour: *$63.75*" in statement["text"]
    [line, total] = await table(live, statement, "invoice")
    assert (total["Line"], total["Minutes"], total["Amount"]) == ("total", "45", "63.75")
    assert (line["Minutes"], line["Rate per hour"], line["Amount"]) == ("45", "85.00", "63.75")
    found = (await table(live, statement, "statement-acme-2026-11-05-internal"))[-1]
    assert (found["What was done"], found["Amount"]) == ("Calls beyond the 10 h of the plan", "63.75")
    assert found["Minutes of the plan's hours"] == "0"


async def test_whoever_logs_a_call_reads_what_is_billed_of_it(live: Live) -> None:
    said = await log(live, "10h")
    assert "included as far as the plan's calls go" in said
    assert "Calls this month: 10 h of 10 h." in said
    said = await log(live, "30m")
    assert "pays nothing" not in said
    assert "Calls this month: 10 h 30 min of 10 h. What goes beyond is billed at $85.00 an hour." in said
    hours = await live.command("sam", "/hours", "acme")
    assert "paid for by the plan's fee: 10 h" in hours
    assert "paid for by the plan's fee: 10 h 30 min" not in hours


async def test_what_changes_of_it_is_credited_and_billed_anew(live: Live) -> None:
    await log(live, "10h")
    await log(live, "1h")
    await at(live, OVER)
    await live.press("max", (await drafts(live))[0], "mark_billed")
    await mend(live, "max", "Change")
    await live.submit("max", spent="30m", work="Talked", how=["phone"], reason="It was shorter")
    await at(live, JANUARY)
    said = shown((await drafts(live))[-1])
    assert "30 min at $85.00 an hour: *$42.50*" in said
    assert "*-$85.00*" in said
    assert "*Total: -$42.50*" in said


async def test_within_the_cap_nothing_is_billed(live: Live) -> None:
    await log(live, "10h")
    await at(live, OVER)
    assert await drafts(live) == []


async def test_calls_about_work_that_is_billed_by_itself_are_billed_once(live: Live) -> None:
    await live.command("sam", "/ticket", "kind 1 out of scope")
    await log(live, "11h")
    assert await told(live) == []
    await at(live, OVER)
    [draft] = await drafts(live)
    assert "Calls beyond" not in shown(draft)
    assert "*Total: $935.00*" in shown(draft)


@pytest.mark.parametrize("plan", ["apendice-b", "macktez-managed", "matai-growth"])
async def test_a_plan_taken_after_the_calls_changes_neither_the_hours_nor_the_bill(
    live: Live, plan: str
) -> None:
    await log(live, "11h")
    before = await of_calls(live)
    assert before[0].endswith("11 h of 10 h, 1 h too many")
    assert "Acme Orders" in await live.command("max", "/support", f"plan acme to {plan}")
    assert await of_calls(live) == before
    assert "phone 11 h of 10 h" in await live.command("sam", "/hours", "all")
    assert "which is 1 h more than the 10 h of the plan" in await live.command(
        "sam", "/hours", "statement acme 2026-11"
    )
    await at(live, OVER)
    [draft] = await drafts(live)
    assert "1 h at $85.00 an hour: *$85.00*" in shown(draft)


async def test_calls_before_a_plan_that_has_only_so_many_are_never_beyond_it(
    database_url: str, tmp_path: Path
) -> None:
    macktez = ('plan = "matai-growth"', 'plan = "macktez-managed"')
    async with under(database_url, tmp_path, clients=macktez) as live:
        await go_to(live, FRIDAY)
        await live.say("ana", "#acme", "Please call us about the server")
        await log(live, "11h")
        assert "Acme Orders" in await live.command("max", "/support", "plan acme to ongoing-support")
        assert (await of_calls(live))[0] == "By phone this month: 11 h, without a limit"
        said = await live.command("sam", "/hours", "statement acme 2026-11")
        assert "By telephone: 11 h." in said
        assert "$" not in said
        await at(live, OVER)
        assert await drafts(live) == []


async def of_calls(live: Live) -> list[str]:
    """What the answer for hours says of calls, with their price."""
    said = (await live.command("sam", "/hours", "acme")).splitlines()
    return [each for each in said if each.startswith(("By phone", "What is beyond"))]


async def test_without_a_rate_staff_are_told_and_nothing_is_billed(database_url: str, tmp_path: Path) -> None:
    free = ('\nrate = "additional"\n\n[rates', "\n\n[rates")
    async with under(database_url, tmp_path, clients=CHANGE, ongoing_support=free) as live:
        await go_to(live, FRIDAY)
        await live.say("ana", "#acme", "Please call us about the export")
        await log(live, "11h")
        assert "names no price for what is beyond that, so it is not billed" in (await told(live))[-1]
        await at(live, OVER)
        assert await drafts(live) == []
        [statement] = [each for each in await statements(live) if "month is over" in each["text"]]
        assert "By telephone: 11 h, which is 1 h more than the 10 h of the plan." in statement["text"]
