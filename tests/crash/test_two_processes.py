"""Two processes at work on one PostgreSQL: what one has in hand as it is killed, the other finishes."""

import asyncio
import signal
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

import aiohttp

from bot.sandbox import BotControl
from tests.crash.acts import ACTS, Scene
from tests.crash.audit import audit, said_alike
from tests.crash.stage import Life, stage
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


def _ahead(mortal: Life, survivor: Life) -> BotControl:
    """Drive *mortal*, and tell *survivor* the time alone: left to its own ticks, it mostly comes second."""
    driven, told = mortal.bot_control(), survivor.bot_control()

    async def moved(at: datetime) -> None:
        await asyncio.gather(driven.moved(at), told.moved(at))

    return replace(driven, moved=moved)
