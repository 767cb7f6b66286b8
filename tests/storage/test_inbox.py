"""What Slack asked of us is written down once, worked on under a lease, and done once."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

from bot.domain.desks import InboxRow
from storage import Database
from tests.databases import opened
from tests.storage.samples import MINUTE, NINE, request


async def add(database: Database, *rows: InboxRow, until: datetime = NINE + MINUTE) -> set[str]:
    async with database.transaction() as store:
        return await store.inbox.add(rows, leased_by="a", leased_until=until)


async def claim(database: Database, now: datetime, by: str = "b", most: int = 100) -> list[str]:
    async with database.transaction() as store:
        rows = await store.inbox.claim(now, by, now + MINUTE, most)
    return [row.key for row in rows]


async def finish(database: Database, key: str) -> bool:
    async with database.transaction() as store:
        return await store.inbox.finish(key, NINE)


async def test_a_repeated_key_is_told_apart_from_new_ones(database: Database) -> None:
    assert await add(database, request("Ev1")) == {"Ev1"}
    assert await add(database, request("Ev1"), request("Ev2")) == {"Ev2"}


async def test_a_mention_that_comes_as_two_events_is_written_down_once(database: Database) -> None:
    mention, app_mention = (request(key, message="C-ACME:1772442000.000100") for key in ("Ev1", "Ev2"))
    assert await add(database, mention) == {"Ev1"}
    assert await add(database, app_mention) == set()


async def test_both_events_of_a_mention_in_one_batch_make_one_row(database: Database) -> None:
    assert len(await add(database, request("Ev1", message="C:1"), request("Ev2", message="C:1"))) == 1


async def test_requests_that_are_no_messages_do_not_stand_in_each_others_way(database: Database) -> None:
    assert await add(database, request("Ev1"), request("Ev2")) == {"Ev1", "Ev2"}


async def test_a_hundred_deliveries_at_once_are_one_row(database: Database) -> None:
    added = await asyncio.gather(*(add(database, request("Ev1")) for _ in range(100)))
    assert sorted(map(len, added), reverse=True) == [1] + [0] * 99


async def test_a_request_is_finished_once(database: Database) -> None:
    await add(database, request("Ev1"))
    assert await finish(database, "Ev1")
    assert not await finish(database, "Ev1")
    assert not await finish(database, "never heard of")


async def test_a_leased_request_is_claimed_when_its_lease_has_run_out(database: Database) -> None:
    await add(database, request("Ev1"))
    async with database.reading() as store:
        assert await store.inbox.next_due() == NINE + MINUTE
    assert await claim(database, NINE) == []
    assert await claim(database, NINE + MINUTE) == ["Ev1"]
    assert await claim(database, NINE + MINUTE, by="c") == []


async def test_what_waits_behind_a_failed_request_is_due_with_it(database: Database) -> None:
    await add(database, request("Ev1"), request("Ev2", minutes=1), until=NINE)
    async with database.transaction() as store:
        await store.inbox.failed("Ev1", "boom", NINE + 5 * MINUTE)
        assert await store.inbox.next_due() == NINE + 5 * MINUTE
    assert await claim(database, NINE + MINUTE) == []


async def test_a_finished_request_is_never_claimed(database: Database) -> None:
    await add(database, request("Ev1"))
    await finish(database, "Ev1")
    assert await claim(database, NINE + 60 * MINUTE) == []
    async with database.reading() as store:
        assert await store.inbox.next_due() is None


async def test_requests_are_claimed_in_the_order_they_came(database: Database) -> None:
    await add(database, *(request(f"Ev{n}", lane=f"C{n}", minutes=n) for n in (3, 1, 2)), until=NINE)
    assert await claim(database, NINE, most=2) == ["Ev1", "Ev2"]
    assert await claim(database, NINE) == ["Ev3"]


async def test_a_lane_waits_for_its_earlier_request(database: Database) -> None:
    await add(database, request("Ev1"))
    await add(database, request("Ev2", minutes=1), request("Ev3", lane="C-OTHER", minutes=1), until=NINE)
    assert await claim(database, NINE) == ["Ev3"]
    await finish(database, "Ev1")
    assert await claim(database, NINE) == ["Ev2"]


async def test_attempts_count_failures_and_not_that_a_process_died(database: Database) -> None:
    await add(database, request("Ev1"), until=NINE)
    attempts = []
    for minutes in range(1, 4):
        async with database.transaction() as store:
            now = NINE + minutes * MINUTE
            for _cut_off in range(2):
                attempts += [row.attempts for row in await store.inbox.claim(now, "b", now, 10)]
            await store.inbox.failed("Ev1", "boom", now)
    assert attempts == [0, 0, 1, 1, 2, 2]


async def test_all_leases_can_be_given_up_but_not_the_wait_after_a_failure(database: Database) -> None:
    await add(database, request("Ev1"), request("Ev2", lane="C-OTHER"))
    async with database.transaction() as store:
        await store.inbox.failed("Ev2", "boom", NINE + MINUTE)
        await store.inbox.release_all("b")
    assert await claim(database, NINE) == []
    async with database.transaction() as store:
        await store.inbox.release_all()
    assert await claim(database, NINE) == ["Ev1"]


async def test_a_withdrawn_request_is_new_when_it_comes_again_unless_it_was_done(database: Database) -> None:
    await add(database, request("Ev1"), request("Ev2"))
    await finish(database, "Ev2")
    async with database.transaction() as store:
        await store.inbox.withdraw("Ev1")
        await store.inbox.withdraw("Ev2")
    assert await add(database, request("Ev1"), request("Ev2")) == {"Ev1"}


async def test_a_failed_request_waits_for_its_moment(database: Database) -> None:
    await add(database, request("Ev1"))
    async with database.transaction() as store:
        await store.inbox.failed("Ev1", "boom", NINE + 2 * MINUTE)
    assert await claim(database, NINE + MINUTE) == []
    assert await claim(database, NINE + 2 * MINUTE) == ["Ev1"]


async def test_a_parked_request_is_left_to_staff_and_holds_nothing_back(database: Database) -> None:
    await add(database, request("Ev1"), request("Ev2", minutes=1), until=NINE)
    async with database.transaction() as store:
        await store.inbox.failed("Ev1", "boom", NINE, park=True)
        assert [row.key for row in await store.inbox.parked()] == ["Ev1"]
        assert (await store.health.inbox(NINE)).rows == 1
    assert await claim(database, NINE) == ["Ev2"]


async def test_a_parked_request_can_be_tried_again_or_given_up(database: Database) -> None:
    await add(database, request("Ev1"), request("Ev2", lane="C-OTHER"))
    async with database.transaction() as store:
        for key in ("Ev1", "Ev2"):
            await store.inbox.failed(key, "boom", NINE, park=True)
        assert await store.inbox.unpark("Ev1")
        assert not await store.inbox.unpark("Ev1")
        assert await store.inbox.finish("Ev2", NINE)
        assert await store.inbox.parked() == []
        assert [row.attempts for row in await store.inbox.claim(NINE, "b", NINE + MINUTE, 10)] == [0]


async def test_a_lease_can_be_kept_longer_or_given_up_by_its_holder_only(database: Database) -> None:
    await add(database, request("Ev1"), request("Ev2", lane="C-OTHER"))
    async with database.transaction() as store:
        await store.inbox.renew(["Ev1"], "a", NINE + 5 * MINUTE)
        await store.inbox.renew(["Ev2"], "b", NINE + 5 * MINUTE)
    assert await claim(database, NINE + 2 * MINUTE, by="c") == ["Ev2"]
    async with database.transaction() as store:
        await store.inbox.release(["Ev1", "Ev2"], "a")
    assert await claim(database, NINE + 2 * MINUTE, by="d") == ["Ev1"]


async def test_two_processes_share_the_requests_and_never_one_lane(database_url: str) -> None:
    async with opened(database_url) as one, opened(database_url) as other:
        await add(one, *(request(f"Ev{n:02}", lane=f"C{n % 8}", minutes=n) for n in range(40)), until=NINE)
        claims = await asyncio.gather(*(claim(each, NINE, most=5) for each in (one, other) * 10))
    keys = [key for claimed in claims for key in claimed]
    assert len(keys) == len(set(keys))
    holders = Counter(lane for claimed in claims for lane in {int(key[2:]) % 8 for key in claimed})
    assert set(holders.values()) == {1}
    assert len(holders) == 8


async def test_what_people_said_is_forgotten_once_a_request_is_done(database: Database) -> None:
    await add(database, request("Ev1", message="C:1"), request("Ev2", lane="C-OTHER"))
    async with database.transaction() as store:
        await store.inbox.failed("Ev1", "KeyError: what she said", NINE)
        kept = await store.inbox.get("Ev1")
        assert kept is not None
        assert kept.body
        await store.inbox.finish("Ev1", NINE)
        done = await store.inbox.get("Ev1")
        assert done is not None
        assert done.body == {}
    assert await add(database, request("Ev1"), request("Ev3", message="C:1")) == set()


async def test_done_requests_are_forgotten_after_a_while(database: Database) -> None:
    await add(database, request("Ev1"), request("Ev2"))
    await finish(database, "Ev1")
    async with database.transaction() as store:
        assert not await store.inbox.forget(NINE, 10)
        assert await store.inbox.get("Ev1") is not None
        assert not await store.inbox.forget(NINE + timedelta(microseconds=1), 10)
        assert await store.inbox.get("Ev1") is None
        assert await store.inbox.get("Ev2") is not None


async def test_done_requests_are_forgotten_some_at_a_time(database: Database) -> None:
    keys = [f"Ev{number}" for number in range(5)]
    await add(database, *(request(key) for key in keys))
    for key in keys:
        await finish(database, key)
    async with database.transaction() as store:
        assert [await store.inbox.forget(NINE + MINUTE, 2) for _ in range(3)] == [True, True, False]
        assert [await store.inbox.get(key) for key in keys] == [None] * 5
