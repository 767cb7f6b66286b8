"""What every test may ask for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog

from tests.databases import database, database_url, fresh_url, lazy_postgresql, migrated_sqlite
from tests.live import Live, demo

__all__ = ["database", "database_url", "fresh_url", "lazy_postgresql", "live", "migrated_sqlite"]


@pytest.fixture(scope="session", autouse=True)
def plain_logs() -> None:
    """Log errors without the pictures that structlog draws of them, which take seconds each."""
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.dev.ConsoleRenderer(colors=False)]
    )


@pytest.fixture
async def live(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    """Hourglass at work in the demo world, once on each database."""
    async with demo(database_url, tmp_path) as running:
        yield running
