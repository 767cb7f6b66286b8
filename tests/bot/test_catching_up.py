"""What was said while we were away, or could not hear, is taken in as if it had just been said."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import running
from bot.domain.desks import Keeping
from bot.domain.tickets import Status, Ticket
from bot.sandbox import Sandbox
from bot.services.catching_up import catch_up
from bot.services.reading import at_of
from tests.bot.away import HISTORY, REPLIES, away, bot, heard, history_calls, number_of
from tests.databases import FreshUrl
from tests.live import Json, Live, bot_settings, slack


@pytest.fixture
async def world() -> AsyncIterator[Sandbox]:
    async with slack() as sandbox:
        yield sandbox


async def ticket(live: Live, number: int) -> Ticket:
    async with live.bot.desk.database.reading() as store:
        found = await store.tickets.get(number)
    assert found is not None
    return found


async def all_there_is(live: Live) -> list[Json]:
    """Every channel and thread as people read it."""
    found = []
    for channel in ("#acme", "#globex", "#banco-litoral", "#triage"):
        for each in await live.messages(channel):
            found += await live.messages(channel, each["ts"])
    return found


async def deliver_late(live: Live) -> None:
    """Send all that nobody took, the latest first, as Slack may after hours."""
    for each in reversed((await live.get("deliveries"))["deliveries"]):
        if not each["acked"]:
            await live.post("event", event=each["payload"]["event"], team=each["payload"]["team_id"])
    await live.settle()


async def test_all_that_was_said_is_heard_once_with_its_own_time_whatever_slack_sends_late(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path) as live:
        first = await live.say("ana", "#acme", "The import fails")
        taken_back = await live.say("ana", "#acme", "Sorry, ignore this part", first)
        gone = await live.say("rui", "#banco-litoral", "Nada funciona")
    async with away(world) as people:
        await people.advance(hours=1)
        second = await people.say("bo", "#acme", "The label printer is offline")
        await people.advance(minutes=2)
        joined = await people.say("bo", "#acme", "It beeps, too")
        reply = await people.say("bo", "#acme", "And it smells", second)
        more = await people.say("ana", "#acme", "It says error 7", first)
        await people.advance(minutes=20)
        answer = await people.say("sam", "#acme", "Looking into it", first)
        await people.say("ana", "#acme", "thanks!", first)
        picture = await people.say("gia", "#globex", files=[{"name": "screen.png"}])
        await people.post("edit", channel="#acme", ts=first, text="The import stalls")
        await people.advance(minutes=1)
        await people.post("edit", channel="#acme", ts=first, text="The nightly import fails")
        await people.post("delete", channel="#banco-litoral", ts=gone)
        await people.post("delete", channel="#acme", ts=taken_back)
        await people.advance(hours=3)
    async with bot(world, database_url, tmp_path) as live:
        assert len(await live.cards()) == 4
        assert await number_of(live, first) == await number_of(live, more) == 1
        third = await number_of(live, second)
        assert third == await number_of(live, joined) == await number_of(live, reply)
        assert (await ticket(live, third or 0)).opened_at == at_of(second)
        assert (await ticket(live, 1)).first_reply_at == at_of(answer)
        assert "The nightly import fails" in (await live.card(1))["text"]
        shot = await ticket(live, await number_of(live, picture, "#globex") or 0)
        assert (shot.title, shot.opened_at) == ("screen.png", at_of(picture))
        assert "Nada funciona" not in str(await live.card(2))
        deleted = await heard(live, taken_back)
        assert deleted is not None
        assert deleted.deleted_at
        there = await all_there_is(live)
        await deliver_late(live)
        assert await all_there_is(live) == there
    async with bot(world, database_url, tmp_path) as live:
        assert await all_there_is(live) == there
        edited = await heard(live, first)
        assert edited is not None
        assert edited.text == "The nightly import fails"


async def test_a_new_installation_takes_in_nothing_from_before(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with away(world) as people:
        await people.say("ana", "#acme", "The import fails")
        await people.advance(hours=1)
    async with bot(world, database_url, tmp_path) as live:
        await live.advance(minutes=1)
        assert await live.messages("#triage") == []
        assert await history_calls(live) == []
    async with bot(world, database_url, tmp_path) as live:
        await live.advance(minutes=1)
        assert await live.messages("#triage") == [], "nor does its second start"


async def test_what_fills_more_than_a_page_is_read_to_its_end(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path) as live:
        ts = await live.say("ana", "#acme", "The import fails")
    async with away(world) as people:
        oldest = await people.begin("bo", "#acme", "The label printer is offline")
        replies = [await people.begin("ana", "#acme", f"Row {n} too", thread_ts=ts) for n in range(210)]
        for n in range(210):
            await people.begin("sam", "#acme", f"Talk among ourselves {n}")
        newest = await people.begin("ana", "#acme", "The search finds nothing")
    async with bot(world, database_url, tmp_path) as live:
        assert [await number_of(live, each) for each in (oldest, newest)] == [2, 3]
        assert {await number_of(live, each) for each in replies} == {1}
        assert any(each["args"].get("cursor") for each in await history_calls(live))
        assert any(each["args"].get("cursor") for each in await history_calls(live, REPLIES))


async def test_an_archived_channel_is_left_alone_and_holds_up_no_other(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path):
        pass
    async with away(world) as people:
        await people.say("ana", "#acme", "The import fails")
        await people.say("gia", "#globex", "Cannot log in")
        await people.post("channel", name="#acme", archived=True)
    async with bot(world, database_url, tmp_path) as live:
        assert [each["text"].partition(" ")[0] for each in await live.cards()] == ["#1"]
        assert (await ticket(live, 1)).title == "Cannot log in"


async def test_what_slack_refuses_to_show_is_let_go_and_the_rest_is_read(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path):
        pass
    async with away(world) as people:
        await people.say("ana", "#acme", "The import fails")
        await people.post("member", channel="#acme", user="Hourglass", **{"in": False})
        await people.say("gia", "#globex", "Cannot log in")
    async with bot(world, database_url, tmp_path) as live:
        assert [each.title for each in [await ticket(live, 1)]] == ["Cannot log in"]
        async with live.bot.desk.database.reading() as store:
            assert await store.gaps.all() == []


async def test_while_slack_is_busy_the_start_is_not_held_up_and_later_events_wait_their_turn(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path):
        pass
    async with away(world) as people:
        missed = await people.say("ana", "#acme", "The import fails")
        await people.fault(HISTORY, "rate_limited", count=2, seconds=3)
    async with bot(world, database_url, tmp_path) as live:
        later = await live.begin("bo", "#acme", "The label printer is offline")
        await live.advance(seconds=4)
        await live.advance(seconds=4)
        assert [await number_of(live, each) for each in (missed, later)] == [1, 2]


async def test_where_history_takes_too_long_what_is_said_now_goes_first(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path):
        pass
    async with away(world) as people:
        missed = await people.say("ana", "#acme", "The import fails")
        await people.advance(hours=1)
        await people.fault(HISTORY, "rate_limited", count=1, seconds=60)
    async with bot(world, database_url, tmp_path) as live:
        later = await live.begin("bo", "#acme", "The label printer is offline")
        await live.advance(seconds=30)
        assert [await number_of(live, each) for each in (missed, later)] == [None, 1]
        await live.advance(seconds=40)
        assert await number_of(live, missed) == 2
        assert (await ticket(live, 2)).opened_at == at_of(missed)


async def test_what_could_not_be_read_before_we_ended_again_is_read_next_time(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path) as live:
        await live.say("ana", "#acme", "The import fails")
    async with away(world) as people:
        missed = await people.say("bo", "#acme", "The label printer is offline")
        await people.advance(days=3)
        await people.fault(HISTORY, "http_500", count=100)
    async with bot(world, database_url, tmp_path) as live:
        await live.begin("ana", "#acme", "The search finds nothing")
        await live.advance(seconds=30)
        assert len(await live.cards()) == 2
    async with away(world) as people:
        await people.fault(HISTORY, "http_500", count=0)
    async with bot(world, database_url, tmp_path) as live:
        found = await number_of(live, missed)
        assert found == 3
        assert (await ticket(live, found)).opened_at == at_of(missed)


async def test_a_timer_that_was_due_meanwhile_overlooks_nothing_that_was_said_before_it(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path) as live:
        ts = await live.say("ana", "#acme", "The import fails")
        await live.command("sam", "/ticket", "resolve 1 Restarted the worker")
    async with away(world) as people:
        await people.advance(days=6)
        reply = await people.say("ana", "#acme", "It fails again", ts)
        await people.advance(days=3)
    async with bot(world, database_url, tmp_path) as live:
        found = await ticket(live, 1)
        assert (found.status, found.status_since) == (Status.OPEN, at_of(reply))


async def test_what_was_said_more_than_a_week_ago_stays_where_it_is(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path):
        pass
    async with away(world) as people:
        old = await people.say("ana", "#acme", "The import fails")
        await people.advance(days=2)
        recent = await people.say("bo", "#acme", "The label printer is offline")
        await people.advance(days=6)
    async with bot(world, database_url, tmp_path) as live:
        assert [await number_of(live, each) for each in (old, recent)] == [None, 1]


async def test_what_was_said_while_we_were_out_of_the_channel_is_not_for_us(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path) as live:
        ts = await live.say("ana", "#acme", "The import fails")
    async with away(world) as people:
        await people.post("member", channel="#acme", user="Hourglass", **{"in": False})
        private = await people.say("bo", "#acme", "The label printer is offline")
        secret = await people.say("ana", "#acme", "Do not tell the bot", ts)
        await people.post("member", channel="#acme", user="Hourglass", **{"in": True})
        meant = await people.say("bo", "#acme", "Hello again, the search finds nothing")
    async with bot(world, database_url, tmp_path) as live:
        assert [await number_of(live, each) for each in (private, secret, meant)] == [None, None, 2]
        known = await heard(live, ts)
        assert known is not None
        assert not known.deleted_at


async def test_a_channel_that_nobody_set_up_yet_has_what_was_said_kept(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path) as live:
        await live.post("channel", name="#acme-web", client_team="Acme Orders")
        await live.post("member", channel="#acme-web", user="Hourglass", **{"in": True})
        await live.settle()
    async with away(world) as people:
        ts = await people.say("ana", "#acme-web", "The shop is down")
    async with bot(world, database_url, tmp_path) as live:
        kept = await heard(live, ts, "#acme-web")
        assert kept is not None
        assert kept.keeping is Keeping.KEPT


async def test_old_threads_of_open_tickets_are_looked_into(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path) as live:
        ts = await live.say("ana", "#acme", "The import fails")
        await live.advance(days=9)
        await live.say("ana", "#acme", "The search finds nothing")
    async with away(world) as people:
        reply = await people.say("ana", "#acme", "Any news?", ts)
        await people.post("edit", channel="#acme", ts=ts, text="The nightly import fails")
    async with bot(world, database_url, tmp_path) as live:
        assert await number_of(live, reply) == 1
        assert "The nightly import fails" in (await live.card(1))["text"]


async def test_threads_without_anything_new_are_not_asked_for(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path) as live:
        for n in range(4):
            await live.say("ana", "#acme", f"Order {n} is stuck")
            await live.advance(minutes=30)
        await live.say("bo", "#acme", "thanks")
        before = len(await history_calls(live, REPLIES))
    async with bot(world, database_url, tmp_path) as live:
        assert len(await history_calls(live, REPLIES)) == before


async def test_a_question_is_answered_once_whether_heard_or_read_or_sent_late(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path) as live:
        known = await live.say("ana", "#acme", "@Hourglass status")
        assert len(await live.texts("#acme", known)) == 1
    async with away(world) as people:
        asked = await people.say("ana", "#acme", "@Hourglass status")
    for _ in range(2):
        async with bot(world, database_url, tmp_path) as live:
            await deliver_late(live)
            assert [len(await live.texts("#acme", each)) for each in (known, asked)] == [1, 1]


async def test_a_report_whose_edit_was_heard_first_opens_a_ticket_as_it_reads_now(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path):
        pass
    async with away(world) as people:
        missed = await people.say("ana", "#acme", "The import fails")
        await people.fault(HISTORY, "rate_limited", count=1, seconds=60)
    async with bot(world, database_url, tmp_path) as live:
        await live.post("edit", channel="#acme", ts=missed, text="The nightly import fails")
        await live.advance(seconds=30)
        assert await live.cards() == []
        await live.advance(seconds=40)
        assert (await ticket(live, 1)).title == "The nightly import fails"


async def test_a_connection_that_was_lost_for_a_while_is_made_up_for(live: Live) -> None:
    url, lost_at = live.sandbox.push_url, live.bot.desk.clock.now()
    async with away(live.sandbox):
        missed = await live.begin("ana", "#acme", "The import fails")
    live.sandbox.push_url = url
    later = await live.begin("bo", "#acme", "The label printer is offline")
    await live.settle()
    assert [await number_of(live, each) for each in (missed, later)] == [None, 1]
    await catch_up(live.bot.desk, lost_at)
    await live.settle()
    assert await number_of(live, missed) == 2


async def test_two_processes_that_read_the_same_history_double_nothing(
    world: Sandbox, fresh_url: FreshUrl, tmp_path: Path
) -> None:
    url = fresh_url("postgresql")
    async with bot(world, url, tmp_path):
        pass
    async with away(world) as people:
        await people.say("ana", "#acme", "The import fails")
        await people.say("gia", "#globex", "Cannot log in")
        await people.fault(HISTORY, "rate_limited", count=1, seconds=3)
    async with (
        bot(world, url, tmp_path) as live,
        running(bot_settings(world, url, None), world.clock, unlimited_pace=True) as other,
    ):
        await other.idle()
        await live.advance(seconds=5)
        await other.idle()
        await live.settle()
        assert len(await live.cards()) == 2


async def test_replies_below_a_message_that_had_joined_a_ticket_long_ago(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path) as live:
        await live.say("ana", "#acme", "The import fails")
        await live.advance(minutes=2)
        joined = await live.say("ana", "#acme", "And the export too")
        assert await number_of(live, joined) == 1
        await live.advance(hours=30)
        await live.say("bo", "#acme", "The label printer is offline")
    async with away(world) as people:
        reply = await people.say("ana", "#acme", "It says error 7", joined)
    async with bot(world, database_url, tmp_path) as live:
        assert await number_of(live, reply) == 1
