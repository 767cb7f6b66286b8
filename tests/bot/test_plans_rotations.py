"""Rotations that a plan's file declares: made at each start, unless the clients file says otherwise."""

from pathlib import Path
from typing import Final

from tests.bot.on_call import oncall
from tests.databases import ON_SQLITE
from tests.domain.own_plan import OWN
from tests.live import Live, demo_clients_file, desk, slack

pytestmark = ON_SQLITE

ROTATIONS: Final = """
[rotations.L1]
members = ["max"]
handover = "daily 08:00"
time_zone = "UTC"

[rotations.Night]
members = ["kim", "gus", "zoe", "@ada"]
handover = "daily 22:00"
time_zone = "Europe/London"
absences = [{ person = "kim", from = 2031-12-24, to = 2031-12-26 }]
"""


async def turns(live: Live, rotation: str) -> str:
    """Who takes turns in a rotation, as it is shown."""
    return next(
        line for line in (await oncall(live, f"show {rotation}")).splitlines() if line.startswith("Turns:")
    )


async def test_a_plans_rotations_are_made_at_each_start_and_the_clients_file_outweighs_them(
    database_url: str, tmp_path: Path
) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "gold.toml").write_text(OWN + ROTATIONS, encoding="utf-8")
    clients, plans = demo_clients_file(tmp_path), tmp_path / "plans"
    night = "Turns: kim, ada · hand-over daily 22:00 Europe/London"
    async with slack() as sandbox:
        async with desk(sandbox, database_url, clients, plans=plans) as live:
            assert await turns(live, "Night") == night, "those who are not ours are left out"
            assert await turns(live, "L1") == "Turns: sam, kim · hand-over mon 09:00 Europe/London"
            await oncall(live, "rotation Night @sam daily 21:00 Europe/London")
            assert await turns(live, "Night") == "Turns: sam · hand-over daily 21:00 Europe/London"
        async with desk(sandbox, database_url, clients, plans=plans) as live:
            assert await turns(live, "Night") == night, "a file outweighs what was said in Slack"


async def test_without_a_clients_file_a_plans_rotations_are_enough(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "gold.toml").write_text(OWN + ROTATIONS, encoding="utf-8")
    clients = demo_clients_file(tmp_path, on_call=False)
    async with slack() as sandbox, desk(sandbox, database_url, clients, plans=tmp_path / "plans") as live:
        assert await turns(live, "L1") == "Turns: max · hand-over daily 08:00 UTC"
