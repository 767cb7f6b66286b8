"""Moments that people will notice."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.notices import Timer
from bot.domain.tickets import ACTIVE, Status
from storage import Database
from storage.timers import Due
from tests.armed import due
from tests.databases import FreshUrl, opened
from tests.storage.samples import OPENING, TICKET

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
WARNING = Timer("warning:142", "warning", NINE, 142, {"share": 80, "late": False, "of": None})


async def arm(database: Database, *timers: Timer) -> None:
    async with database.transaction() as store:
        await store.arm(*timers)


async def claim(database: Database, now: datetime, most: int = 100) -> list[Timer]:
    async with database.transaction() as store:
        return await store.claim_due(now, most)


async def test_a_timer_comes_back_as_it_was_armed(database: Database) -> None:
    await arm(database, WARNING)
    async with database.reading() as store:
        assert await due(store, WARNING.due_at) == [WARNING]
        assert await store.timers.next_due() == NINE


async def test_nothing_is_due_before_its_moment(database: Database) -> None:
    await arm(database, WARNING)
    assert await claim(database, NINE - timedelta(microseconds=1)) == []
    assert await claim(database, NINE) == [WARNING]


async def test_a_timer_fires_once(database: Database) -> None:
    await arm(database, WARNING)
    assert await claim(database, NINE) == [WARNING]
    assert await claim(database, NINE + MINUTE) == []
    async with database.reading() as store:
        assert await store.timers.next_due() is None


async def test_due_timers_come_in_the_order_of_their_moments(database: Database) -> None:
    timers = [Timer(f"breach:{n}", "breach", NINE + n * MINUTE) for n in (3, 1, 2)]
    await arm(database, *timers)
    claimed = await claim(database, NINE + 5 * MINUTE, most=2)
    assert [timer.key for timer in claimed] == ["breach:1", "breach:2"]
    assert [timer.key for timer in await claim(database, NINE + 5 * MINUTE)] == ["breach:3"]


async def test_arming_again_at_the_same_moment_does_not_fire_twice(database: Database) -> None:
    await arm(database, WARNING)
    await claim(database, NINE)
    await arm(database, WARNING)
    assert await claim(database, NINE + MINUTE) == []


async def test_arming_again_at_another_moment_moves_it(database: Database) -> None:
    await arm(database, WARNING)
    await claim(database, NINE)
    later = Timer("warning:142", "warning", NINE + MINUTE, 142)
    await arm(database, later)
    assert await claim(database, NINE + MINUTE) == [later]


async def test_a_timer_that_was_put_off_comes_later_with_its_own_moment(database: Database) -> None:
    await arm(database, WARNING)
    async with database.transaction() as store:
        await store.timers.put_off(WARNING, NINE + 5 * MINUTE)
        assert await store.timers.next_due() == NINE + 5 * MINUTE
    assert await claim(database, NINE + MINUTE) == []
    assert await claim(database, NINE + 5 * MINUTE) == [WARNING]


async def test_putting_off_changes_nothing_that_was_moved_or_disarmed_meanwhile(database: Database) -> None:
    moved = Timer("moved", "warning", NINE + MINUTE)
    await arm(database, moved)
    async with database.transaction() as store:
        for stale in (WARNING, Timer("moved", "warning", NINE)):
            await store.timers.put_off(stale, NINE + 5 * MINUTE)
    assert await claim(database, NINE + MINUTE) == [moved]


async def test_a_disarmed_timer_does_not_fire(database: Database) -> None:
    await arm(database, WARNING)
    async with database.transaction() as store:
        await store.timers.disarm(["warning:142", "unknown"])
    assert await claim(database, NINE) == []


async def test_disarming_what_fired_and_arming_it_again_does_not_fire_twice(database: Database) -> None:
    await arm(database, WARNING)
    await claim(database, NINE)
    async with database.transaction() as store:
        await store.timers.disarm(["warning:142"])
        await store.arm(WARNING)
    assert await claim(database, NINE + MINUTE) == []


async def test_two_who_claim_at_once_share_the_timers(database: Database) -> None:
    await arm(database, *(Timer(f"breach:{n}", "breach", NINE) for n in range(50)))
    claimed = await asyncio.gather(*(claim(database, NINE, most=10) for _ in range(8)))
    keys = [timer.key for timers in claimed for timer in timers]
    assert len(keys) == len(set(keys))
    rest = [timer.key for timer in await claim(database, NINE)]
    assert sorted(keys + rest) == sorted(f"breach:{n}" for n in range(50))


async def claim_and_die(database: Database) -> None:
    async with database.transaction() as store:
        await store.claim_due(NINE, 1)
        raise InterruptedError


async def test_a_claim_that_is_rolled_back_fires_again(database: Database) -> None:
    await arm(database, WARNING)
    with pytest.raises(InterruptedError):
        await claim_and_die(database)
    assert await claim(database, NINE) == [WARNING]


async def test_a_claim_leaves_alone_what_was_settled_while_it_waited_for_the_ticket(
    fresh_url: FreshUrl,
) -> None:
    async with opened(fresh_url("postgresql")) as database:
        async with database.transaction() as store:
            await store.save(OPENING)
            await store.arm(WARNING)
        async with database.transaction() as settling:
            await settling.tickets.lock(142)
            claiming = asyncio.create_task(claim(database, NINE))
            await asyncio.sleep(0.1)
            await settling.timers.disarm([WARNING.key])
        assert await claiming == []


async def test_claimed_timers_come_in_their_order_with_their_tickets_as_they_stand(
    database: Database,
) -> None:
    first, last = replace(TICKET, number=7), replace(TICKET, number=3)
    timers = [Timer(f"look:{n}", "look", NINE + n * MINUTE, n) for n in (3, 5, 7)]
    timers[0], timers[2] = replace(timers[0], due_at=NINE + HOUR), replace(timers[2], due_at=NINE)
    async with database.transaction() as store:
        await store.tickets.save_rows([first, last], [])
        await store.arm(*timers, Timer("today", "today", NINE))
    async with database.transaction() as store:
        claimed = await store.claim_due(NINE + HOUR, 100)
        assert len(claimed) == 4
        assert await store.tickets_of(claimed, ACTIVE) == [(timers[2], first), (timers[0], last)]
        assert await store.tickets_of([], ACTIVE) == []


async def test_a_claimed_timer_is_left_out_where_its_ticket_has_another_status(database: Database) -> None:
    done, open_still = replace(TICKET, number=3, status=Status.RESOLVED), replace(TICKET, number=4)
    timers = [Timer(f"close:{n}", "close", NINE, n) for n in (3, 4)]
    async with database.transaction() as store:
        await store.tickets.save_rows([done, open_still], [])
        await store.arm(*timers)
    async with database.transaction() as store:
        claimed = await store.claim_due(NINE, 100)
        assert await store.tickets_of(claimed, {Status.RESOLVED}) == [(timers[0], done)]
        assert await store.tickets_of(claimed, {Status.RESOLVED, Status.OPEN, Status.NEW}) == [
            (timers[0], done),
            (timers[1], open_still),
        ]
        assert await store.tickets_of(claimed, {Status.CANCELLED}) == []
        assert await store.tickets_of(claimed, ()) == []


async def test_what_is_due_says_whose_changes_are_to_wait(database: Database) -> None:
    hours = Timer("month:acme", "month", NINE - MINUTE, None, {"client": "acme", "by": "plan"})
    later = Timer("month:globex", "month", NINE + MINUTE, None, {"client": "globex"})
    await arm(database, WARNING, hours, later, Timer("today", "today", NINE + MINUTE))
    async with database.reading() as store:
        both = Due((hours.key, WARNING.key), frozenset({142}), frozenset({"acme"}))
        assert await store.timers.due(NINE, 100) == both
        assert await store.timers.due(NINE - HOUR, 100) == Due((), frozenset(), frozenset())


async def test_a_claim_takes_a_timer_as_it_was_armed_anew_since_it_was_found_due(database: Database) -> None:
    anew = replace(WARNING, due_at=NINE - MINUTE, facts={"share": 90})
    await arm(database, WARNING)
    async with database.transaction() as store:
        found = await store.timers.due(NINE, 100)
        await store.arm(anew)
        assert await store.timers.claim(found.keys, NINE) == [anew]


async def test_an_armed_timer_is_found_by_its_key_until_it_has_fired(database: Database) -> None:
    await arm(database, WARNING)
    async with database.reading() as store:
        assert await store.timers.armed(WARNING.key) == WARNING
        assert await store.timers.armed("warning:1") is None
    await claim(database, NINE)
    async with database.reading() as store:
        assert await store.timers.armed(WARNING.key) is None
