"""What is told of a client's hours is not urgent: outside the account manager's own hours it waits for them.

Acme has Matai Growth: five hours a month from the fifth. Max answers for it, and works in the afternoon.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from tests.bot.test_hours import enhancement, work
from tests.databases import ON_SQLITE
from tests.live import Live, demo

pytestmark = ON_SQLITE

NOW: Final = datetime(2026, 11, 5, 15, 0, tzinfo=UTC)
"""A Thursday, ten in the morning in New York."""


@pytest.fixture
async def live(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    async with demo(database_url, tmp_path, starts_at=NOW) as live:
        await enhancement(live, "ana", "#acme")
        await live.command("max", "/oncall", "hours mon-fri 16-20 America/New_York")
        yield live


async def to(live: Live, moment: str) -> None:
    """Let time go on to a moment in New York's winter."""
    await live.post("clock", to=f"2026-{moment.replace(' ', 'T')}:00-05:00")
    await live.settle()


async def told(live: Live) -> list[str]:
    """The first lines of what max was told of hours."""
    return [text.splitlines()[0] for text in await live.told("max") if "*Acme Orders" in text]


async def test_that_hours_are_nearly_used_is_told_in_the_account_managers_hours(live: Live) -> None:
    await work(live, "4h10")
    assert await told(live) == []
    await to(live, "11-05 15:59")
    assert await told(live) == []
    await to(live, "11-05 16:00")
    [said] = await told(live)
    assert said.startswith("*Acme Orders* has used 85 % of this month's hours: 4 h 15 min of 5 h")
    await to(live, "11-06 17:00")
    assert len(await told(live)) == 1


async def test_of_what_was_kept_only_what_holds_by_then_is_told(live: Live) -> None:
    await work(live, "4h10")
    await work(live, "2h")
    await to(live, "11-05 16:00")
    [said] = await told(live)
    assert "6 h 15 min of 5 h" in said


async def test_at_work_the_account_manager_is_told_at_once(live: Live) -> None:
    await to(live, "11-05 16:30")
    await work(live, "4h10")
    assert len(await told(live)) == 1


async def test_a_months_statement_and_its_draft_wait_too(live: Live) -> None:
    await to(live, "11-05 16:30")
    await work(live, "1h")
    await to(live, "12-07 15:59")
    assert [each for each in await told(live) if "month is over" in each] == [], "the month ended on Friday"
    await to(live, "12-07 16:00")
    await to(live, "12-09 17:00")
    assert len([each for each in await told(live) if "month is over" in each]) == 1
