"""The clients file applied while Hourglass is at work: what it changes, and what it cannot find."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.app import apply_clients_file, running
from bot.errors import BadFileError, SharedChannelError
from bot.services.clients import Applied
from tests.databases import ON_SQLITE
from tests.live import Live, bot_settings, desk, slack

pytestmark = ON_SQLITE

GOOD = """
admins = ["ada"]
managers = ["@max"]
triage = ["#triage"]

[[clients]]
id = "acme"
name = "Acme Orders"
plan = "matai-growth"
account_manager = "max"
approvers = ["ana", "bo"]
channels = [{ channel = "#acme" }]
"""


@asynccontextmanager
async def bare(database_url: str) -> AsyncIterator[Live]:
    """The demo world, with nothing declared."""
    async with slack() as sandbox, desk(sandbox, database_url, None) as live:
        yield live


async def applied(live: Live, folder: Path, text: str) -> Applied:
    """Apply a file beside the running bot, as the command does."""
    file = folder / "clients.toml"
    file.write_text(text, encoding="utf-8")
    done = await apply_clients_file(live.bot.settings, live.sandbox.clock, file)
    await live.bot.tick()
    await live.settle()
    return done


async def test_a_file_applied_twice_changes_nothing_and_later_ones_say_what(
    database_url: str, tmp_path: Path
) -> None:
    async with bare(database_url) as live:
        await live.say("ana", "#acme", "Orders are stuck")
        first = await applied(live, tmp_path, GOOD)
        assert first.missing == ()
        assert first.changes == (
            "#triage is a triage channel",
            "max is a manager",
            "ada is an admin",
            "#acme is set up for Acme Orders",
        )
        assert "Orders are stuck" in (await live.card(1))["text"], "what was said before is a ticket"
        said = len(await live.messages("#acme"))

        assert await applied(live, tmp_path, GOOD) == Applied((), ())
        assert len(await live.messages("#acme")) == said, "nobody is greeted twice"

        changed = GOOD.replace("matai-growth", "matai-efficiency").replace(', "bo"]', "]")
        changed = changed.replace('"#acme" }', '"#acme", intake = "manual", join_minutes = 0 }')
        ana, bo = await person(live, "ana"), await person(live, "bo")
        assert (await applied(live, tmp_path, changed)).changes == (
            "Acme Orders: plan is matai-efficiency (was matai-growth)",
            f"Acme Orders: approvers is {ana} (was {ana}, {bo})",
            "#acme: intake is manual (was auto)",
            "#acme: join_minutes is 0 (was 5)",
        )
        await live.say("ana", "#acme", "Nothing comes of this")
        assert len(await live.cards()) == 1


async def test_names_that_slack_does_not_know_are_listed_and_the_rest_is_done(
    database_url: str, tmp_path: Path
) -> None:
    text = GOOD.replace('"ada"', '"gus", "zoe"').replace('"bo"', '"nobody"')
    text += (
        '\n[[clients]]\nid = "x"\nname = "X"\nplan = "matai-growth"\nchannels = [{ channel = "#nowhere" }]\n'
    )
    async with bare(database_url) as live:
        done = await applied(live, tmp_path, text)
        assert "#acme is set up for Acme Orders" in done.changes
        assert len(done.missing) == 4
        for name in ("gus", "zoe", "nobody", "#nowhere"):
            assert any(name in each for each in done.missing)
        said = await live.command("max", "/support", "role @kim manager")
        assert "Only an admin can name managers" in said


async def test_a_channel_that_clients_read_never_becomes_triage(database_url: str, tmp_path: Path) -> None:
    async with bare(database_url) as live:
        with pytest.raises(SharedChannelError):
            await applied(live, tmp_path, GOOD.replace('triage = ["#triage"]', 'triage = ["#globex"]'))
        with pytest.raises(BadFileError, match="gold"):
            await applied(live, tmp_path, GOOD.replace("matai-growth", "gold"))


@pytest.mark.parametrize(("triage", "engineers"), [("#triage", True), ("nowhere", False)])
async def test_the_first_triage_channel_may_be_a_setting(
    database_url: str, triage: str, engineers: bool
) -> None:
    async with slack() as sandbox:
        settings = bot_settings(sandbox, database_url, None).model_copy(update={"triage": triage.strip("#")})
        async with running(settings, sandbox.clock) as bot, bot.desk.database.reading() as store:
            assert bool(await store.channels.triage()) is engineers


async def person(live: Live, handle: str) -> str:
    users: list[dict[str, str]] = (await live.get("world"))["users"]
    return next(each["id"] for each in users if each["name"] == handle)
