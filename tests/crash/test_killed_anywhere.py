"""Killed at any point between Slack's delivery and our post, and started again: nothing lost, nothing twice.

Each point is a function of the program at its call, its return, or the first commit after its call. In each
case a bot in a process of its own kills itself there, and the next one has to make good. Every second one
of them meets, besides, a Slack that takes its first post and cuts the connection before it answers.
"""

import signal
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from bot.clock import SystemClock
from handlers.envelope import inbox_row
from tests.crash.acts import ACTS, POST, Scene
from tests.crash.audit import Findings, audit, said_alike
from tests.crash.stage import Life, stage
from tests.databases import opened

_AGAIN_SECONDS: Final = 400
"""Until Slack has tried for the last time, every lease has run out and every unclear post was looked for."""
_REACHED_SECONDS: Final = 10.0
"""A safety net: the bot has long done all by then."""
_SENT_AGAIN: Final = frozenset({"form"})

STEPS: Final[Mapping[str, tuple[str, ...]]] = {
    "report": (
        "handlers.door:Door.take_event called",
        "bot.services.inbox:Pump.write_down called",
        "storage.inbox:Inbox.add called",
        "storage.inbox:Inbox.add gave",
        "storage.inbox:Inbox.add saved",
        "bot.services.inbox:Pump.write_down gave",
        "handlers.door:Door.take_event returned",
        "handlers.web:routes.<locals>.slack returned",
        "storage.inbox:Inbox.claim gave",
        "handlers.door:handle_row called",
        "handlers.door:request_from gave",
        "handlers.messages:on_message called",
        "bot.services.intake:hear called",
        "storage.channels:Channels.lock gave",
        "storage.messages:Messages.put returned",
        "storage.tickets:Tickets.next_number gave",
        "storage.tickets:Tickets.save_rows returned",
        "storage.outbox:Outbox.tell returned",
        "storage.store:Store.save returned",
        "storage.store:Store.save saved",
        "bot.services.intake:hear gave",
        "handlers.door:handle_row returned",
        "storage.outbox:Outbox.lease_lane gave",
        "storage.outbox:Outbox.lease_lane saved",
        "storage.outbox:Outbox.next_rows gave",
        "storage.outbox:Outbox.attempt gave",
        "storage.outbox:Outbox.attempt saved",
        "bot.services.rendering:rendered gave",
        "bot.slack:Slack.post called",
        "bot.slack:Slack.post called again",
        "bot.slack:Slack.post gave",
        "bot.slack:Slack.post gave again",
        "storage.outbox:Outbox.posted returned",
        "storage.outbox:Outbox.done saved",
        "storage.outbox:Outbox.release_lane returned",
    ),
    "reports": (
        "storage.inbox:Inbox.claim saved",
        "handlers.messages:said_together called",
        "bot.services.together:open_together called",
        "storage.channels:Channels.lock_free gave",
        "storage.messages:Messages.standing_alone gave",
        "storage.inbox:Inbox.finish_all gave",
        "storage.messages:Messages.put_all returned",
        "storage.store:Store.save returned",
        "storage.store:Store.save saved",
        "bot.services.together:open_together gave",
    ),
    "reply": (
        "storage.tickets:Tickets.lock gave",
        "storage.store:Store.save saved",
        "bot.slack:Slack.post gave",
        "bot.slack:Slack.edit called",
        "bot.slack:Slack.edit returned",
    ),
    "going on": (
        "storage.outbox:Outbox.tell saved",
        "bot.slack:Slack.react called",
        "bot.slack:Slack.react returned",
    ),
    "emoji": (
        "bot.services.inbox:Pump.write_down called",
        "storage.inbox:Inbox.add called",
        "storage.inbox:Inbox.add saved",
        "handlers.messages:on_reaction called",
        "storage.store:Store.save saved",
    ),
    "edit": (
        "bot.services.messages:edited called",
        "storage.messages:Messages.edit saved",
    ),
    "command": (
        "handlers.door:Door.enter called",
        "storage.inbox:Inbox.add saved",
        "handlers.commands:run called",
        "bot.services.tickets:note called",
        "storage.inbox:Inbox.finish gave",
        "storage.store:Store.save saved",
        "bot.services.tickets:note gave",
        "handlers.answering:command_answer gave",
        "handlers.door:Door.receive gave",
    ),
    "click": (
        "storage.inbox:Inbox.add saved",
        "handlers.tickets:press called",
        "storage.store:Store.save returned",
        "storage.store:Store.save saved",
        "bot.services.tickets:claim gave",
        "handlers.door:Door.receive gave",
    ),
    "choice": (
        "handlers.tickets:pick_severity called",
        "bot.services.tickets:choose_severity gave",
    ),
    "form": (
        "bot.services.tickets:add_details called",
        "storage.store:Store.save saved",
        "bot.services.tickets:add_details gave",
    ),
    "moment": (
        "storage.store:Store.claim_due gave",
        "storage.outbox:Outbox.tell returned",
        "storage.store:Store.claim_due saved",
        "bot.slack:Slack.post gave",
    ),
    "warning": (
        "scheduled.look_again:look_again called",
        "bot.watch:Watch.look called",
        "bot.sitting:Sitting.hold returned",
        "storage.store:Store.save returned",
        "storage.timers:Timers.arm returned",
        "bot.watch:Watch.look returned",
        "storage.store:Store.claim_due saved",
        "bot.watch:Watch.count called",
        "bot.slack:Slack.post gave",
    ),
    "page": (
        "bot.sitting:Sitting.hold returned",
        "bot.watch:Watch.look returned",
        "bot.watch:Watch.look saved",
        "bot.watch:Watch.count called",
        "bot.slack:Slack.post gave",
    ),
    "cut answer": (
        "storage.outbox:Outbox.delay called",
        "storage.outbox:Outbox.delay saved",
        "bot.slack:Slack.find_delivery called",
        "bot.slack:Slack.find_delivery gave",
    ),
    "files": (
        "bot.services.press:Press.print called",
        "bot.services.press:Press.print gave",
        "bot.slack_files:_send returned",
        "bot.slack_files:upload gave again",
        "storage.outbox:Outbox.attempt saved",
        "bot.slack:Slack.post called",
        "bot.slack:Slack.post gave",
    ),
    "invitation": (
        "bot.services.channels:invited called",
        "storage.channels:Channels.put saved",
    ),
    "set-up": (
        "bot.services.setup:set_up called",
        "bot.services.intake:take_kept gave",
        "storage.store:Store.tell saved",
    ),
}
"""Where the bot dies, by what is going on; `again` is the second time."""


