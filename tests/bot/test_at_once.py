"""Things that different people, and the clock, do to the same tickets at the same moment."""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Final

import pytest

from bot.desk import Desk, Request
from bot.domain.desks import InboxRow, Message, Side
from bot.domain.notices import WATCH
from bot.domain.people import Person, Role
from bot.domain.tickets import Severity
from bot.services import intake, merging, messages, opening, tickets
from bot.services.people import known_person
from scheduled.tick import fire_due
from storage.errors import DatabaseConflictError
from tests.armed import due
from tests.databases import FreshUrl
from tests.live import Live, demo

_PAIRS: Final = 100
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Scene:
    """A client's channel with an open ticket for each pair, a message and one reply in each."""

    desk: Desk
    channel: str
    ana: Person
    sam: Person
    requests: Sequence[Request]
    """One for each thing that is asked, written down and leased to nobody who works."""

    def by(self, person: Person, number: int) -> Request:
        return replace(self.requests[number], person=person)

    def said(self, number: int, thread: int | None = None) -> Message:
        """The message of that number; *thread* is the number of the message whose thread it is in."""
        at = self.requests[0].at + timedelta(seconds=number)
        head = None if thread is None else f"{1000 + thread}.000000"
        return Message(
            self.channel, f"{1000 + number}.000000", head, self.ana.id, Side.CLIENT, f"Order {number}", at
        )

    async def hear(self, number: int, message: Message) -> int | None:
        """Hear a message; like the inbox, begin again where somebody else wrote the same first."""
        while True:
            try:
                return await intake.hear(self.desk, self.by(self.ana, number), message)
            except DatabaseConflictError as error:
                assert "merged meanwhile" in error.why  # noqa: PT017 - a deadlock is no such thing

    async def ticket_of(self, message: Message) -> int | None:
        async with self.desk.database.reading() as store:
            found = await store.messages.get(self.channel, message.ts)
        assert found is not None
        return found.ticket


@pytest.fixture
async def scene(live: Live) -> Scene:
    """Two messages a ticket are said; the sender is at rest, as nobody reads what it would send."""
    await live.bot.sender.stop()
    desk = live.bot.desk
    world = await live.get("world")
    people = {each["name"]: each["id"] for each in world["users"]}
    channel = next(each["id"] for each in world["channels"] if each["name"] == "acme")
    now = desk.clock.now()
    async with desk.database.transaction() as store:
        ana = await known_person(desk, store, people["ana"], channel)
        rows = [InboxRow(f"r{n}", "command", channel, None, {}, now) for n in range(5 * _PAIRS)]
        await store.inbox.add(rows, leased_by="the test", leased_until=now + 100 * _HOUR)
    sam = Person(people["sam"], Role.ENGINEER)
    scene = Scene(desk, channel, ana, sam, [Request(row.key, ana, now, channel) for row in rows])
    for n in range(_PAIRS):
        head = replace(scene.said(n), author=f"U{n}")  # each its own, or they would join one ticket
        assert await scene.hear(n, head) == n + 1
        assert await scene.hear(_PAIRS + n, scene.said(_PAIRS + n, n)) == n + 1
    return scene


async def test_splitting_a_ticket_while_its_thread_goes_on(scene: Scene) -> None:
    """A reply is split off while the client says more, or edits or deletes that very reply."""
    work: list[Coroutine[object, object, object]] = []
    more = [scene.said(2 * _PAIRS + n, n) for n in range(_PAIRS)]
    numbers = count(2 * _PAIRS)
    for n in range(_PAIRS):
        reply = scene.said(_PAIRS + n, n)
        split = opening.split(scene.desk, scene.by(scene.sam, next(numbers)), n + 1, scene.channel, reply.ts)
        edit = messages.edited(scene.desk, scene.by(scene.ana, next(numbers)), replace(reply, text="Late"))
        work += split, edit, scene.hear(next(numbers), more[n])
    await asyncio.gather(*work)

    assert [await scene.ticket_of(each) for each in more] == list(range(1, _PAIRS + 1))
    split_off = [await scene.ticket_of(scene.said(_PAIRS + n)) for n in range(_PAIRS)]
    assert sorted(number or 0 for number in split_off) == list(range(_PAIRS + 1, 2 * _PAIRS + 1))


