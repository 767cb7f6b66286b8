"""`hourglass parked`: a way back for what failed for good."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from bot.domain.desks import InboxRow
from bot.domain.notices import Act, Notice, Words
from storage import Database
from tests.databases import FreshUrl, opened
from tests.house.typed import hourglass
from tests.storage.samples import ACME, ACME_CHANNEL, NINE

EVENT = InboxRow("Ev1", "event", "C-ACME", None, {"event": {"type": "message", "text": "help"}}, NINE)
POST = Notice("card:1", Act.POST, Words.CARD, "C-TRIAGE", ticket=1)


async def put_aside(database: Database) -> None:
    async with database.transaction() as store:
        await store.inbox.add([EVENT], leased_by="a", leased_until=NINE)
        await store.inbox.failed("Ev1", "KeyError: 'channel'", NINE, park=True)
        await store.tell(POST)
        [row] = await store.outbox.next_rows("C-TRIAGE", 1)
        await store.outbox.park(row.id, NINE, "is_archived")


async def open_rows(database: Database) -> tuple[int, int]:
    async with database.reading() as store:
        return (await store.health.inbox(NINE)).rows, (await store.health.outbox()).rows


async def test_what_was_put_aside_is_listed_tried_again_and_given_up(
    database_url: str, tmp_path: Path
) -> None:
    async with opened(database_url) as database:
        await put_aside(database)
        async with database.transaction() as store:
            await store.clients.add(replace(ACME, name="Acme Orders"))
            await store.channels.put(ACME_CHANNEL)
        listed = hourglass(tmp_path, "parked", DATABASE_URL=database_url)
        assert listed.out.splitlines() == [
            "Ev1  event (message) in #acme, Acme Orders, put aside 2026-03-02 09:00 UTC: KeyError: 'channel'",
            "card:1  post (card) in C-TRIAGE, ticket #1, put aside 2026-03-02 09:00 UTC: is_archived",
        ]
        as_json = json.loads(hourglass(tmp_path, "parked", "--json", DATABASE_URL=database_url).out)
        assert as_json[0] == {
            "key": "Ev1",
            "what": "event (message)",
            "channel": "#acme",
            "ticket": None,
            "client": "Acme Orders",
            "put_aside_at": NINE.isoformat(),
            "why": "KeyError: 'channel'",
        }
        assert "help" not in listed.out, "what people said is theirs"
        retried = hourglass(tmp_path, "parked", "retry", "Ev1", DATABASE_URL=database_url)
        said, left = retried.out.splitlines()
        assert (said, left.split()[0]) == ("`Ev1` is tried again now.", "card:1")
        assert await open_rows(database) == (1, 0)
        dropped = hourglass(tmp_path, "parked", "drop", "card:1", DATABASE_URL=database_url)
        assert (dropped.code, dropped.out) == (0, "`card:1` is given up.\nNothing else is put aside.\n")
        assert await open_rows(database) == (1, 0)


async def test_a_key_that_was_not_put_aside_is_refused(fresh_url: FreshUrl, tmp_path: Path) -> None:
    ended = hourglass(tmp_path, "parked", "drop", "Ev2", DATABASE_URL=fresh_url("sqlite"))
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == "Nothing is put aside under `Ev2`. `hourglass parked` lists what is.\n"


async def test_a_key_has_to_be_named(fresh_url: FreshUrl, tmp_path: Path) -> None:
    ended = hourglass(tmp_path, "parked", "retry", DATABASE_URL=fresh_url("sqlite"))
    assert (ended.code, "by its key" in ended.err) == (2, True)


async def test_a_database_that_is_not_there_or_not_up_to_date_says_so(
    fresh_url: FreshUrl, tmp_path: Path
) -> None:
    (tmp_path / "bare.db").touch()
    for url, said in (
        (f"sqlite:///{tmp_path / 'nowhere.db'}", "There is no database"),
        (f"sqlite:///{tmp_path / 'bare.db'}", "is not up to date. Run `hourglass migrate`"),
        (fresh_url("postgresql", migrated=False), "hourglass migrate"),
    ):
        ended = hourglass(tmp_path, "parked", DATABASE_URL=url)
        assert (ended.code, said in ended.err) == (1, True), ended.err


async def test_what_is_tried_again_and_what_is_given_up_is_found_so_by_the_desk(
    database_url: str, tmp_path: Path
) -> None:
    async with opened(database_url) as database:
        await put_aside(database)
        assert hourglass(tmp_path, "parked", "retry", "card:1", DATABASE_URL=database_url).code == 0
        assert hourglass(tmp_path, "parked", "drop", "Ev1", DATABASE_URL=database_url).code == 0
        async with database.reading() as store:
            assert [row.key for row in await store.outbox.next_rows("C-TRIAGE", 9)] == ["card:1"]
            assert await store.inbox.next_due() is None
        async with database.transaction() as store:
            added = await store.inbox.add([EVENT], leased_by="a", leased_until=NINE)
        assert added == set(), "what was given up is not taken in again when Slack repeats it"


async def test_it_is_listed_while_somebody_else_writes(fresh_url: FreshUrl, tmp_path: Path) -> None:
    url = fresh_url("sqlite")
    async with opened(url) as database:
        await put_aside(database)
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as outside:
        outside.execute("BEGIN IMMEDIATE")
        listed = hourglass(tmp_path, "parked", DATABASE_URL=url)
    assert (listed.code, len(listed.out.splitlines())) == (0, 2), listed.err
