"""For how long text is kept, through the sandbox: asked, confirmed, removed, and no figure changes.

It is Monday, November 9, 2026.
"""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from bot.domain.digests import Digest, Reader, Wanted
from bot.domain.report_periods import read_period
from bot.services.allowance import hours_left
from bot.services.digests import made
from bot.services.exporting import export
from scheduled.housekeeping import keep_house
from tests.databases import ON_SQLITE
from tests.live import Json, Live, elements
from tests.looking import rows

MONDAY: Final = datetime(2026, 11, 9, 15, 0, tzinfo=UTC)
SECRET: Final = "xylophone"


@pytest.fixture
def starts_at() -> datetime:
    return MONDAY


async def retention(live: Live, text: str = "", user: str = "max", channel: str = "#triage") -> Json:
    answer = await live.post(
        "command", user=user, channel=channel, command="/support", text=f"retention {text}"
    )
    assert answer["ok"], answer
    whispers: list[Json] = (await live.get("ephemerals", user=user))["ephemerals"]
    place = next(
        each["id"] for each in (await live.get("world"))["channels"] if f"#{each['name']}" == channel
    )
    return {"channel": place, **whispers[-1]}


async def set_by_button(live: Live, text: str) -> Json:
    """Ask for it and confirm it; return the question."""
    said = await retention(live, text)
    await live.press("max", said, "set_retention")
    return said


async def talked(live: Live) -> str:
    """A ticket of Acme's of which much was said, resolved; and one of Banco Litoral's that is open."""
    file = {"name": f"{SECRET}.csv"}
    ts = await live.say("ana", "#acme", "Order sync is down")
    await live.say("ana", "#acme", f"The {SECRET} is broken", thread_ts=ts, files=[file])
    edited = await live.say("ana", "#acme", f"Not the {SECRET}", thread_ts=ts)
    await live.post("edit", channel="#acme", ts=edited, text=f"Also the other {SECRET}")
    await live.settle()
    await live.advance(minutes=20)
    await live.say("sam", "#acme", f"I look at the {SECRET}", thread_ts=ts)
    await live.command("sam", "/ticket", f"note 1 It is the {SECRET}")
    await live.command("sam", "/ticket", f"escalate 1 The {SECRET}")
    await live.command("sam", "/ticket", "log 1 1h Looked at the queue")
    await live.command("sam", "/resolve", "1 Restarted the queue")
    other = await live.say("rui", "#banco-litoral", "O pedido parou")
    await live.say("rui", "#banco-litoral", f"O {SECRET} também", thread_ts=other)
    await live.advance(hours=1)
    return ts


async def figures(live: Live) -> list[object]:
    """All that digests say of several times, with the hours and the ledger."""
    desk = live.bot.desk
    async with desk.database.reading() as store:
        found: list[object] = []
        clients = await store.clients.all()
        for client in clients:
            for typed in ("2026-w46", "2026-11", "2026-q4"):
                period = read_period(typed, MONDAY.date(), client.time_zone)
                wanted = Wanted(Reader.MANAGER, period, client.id)
                found.append(_figures(await made(desk, store, wanted, desk.clock.now())))
        acme = next(each for each in clients if each.id == "acme")
        found.append((await hours_left(desk, store, acme)).balance)
        found.append([dict(each) for each in await rows(desk.database, "SELECT * FROM ledger ORDER BY id")])
    return found


def _figures(digest: Digest) -> object:
    return digest.figures, digest.hours, digest.ratings, digest.now.outcomes, digest.missed


async def anywhere(live: Live) -> dict[str, int]:
    """In how many rows of each table the secret word still stands."""
    looked = {
        "messages": "text || files",
        "message_edits": "text",
        "ticket_events": "facts",
        "tickets": "details",
        "ratings": "comment",
        "outbox": "facts",
    }
    found = {}
    for table, columns in looked.items():
        sql = f"SELECT count(*) AS n FROM {table} WHERE {columns} LIKE '%{SECRET}%'"  # noqa: S608 - our own names
        found[table] = int(str((await rows(live.bot.desk.database, sql))[0]["n"]))
    return found


async def test_nobody_asked_for_it_so_all_is_kept(live: Live) -> None:
    await talked(live)
    live.sandbox.clock.move_to(MONDAY + timedelta(days=800))
    await keep_house(live.bot.desk)
    found = await anywhere(live)
    assert found["messages"] == 4
    assert "all clients without a setting of their own: for ever" in (await retention(live))["text"]


async def test_text_goes_once_it_was_kept_long_enough_and_no_figure_with_it(live: Live) -> None:
    await talked(live)
    said = await set_by_button(live, "acme 12 months")
    assert "were resolved, closed or dismissed more than 12 months ago" in said["text"]
    assert "They are 0 tickets at once." in said["text"]
    assert [each["text"]["text"] for each in elements(said)] == ["Remove text after 12 months"]
    live.sandbox.clock.move_to(MONDAY + timedelta(days=360))
    await keep_house(live.bot.desk)
    assert (await anywhere(live))["messages"] == 4
    live.sandbox.clock.move_to(MONDAY + timedelta(days=370))
    await live.bot.tick()
    assert "#1" in await live.command("sam", "/ticket", f"find {SECRET}")
    before = await figures(live)
    await keep_house(live.bot.desk)
    assert await figures(live) == before
    left = await anywhere(live)
    assert left == {**dict.fromkeys(left, 0), "messages": 1}, "the other client's stays"
    found = await live.command("sam", "/ticket", f"find {SECRET}")
    assert "#1 " not in found
    assert "#2" in found
    assert "#1" in await live.command("sam", "/ticket", "find queue restarted")
    shown = (await retention(live))["text"]
    assert "Acme Orders: 12 months (set by max, " in shown
    assert "the text of 1 ticket of Acme Orders was removed (12 months)" in shown
    async with live.bot.desk.database.reading() as store:
        files = await export(store, "acme")
        kept = await store.tickets.events(1)
    assert b'"text": "removed after 12 months"' in files["about.json"]
    assert b"text_removed_at" in files["tickets.csv"]
    assert "Restarted the queue" in files["tickets.json"].decode()
    assert kept[-1].kind == "text_removed"


