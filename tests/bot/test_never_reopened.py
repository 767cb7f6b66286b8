"""What is said under a plan by which nothing is opened again: no reply is promised to do what it cannot."""

from pathlib import Path
from typing import Final

import pytest

from tests.bot.walks import CARD, CLIENT, at, report, ticket_posts, under
from tests.databases import ON_SQLITE
from tests.live import Live, button_texts, shown

pytestmark = ON_SQLITE

FINAL: Final = ("reopen_days = 7", "reopen_days = 0")
SILENCE: Final = {
    "en": (
        "If you need us after that, write a new message in this channel.",
        (
            "We have not heard from you, so we take ticket #1 as resolved. If you still need us, write a new "
            "message in this channel."
        ),
        "It is closed. If it comes back, write a new message in this channel.",
    ),
    "es": (
        "Si nos necesita después, escriba un mensaje nuevo en este canal.",
        (
            "No hemos recibido respuesta suya, así que damos por resuelto el ticket #1. Si todavía nos "
            "necesita, escriba un mensaje nuevo en este canal."
        ),
        "Está cerrado. Si vuelve a ocurrir, escriba un mensaje nuevo en este canal.",
    ),
    "pt": (
        "Se precisar de nós depois disso, escreva uma nova mensagem neste canal.",
        (
            "Não recebemos a sua resposta, então damos o chamado #1 por resolvido. Se ainda precisar de nós, "
            "escreva uma nova mensagem neste canal."
        ),
        "Está fechado. Se acontecer de novo, escreva uma nova mensagem neste canal.",
    ),
}


async def _forgotten(live: Live) -> None:
    """Ask the client something that they never answer."""
    ts = await report(live, "high")
    await at(live, "23 10:00")
    await live.say("sam", "#acme", "Which queue?", ts)
    await live.command("sam", "/ticket", "wait 1")
    await at(live, "12-04 18:00")


@pytest.mark.parametrize("language", SILENCE)
async def test_where_nothing_is_reopened_no_text_says_so(
    database_url: str, tmp_path: Path, language: str
) -> None:
    spoken = (
        'time_zone = "America/New_York"\nlanguage = "en"',
        f'time_zone = "America/New_York"\nlanguage = "{language}"',
    )
    nudge, end, closed = SILENCE[language]
    async with under(database_url, tmp_path, clients=spoken, matai_growth=FINAL) as live:
        await _forgotten(live)
        told = [post.says for post in await ticket_posts(live) if post.where == CLIENT]
        assert told[-1] == end
        assert [text.endswith(nudge) for text in told[-3:-1]] == [True, True]
        lines = [post.says for post in await ticket_posts(live) if post.where == CARD]
        assert "Hourglass resolved the ticket, since the client did not answer." in lines
        again = await live.say("ana", "#acme", "The report is late")
        await live.command("sam", "/ticket", "resolve 2 Sent it")
        question = (await live.replies("#acme", again))[-1]
        assert closed in shown(question)
        assert button_texts(question) == []
