"""The months of clients begin by themselves: to the minute, after an absence, in one of two processes.

Acme's contract began on a 5th of January in New York, Globex's on a 31st of October in Berlin.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from bot.sandbox import Sandbox, demo_world
from bot.shipped import demo_clients
from tests.databases import ON_BOTH, ON_SQLITE, FreshUrl
from tests.live import Live, desk, slack
from tests.looking import rows

pytestmark = ON_SQLITE

NOW: Final = datetime(2027, 1, 20, 15, 0, tzinfo=UTC)
GLOBEX: Final = ('plan = "aetherlink-enterprise"', 'plan = "matai-efficiency"')


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with slack(demo_world().model_copy(update={"starts_at": NOW})) as sandbox:
        yield sandbox


def clients(folder: Path, *changes: tuple[str, str]) -> Path:
    """The demo world's clients file, with Globex under a plan that grants hours."""
    path, text = folder / "clients.toml", demo_clients()
    for as_shipped, changed in (GLOBEX, *changes):
        assert as_shipped in text
        text = text.replace(as_shipped, changed)
    path.write_text(text, encoding="utf-8")
    return path


async def grants(live: Live, client: str) -> list[str]:
    found = await rows(live.bot.desk.database, "SELECT * FROM ledger WHERE kind = 'grant' ORDER BY month")
    return [str(each["month"]) for each in found if each["client"] == client]


async def waits_until(live: Live, client: str) -> str:
    """When the hours of a client are looked at next."""
    async with live.bot.desk.database.reading() as store:
        timer = await store.timers.armed(f"month:{client}")
    return f"{timer.due_at:%Y-%m-%d %H:%M}" if timer else ""


async def to(live: Live, moment: str) -> None:
    await live.post("clock", to=f"{moment.replace(' ', 'T')}:00+00:00")
    await live.settle()


