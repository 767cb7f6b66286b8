"""Digests asked for in a mention: of which time, and of which client."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.databases import ON_SQLITE
from tests.live import Live, demo

DASH = "\N{EN DASH}"
OTHERS = "The people of a client read this channel, and would read of others."


@pytest.fixture
async def live(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    async with demo(database_url, tmp_path, starts_at=datetime(2026, 11, 23, 15, 0, tzinfo=UTC)) as live:
        yield live


async def asked(live: Live, user: str, channel: str, text: str) -> str:
    """The first line of the answer in the thread of a mention; empty: there is none."""
    ts = await live.say(user, channel, f"@Hourglass {text}")
    return next((text.splitlines()[0] for text in await live.texts(channel, ts)), "")


@ON_SQLITE
async def test_a_clients_people_name_the_time_in_words(live: Live) -> None:
    october = f"*Seu mês de suporte, 1 {DASH} 31 de out. de 2026*"
    for text in ("digest outubro", "resumo de 10/2026"):
        assert await asked(live, "rui", "#banco-litoral", text) == october, text
    assert f"1 {DASH} 30 de nov." in await asked(live, "rui", "#banco-litoral", "resumo deste mês")
    assert f"Nov 23 {DASH} 29" in await asked(live, "ana", "#acme", "digest this week")
    assert f"Nov 17 {DASH} 23" in await asked(live, "ana", "#acme", "digest of the last 7 days")
    assert await asked(live, "rui", "#banco-litoral", "resumo 2027-05") == (
        "Esse período ainda não chegou. Tente `resumo deste mês` ou um mês que já terminou."
    )
    assert "no such time" in await asked(live, "ana", "#acme", "digest last 400 days")
    assert await live.cards() == []


@ON_SQLITE
async def test_a_client_may_be_named_where_its_digest_may_be_read(live: Live) -> None:
    assert "Your week in support" in await asked(live, "ana", "#acme", "digest of Acme, please")
    assert "Your month in support" in await asked(live, "sam", "#acme", "digest acme last month")
    assert "Digest of Acme Orders" in await asked(live, "max", "#triage", "digest acme")
    assert "Oct 1" in await asked(live, "max", "#triage", "digest Banco Litoral October")
    assert "Digest of all clients" in await asked(live, "max", "#triage", "digest all")
    assert await live.cards() == []


@ON_SQLITE
async def test_who_names_a_client_elsewhere_is_told_alone_why_not(live: Live) -> None:
    assert await asked(live, "max", "#acme", "digest globex") == ""
    assert (await live.whispers("max"))[-1].startswith(OTHERS)
    assert await asked(live, "max", "#triage", "digest globx") == ""
    assert "Did you mean `globex`?" in (await live.whispers("max"))[-1]
    assert await asked(live, "sam", "#triage", "digest acme") == ""
    assert "cannot get digests" in (await live.whispers("sam"))[-1]
    assert await live.cards() == []


@ON_SQLITE
async def test_clients_who_name_others_learn_nothing_of_them(live: Live) -> None:
    for text in ("digest globex", "digest nobody", "digest all"):
        assert "digest" not in (await asked(live, "ana", "#acme", text)).lower()
    assert len(await live.cards()) == 3, "each is a request like any other, whoever is a client of ours"