async def test_what_is_part_of_no_ticket_goes_too(live: Live) -> None:
    await talked(live)
    lunch = await live.say("sam", "#acme", f"Lunch at the {SECRET}?")
    await live.post("edit", channel="#acme", ts=lunch, text=f"Lunch at the old {SECRET}?")
    await live.settle()
    assert (await anywhere(live))["messages"] == 5
    await set_by_button(live, "acme 1 month")
    live.sandbox.clock.move_to(MONDAY + timedelta(days=40))
    await keep_house(live.bot.desk)
    left = await anywhere(live)
    assert (left["messages"], left["message_edits"]) == (1, 0), "the other client's stays"


@ON_SQLITE
async def test_what_was_removed_cannot_be_read_in_the_file(live: Live, database_url: str) -> None:
    file = Path(database_url.removeprefix("sqlite:///"))
    ts = await live.say("ana", "#acme", "Order sync is down")
    await live.say("ana", "#acme", f"The {SECRET} is broken. " * 300, thread_ts=ts)
    await live.command("sam", "/resolve", "1 Done")
    assert SECRET.encode() in await asyncio.to_thread(_on_disk, file)
    await set_by_button(live, "acme 1 month")
    live.sandbox.clock.move_to(MONDAY + timedelta(days=40))
    await keep_house(live.bot.desk)
    assert SECRET.encode() not in await asyncio.to_thread(_on_disk, file)


def _on_disk(file: Path) -> bytes:
    """What is in a database's file, with all that was written. In a thread: it waits for readers."""
    with closing(sqlite3.connect(file)) as connection:
        (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert not busy, "somebody read for longer than SQLite waits"
    return file.read_bytes()


async def test_it_is_done_once_and_again_when_something_was_said_since(live: Live) -> None:
    ts = await talked(live)
    await set_by_button(live, "1 month")
    live.sandbox.clock.move_to(MONDAY + timedelta(days=40))
    for _ in range(2):
        await keep_house(live.bot.desk)
    sql = "SELECT tickets FROM audit WHERE deed = 'text_removed'"
    assert [each["tickets"] for each in await rows(live.bot.desk.database, sql)] == [1]
    await live.command("sam", "/ticket", f"note 1 Again the {SECRET}")
    await keep_house(live.bot.desk)
    assert (await anywhere(live))["ticket_events"] == 0
    assert len(await rows(live.bot.desk.database, sql)) == 2
    assert "Order sync is down" in (await live.card(1))["text"], ts


async def test_many_are_done_a_few_at_a_time(live: Live) -> None:
    for number in range(1, 29):
        await live.say("ana", "#acme", f"The {SECRET} {number} is broken")
        await live.command("sam", "/resolve", f"{number} Done")
        await live.advance(minutes=6)
    await set_by_button(live, "acme 1 month")
    live.sandbox.clock.move_to(MONDAY + timedelta(days=50))
    await keep_house(live.bot.desk)
    assert (await anywhere(live))["messages"] == 0
    done = await rows(
        live.bot.desk.database, "SELECT tickets FROM audit WHERE deed = 'text_removed' ORDER BY id"
    )
    assert [each["tickets"] for each in done] == [25, 3]


@ON_SQLITE
async def test_nothing_is_set_before_the_button_is_pressed_and_engineers_cannot(live: Live) -> None:
    said = await retention(live, "12 months")
    assert "all clients without a setting of their own" in said["text"]
    shown = (await retention(live))["text"]
    assert "for ever, as nobody set anything else" in shown
    for text in ("", "acme", "12 months", "acme keep"):
        assert "Ask a manager or an admin." in (await retention(live, text, user="sam"))["text"]


async def test_a_clients_own_setting_stands_until_it_is_as_for_all(live: Live) -> None:
    await set_by_button(live, "24 months")
    assert "Acme Orders: keep for ever" in (await retention(live, "keep", channel="#acme"))["text"]
    shown = (await retention(live))["text"]
    assert "Acme Orders: for ever (set by max, " in shown
    assert "all clients without a setting of their own: 24 months" in shown
    said = await set_by_button(live, "acme default")
    assert [each["text"]["text"] for each in elements(said)] == ["As for all: 24 months"]
    assert "Acme Orders: for ever" not in (await retention(live))["text"]
    await retention(live, "keep")
    assert "Done. Acme Orders: keep for ever." in (await retention(live, "acme default"))["text"]


@ON_SQLITE
@pytest.mark.parametrize(
    ("text", "said"),
    [("acme 0 months", "Write 1 to 120 months"), ("acmee 12 months", "`acme`"), ("12 moons", "12 moons")],
)
async def test_what_cannot_be_used_is_explained(live: Live, text: str, said: str) -> None:
    assert said in (await retention(live, text))["text"]
