"""A month that was told already changes: one message for each month, once it has been quiet for an hour.

Acme is under Ongoing Support here, whose additional work costs $85 an hour; its months begin on the 5th.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from tests.bot.estimated import CHANGE
from tests.bot.test_billing import JANUARY, OVER, at, direct, drafts, table
from tests.bot.test_timekeeping import mend
from tests.bot.walks import FRIDAY, friday, under
from tests.bot.walks import at as go_to
from tests.databases import ON_BOTH, ON_SQLITE
from tests.live import Json, Live, demo_clients_file, desk, shown, slack

pytestmark = ON_SQLITE

LATER: Final = "2026-12-08T12:00-05:00"
DASH: Final = "\N{EN DASH}"


@pytest.fixture
async def live(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    """Acme's November was told, with an hour of billable work in it."""
    async with under(database_url, tmp_path, clients=CHANGE) as live:
        await go_to(live, FRIDAY)
        await live.say("ana", "#acme", "Please add an export")
        await live.command("sam", "/ticket", "kind 1 out of scope")
        await log(live, "1h")
        await at(live, OVER)
        await at(live, LATER)
        yield live


async def log(live: Live, typed: str) -> None:
    await live.command("sam", "/ticket", f"log 1 {typed} on 2026-11-20 Built it")


async def restated(live: Live) -> list[Json]:
    return [each for each in await direct(live, "max") if "has changed since it was told" in each["text"]]


async def test_what_is_logged_late_is_told_once_it_is_quiet(live: Live) -> None:
    await log(live, "30m")
    await live.advance(minutes=50)
    await log(live, "15m")
    await live.advance(minutes=59)
    assert await restated(live) == []
    await live.advance(minutes=2)
    [told] = await restated(live)
    assert f"*Acme Orders*, Nov 5, 2026 {DASH} Dec 4, 2026" in told["text"]
    assert "• billed separately: 1 h → *1 h 45 min*" in told["text"]
    assert "• To be billed by the hour: $85.00 → *$148.75*" in told["text"]
    assert "stays as it was told: what changed comes on the next one" in told["text"]
    assert [each["name"] for each in told["files"]] == [
        "statement-acme-2026-11-05.pdf",
        "statement-acme-2026-11-05-internal.csv",
    ]
    assert len(await table(live, told, "statement-acme-2026-11-05-internal")) == 3
    await live.advance(days=2)
    assert len(await restated(live)) == 1
    await log(live, "15m")
    await live.advance(minutes=61)
    [_, again] = await restated(live)
    assert "1 h 45 min → *2 h*" in again["text"]


async def test_what_changes_in_a_billed_month_comes_as_a_credit(live: Live) -> None:
    await live.press("max", (await drafts(live))[0], "mark_billed")
    await mend(live, "max", "Change")
    await live.submit("max", spent="30m", work="Built it", how=["after_hours"], reason="It was shorter")
    await live.advance(minutes=61)
    [told] = await restated(live)
    assert (
        "max marked this month as billed on Dec 8, 2026: what changed comes on the next draft" in told["text"]
    )
    assert "$85.00 → *$42.50*" in told["text"]
    await at(live, JANUARY)
    assert "*Total: -$42.50*" in shown((await drafts(live))[-1])
    assert len(await restated(live)) == 1


async def test_what_is_changed_back_within_the_hour_is_not_told(live: Live) -> None:
    await log(live, "30m")
    await mend(live, "max", "Take back")
    await live.submit("max", reason="Wrong client")
    await live.advance(hours=3)
    assert await restated(live) == []


@ON_BOTH
async def test_other_words_alone_are_told_as_such(live: Live) -> None:
    await mend(live, "sam", "Change")
    await live.submit("sam", spent="1h", work="Built the export", how=[], reason="Clearer")
    await live.advance(minutes=61)
    [told] = await restated(live)
    assert "The totals are as they were; lines were changed." in told["text"]
    assert "→" not in told["text"]


async def test_work_in_the_running_month_is_told_at_its_end_alone(live: Live) -> None:
    await live.command("sam", "/ticket", "log 1 1h in hours Built more")
    await live.advance(hours=3)
    assert await restated(live) == []


async def test_a_month_in_which_nothing_was_told_is_told_of_when_something_is(live: Live) -> None:
    await at(live, JANUARY)
    await at(live, "2027-02-06T12:00-05:00")
    await live.command("sam", "/ticket", "log 1 2h on 2026-12-28 Built the rest")
    await live.advance(minutes=61)
    [told] = await restated(live)
    assert f"Dec 5, 2026 {DASH} Jan 4, 2027" in told["text"]
    assert "0 min → *2 h*" in told["text"]


@ON_BOTH
async def test_after_the_end_of_a_contract_a_draft_comes_with_it(live: Live) -> None:
    await live.command("max", "/support", "end acme on 2026-12-10")
    await at(live, "2026-12-11T00:10-05:00")
    before = len(await drafts(live))
    await log(live, "30m")
    await live.advance(minutes=61)
    [told] = await restated(live)
    assert "a new draft of all that is not billed yet comes with this" in told["text"]
    found = await drafts(live)
    assert len(found) == before + 1
    assert "*Total: $127.50*" in shown(found[-1])
    await live.press("max", found[-1], "mark_billed")
    await live.press("max", found[0], "mark_billed")
    assert "1 line was billed with another draft before" in shown((await drafts(live))[0])


async def test_what_earlier_work_takes_from_later_months_is_told_for_each(
    database_url: str, tmp_path: Path
) -> None:
    async with slack(friday()) as sandbox, desk(sandbox, database_url, demo_clients_file(tmp_path)) as live:
        await go_to(live, FRIDAY)
        await live.say("ana", "#acme", "Please add an export")
        await live.command("sam", "/ticket", "kind 1 minor enhancement")
        await at(live, "2027-01-06T12:00-05:00")
        await live.command("sam", "/ticket", "log 1 2h on 2026-11-20 Built it")
        await live.advance(minutes=61)
        november, december = await restated(live)
        assert "• monthly hours: 0 min → *2 h*" in november["text"]
        assert f"Dec 5, 2026 {DASH} Jan 4, 2027" in december["text"]
        assert "• From earlier months: 5 h → *3 h*" in december["text"]
        await live.command("max", "/hours", "adjust acme 1h A gift")
        await live.advance(hours=2)
        assert len(await restated(live)) == 2, "that is in the month that runs"


async def test_a_bot_that_was_away_tells_it_once(database_url: str, tmp_path: Path) -> None:
    async with slack(friday()) as sandbox:
        file = demo_clients_file(tmp_path)
        async with desk(sandbox, database_url, file) as live:
            await go_to(live, FRIDAY)
            await live.say("ana", "#acme", "Please add an export")
            await at(live, "2026-12-06T12:00-05:00")
            await log(live, "2h")
        sandbox.clock.move_to(datetime(2026, 12, 7, 12, tzinfo=UTC))
        for _ in range(2):
            async with desk(sandbox, database_url, file) as live:
                await live.settle()
                assert len(await restated(live)) == 1
