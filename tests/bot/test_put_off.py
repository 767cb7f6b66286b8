"""What a client reads whose first answer will come later than they were told."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from tests.bot.walks import STARTS_AT, at, report, under
from tests.live import Live, demo


@pytest.fixture
async def live(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    """The demo world on a Friday, shortly before the plan of Acme closes, and a bot at work in it."""
    async with demo(database_url, tmp_path, starts_at=STARTS_AT) as live:
        yield live


LATER: Final = {
    "en": "We had said that we would answer ticket #1 by Mon, Nov 23, 2026, 12:30. "
    "We now expect to answer it by Wed, Nov 25, 2026, 14:30.",
    "es": "Habíamos dicho que responderíamos al ticket #1 a más tardar el lun, 23 nov 2026, 12:30. "
    "Ahora esperamos responder antes del mié, 25 nov 2026, 14:30.",
    "pt": "Havíamos dito que responderíamos ao chamado #1 até seg., 23 de nov. de 2026, 12:30. "
    "Agora esperamos responder até qua., 25 de nov. de 2026, 14:30.",
}


@pytest.mark.parametrize("language", LATER)
async def test_a_lower_severity_says_when_we_answer_now(
    database_url: str, tmp_path: Path, language: str
) -> None:
    spoken = (
        'time_zone = "America/New_York"\nlanguage = "en"',
        f'time_zone = "America/New_York"\nlanguage = "{language}"',
    )
    async with under(database_url, tmp_path, clients=spoken) as live:
        ts = await report(live, "critical")
        await live.command("sam", "/ticket", "severity 1 high")
        assert (await live.texts("#acme", ts))[-1] == LATER[language]


async def test_another_plan_says_so_too_and_the_way_back_says_nothing(live: Live) -> None:
    """Four hours of any day at Ongoing Support, from Friday 17:30 on; 24 of its own hours at Matai Growth."""
    ts = await report(live, "high")
    before = await live.texts("#acme", ts)
    await live.command("sam", "/ticket", "replan 1 ongoing-support")
    assert (await live.texts("#acme", ts))[1:] == before[1:], "an earlier promise needs no word"
    await live.command("sam", "/ticket", "replan 1 matai-growth")
    assert (await live.texts("#acme", ts))[-1] == (
        "We had said that we would answer ticket #1 by Fri, Nov 20, 2026, 21:30. "
        "We now expect to answer it by Wed, Nov 25, 2026, 14:30."
    )


async def test_where_nothing_is_promised_any_more_that_is_said(database_url: str, tmp_path: Path) -> None:
    silent = ('first_response = "next_planning"', 'first_response = "best_effort"')
    async with under(database_url, tmp_path, matai_growth=silent) as live:
        ts = await report(live, "critical")
        await live.command("sam", "/ticket", "severity 1 low")
        assert (await live.texts("#acme", ts))[-1].endswith(
            "There is no fixed time for it any more; we will answer as soon as we can."
        )


async def test_where_the_plan_tells_clients_nothing_of_it_there_is_no_line(
    database_url: str, tmp_path: Path
) -> None:
    silent = ('language = "en"', 'language = "en"\ntells_client_of_breach = false')
    async with under(database_url, tmp_path, matai_growth=silent) as live:
        ts = await report(live, "critical")
        await live.command("sam", "/ticket", "severity 1 high")
        assert (await live.texts("#acme", ts))[-1] == "Ticket #1 is now *High* (it was *Critical*)."


@pytest.mark.parametrize("over", ["answered", "late already", "chosen by the client"])
async def test_what_is_over_or_the_clients_own_choice_needs_no_word(live: Live, over: str) -> None:
    ts = await report(live, "critical") if over != "chosen by the client" else ""
    if over == "answered":
        await live.say("sam", "#acme", "We are looking into it", ts)
    if over == "late already":
        await at(live, "23 13:00")
    if ts:
        await live.command("sam", "/ticket", "severity 1 low")
    else:
        ts = await report(live, "low")
    assert [text for text in await live.texts("#acme", ts) if "We had said" in text] == []
