"""Who is on call, kept: what was changed, taken back and said again."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import pytest

from bot.domain.rotations import Absence, Override, Rota, Rotation
from bot.domain.staff_hours import read_staff_hours
from storage import Database
from storage.rota import Made
from tests.databases import opened
from tests.looking import rows

NOON: Final = datetime(2026, 3, 4, 12, tzinfo=UTC)
DAY: Final = timedelta(days=1)
L1: Final = Rotation("L1", ("U-SAM", "U-KIM"), "Europe/London", 0, time(9, 30), date(2026, 3, 2))
L2: Final = Rotation("L2", (), "UTC", None, time(0), date(1999, 12, 31))
MADE: Final = Made("command:1", "U-MAX", NOON)
LONG: Final = Override("L1", "U-ADA", NOON - DAY, NOON + 9 * DAY)
SHORT: Final = Override("L1", "U-KIM", NOON, NOON + DAY)
COMING: Final = Override("L1", "U-MAX", NOON + DAY, NOON + 2 * DAY)
HOLIDAY: Final = Absence("U-SAM", date(2026, 3, 4), date(2026, 3, 9))
HOURS: Final = read_staff_hours("mon-thu 9-13 14-18, fri 22-6 Europe/Lisbon", "UTC")


@pytest.fixture
async def at_noon(database_url: str) -> AsyncIterator[Database]:
    """A database by whose clock it is always noon."""
    async with opened(database_url, now=lambda: NOON) as database:
        yield database


async def read(database: Database) -> Rota:
    async with database.reading() as store:
        return await store.rota.read()


async def test_all_of_it_comes_back_as_it_was_made(at_noon: Database) -> None:
    assert await read(at_noon) == Rota()
    async with at_noon.transaction() as store:
        await store.rota.put(L2)
        await store.rota.put(L1)
        await store.rota.override([SHORT, LONG], MADE)
        await store.rota.override([COMING], Made("command:0", "U-MAX", NOON + timedelta(seconds=1)))
        await store.rota.away(HOLIDAY, MADE)
    assert await read(at_noon) == Rota((L1, L2), (SHORT, LONG, COMING), (HOLIDAY,))


async def test_a_rotation_put_again_replaces_what_was_and_can_be_done_away_with(at_noon: Database) -> None:
    async with at_noon.transaction() as store:
        await store.rota.put(L1)
        await store.rota.put(replace(L2, name="L1"))
        assert (await store.rota.read()).rotations == (replace(L2, name="L1"),)
        assert await store.rota.drop("L1")
        assert not await store.rota.drop("L1")
        assert await store.rota.read() == Rota()


async def test_a_request_that_comes_twice_overrides_once(at_noon: Database) -> None:
    for _ in range(2):
        async with at_noon.transaction() as store:
            await store.rota.override([SHORT], MADE)
    assert (await read(at_noon)).overrides == (SHORT,)


async def test_an_override_that_is_taken_back_stays_for_as_long_as_it_was_in_force(at_noon: Database) -> None:
    async with at_noon.transaction() as store:
        await store.rota.override([LONG, SHORT, COMING], MADE)
        later = Made("command:2", "U-KIM", NOON + timedelta(hours=1))
        await store.rota.end_overrides([SHORT, COMING], later)
        await store.rota.end_overrides([SHORT], Made("command:3", "U-MAX", NOON + timedelta(hours=2)))
    assert (await read(at_noon)).overrides == (LONG, replace(SHORT, to_at=NOON + timedelta(hours=1)))
    kept = await rows(at_noon, "SELECT person, made_by, ended_by FROM overrides ORDER BY id")
    assert [tuple(each.values()) for each in kept] == [
        ("U-ADA", "U-MAX", None),
        ("U-KIM", "U-MAX", "U-KIM"),
        ("U-MAX", "U-MAX", "U-KIM"),
    ]


async def test_what_is_long_past_is_left_out(at_noon: Database) -> None:
    old = replace(SHORT, from_at=NOON - 70 * DAY, to_at=NOON - 61 * DAY)
    async with at_noon.transaction() as store:
        await store.rota.override([old, SHORT], MADE)
        await store.rota.away(Absence("U-SAM", date(2025, 3, 4), date(2025, 12, 24)), MADE)
        await store.rota.away(HOLIDAY, MADE)
    assert await read(at_noon) == Rota((), (SHORT,), (HOLIDAY,))


@pytest.mark.parametrize(
    ("last_on", "left"),
    [
        (date(2026, 3, 6), (replace(HOLIDAY, to_on=date(2026, 3, 6)),)),
        (date(2026, 3, 3), ()),
    ],
    ids=["back sooner", "never left"],
)
async def test_an_absence_may_end_sooner(at_noon: Database, last_on: date, left: tuple[Absence, ...]) -> None:
    async with at_noon.transaction() as store:
        await store.rota.away(HOLIDAY, MADE)
        await store.rota.back(HOLIDAY, last_on)
        assert (await store.rota.read()).absences == left
        await store.rota.declare_away(HOLIDAY, MADE)
        assert (await store.rota.read()).absences == left, "the file says what it said before"
        longer = replace(HOLIDAY, to_on=date(2026, 3, 20))
        await store.rota.declare_away(longer, MADE)
        assert (await store.rota.read()).absences == (longer,), "the file says something new"
        await store.rota.back(longer, last_on)
        await store.rota.away(longer, MADE)
        assert (await store.rota.read()).absences == (longer,), "somebody says it again"


async def test_hours_of_those_who_have_any(at_noon: Database) -> None:
    async with at_noon.transaction() as store:
        await store.rota.put_hours("U-SAM", HOURS, MADE)
        await store.rota.put_hours("U-KIM", read_staff_hours("daily 8-12 UTC", "UTC"), MADE)
        await store.rota.put_hours("U-KIM", HOURS, MADE)
        assert await store.rota.hours(["U-SAM", "U-KIM", "U-ADA"]) == {"U-SAM": HOURS, "U-KIM": HOURS}
        assert await store.rota.hours([]) == {}
        assert await store.rota.drop_hours("U-SAM")
        assert not await store.rota.drop_hours("U-SAM")
        assert await store.rota.hours(["U-SAM", "U-KIM"]) == {"U-KIM": HOURS}
