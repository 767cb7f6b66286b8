"""Whose hours are asked for in a mention that names a client: told where, and to whom, they may be."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from tests.bot.test_hours import NOW, work
from tests.databases import ON_SQLITE
from tests.live import Live, demo

pytestmark = ON_SQLITE

TITLE: Final = "Hours, Nov 5 \N{EN DASH} Dec 4"


@pytest.fixture
async def live(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    async with demo(database_url, tmp_path, starts_at=NOW) as live:
        yield live


async def asked(live: Live, user: str, channel: str, text: str) -> list[str]:
    """The first lines of the answers in the thread of a mention."""
    ts = await live.say(user, channel, f"@Hourglass {text}")
    return [text.splitlines()[0] for text in await live.texts(channel, ts) if text]


@pytest.mark.parametrize("text", ["hours acme", "Hours of Acme Orders, please?", "horas acme", "hours Acme"])
@pytest.mark.parametrize("user", ["ana", "sam"])
async def test_in_its_own_channel_a_client_may_be_named(live: Live, user: str, text: str) -> None:
    assert (await asked(live, user, "#acme", text))[0] == TITLE
    assert await live.cards() == []


async def test_a_client_who_names_another_learns_nothing_of_it(live: Live) -> None:
    for text in ("hours globex", "hours Globex", "hours nobody"):
        said = "\n".join(await asked(live, "ana", "#acme", text))
        assert "AetherLink" not in said
        assert TITLE not in said
        assert "no client" not in said
    assert len(await live.cards()) == 3, "each is a request like any other, whoever is a client of ours"


async def test_staff_who_name_another_client_in_a_clients_channel_are_told_alone(live: Live) -> None:
    [said] = await asked(live, "sam", "#acme", "hours globex")
    assert said.endswith("I have answered you directly.")
    assert any(text.startswith("Globex · AetherLink Enterprise") for text in await live.told("sam"))
    [said] = await asked(live, "sam", "#acme", "hours globx")
    assert said.endswith("I have answered you directly."), "whatever the answer was"
    assert "globx" not in said
    assert "`globx` is no client that I know. Did you mean `globex`?" in (await live.told("sam"))[-1]
    assert await live.cards() == []


async def test_staff_name_a_client_in_triage(live: Live) -> None:
    assert (await asked(live, "kim", "#triage", "hours acme"))[0].startswith("Acme Orders · Matai Growth")
    assert (await asked(live, "kim", "#triage", "hours Banco Litoral"))[0].startswith("Banco Litoral · ")
    assert (await asked(live, "kim", "#triage", "hours all"))[0] == "Hours of all clients"
    assert "Did you mean `acme`?" in (await asked(live, "kim", "#triage", "hours acm"))[0]


@pytest.mark.parametrize("text", ["hours are counted wrong", "horas erradas", "hours acme are wrong"])
async def test_what_only_begins_like_it_is_a_report(live: Live, text: str) -> None:
    await asked(live, "ana", "#acme", text)
    assert [card["text"].rsplit(" · ", 1)[1] for card in await live.cards()] == [text]
    await work(live, "30m")
