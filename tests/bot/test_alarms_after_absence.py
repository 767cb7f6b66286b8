"""After an absence: what people did meanwhile is heard first, and only then is anybody told what is due."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox import Sandbox, demo_world
from tests.bot.away import away, bot
from tests.chance.desk import STARTS_AT
from tests.live import slack


@pytest.fixture
async def world() -> AsyncIterator[Sandbox]:
    async with slack(demo_world().model_copy(update={"starts_at": STARTS_AT})) as sandbox:
        yield sandbox


async def test_who_was_answered_while_we_were_away_has_nobody_warned(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path) as live:
        ts = await live.say("ana", "#acme", "The import fails")
        await live.command("sam", "/ticket", "severity 1 critical")
        before = len(await live.card_lines(1))
    async with away(world) as people:
        await people.say("ana", "#acme", "It fails for everybody", ts)
        await people.advance(minutes=20)
        await people.say("sam", "#acme", "Repaired", ts)
        await people.advance(hours=20)
    async with bot(world, database_url, tmp_path) as live:
        told = (await live.card_lines(1))[before:]
        assert not [each for each in told if "first response" in each], told


async def test_who_is_still_not_answered_after_our_absence_has_somebody_told_late(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path) as live:
        ts = await live.say("ana", "#acme", "The import fails")
        before = len(await live.card_lines(1))
    async with away(world) as people:
        await people.advance(days=5)
        await people.say("ana", "#acme", "Is anybody there?", ts)
        await people.advance(hours=1)
    async with bot(world, database_url, tmp_path) as live:
        told = (await live.card_lines(1))[before:]
        assert sum("50 % of first response" in each or "first response" in each for each in told) == 1, told
