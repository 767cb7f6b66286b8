"""Events that are handled together come to the same as each by itself, whatever they are."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from bot.desk import Desk
from bot.domain.desks import Channel, ChannelState, Client, InboxRow, Intake, Profile, Purpose
from bot.domain.tickets import Ticket
from bot.meters import Meters
from bot.services.inbox import Pump
from bot.services.reading import ts_of
from handlers import EVENTS
from handlers.door import handle_row
from handlers.envelope import inbox_row
from handlers.messages import said_together
from tests.databases import FreshUrl, opened
from tests.live import Live
from tests.looking import rows

Json = dict[str, Any]

_MINUTE: Final = timedelta(minutes=1)
_STALE: Final = timedelta(days=2)

Together = Callable[[Sequence[InboxRow]], Awaitable[Mapping[str, Ticket]]]


@dataclass(frozen=True, slots=True)
class Case:
    """What comes in at the same moment as all the others, each in a channel of its own."""

    name: str
    now: Json
    """The event, where it differs from an ordinary report."""
    together: bool = False
    """Whether it is handled with others at once."""
    before: tuple[Json, ...] = ()
    """Events that were handled before, oldest first."""
    channel: Mapping[str, Any] | None = None
    """How the channel differs from one in which every report opens a ticket."""


def said(minutes: int, text: str = "Orders are stuck", **more: object) -> Json:
    """Words that were said so many minutes before."""
    return {"minutes": minutes, "text": text, **more}


CASES: Final = (
    Case("a report", {}, together=True),
    Case("another report", {"text": "*Invoices* are _late_ & <https://a.example|wrong>"}, together=True),
    Case("something that sounds urgent", {"text": "Hi team,\n\nEverything is down!!! 🔥"}, together=True),
    Case("words in another language", {"text": "Está tudo parado :fire:"}, together=True),
    Case("no words at all", {"text": ""}, together=True),
    Case("hostile words", {"text": "<!channel> <@U1> `rm -rf` \u202e \0 " + "x" * 3000}, together=True),
    Case("a courtesy", {"text": "Thank you, great work!"}),
    Case("a call", {"text": "<@BOT> nothing works"}),
    Case("a question to us", {"text": "<@BOT> help"}),
    Case("more of a report", {"text": "And it is urgent"}, before=(said(2),)),
    Case("a report after that of somebody else", {}, together=True, before=(said(2, user="U-EVA"),)),
    Case("a report long after one", {}, together=True, before=(said(60),)),
    Case("a report soon after a courtesy", {}, before=(said(2, "thanks"),)),
    Case(
        "a report where nothing is joined", {}, together=True, before=(said(2),), channel={"join_minutes": 0}
    ),
    Case("a reply to a report", {"text": "Any news?", "thread": 30}, before=(said(30),)),
    Case("a reply to nothing", {"thread": 30}),
    Case("a report whose reply came first", {}, before=(said(-1, "It says 500", thread=0),)),
    Case("a report with a file", {"files": [{"id": "F1", "name": "a.png", "filetype": "png"}]}),
    Case("a report that was edited before it came", {}, before=({"edited": "Orders are stuck again"},)),
    Case("a report that was deleted before it came", {}, before=({"deleted": True},)),
    Case("a report deleted by we know not whom", {}, before=({"deleted": True, "bare": True},)),
    Case(
        "a report after a reply elsewhere", {}, together=True, before=(said(30), said(2, "And?", thread=30))
    ),
    Case("a report by a guest of ours", {"user": "U-GUEST"}, together=True),
    Case("a reply that is shown in the channel too", {"subtype": "thread_broadcast", "thread": 30}),
    Case("a very long report", {"text": "Nothing works. " * 400}),
    Case("a report in an archived channel", {}, together=True, channel={"state": ChannelState.ARCHIVED}),
    Case(
        "a report in a channel we were removed from",
        {},
        together=True,
        channel={"state": ChannelState.REMOVED},
    ),
    Case("a report in a client's channel that is for triage now", {}, channel={"purpose": Purpose.TRIAGE}),
    Case("an engineer's words", {"user": "U-SAM"}),
    Case("a colleague's words", {"user": "U-GUS"}),
    Case("words of somebody unknown", {"user": "U-NEW"}),
    Case("words of somebody we knew long ago", {"user": "U-OLD"}),
    Case("a report where we ask", {}, channel={"intake": Intake.ASK}),
    Case("a report where staff decide", {}, channel={"intake": Intake.MANUAL}),
    Case("a report in a channel not set up", {}, channel={"purpose": Purpose.UNSET, "client": None}),
    Case("a report in a triage channel", {}, channel={"purpose": Purpose.TRIAGE, "client": None}),
    Case("a report in a channel we know nothing of", {}, channel={"id": "C-OTHER"}),
    Case("a report under a channel's old id", {}, channel={"id": "C-NEW"}),
    Case("a me message", {"subtype": "me_message"}),
    Case("an emoji", {"reaction": "ticket"}, before=(said(0, "thanks"),)),
)


class World:
    """A database in which all cases have their channels, and a pump that hands events on."""

    def __init__(self, desk: Desk, at: datetime, handle_together: Callable[[Desk], "Together"]) -> None:
        self.desk = desk
        self._at = at
        self.pump = Pump(desk, partial(handle_row, desk, EVENTS), self._noting(handle_together(desk)))
        self.together: list[str] = []
        self._events = 0

    def _noting(self, handle_together: "Together") -> "Together":
        async def noted(rows: Sequence[InboxRow]) -> Mapping[str, Ticket]:
            done = await handle_together(rows)
            self.together += [row.lane for row in rows if row.key in done]
            return done

        return noted

    async def make(self, cases: Sequence[Case]) -> None:
        """Write down who and where everybody is."""
        now = self.desk.clock.now()
        ours = self.desk.installation.team
        async with self.desk.database.transaction() as store:
            await store.clients.put(Client("acme", "Acme", "ongoing-support", "UTC", "en", "C-TRIAGE"))
            await store.channels.put(Channel("C-TRIAGE", "triage", Purpose.TRIAGE))
            await store.channels.put(*(self._channel(number, case) for number, case in enumerate(cases)))
            await store.people.put(
                *(Profile(user, "T-ACME", user.title(), seen_at=now) for user in ("U-ANA", "U-EVA")),
                *(Profile(user, ours, user.title(), seen_at=now) for user in ("U-SAM", "U-GUS")),
                Profile("U-GUEST", ours, "Guest", is_guest=True, seen_at=now),
                Profile("U-OLD", "T-ACME", "Old", seen_at=now - _STALE),
            )
            await store.people.add_members("C-TRIAGE", ["U-SAM"])
        async with self.desk.database.transaction() as store:
            for number, case in enumerate(cases):
                if case.name.endswith("old id"):
                    await store.channels.move(f"C{number:02}", "C-NEW")

    def _channel(self, number: int, case: Case) -> Channel:
        differs = {name: each for name, each in (case.channel or {}).items() if each != "C-NEW"}
        plain = Channel(f"C{number:02}", f"c{number}", Purpose.CLIENT, "acme")
        return replace(plain, **differs)

    def event(self, number: int, given: Json) -> InboxRow:
        """Return the row of what came in a case's channel."""
        self._events += 1
        body = {"type": "event_callback", "event_id": f"Ev{self._events}"}
        row = inbox_row({**body, "event": self._inner(f"C{number:02}", given)}, self.desk.clock.now())
        assert row is not None
        return row

    def _inner(self, channel: str, given: Json) -> Json:
        rest = {name: each for name, each in given.items() if name not in {"minutes", "thread"}}
        ts = self._ts(given.get("minutes", 0))
        text = str(given.get("text", "Orders are stuck")).replace("BOT", self.desk.installation.bot_user)
        message = {"type": "message", "channel": channel, "user": "U-ANA", "ts": ts, **rest, "text": text}
        if "thread" in given:
            message["thread_ts"] = self._ts(given["thread"])
        if "edited" in given:
            now, before = {**message, "text": given["edited"]}, {**message}
            return {"type": "message", "subtype": "message_changed", "channel": channel, "event_ts": ts} | {
                "message": now,
                "previous_message": before,
            }
        if "deleted" in given:
            before = {} if "bare" in given else {"previous_message": message}
            deleted = {"type": "message", "subtype": "message_deleted", "deleted_ts": ts, "event_ts": ts}
            return {**deleted, "channel": channel, **before}
        if "reaction" in given:
            item = {"type": "message", "channel": channel, "ts": ts}
            return {
                "type": "reaction_added",
                "reaction": "ticket",
                "user": "U-ANA",
                "item": item,
                "event_ts": ts,
            }
        return message

    def _ts(self, minutes: int) -> str:
        return ts_of(self._at - minutes * _MINUTE)

    async def take_in(self, events: Sequence[InboxRow]) -> None:
        """Let events come in at the same moment."""
        now = self.desk.clock.now()
        async with self.desk.database.transaction() as store:
            added = await store.inbox.add(events, leased_by="the test", leased_until=now)
        assert len(added) == len(events)
        await self.pump.drained()

    async def dump(self) -> dict[str, list[Json]]:
        """Return all that came of it, with each ticket named by its thread instead of its number."""
        found = {
            table: await rows(self.desk.database, f"SELECT {columns}") for table, columns in _TABLES.items()
        }
        names = {each["number"]: f"{each['channel']} {each['thread_ts']}" for each in found["tickets"]}
        return {table: sorted((_renamed(each, names) for each in found[table]), key=str) for table in found}


