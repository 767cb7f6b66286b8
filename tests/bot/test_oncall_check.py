"""Once a week, before the hand-over: which escalations reach nobody who is there."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Final

import pytest

from bot.domain.rotations import Rota, Rotation
from bot.services.oncall_timers import arm_oncall_check, next_check, week_of
from bot.services.reaching import keep_people_fresh
from tests.armed import due
from tests.databases import ON_BOTH, ON_SQLITE
from tests.live import Live, demo

pytestmark = ON_SQLITE

SUNDAY: Final = datetime(2026, 12, 6, 12, tzinfo=UTC)
HEAD: Final = "Who is on call, looked at once a week"


@pytest.fixture
async def sunday(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    """The demo world on a Sunday."""
    async with demo(database_url, tmp_path, starts_at=SUNDAY) as running:
        yield running


async def told(live: Live, place: str = "#triage") -> list[str]:
    return [text for text in await live.texts(place) if HEAD in text]


async def leaves(live: Live, *people: str) -> None:
    for each in people:
        await live.post("person", user=each, deactivated=True)
    await live.advance(hours=1)
    await keep_people_fresh(live.bot.desk)


def rota(*zones: str) -> Rota:
    return Rota(tuple(Rotation(zone, (), zone, 0, time(9), SUNDAY.date()) for zone in zones))


@pytest.mark.parametrize(
    ("zones", "after", "due"),
    [
        ((), SUNDAY, datetime(2026, 12, 7, 8, tzinfo=UTC)),
        (("America/New_York",), SUNDAY, datetime(2026, 12, 7, 13, tzinfo=UTC)),
        (("America/New_York", "Asia/Kolkata"), SUNDAY, datetime(2026, 12, 7, 2, 30, tzinfo=UTC)),
        (("Pacific/Kiritimati",), SUNDAY, datetime(2026, 12, 6, 18, tzinfo=UTC)),
        (("Pacific/Kiritimati", "UTC"), SUNDAY + timedelta(hours=6), datetime(2026, 12, 13, 18, tzinfo=UTC)),
        (("UTC",), datetime(2026, 12, 7, 8, tzinfo=UTC), datetime(2026, 12, 14, 8, tzinfo=UTC)),
    ],
    ids=[
        "without rotations, UTC",
        "where the rotation is",
        "where Monday begins first",
        "where it is Monday already",
        "once a week, whatever the others' clocks show",
        "a week after the last",
    ],
)
def test_when_it_is_looked_at(zones: tuple[str, ...], after: datetime, due: datetime) -> None:
    assert next_check(rota(*zones), after) == due


def test_a_look_belongs_to_the_week_of_its_monday() -> None:
    for zone in ("Pacific/Kiritimati", "UTC", "Pacific/Honolulu"):
        assert week_of(next_check(rota(zone), SUNDAY)) == "2026-W50"


async def test_where_every_level_reaches_somebody_nothing_is_said(sunday: Live) -> None:
    await sunday.advance(days=15)
    assert await told(sunday) == []


async def test_levels_that_reach_nobody_are_told_once_a_week_until_mended(sunday: Live) -> None:
    await sunday.command("max", "/oncall", "rotation L2 off")
    await leaves(sunday, "sam", "kim", "max")
    await sunday.advance(hours=19)  # 8 o'clock on Monday
    found = await told(sunday)
    acme = next(text for text in found if "Acme Orders" in text)
    assert "*Who is on call, looked at once a week:* of Acme Orders's escalations" in acme
    assert (
        "critical, L1: L1 has nobody active from Mon, Dec 7, 2026, 08:00 to Mon, Dec 14, 2026, 08:00" in acme
    )
    assert "there is no rotation L2; make one with `/oncall rotation L2 @sam @kim" in acme
    assert len(found) == 3, "one for each client"
    await sunday.advance(days=3)
    assert len(await told(sunday)) == 3
    await sunday.advance(days=4)
    assert len(await told(sunday)) == 6, "and again a week later"
    for each in ("sam", "kim", "max"):
        await sunday.post("person", user=each, deactivated=False)
    await sunday.advance(hours=1)
    await keep_people_fresh(sunday.bot.desk)
    await sunday.command("ada", "/oncall", "rotation L2 @kim @sam mon 09:00 Europe/London")
    await sunday.advance(days=7)
    assert len(await told(sunday)) == 6


async def test_one_who_is_left_is_enough(sunday: Live) -> None:
    await leaves(sunday, "sam", "ada")
    await sunday.advance(days=2)
    assert await told(sunday) == []


@ON_BOTH
async def test_a_level_that_reaches_somebody_in_another_way_is_well(sunday: Live) -> None:
    await sunday.command("max", "/oncall", "rotation L2 off")
    await sunday.advance(days=1)
    acme = next(text for text in await told(sunday) if "Acme Orders" in text)
    assert "critical, L2: there is no rotation L2" in acme
    assert "critical, L3" not in acme, "the account manager is told as well"


async def test_a_gap_in_the_week_to_come_is_named(sunday: Live) -> None:
    for each in ("sam", "kim"):
        await sunday.command("max", "/oncall", f"away @{each} 2026-12-09")
    await sunday.advance(days=1)
    assert all(
        "from Wed, Dec 9, 2026, 00:00 to Thu, Dec 10, 2026, 00:00 (UTC)" in text
        for text in await told(sunday)
    )
    assert len(await told(sunday)) == 3


async def test_an_account_manager_who_left_is_named_where_nobody_else_is_told(sunday: Live) -> None:
    await sunday.command("max", "/oncall", "rotation L3 @sam mon 09:00 Europe/London")
    await leaves(sunday, "max")
    await sunday.advance(days=1)
    said = "\n".join(await told(sunday))
    assert "Banco Litoral has no account manager who is active; choose one with `/support setup`" in said


async def test_it_is_armed_once_a_week_however_often_it_starts(sunday: Live) -> None:
    desk = sunday.bot.desk
    await sunday.command("max", "/oncall", "rotation L2 off")
    for _ in range(3):
        async with desk.transaction() as store:
            await arm_oncall_check(store, desk.clock.now())
    async with desk.transaction() as store:
        ahead = await due(store, SUNDAY + timedelta(days=30))
    assert [timer.key for timer in ahead if timer.kind == "oncall_check"] == ["oncall_check:2026-W50"]
    await sunday.advance(days=4)
    assert len(await told(sunday)) == 2, "Banco Litoral has no L2"
    async with desk.transaction() as store:
        await arm_oncall_check(store, SUNDAY)
    await sunday.advance(hours=1)
    assert len(await told(sunday)) == 2, "that week was told"
