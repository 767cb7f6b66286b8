"""What is billed beside the plan, where hours are asked: at the price agreed, and what nobody approved of it.

Acme is under Macktez here, whose service requests are billed once approved, at no rate that the plan names.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from tests.bot.test_hours import ask
from tests.bot.test_rates import clients
from tests.bot.walks import FRIDAY, at, friday
from tests.databases import ON_SQLITE
from tests.live import Live, desk, slack

pytestmark = ON_SQLITE

_BILLED: Final = "Billed beside the plan this month: "
_NOT_APPROVED: Final = "Of what is billed, nobody has approved "


@pytest.fixture
async def live(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    async with slack(friday()) as sandbox, desk(sandbox, database_url, clients(tmp_path, rate=False)) as live:
        await requested(live)
        yield live


async def requested(live: Live) -> None:
    """A service request of Acme's, for whose work nobody has named a price."""
    await at(live, FRIDAY)
    await live.say("ana", "#acme", "Please set up a server")
    await live.command("sam", "/ticket", "claim 1")
    await live.command("sam", "/ticket", "kind 1 service request")


async def agree(live: Live, typed: str) -> None:
    [message] = [each for each in await live.messages("#acme") if "set up a server" in each["text"]]
    answer = await live.command("sam", "/ticket", f"estimate 1 {typed}")
    assert "ana" in answer, answer
    [*_, asked] = await live.replies("#acme", message["ts"])
    await live.press("ana", asked, "approve")
    await live.advance(minutes=2)


async def log(live: Live, spent: str) -> None:
    assert "Logged" in await live.command("sam", "/ticket", f"log 1 {spent} at 10:00 Set it up")


async def told(live: Live) -> list[str]:
    """What staff read of it, which is what the client reads."""
    said = (await live.command("sam", "/hours", "acme")).splitlines()
    found = [each for each in said if each.startswith((_BILLED, _NOT_APPROVED))]
    assert found == [each for each in await ask(live) if each in found]
    return found


async def test_the_price_that_only_an_estimate_names_is_told(live: Live) -> None:
    await agree(live, "2h at 90 USD/h Set up a server")
    await log(live, "1h40")
    assert await told(live) == [f"{_BILLED}1 h 45 min at $90.00 an hour, $157.50"]
    assert "billed 1 h 45 min: $157.50" in await live.command("sam", "/hours", "all")


async def test_what_goes_beyond_the_estimate_is_told_as_not_approved(live: Live) -> None:
    await agree(live, "1h at 90 USD/h Set up a server")
    await log(live, "1h45")
    assert await told(live) == [f"{_BILLED}1 h 45 min at $90.00 an hour, $157.50", f"{_NOT_APPROVED}45 min"]
    assert "45 min not approved" in await live.command("sam", "/hours", "all")


async def test_a_flat_fee_is_told_for_its_ticket(live: Live) -> None:
    await agree(live, "4h flat 500 USD A server")
    await log(live, "1h45")
    assert await told(live) == [f"{_BILLED}1 h 45 min of work on #1, for a flat fee of $500.00 in all"]
    assert "billed 1 h 45 min: flat fee $500.00" in await live.command("sam", "/hours", "all")


async def test_work_without_any_estimate_is_told_as_not_approved(live: Live) -> None:
    await log(live, "1h")
    assert await told(live) == [f"{_BILLED}1 h, for which no price is set yet", f"{_NOT_APPROVED}1 h"]


async def test_a_rate_that_was_named_since_is_told(database_url: str, tmp_path: Path) -> None:
    async with slack(friday()) as sandbox:
        async with desk(sandbox, database_url, clients(tmp_path, rate=False)) as live:
            await requested(live)
            await log(live, "1h")
        async with desk(sandbox, database_url, clients(tmp_path, rate=True)) as live:
            said = [f"{_BILLED}1 h at $150.00 an hour, $150.00", f"{_NOT_APPROVED}1 h"]
            assert await told(live) == said
