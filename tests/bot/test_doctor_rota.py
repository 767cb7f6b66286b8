"""`hourglass doctor` on who is on call."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from bot.services.doctor.examination import examine
from bot.services.doctor.findings import Finding, Outcome
from bot.shipped import demo_clients
from tests.bot.examined import environ
from tests.databases import ON_BOTH, ON_SQLITE
from tests.live import Live, demo, desk, slack

pytestmark = ON_SQLITE

MONDAY: Final = datetime(2026, 12, 7, 10, tzinfo=UTC)


async def on_call(live: Live, url: str) -> list[Finding]:
    """What the doctor finds about being on call; what is to be mended has its remedy."""
    found = await examine(environ(live.sandbox, url), live.sandbox.clock)
    of_rota = [each for each in found if each.about == "on call"]
    assert all(each.remedy for each in of_rota if each.outcome in {Outcome.WARNING, Outcome.PROBLEM})
    return of_rota


@ON_BOTH
async def test_rotations_in_which_somebody_is_at_any_time_are_well(database_url: str, tmp_path: Path) -> None:
    async with demo(database_url, tmp_path, starts_at=MONDAY) as live:
        [found] = await on_call(live, database_url)
    assert found.outcome is Outcome.OK
    assert found.said == "L1, L2, L3: somebody at any time of the next 14 days"


async def test_a_rotation_that_plans_name_and_that_is_not_there(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "clients.toml").write_text(demo_clients().partition("# Who is on call")[0], encoding="utf-8")
    async with slack() as sandbox, desk(sandbox, database_url, tmp_path / "clients.toml") as live:
        found = await on_call(live, database_url)
        assert [(each.outcome, each.said) for each in found] == [
            (
                Outcome.PROBLEM,
                "there is no rotation L1, which escalations of Acme Orders, Banco Litoral, Globex go to",
            ),
            (Outcome.PROBLEM, "there is no rotation L2, which escalations of Acme Orders, Globex go to"),
            (Outcome.PROBLEM, "there is no rotation L3, which escalations of Banco Litoral go to"),
        ]
        assert "`/oncall rotation L3 @sam @kim mon 09:00 Europe/London`" in found[-1].remedy
        for name in ("L1", "L2", "L3"):
            await live.command("max", "/oncall", f"rotation {name} @sam @kim mon 09:00 Europe/London")
        assert [each.outcome for each in await on_call(live, database_url)] == [Outcome.OK]


@pytest.mark.parametrize("how", ["deactivated", "guest"])
async def test_members_who_cannot_be_reached_and_what_they_leave_open(
    database_url: str, tmp_path: Path, how: str
) -> None:
    async with demo(database_url, tmp_path, starts_at=MONDAY) as live:
        await live.post("person", user="sam", **{how: True})
        assert [each.said for each in await on_call(live, database_url)] == [
            "sam, in L1, is deactivated or no full member",
            "sam, in L2, is deactivated or no full member",
        ], "Kim stands in"
        await live.command("max", "/oncall", "away @kim 2026-12-09..2026-12-10")
        assert [each.said for each in await on_call(live, database_url)][2:] == [
            "L1 has nobody from 2026-12-09 00:00 to 2026-12-11 00:00 UTC",
            "L2 has nobody from 2026-12-09 00:00 to 2026-12-11 00:00 UTC",
        ]


async def test_a_gap_more_than_two_weeks_ahead_can_wait(database_url: str, tmp_path: Path) -> None:
    async with demo(database_url, tmp_path, starts_at=MONDAY) as live:
        for each in ("sam", "kim"):
            await live.command("max", "/oncall", f"away @{each} 2026-12-22..2026-12-24")
        assert [each.outcome for each in await on_call(live, database_url)] == [Outcome.OK]
        await live.advance(days=3)
        assert len(await on_call(live, database_url)) == 2