@dataclass(frozen=True, slots=True)
class Point:
    """A step in the course of an act, and the steps at which those die who try to make good."""

    act: str
    step: str
    then: tuple[str, ...] = ()

    def __str__(self) -> str:
        return ", then ".join((f"{self.act}: {self.step}", *self.then))


RESTARTS: Final = (
    Point(
        "command",
        "handlers.commands:run called",
        then=(
            "storage.database:Database.migrate returned",
            "bot.services.starting:start returned",
            "storage.outbox:Outbox.tell saved",
            "bot.slack:Slack.direct gave",
            "bot.slack:Slack.post gave",
            "bot.slack:Slack.find_delivery called",
        ),
    ),
    Point(
        "report",
        "storage.inbox:Inbox.add saved",
        then=(
            "storage.inbox:Inbox.claim gave",
            "storage.store:Store.save saved",
            "bot.slack:Slack.post gave",
        ),
    ),
)
"""Where several die, one after the other, before one can make good."""


def points() -> Iterator[Point]:
    """Every point of the tables."""
    for act, steps in STEPS.items():
        yield from (Point(act, step) for step in steps)
    yield from RESTARTS


def test_there_are_more_than_sixty_points() -> None:
    assert sum(1 + len(each.then) for each in points()) > 60


@pytest.mark.parametrize("is_report", [True, False], ids=["as a report is taken in", "as people work on it"])
async def test_killed_at_any_point_the_bot_loses_nothing_and_does_nothing_twice(
    database_url: str, tmp_path: Path, *, is_report: bool
) -> None:
    wrong = Findings()
    async with _scene(database_url, tmp_path) as scene:
        life = await scene.stage.bear()
        for point in points():
            if (point.act in {"report", "reports"}) == is_report:
                life = await _killed(scene, life, point, wrong)
        sandbox = scene.stage.control.sandbox
        findings = await audit(sandbox, scene.database, scene.said)
        twice = said_alike(sandbox)
    assert f"{wrong}{findings}{twice}" == ""


@asynccontextmanager
async def _scene(database_url: str, folder: Path) -> AsyncIterator[Scene]:
    async with (
        stage(database_url, folder) as empty,
        # By the clock of the bot: what is told is posted in the order of its moments.
        opened(database_url, empty.control.sandbox.clock.now) as database,
    ):
        yield Scene(empty, database)


async def _killed(scene: Scene, life: Life, point: Point, wrong: Findings) -> Life:
    """Let the bot die at *point* and the next one make good; return that one, and note what is *wrong*."""
    control = scene.stage.control
    scene.number, scene.deed = scene.number + 1, None
    act = ACTS[point.act](scene)
    await anext(act)
    await scene.delivered()
    step = point.step.removesuffix(" again")
    await life.dies_at(step, times=1 if step == point.step else 2)
    await anext(act, None)
    await _reached(life, point.step, wrong)
    for each in point.then:
        await _reached(await scene.stage.bear(dies_at=each), each, wrong)
    if scene.number % 2:
        await control.fault(POST, "drop_after")
    life = await scene.stage.bear()
    assert life.is_ready, f"after {point} the next one ended with {await life.ended()}"
    await control.advance(seconds=_AGAIN_SECONDS)
    await control.fault(POST, "drop_after", count=0)
    for each in await _unsettled(scene):
        wrong.add(str(point), each)
    await anext(act, None)
    if point.act in _SENT_AGAIN and await scene.done() != 1:
        wrong.add(str(point), f"sent again, it was done {await scene.done()} times")
    return life


async def _reached(life: Life, step: str, wrong: Findings) -> None:
    """Wait for the end of a life, and note where it did not die at its step."""
    if await life.ended(_REACHED_SECONDS) != -signal.SIGKILL:
        wrong.add("not reached any more, mend this table", step)
        life.kill()
        await life.ended()


async def _unsettled(scene: Scene) -> list[str]:
    """Say what is left over, and which command or click was neither done nor told to be cut off, or both."""
    async with scene.database.reading() as store:
        wrong = ["the inbox is not empty"] if await store.inbox.next_due() is not None else []
        wrong += ["the outbox is not empty"] if (await store.health.outbox()).rows else []
        if scene.deed is None:
            return wrong
        done, cut_off = await scene.done(), await scene.cut_off()
        for each in await scene.delivered():
            asked = inbox_row(each["payload"], SystemClock().now())
            if each["kind"] == "events_api" or asked is None:
                continue
            told = any(key.startswith(f"cut_off:{asked.key}:") for key in cut_off)
            known = told or await store.inbox.get(asked.key) is not None
            if done + told != known:
                wrong.append(f"done {done} times, told to be cut off: {told}, known: {known}")
    return wrong
