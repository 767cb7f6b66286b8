"""A desk with three modes of intake: Acme `auto`, Banco Litoral `ask`, Globex `manual` and in Spanish."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.shipped import demo_clients
from tests.bot.on_call import MONDAY
from tests.live import Live, demo, desk, slack

_MODES = {
    '[{ channel = "#banco-litoral" }]': '[{ channel = "#banco-litoral", intake = "ask", join_minutes = 0 }]',
    '[{ channel = "#globex" }]': '[{ channel = "#globex", intake = "manual" }]',
    'time_zone = "Europe/Berlin"\nlanguage = "en"': 'time_zone = "Europe/Berlin"\nlanguage = "es"',
}


@pytest.fixture
async def modes(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    """Hourglass at work in the demo world, with another intake mode in each client's channel."""
    declared = demo_clients()
    for as_shipped, changed in _MODES.items():
        assert as_shipped in declared
        declared = declared.replace(as_shipped, changed)
    (tmp_path / "clients.toml").write_text(declared, encoding="utf-8")
    async with slack() as sandbox, desk(sandbox, database_url, tmp_path / "clients.toml") as live:
        yield live


@pytest.fixture
async def asking(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    """Hourglass at work in the demo world, asking in Banco Litoral's channel before it opens a ticket."""
    declared = demo_clients().replace('"#banco-litoral" }', '"#banco-litoral", intake = "ask" }')
    (tmp_path / "clients.toml").write_text(declared, encoding="utf-8")
    async with slack() as sandbox, desk(sandbox, database_url, tmp_path / "clients.toml") as live:
        yield live


@pytest.fixture
async def december(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    """The demo world on a Monday in December, an hour after the hand-over: Sam has L1's turn, Kim L2's."""
    async with demo(database_url, tmp_path, starts_at=MONDAY) as running:
        yield running
