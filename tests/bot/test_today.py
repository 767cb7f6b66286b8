"""What needs us today: one post a business morning in each triage channel, where there is anything to tell.

São Paulo opens first, at 12:00 UTC; New York an hour later for Globex, and at 14:00 for Acme. The 20th of
November 2026 is a holiday in Brazil, the 26th in the United States.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from bot.sandbox import Sandbox, demo_world
from tests.bot.test_setup import join, leave
from tests.databases import ON_SQLITE
from tests.live import Live, demo, demo_clients_file, desk, shown, slack

pytestmark = ON_SQLITE

SUNDAY: Final = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.fixture
def starts_at() -> datetime:
    return SUNDAY


@asynccontextmanager
async def sunday() -> AsyncIterator[Sandbox]:
    async with slack(demo_world().model_copy(update={"starts_at": SUNDAY})) as sandbox:
        yield sandbox


async def at(live: Live, moment: str) -> None:
    """Let time go on to a moment of November 2026, in UTC."""
    await live.post("clock", to=f"2026-11-{moment.replace(' ', 'T')}:00+00:00")
    await live.settle()


async def posts(live: Live) -> list[str]:
    return [text for text in await live.texts("#triage") if text.startswith("*What needs us today*")]


def named(post: str) -> dict[str, list[int]]:
    """The tickets of a post by their sections."""
    found: dict[str, list[int]] = {}
    section = ""
    for line in post.splitlines():
        if line in {"*Unclaimed*", "*At risk*", "*Waiting longest*"}:
            section = line.strip("*")
        elif ticket := re.search(r"\|#(\d+)>", line):
            found.setdefault(section, []).append(int(ticket[1]))
    return found


async def test_a_morning_names_each_ticket_once_with_a_link_to_its_card(live: Live) -> None:
    await live.say("ana", "#acme", "The export looks odd")
    await live.say("rui", "#banco-litoral", "O relatório não abre")
    await live.say("gia", "#globex", "Our exports look odd")
    await live.say("bo", "#acme", "Could the list be sorted?")
    for number in (2, 3, 4):
        await live.command("sam", "/ticket", f"claim {number}")
    await live.command("sam", "/ticket", "wait 2")
    await live.command("sam", "/ticket", "severity 4 low")
    await at(live, "23 11:59")
    assert await posts(live) == []
    await at(live, "23 12:01")
    [post] = await posts(live)
    assert post.startswith("*What needs us today*, Monday, November 23\n")
    assert "late" not in post
    assert named(post) == {"Unclaimed": [1], "At risk": [3], "Waiting longest": [2]}
    card = await live.card(1)
    assert f"/archives/{card['channel']}/p{card['ts'].replace('.', '')}|#1>* Acme Orders · The export" in post
    [said] = [each for each in await live.messages("#triage") if each["text"] == post]
    assert named(shown(said)) == named(post)
    await at(live, "24 11:59")
    assert len(await posts(live)) == 1
    await at(live, "24 12:01")
    assert [post.splitlines()[0].rpartition(", ")[2] for post in await posts(live)] == [
        "November 23",
        "November 24",
    ]


async def test_nothing_is_posted_where_nothing_needs_us_nor_on_days_that_are_off(live: Live) -> None:
    await at(live, "24 15:00")
    assert await posts(live) == []
    await live.say("bo", "#acme", "Could the list be sorted?")
    await live.command("sam", "/ticket", "claim 1")
    await live.command("sam", "/ticket", "severity 1 low")
    await at(live, "25 15:00")
    assert await posts(live) == [], "it is claimed, and far from due"
    await live.command("sam", "/ticket", "wait 1")
    await at(live, "30 11:00")
    assert [named(post) for post in await posts(live)] == [{"Waiting longest": [1]}] * 2, "Thursday, Friday"


async def test_the_morning_is_that_of_the_client_who_opens_first(database_url: str, tmp_path: Path) -> None:
    thursday = datetime(2026, 11, 19, 20, 0, tzinfo=UTC)
    async with demo(database_url, tmp_path, starts_at=thursday) as live:
        await live.say("ana", "#acme", "The export looks odd")
        await at(live, "20 12:59")
        assert await posts(live) == [], "Brazil has a holiday"
        await at(live, "20 13:01")
        assert len(await posts(live)) == 1


async def test_the_morning_moves_with_the_clients_of_the_channel(live: Live) -> None:
    await live.say("ana", "#acme", "The export looks odd")
    await live.command("sam", "/support", "setup", channel="#banco-litoral")
    assert (await live.submit("sam", time_zone="Europe/Lisbon"))["ok"]
    await at(live, "23 08:59")
    assert await posts(live) == []
    await at(live, "23 09:01")
    assert len(await posts(live)) == 1
    await live.command("sam", "/support", "setup", channel="#banco-litoral")
    assert (await live.submit("sam", time_zone="America/Sao_Paulo"))["ok"]
    await at(live, "24 11:59")
    assert len(await posts(live)) == 1, "this morning's was told, though it begins later now"
    await at(live, "24 12:01")
    assert len(await posts(live)) == 2


@pytest.mark.parametrize(
    ("back_at", "expected"), [("23 22:30", ["late"]), ("23 23:05", []), ("24 11:30", [])]
)
async def test_a_morning_that_was_slept_through_is_told_while_its_day_lasts(
    database_url: str, tmp_path: Path, back_at: str, expected: list[str]
) -> None:
    async with sunday() as sandbox:
        clients = demo_clients_file(tmp_path)
        async with desk(sandbox, database_url, clients) as live:
            await live.say("ana", "#acme", "The export looks odd")
        sandbox.clock.move_to(datetime.fromisoformat(f"2026-11-{back_at.replace(' ', 'T')}+00:00"))
        for _ in range(2):
            async with desk(sandbox, database_url, clients) as live:
                await live.settle()
                said = await posts(live)
                assert len(said) == len(expected)
                assert all("This comes late: it was due <!date^" in post for post in said)
        async with desk(sandbox, database_url, clients) as live:
            await at(live, "24 12:01")
            assert len(await posts(live)) == len(expected) + 1
            assert "late" not in (await posts(live))[-1]


async def test_after_days_away_todays_morning_is_told_and_no_other(database_url: str, tmp_path: Path) -> None:
    async with sunday() as sandbox:
        clients = demo_clients_file(tmp_path)
        async with desk(sandbox, database_url, clients) as live:
            await live.say("ana", "#acme", "The export looks odd")
        sandbox.clock.move_to(datetime(2026, 11, 25, 15, 0, tzinfo=UTC))
        for _ in range(2):
            async with desk(sandbox, database_url, clients) as live:
                await live.settle()
                [post] = await posts(live)
                assert "Wednesday, November 25" in post
                assert "This comes late: it was due <!date^1795608000^" in post, "12:00 UTC"
        async with desk(sandbox, database_url, clients) as live:
            await at(live, "26 12:01")
            assert "Thursday, November 26" in (await posts(live))[-1]
            assert len(await posts(live)) == 2


async def test_a_restart_posts_nothing_twice_and_leaves_the_morning_where_it_is(
    database_url: str, tmp_path: Path
) -> None:
    async with sunday() as sandbox:
        clients = demo_clients_file(tmp_path)
        for moment, expected in (("23 11:59", 0), ("23 12:01", 1), ("23 15:00", 1), ("24 12:01", 2)):
            async with desk(sandbox, database_url, clients) as live:
                if expected == 0:
                    await live.say("ana", "#acme", "The export looks odd")
                await at(live, moment)
                assert len(await posts(live)) == expected, moment


async def test_where_outsiders_would_read_it_nothing_is_told_then_or_later(live: Live) -> None:
    await live.say("ana", "#acme", "The export looks odd")
    await join(live, "#triage", "gus")
    await at(live, "23 12:01")
    await leave(live, "#triage", "gus")
    await live.advance(hours=1)
    assert await posts(live) == []
    await at(live, "24 12:01")
    assert len(await posts(live)) == 1


async def test_an_archived_channel_gets_nothing(live: Live) -> None:
    await live.say("ana", "#acme", "The export looks odd")
    await live.post("channel", name="triage", archived=True)
    await live.settle()
    await at(live, "23 12:01")
    await live.post("channel", name="triage", archived=False)
    await live.settle()
    assert await posts(live) == []
    await at(live, "24 12:01")
    assert len(await posts(live)) == 1


async def test_what_it_says_is_true_when_it_is_posted(live: Live) -> None:
    await live.say("ana", "#acme", "The export looks odd")
    await live.say("bo", "#acme", "The import looks odd, too")
    await at(live, "23 11:59")
    await live.fault("chat.postMessage", "rate_limited", count=1, seconds=600)
    await live.advance(minutes=2)
    await live.command("sam", "/ticket", "resolve 1 Restarted it")
    await live.advance(minutes=20)
    [post] = await posts(live)
    assert named(post) == {"Unclaimed": [2]}


async def test_what_was_done_before_it_could_be_told_is_not_told(live: Live) -> None:
    await live.say("ana", "#acme", "The export looks odd")
    await at(live, "23 11:59")
    await live.fault("chat.postMessage", "rate_limited", count=1, seconds=600)
    await live.advance(minutes=2)
    await live.command("sam", "/ticket", "resolve 1 Restarted it")
    await live.advance(minutes=20)
    assert await posts(live) == []


async def test_of_a_crowd_of_tickets_the_oldest_are_looked_at_and_the_post_says_so(live: Live) -> None:
    await live.say("gia", "#globex", "Our exports look odd")
    await live.command("sam", "/ticket", "claim 1")
    await live.say("bo", "#acme", "Could the list be sorted?")
    await crowd(live, of=1, count=501)
    await crowd(live, of=2, count=6)
    await at(live, "23 12:01")
    [post] = await posts(live)
    assert named(post)["Unclaimed"] == [2, 2000, 2001, 2002, 2003]
    assert named(post)["At risk"] == [1, 1000, 1001, 1002, 1003]
    assert [line for line in post.splitlines() if line.startswith("and ")] == [
        "and 2 more: `/ticket list unclaimed` shows them too",
        "and 495 more: `/ticket list open` shows them too",
    ]
    assert post.splitlines()[-1] == (
        "Of 502 tickets that somebody has, the 500 oldest were looked at. "
        "`/ticket list open` shows the others too."
    )


async def crowd(live: Live, *, of: int, count: int) -> None:
    """Let a ticket be there so many times more, as numbers 1000 times its own and on."""
    async with live.bot.desk.database.transaction() as store:
        ticket, log = await store.tickets.get(of), await store.tickets.events(of)
        assert ticket is not None
        for number in range(of * 1000, of * 1000 + count):
            events = [replace(each, ticket=number) for each in log]
            await store.tickets.save_rows([replace(ticket, number=number)], events)


async def test_a_triage_channel_keeps_its_mornings_under_a_new_id(live: Live) -> None:
    await live.say("ana", "#acme", "The export looks odd")
    old = (await live.messages("#triage"))[0]["channel"]
    desk = live.bot.desk
    async with desk.database.reading() as store:
        assert await store.timers.armed(f"today:{old}") is not None
    event = {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": "C0NEW"}
    await live.post("event", event=event)
    await live.settle()
    live.sandbox.clock.move_to(SUNDAY + timedelta(days=1, hours=3))
    await live.bot.tick()
    async with desk.database.reading() as store:
        assert await store.timers.armed(f"today:{old}") is None
        assert await store.timers.armed("today:C0NEW") is not None
        assert await store.outbox.coming("today:C0NEW:2026-11-23") is not None