_TABLES: Final = {
    "tickets": "* FROM tickets",
    "log": "* FROM ticket_events",
    "messages": "* FROM messages",
    "outbox": "key, act, words, channel, thread_ts, parent, ticket, facts FROM outbox",
    "timers": "key, kind, ticket, due_at, facts FROM timers",
    "inbox": "key, done_at IS NULL AS is_open, parked_at, attempts, body FROM inbox",
    "people": "id, team, name FROM people",
}


def _renamed(row: Json, names: Mapping[int, str]) -> Json:
    """Return a row with tickets' names for their numbers, wherever one stands."""
    found = dict(row)
    for name in ("number", "ticket", "follows"):
        found[name] = names.get(found.get(name, 0), "")
    for name in ("key", "parent"):
        named = r":(\d+)\b"  # the first number in one of our names is the ticket's
        found[name] = re.sub(named, lambda n: f":{names.get(int(n[1]))}", str(found.get(name)), count=1)
    return found


@asynccontextmanager
async def world(
    live: Live, url: str, at: datetime, handle_together: Callable[[Desk], Together]
) -> AsyncIterator[World]:
    """A world on a database that nobody else works on, with the live one's Slack."""
    async with opened(url, live.bot.desk.clock.now) as database:
        desk = replace(live.bot.desk, database=database, finished=set(), meters=Meters.fresh())
        yield World(desk, at, handle_together)


