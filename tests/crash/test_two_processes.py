"""Two processes at work on one PostgreSQL: what one has in hand as it is killed, the other finishes."""

import asyncio
import signal
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

import aiohttp

from bot.domain.tickets import EventKind
from bot.sandbox import BotControl
from tests.crash.acts import ACTS, Scene
from tests.crash.audit import audit, kept, said_alike
from tests.crash.stage import Life, Stage, stage
from tests.databases import FreshUrl, opened

_STEPS: Final = (
    ("report", "bot.services.intake:hear called"),
    ("report", "storage.outbox:Outbox.lease_lane saved"),
    ("report", "bot.slack:Slack.post called"),
    ("report", "bot.slack:Slack.post gave"),
    ("reply", "bot.slack:Slack.edit called"),
    ("command", "handlers.commands:run called"),
    ("moment", "storage.store:Store.claim_due gave"),
)
"""What is going on, and where the one that is killed dies."""
_TRIES: Final = 10
"""How often something is done until the one that is to die, and not the other, has it in hand."""
_ROUNDS: Final = 10
_ALARMS: Final = (EventKind.WARNED, EventKind.BREACHED, EventKind.ESCALATED)
_TICKETS: Final = 12
_LONGEST_LIFE_SECONDS: Final = 0.4
_LEASE_SECONDS: Final = 70
_AGAIN_SECONDS: Final = 400
"""Until every lease of the dead one has run out, and what is said next begins a ticket of its own."""


async def test_what_a_killed_process_has_in_hand_is_finished_by_the_other(
    fresh_url: FreshUrl, tmp_path: Path
) -> None:
    url = fresh_url("postgresql")
    wrong = []
    async with stage(url, tmp_path) as here, opened(url) as database:
        scene = Scene(here, database)
        survivor = await here.bear()
        for act, step in _STEPS:
            mortal = await here.bear()
            here.control.sandbox.attach(_ahead(mortal, survivor))
            if not await _dies(scene, mortal, act, step):
                wrong.append(f"{act}: {step} is not reached any more: mend this table")
            here.attach(survivor)
            await here.control.advance(seconds=_AGAIN_SECONDS)
        findings = await audit(here.control.sandbox, database, scene.said)
        twice = said_alike(here.control.sandbox)
        told = await scene.cut_off()
    assert not wrong, "\n".join(wrong)
    assert f"{findings}{twice}" == ""
    assert len(told) == 1


async def test_what_falls_due_as_one_of_two_is_killed_is_told_once(
    fresh_url: FreshUrl, tmp_path: Path
) -> None:
    url, random = fresh_url("postgresql"), Random(7)  # noqa: S311 - chance, not secrecy
    async with stage(url, tmp_path) as here, opened(url) as database:
        scene = Scene(here, database)
        survivor = await here.bear()
        await _reports(scene)
        for _ in range(_ROUNDS):
            mortal = await here.bear()
            here.control.sandbox.attach(_side_by_side(mortal, survivor))
            passing = asyncio.create_task(_jump(here, minutes=random.randint(20, 240)))
            await asyncio.sleep(random.random() * _LONGEST_LIFE_SECONDS)
            mortal.kill()
            assert await mortal.ended() == -signal.SIGKILL
            await passing
            here.attach(survivor)
            await here.control.advance(seconds=_LEASE_SECONDS)
        await here.control.advance(seconds=_AGAIN_SECONDS)
        findings = await audit(here.control.sandbox, database, scene.said)
        told = await kept(database)
    assert str(findings) == ""
    counts = {kind: told.count(kind, None) for kind in _ALARMS}
    assert min(counts.values()) > 1, counts


async def _jump(here: Stage, minutes: int) -> None:
    """Let much fall due at one moment, for whoever takes it up first."""
    clock = here.control.sandbox.clock
    clock.move_to(clock.now() + timedelta(minutes=minutes))
    await here.control.advance(seconds=0)


async def _reports(scene: Scene) -> None:
    """Let many tickets be open, of which much falls due in the hours to come."""
    for number in range(_TICKETS):
        scene.number += 1
        user, channel = (("gia", "#globex"), ("ana", "#acme"), ("rui", "#banco-litoral"))[number % 3]
        await scene.report(user, channel)
        level = ("critical", "high", "medium")[number // 3 % 3]
        typed = {"user": "sam", "channel": "#triage", "command": "/ticket"}
        await scene.stage.control.post("command", **typed, text=f"severity {await scene.ticket()} {level}")
        if channel == "#banco-litoral":
            await scene.stage.control.advance(minutes=6)


async def _dies(scene: Scene, mortal: Life, act: str, step: str) -> bool:
    """Let things happen until *mortal* has died at *step*."""
    for _ in range(_TRIES):
        scene.number += 1
        going_on = ACTS[act](scene)
        await anext(going_on)
        with suppress(aiohttp.ClientConnectionError):  # it may have died just now
            await mortal.dies_at(step)
        await anext(going_on, None)
        if await mortal.ended(seconds=1) is not None:
            return await mortal.ended() == -signal.SIGKILL
        await scene.stage.control.advance(minutes=6)
    return False


def _side_by_side(mortal: Life, survivor: Life) -> BotControl:
    """Drive both at the same time, so that each takes up what the other has not taken yet."""
    one, other = mortal.bot_control(), survivor.bot_control()

    async def next_due() -> datetime | None:
        moments = await asyncio.gather(one.next_due(), other.next_due())
        return min((each for each in moments if each is not None), default=None)

    async def idle() -> None:
        await asyncio.gather(one.idle(), other.idle())

    async def moved(at: datetime) -> None:
        await asyncio.gather(one.moved(at), other.moved(at))

    return BotControl(next_due, idle, moved=moved, next_try=other.next_try)


def _ahead(mortal: Life, survivor: Life) -> BotControl:
    """Drive *mortal*, and tell *survivor* the time alone: left to its own ticks, it mostly comes second."""
    driven, told = mortal.bot_control(), survivor.bot_control()

    async def moved(at: datetime) -> None:
        await asyncio.gather(driven.moved(at), told.moved(at))

    return replace(driven, moved=moved)
