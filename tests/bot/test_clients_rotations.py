"""The clients file's rotations applied: what changes, what stays, and who cannot be in one."""

from pathlib import Path
from typing import Final

from tests.bot.test_clients import GOOD, applied, bare
from tests.databases import ON_BOTH, ON_SQLITE
from tests.live import Live

pytestmark = ON_SQLITE

ROTATION: Final = """
[rotations.L1]
members = ["sam", "@kim"]
handover = "mon 09:00"
time_zone = "Europe/London"
absences = [{ person = "kim", from = 2031-12-24, to = 2031-12-26 }]
"""


async def on_call(live: Live) -> str:
    said = await live.command("sam", "/oncall", "who L1")
    return said.split("*")[3]


async def test_a_rotation_applied_twice_changes_nothing_and_later_ones_say_what(
    database_url: str, tmp_path: Path
) -> None:
    async with bare(database_url) as live:
        first = await applied(live, tmp_path, GOOD + ROTATION)
        assert first.missing == ()
        assert first.changes[3:5] == (
            "L1 is on call: sam, kim, mon 09:00 Europe/London",
            "kim is away from 2031-12-24 to 2031-12-26",
        )
        assert await on_call(live) == "sam"
        assert (await applied(live, tmp_path, GOOD + ROTATION)).changes == ()
        changed = ROTATION.replace('"@kim"', '"ada", "@kim"').replace("mon 09:00", "daily 08:30")
        assert (await applied(live, tmp_path, GOOD + changed)).changes == (
            "L1: members is sam, ada, kim (was sam, kim)",
            "L1: handover is daily 08:30 Europe/London (was mon 09:00 Europe/London)",
        )
        assert await on_call(live) == "sam", "whoever has the turn keeps it"


@ON_BOTH
async def test_who_came_back_stays_back_until_the_file_says_something_new(
    database_url: str, tmp_path: Path
) -> None:
    async with bare(database_url) as live:
        await applied(live, tmp_path, GOOD + ROTATION)
        assert "not away after all" in await live.command("ada", "/oncall", "back @kim")
        assert (await applied(live, tmp_path, GOOD + ROTATION)).changes == ()
        longer = ROTATION.replace("2031-12-26", "2031-12-29")
        assert (await applied(live, tmp_path, GOOD + longer)).changes == (
            "kim is away from 2031-12-24 to 2031-12-29",
        )


async def test_a_declared_beginning_decides_whose_turn_it_is(database_url: str, tmp_path: Path) -> None:
    async with bare(database_url) as live:
        today = live.bot.desk.clock.now().date()
        begun = ROTATION.replace("[rotations.L1]", f"[rotations.L1]\nstarts_on = {today.replace(day=1)}")
        daily = begun.replace("mon 09:00", "daily 00:00").replace("Europe/London", "UTC")
        await applied(live, tmp_path, GOOD + daily)
        assert await on_call(live) == ("sam" if today.day % 2 else "kim")


async def test_only_our_own_people_who_are_there_can_be_on_call(database_url: str, tmp_path: Path) -> None:
    async with bare(database_url) as live:
        await live.post("person", user="kim", deactivated=True)
        some = ROTATION.replace('"sam"', '"sam", "gus", "zoe"')
        done = await applied(live, tmp_path, GOOD + some)
        assert "L1 is on call: sam, mon 09:00 Europe/London" in done.changes
        assert len(done.missing) == 3
        assert any("'gus' is no active full member of your workspace" in each for each in done.missing)
        assert all(any(name in each for each in done.missing) for name in ("zoe", "kim"))