def as_the_bot_does(desk: Desk) -> Together:
    return partial(said_together, desk)


def never(_: Desk) -> Together:
    async def none(_: Sequence[InboxRow]) -> Mapping[str, Ticket]:
        return {}

    return none


async def played(each: World, cases: Sequence[Case]) -> dict[str, list[Json]]:
    """Let what was before come in one by one, and then all cases at once; return what came of it."""
    await each.make(cases)
    for number, case in enumerate(cases):
        for before in case.before:
            await each.take_in([each.event(number, before)])
    assert each.together == []
    await each.take_in([each.event(number, case.now) for number, case in enumerate(cases)])
    return await each.dump()


async def test_what_comes_at_once_comes_to_the_same_as_one_by_one(live: Live, fresh_url: FreshUrl) -> None:
    kind, at = live.bot.desk.database.dialect.value, live.bot.desk.clock.now()
    async with (
        world(live, fresh_url(kind), at, as_the_bot_does) as fast,
        world(live, fresh_url(kind), at, never) as slow,
    ):
        found, expected = await played(fast, CASES), await played(slow, CASES)
        named = {f"C{number:02}": case.name for number, case in enumerate(CASES)}
        assert {named[lane] for lane in fast.together} == {case.name for case in CASES if case.together}
        for table in found:
            assert found[table] == expected[table], table
        assert len(found["tickets"]) > len(CASES) / 2


PLAIN: Final = tuple(Case(f"report {number}", {}) for number in range(4))


async def test_one_that_fails_leaves_those_beside_it_alone(live: Live, fresh_url: FreshUrl) -> None:
    kind, at = live.bot.desk.database.dialect.value, live.bot.desk.clock.now()
    nowhere = Client("gone", "Gone", "a plan whose file is gone", "UTC", "en", "C-TRIAGE")
    broken = Case("a report under a plan whose file is gone", {}, channel={"client": nowhere.id})
    async with world(live, fresh_url(kind), at, as_the_bot_does) as each:
        async with each.desk.database.transaction() as store:
            await store.clients.put(nowhere)
        found = await played(each, (*PLAIN, broken))
        assert each.together == []
        assert [row["channel"] for row in found["tickets"]] == ["C00", "C01", "C02", "C03"]
        assert [(row["is_open"], row["attempts"]) for row in found["inbox"]] == [(0, 0)] * 4 + [(1, 1)]


async def test_one_that_failed_before_is_tried_by_itself(live: Live, fresh_url: FreshUrl) -> None:
    kind, at = live.bot.desk.database.dialect.value, live.bot.desk.clock.now()
    async with world(live, fresh_url(kind), at, as_the_bot_does) as each:
        await each.make(PLAIN)
        events = [each.event(number, case.now) for number, case in enumerate(PLAIN)]
        async with each.desk.database.transaction() as store:
            await store.inbox.add(events[:1], leased_by="the test", leased_until=at)
            await store.inbox.failed(events[0].key, "it was a bad day", at)
        await each.take_in(events[1:])
        assert sorted(each.together) == ["C01", "C02", "C03"]
        assert len((await each.dump())["tickets"]) == len(PLAIN)