async def test_a_month_begins_with_its_first_minute_where_the_client_is(
    sandbox: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with desk(sandbox, database_url, clients(tmp_path)) as live:
        assert await grants(live, "acme") == ["2027-01-05"]
        assert await grants(live, "globex") == ["2026-12-31"]
        assert await grants(live, "banco-litoral") == [], "its plan grants none"
        for before, after, client, begun in (
            ("2027-01-30 22:59", "2027-01-30 23:00", "globex", "2027-01-31"),
            ("2027-02-05 04:59", "2027-02-05 05:00", "acme", "2027-02-05"),
            ("2027-02-27 22:59", "2027-02-27 23:00", "globex", "2027-02-28"),
            ("2027-03-30 21:59", "2027-03-30 22:00", "globex", "2027-03-31"),
            ("2027-04-05 03:59", "2027-04-05 04:00", "acme", "2027-04-05"),
        ):
            await to(live, before)
            assert begun not in await grants(live, client)
            await to(live, after)
            assert (await grants(live, client))[-1] == begun


async def test_months_that_were_slept_through_begin_each_once(
    sandbox: Sandbox, database_url: str, tmp_path: Path
) -> None:
    file = clients(tmp_path)
    async with desk(sandbox, database_url, file) as live:
        before = len(await live.told("max"))
    sandbox.clock.move_to(datetime(2028, 3, 2, 12, tzinfo=UTC))
    for _ in range(2):
        async with desk(sandbox, database_url, file) as live:
            await live.settle()
            assert await grants(live, "globex") == [
                *("2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"),
                *("2027-06-30", "2027-07-31", "2027-08-31", "2027-09-30", "2027-10-31", "2027-11-30"),
                *("2027-12-31", "2028-01-31", "2028-02-29"),
            ]
            assert len(await grants(live, "acme")) == 14
            told = [text for text in (await live.told("max"))[before:] if "expire" in text]
            assert [text.splitlines()[0] for text in told] == [
                "*Acme Orders*: 5 h expire if they are not used by Saturday, March 4."
            ], "of the months that are over nothing is told"


async def test_of_two_processes_one_begins_a_month(
    sandbox: Sandbox, fresh_url: FreshUrl, tmp_path: Path
) -> None:
    url, file = fresh_url("postgresql"), clients(tmp_path)
    async with desk(sandbox, url, file) as one, desk(sandbox, url, file) as other:
        for month in ("2027-02-05", "2027-03-05", "2027-04-05", "2027-05-05"):
            sandbox.clock.move_to(datetime.fromisoformat(f"{month}T12:00+00:00"))
            await asyncio.gather(*(each.bot.tick() for each in (one, other) * 3))
        assert await grants(one, "acme") == [f"2027-0{number}-05" for number in range(1, 6)]
        found = await rows(one.bot.desk.database, "SELECT id FROM ledger WHERE client = 'acme'")
        assert len(found) == 1 + 2 + 3 * 4, "later months carry over two lots, of which one expires"


FROM: Final = "contract_from = 2026-01-05"


async def test_a_start_waits_for_what_it_waited_for_before(
    sandbox: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with desk(sandbox, database_url, clients(tmp_path)) as live:
        assert await waits_until(live, "acme") == "2027-01-29 14:00"
    for changes, until in (
        ((), "2027-01-29 14:00"),
        ((('"America/New_York"', '"Asia/Tokyo"'),), "2027-01-29 00:00"),
        (((FROM, "contract_from = 2026-01-15"),), "2027-01-25 14:00"),
        (
            ((FROM, f"{FROM}\ncontract_to = 2027-01-27"),),
            "2027-01-21 14:00",
        ),
    ):
        async with desk(sandbox, database_url, clients(tmp_path, *changes)) as live:
            await live.settle()
            assert await waits_until(live, "acme") == until


async def test_after_the_end_of_a_contract_nothing_is_granted_or_waited_for(
    sandbox: Sandbox, database_url: str, tmp_path: Path
) -> None:
    ends = (FROM, f"{FROM}\ncontract_to = 2027-02-10")
    async with desk(sandbox, database_url, clients(tmp_path, ends)) as live:
        await to(live, "2027-04-01 12:00")
        assert await grants(live, "acme") == ["2027-01-05", "2027-02-05"]
        assert await waits_until(live, "acme") == ""
        ts = await live.say("ana", "#acme", "@Hourglass hours")
        assert "The contract ended on Wednesday, February 10." in (await live.texts("#acme", ts))[0]
        told = [text for text in await live.texts("#acme") if "expire" in text]
        assert [text.splitlines()[0] for text in told] == [
            "10 h of your hours expire if they are not used by Wednesday, February 10."
        ]


async def test_a_contract_that_is_still_to_begin_is_waited_for(
    sandbox: Sandbox, database_url: str, tmp_path: Path
) -> None:
    begins = (FROM, "contract_from = 2027-03-14")
    async with desk(sandbox, database_url, clients(tmp_path, begins)) as live:
        assert (await grants(live, "acme"), await waits_until(live, "acme")) == ([], "2027-03-14 05:00")
        ts = await live.say("ana", "#acme", "@Hourglass hours")
        assert "The contract begins on Sunday, March 14." in (await live.texts("#acme", ts))[0]
        await to(live, "2027-03-14 05:00")
        assert await grants(live, "acme") == ["2027-03-14"], "the day on which clocks go forward"


@ON_BOTH
async def test_a_pause_moves_the_next_month_and_its_end_moves_it_back(
    sandbox: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with desk(sandbox, database_url, clients(tmp_path)) as live:
        await live.command("max", "/support", "pause acme for 2 months")
        await to(live, "2027-03-01 12:00")
        assert await grants(live, "acme") == ["2027-01-05"]
        await live.command("max", "/support", "resume acme")
        await to(live, "2027-03-05 04:59")
        assert await grants(live, "acme") == ["2027-01-05"]
        await to(live, "2027-03-05 05:00")
        assert await grants(live, "acme") == ["2027-01-05", "2027-03-05"]


async def test_a_plan_that_is_gone_stops_no_other_clients_month(
    sandbox: Sandbox, database_url: str, tmp_path: Path
) -> None:
    folder, file = tmp_path / "plans", clients(tmp_path, ('"matai-growth"', '"own"'))
    folder.mkdir()
    own = Path(__file__).parents[2] / "bot/plans/matai-growth.toml"
    (folder / "own.toml").write_bytes(own.read_bytes())
    async with desk(sandbox, database_url, file, plans=folder) as live:
        assert await grants(live, "acme") == ["2027-01-05"]
    (folder / "own.toml").unlink()
    async with desk(sandbox, database_url, None, plans=folder) as live:
        await to(live, "2027-02-10 12:00")
        assert await grants(live, "globex") == ["2026-12-31", "2027-01-31"]
        assert "The plan is gone" in await live.command("sam", "/hours", "all")
    (folder / "own.toml").write_bytes(own.read_bytes())
    async with desk(sandbox, database_url, None, plans=folder) as live:
        await live.settle()
        assert await grants(live, "acme") == ["2027-01-05", "2027-02-05"]
