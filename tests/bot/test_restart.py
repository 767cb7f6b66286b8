"""A bot that ended, in whatever state, and one that begins again where it stopped."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import Hourglass, apply_clients_file, running
from bot.domain.desks import InboxRow
from bot.domain.people import HOURGLASS
from bot.domain.tickets import EventKind, Status
from bot.sandbox import Sandbox, demo_world
from bot.views.errors import explain_plainly
from storage.errors import DatabaseInUseError
from tests.databases import FreshUrl, opened
from tests.live import Live, bot_settings, demo_clients_file, desk, slack

POST = "chat.postMessage"


@pytest.fixture
async def world() -> AsyncIterator[Sandbox]:
    """The demo world on a Saturday: nine days later no answer is late yet."""
    saturday = datetime(2026, 11, 7, 12, tzinfo=UTC)
    async with slack(demo_world().model_copy(update={"starts_at": saturday})) as sandbox:
        yield sandbox


@asynccontextmanager
async def bot(world: Sandbox, url: str, folder: Path) -> AsyncIterator[Live]:
    async with desk(world, url, demo_clients_file(folder)) as live:
        yield live


async def test_what_was_heard_and_not_handled_is_handled_after_the_restart(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path) as live:
        await live.fault("users.info", "http_500", count=50)
        first = await live.begin("ana", "#acme", "The import fails")
        second = await live.begin("rui", "#banco-litoral", "Nada funciona")
        await live.advance(seconds=0)
        assert await live.cards() == []
        await live.fault("users.info", "http_500", count=0)
    async with bot(world, database_url, tmp_path) as live:
        await live.advance(seconds=5)
        assert len(await live.cards()) == 2
        assert len(await live.texts("#acme", first)) == 1
        assert len(await live.texts("#banco-litoral", second)) == 1


@pytest.mark.parametrize("kind", ["rate_limited", "drop_before", "drop_after", "http_500"])
async def test_what_was_not_sent_or_perhaps_sent_is_there_once_after_the_restart(
    world: Sandbox, database_url: str, tmp_path: Path, kind: str
) -> None:
    async with bot(world, database_url, tmp_path) as live:
        await live.fault(POST, kind, count=2)
        ts = await live.begin("ana", "#acme", "The import fails")
        await live.advance(seconds=0)
    async with bot(world, database_url, tmp_path) as live:
        await live.advance(seconds=15)
        assert len(await live.texts("#acme", ts)) == 1
        assert len(await live.cards()) == 1


async def test_a_post_under_way_when_we_ended_is_looked_for_and_made_once(
    world: Sandbox, fresh_url: FreshUrl, tmp_path: Path
) -> None:
    url, loop = fresh_url("sqlite"), asyncio.get_running_loop()
    async with bot(world, url, tmp_path) as live:
        await live.fault(POST, "slow", count=2, seconds=600)
        ts = await live.begin("ana", "#acme", "The import fails")
        await asyncio.sleep(0.5)
        ends_at = loop.time()
    assert loop.time() - ends_at < 10
    async with bot(world, url, tmp_path) as live:
        await live.advance(seconds=15)
        assert len(await live.texts("#acme", ts)) == 1
        assert len(await live.cards()) == 1


async def test_a_command_that_was_cut_off_is_told_to_its_sender_once_and_never_done(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path) as live:
        await live.say("ana", "#acme", "The import fails")
        users = {each["name"]: each["id"] for each in (await live.get("world"))["users"]}
        triage = (await live.messages("#triage"))[0]["channel"]
        body = {"command": "/ticket", "text": "claim 1", "user_id": users["sam"], "channel_id": triage}
        database, now = live.bot.desk.database, live.bot.desk.clock.now()
        row = InboxRow("cut.off", "command", triage, None, body, now)
        async with database.transaction() as store:
            await store.inbox.add([row], leased_by="dead", leased_until=now)
    for _ in range(2):
        async with bot(world, database_url, tmp_path) as live:
            await live.advance(minutes=2)
            async with live.bot.desk.database.reading() as store:
                ticket = await store.tickets.get(1)
            assert ticket is not None
            assert ticket.status is Status.NEW
            [opened] = (await live.get("calls", method="conversations.open"))["calls"]
            assert opened["args"]["users"] == users["sam"]
            texts = [str(each["args"]["text"]) for each in (await live.get("calls", method=POST))["calls"]]
            [told] = [text for text in texts if "interrupted" in text]
            assert "/ticket claim 1" in told


async def test_a_moment_that_passed_while_we_were_away_comes_once_and_with_its_own_time(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path) as live:
        ts = await live.say("ana", "#acme", "The import fails")
        await live.say("gia", "#globex", "Cannot log in")
        await live.command("sam", "/ticket", "resolve 2 Restarted it")
        before, resolved_at = len(await live.texts("#acme", ts)), live.bot.desk.clock.now()
    world.clock.move_to(resolved_at + timedelta(days=9))
    for _ in range(2):
        async with bot(world, database_url, tmp_path) as live:
            await live.advance(minutes=11)  # the first question is given its ten minutes
            assert len(await live.texts("#acme", ts)) == before + 1
            async with live.bot.desk.database.reading() as store:
                [closed] = [each for each in await store.tickets.events(2) if each.kind is EventKind.CLOSED]
            assert abs(closed.at - (resolved_at + timedelta(days=7))) < timedelta(minutes=1)


async def test_a_second_process_on_one_sqlite_file_is_refused_and_whoever_only_visits_is_not(
    world: Sandbox, fresh_url: FreshUrl, tmp_path: Path
) -> None:
    url = fresh_url("sqlite")
    settings = bot_settings(world, url, None)
    async with bot(world, url, tmp_path) as live:
        ts = await live.say("ana", "#acme", "The import fails")
        second = running(settings, world.clock)
        with pytest.raises(DatabaseInUseError) as refused:
            await second.__aenter__()
        assert "Stop that one first" in explain_plainly(refused.value, HOURGLASS)
        assert "PostgreSQL" in explain_plainly(refused.value, HOURGLASS)
        applied = await apply_clients_file(settings, world.clock, demo_clients_file(tmp_path))
        assert applied.changes == ()
        async with opened(url) as database:
            assert await database.migrate() == ()
            await database.backup(tmp_path / "copy.db")
        assert len(await live.texts("#acme", ts)) == 1
    async with running(settings, world.clock):
        pass  # the first one ended: there is room again


async def test_two_processes_share_one_database_and_double_nothing(
    world: Sandbox, fresh_url: FreshUrl, tmp_path: Path
) -> None:
    url = fresh_url("postgresql")
    async with (
        bot(world, url, tmp_path) as live,
        running(bot_settings(world, url, None), world.clock, unlimited_pace=True) as other,
    ):
        both = (live.bot, other)
        said = [await live.begin(("ana", "bo")[n % 2], "#acme", f"Order {n} is stuck") for n in range(4)]
        for n in range(8):
            world.push_url = f"{both[n % 2].url}/slack/events"
            said.append(await live.begin("gia", "#globex", f"Cannot log in, try {n}"))
            # The clock waits for the one alone that it knows of, and a call must not outlast its lease.
            await asyncio.gather(*(each.idle() for each in both))
            await live.advance(minutes=6)
        await _until_empty(live, *both)
        world.clock.move_to(world.clock.now() + timedelta(minutes=4, seconds=30))
        await asyncio.gather(*(each.idle() for each in both))
        await _until_empty(live, *both)
        assert len(await live.cards()) == 10
        posts = [each["args"] for each in (await live.get("calls", method=POST))["calls"]]
        deliveries = [each["metadata"]["event_payload"]["delivery"] for each in posts]
        assert len(deliveries) == len(set(deliveries))
        for ts in said[4:]:
            assert len(await live.texts("#globex", ts)) == 2  # the answer, and severity asked for once more


async def _until_empty(live: Live, *both: Hourglass) -> None:
    """Wait until neither process has anything left to handle or to send."""
    waiting = True
    while waiting:
        await asyncio.gather(*(each.idle() for each in both))
        async with live.bot.desk.database.reading() as store:
            waiting = await store.inbox.next_due() is not None or (await store.health.outbox()).rows > 0