async def test_what_somebody_else_has_done_meanwhile_is_not_done_again(
    live: Live, fresh_url: FreshUrl
) -> None:
    def overtaken(desk: Desk) -> Together:
        async def together(rows: Sequence[InboxRow]) -> Mapping[str, Ticket]:
            async with desk.database.transaction() as store:
                await store.inbox.finish(rows[0].key, desk.clock.now())
            return await said_together(desk, rows)

        return together

    kind, at = live.bot.desk.database.dialect.value, live.bot.desk.clock.now()
    async with world(live, fresh_url(kind), at, overtaken) as each:
        found = await played(each, PLAIN)
        assert sorted(each.together) == ["C01", "C02", "C03"]
        assert len(found["tickets"]) == len(found["messages"]) == len(PLAIN) - 1


async def test_a_channel_that_somebody_holds_holds_up_nobody_else(live: Live, fresh_url: FreshUrl) -> None:
    at = live.bot.desk.clock.now()
    async with world(live, fresh_url("postgresql"), at, as_the_bot_does) as each:
        await each.make(PLAIN)
        async with each.desk.database.transaction() as store:
            assert await store.channels.lock("C00")
            events = [each.event(number, case.now) for number, case in enumerate(PLAIN)]
            taking = asyncio.create_task(each.take_in(events))
            async with asyncio.timeout(20):
                while len((await each.dump())["tickets"]) < len(PLAIN) - 1:  # noqa: ASYNC110 - nobody is told
                    await asyncio.sleep(0.05)
        await taking
        assert sorted(each.together) == ["C01", "C02", "C03"]
        assert len((await each.dump())["tickets"]) == len(PLAIN)


async def test_many_more_than_fit_into_one_transaction(live: Live, fresh_url: FreshUrl) -> None:
    kind, at = live.bot.desk.database.dialect.value, live.bot.desk.clock.now()
    many = tuple(Case(f"report {number}", {}) for number in range(70))
    async with world(live, fresh_url(kind), at, as_the_bot_does) as each:
        found = await played(each, many)
        assert len(each.together) == len(found["tickets"]) == len(many)
        assert [row["is_open"] for row in found["inbox"]] == [0] * len(many)
        async with asyncio.timeout(1):  # far less than posts give way to events in hand
            await each.pump.give_way()
        await each.take_in([each.event(number, said(-1, "Again", thread=0)) for number in range(len(many))])
        assert not [row for row in (await each.dump())["inbox"] if row["is_open"]]


async def test_two_in_one_lane_keep_their_order(live: Live, fresh_url: FreshUrl) -> None:
    kind, at = live.bot.desk.database.dialect.value, live.bot.desk.clock.now()
    async with world(live, fresh_url(kind), at, as_the_bot_does) as each:
        await each.make(PLAIN)
        await each.take_in([each.event(n, said(m)) for m in (30, 20, 10) for n in range(len(PLAIN))])
        sql = "SELECT channel, opened_at FROM tickets ORDER BY number"
        opened = [row["opened_at"] for row in await rows(each.desk.database, sql) if row["channel"] == "C02"]
        assert opened == sorted(opened)
        assert len(opened) == 3


async def test_stopping_waits_for_what_is_handled_together(live: Live, fresh_url: FreshUrl) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    def slow(desk: Desk) -> Together:
        async def together(rows: Sequence[InboxRow]) -> Mapping[str, Ticket]:
            begun.set()
            await go_on.wait()
            return await said_together(desk, rows[:2])

        return together

    kind, at = live.bot.desk.database.dialect.value, live.bot.desk.clock.now()
    async with world(live, fresh_url(kind), at, slow) as each:
        taking = asyncio.create_task(played(each, PLAIN))
        await begun.wait()
        taking.cancel()
        stopping = asyncio.create_task(each.pump.stop())
        await asyncio.wait([stopping], timeout=0.1)
        assert not stopping.done()
        go_on.set()
        await stopping
        found = await rows(each.desk.database, "SELECT done_at IS NULL AS is_open, leased_by FROM inbox")
        assert sorted(bool(row["is_open"]) for row in found) == [False, False, True, True]
        assert {row["leased_by"] for row in found} == {None}
        assert len((await each.dump())["tickets"]) == len(each.together) == 2
