"""What a client approved and what is worked of it: hours reserved, and staff warned as they are used up."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from tests.bot.estimated import estimate, estimates
from tests.bot.test_hours import ask, enhancement, work
from tests.databases import ON_SQLITE
from tests.live import Live, demo
from tests.together import apart

pytestmark = ON_SQLITE

NOW: Final = datetime(2026, 11, 5, 15, 0, tzinfo=UTC)


@pytest.fixture
async def live(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    async with demo(database_url, tmp_path, starts_at=NOW) as live:
        await enhancement(live, "ana", "#acme")
        await live.advance(hours=1)
        await estimate(live, '3h "A column for the currency"')
        ts = (await live.messages("#acme"))[-1]["ts"]
        [asked] = await estimates(live, ts)
        await live.press("ana", asked, "approve")
        yield live


async def reserved(live: Live) -> list[str]:
    """What is said of it; the hours of all clients, read at once, say the same."""
    async with live.bot.desk.database.reading() as store:
        clients = await store.clients.all()
    assert await apart(live.bot.desk, clients) == []
    return [each for each in await ask(live) if "reserved" in each]


async def warnings(live: Live) -> list[str]:
    return [each for each in await live.card_lines(1) if "approved" in each and "used" in each]


async def test_approved_hours_are_reserved_until_they_are_worked(live: Live) -> None:
    assert await reserved(live) == ["• 3 h are reserved for approved estimates: 2 h are free"]
    await work(live, "2h")
    assert await reserved(live) == ["• 1 h are reserved for approved estimates: 2 h are free"]
    await work(live, "1h")
    assert await reserved(live) == []


async def test_staff_are_warned_once_each_as_logged_time_uses_up_what_was_approved(live: Live) -> None:
    await work(live, "2h")
    assert await warnings(live) == []
    await work(live, "30m")
    assert len(await warnings(live)) == 1
    await work(live, "45m")
    assert len(await warnings(live)) == 2
    await work(live, "45m")
    assert len(await warnings(live)) == 2


async def test_a_resolved_ticket_reserves_nothing(live: Live) -> None:
    await live.command("sam", "/ticket", "resolve 1 Not needed after all")
    assert await reserved(live) == []