@pytest.mark.parametrize("up", [True, False], ids=["into a higher number", "into a lower number"])
async def test_merging_two_tickets_while_both_threads_go_on(scene: Scene, *, up: bool) -> None:
    """Each message ends up in the ticket that stays, whichever came first."""
    work: list[Coroutine[object, object, object]] = []
    more = [scene.said(2 * _PAIRS + n, n) for n in range(_PAIRS)]
    again = [scene.said(3 * _PAIRS + n, n) for n in range(_PAIRS)]
    numbers = count(2 * _PAIRS)
    stays: dict[int, int] = {}
    for n in range(0, _PAIRS, 2):
        gone, into = (n + 1, n + 2) if up else (n + 2, n + 1)
        stays |= {n: into, n + 1: into}
        work += (scene.hear(next(numbers), more[each]) for each in (n, n + 1))
        work.append(merging.merge(scene.desk, scene.by(scene.sam, next(numbers)), gone, into))
        work += (scene.hear(next(numbers), again[each]) for each in (n, n + 1))
    await asyncio.gather(*work)

    for said in (more, again):
        assert [await scene.ticket_of(each) for each in said] == [stays[n] for n in range(_PAIRS)]


async def test_timers_fire_while_their_tickets_are_merged_and_settled(live: Live, scene: Scene) -> None:
    """Each ticket's second question is due: one in two is merged meanwhile, the others get a severity."""
    live.sandbox.clock.move_to(scene.desk.clock.now() + _HOUR)
    work: list[Coroutine[object, object, object]] = []
    for n in range(0, _PAIRS, 2):
        sam = scene.by(scene.sam, 2 * _PAIRS + n)
        work.append(merging.merge(scene.desk, sam, _PAIRS - n, _PAIRS - n - 1))
        other = scene.by(scene.sam, 2 * _PAIRS + n + 1)
        work.append(tickets.choose_severity(scene.desk, other, _PAIRS - n - 1, Severity.HIGH))
        if n % 20 == 0:
            work.append(fire_due(scene.desk))
    await asyncio.gather(*work)

    assert await fire_due(scene.desk) == 0
    async with scene.desk.database.reading() as store:
        found = [await store.tickets.get(n + 1) for n in range(_PAIRS)]
        left = await due(store, scene.desk.clock.now() + 10_000 * _HOUR)
    assert {each.kind for each in left if each.ticket} == {WATCH}, "the clocks of those that stay run on"
    assert [each and each.merged_into for each in found[1::2]] == list(range(1, _PAIRS, 2))
    assert {each and each.severity for each in found[::2]} == {Severity.HIGH}


@pytest.mark.parametrize("times", [1, 2], ids=["once: it is done after all", "twice: its sender is told"])
async def test_a_command_that_somebody_else_came_before_is_tried_once_more(
    fresh_url: FreshUrl, tmp_path: Path, times: int
) -> None:
    async with demo(fresh_url("postgresql"), tmp_path) as live:
        for user, channel in (("ana", "#acme"), ("bo", "#acme")):
            await live.say(user, channel, "The import fails")
        command = asyncio.create_task(live.command("sam", "/ticket", "merge 2 into 1"))
        for _ in range(times):
            await _stand_in_its_way(live)
        said = await command
        assert ("nothing was done" in said) is (times == 2)
        async with live.bot.desk.database.reading() as store:
            ticket = await store.tickets.get(2)
        assert ticket is not None
        assert ticket.merged_into == (None if times == 2 else 1)


async def _stand_in_its_way(live: Live) -> None:
    """Lock two tickets against the order, as nothing of ours does, so that the merge is refused."""
    async with live.bot.desk.database.transaction() as store:
        await store.tickets.lock(2)
        await asyncio.sleep(
            0.6
        )  # by now the merge has the other one, and waits less than the second that ends it
        await store.tickets.lock(1)
