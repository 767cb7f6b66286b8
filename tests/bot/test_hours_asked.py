"""Where a plan says who may ask for the hours: they alone are told, and nobody reads it in the channel."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from bot.domain.digest_questions import HOURS, Question
from bot.domain.digests import Reader, Wanted
from bot.domain.people import Person, Role
from bot.errors import NotAllowedError
from bot.sandbox import demo_world
from bot.services import digest_figures
from bot.shipped import demo_clients
from tests.bot.asked import WEEK, Asked
from tests.bot.test_hours import NOW, ask
from tests.bot.test_own_hours import user
from tests.databases import ON_SQLITE
from tests.live import Live, desk, slack

pytestmark = ON_SQLITE

TITLE: Final = "Hours, Nov 5 \N{EN DASH} Dec 4"


@pytest.fixture
async def live(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    """Acme's plan tells its hours to the approvers alone: that is ana."""
    text = (Path(__file__).parents[2] / "bot/plans/matai-growth.toml").read_text(encoding="utf-8")
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "quiet.toml").write_text(
        text.replace('asked_by = "anyone"', 'asked_by = "approvers"'), encoding="utf-8"
    )
    clients = tmp_path / "clients.toml"
    clients.write_text(demo_clients().replace("matai-growth", "quiet"), encoding="utf-8")
    world = demo_world().model_copy(update={"starts_at": NOW})
    async with slack(world) as sandbox, desk(sandbox, database_url, clients, plans=folder) as live:
        yield live


async def test_nobody_else_is_told_them(live: Live) -> None:
    ana = await user(live, "ana")
    assert await ask(live, "bo") == [f"Under your plan the hours are told to <@{ana}>. Please ask them."]
    assert await live.told("bo") == []


@pytest.mark.parametrize("name", ["ana", "sam"])
async def test_who_may_ask_is_told_directly_and_the_thread_says_only_that(live: Live, name: str) -> None:
    who = await user(live, name)
    assert await ask(live, name) == [f"<@{who}>, I have answered you directly."]
    told = await live.told(name)
    assert told[0].splitlines()[0] == TITLE
    assert "5 h left" in told[0]
    in_channel = [
        text for each in await live.messages("#acme") for text in await live.texts("#acme", each["ts"])
    ]
    assert [text for text in in_channel if "5 h" in text] == []


async def test_the_picture_of_them_is_for_them_alone_too(live: Live) -> None:
    await ask(live, "ana")
    await live.settle()
    threads = [each["ts"] for each in await live.messages("#acme")]
    said = [message for ts in threads for message in await live.replies("#acme", ts)]
    assert [each for each in said if "files" in each or "image" in str(each.get("blocks"))] == []
    assert len(await live.told("ana")) == 2


async def test_a_digests_button_opens_them_for_nobody_in_the_channel(live: Live) -> None:
    ana = Asked(live, Person(await user(live, "ana"), Role.CLIENT, "acme"), {"acme": "C0"}, {})
    wanted = Wanted(Reader.CLIENT, WEEK, "acme")
    question = Question(wanted, live.sandbox.clock.now(), HOURS, "2026-11-05")
    with pytest.raises(NotAllowedError):
        await digest_figures.behind(ana.desk, await ana.request("C0"), question)
    assert "*Hours" not in "\n".join(
        await live.texts("#acme", await live.say("ana", "#acme", "@Hourglass digest"))
    )
