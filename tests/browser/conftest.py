"""One Chromium for all tests of a worker, and what its pages look at."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser

from bot.sandbox import Sandbox
from tests.browser.chromium import chromium
from tests.live import Live, demo, slack

# A Tuesday, half past nine in London: within the hours of every client.
STARTS_AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def live(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    """Hourglass at work in the demo world, in the browser's loop."""
    async with demo(database_url, tmp_path, starts_at=STARTS_AT) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def alone() -> AsyncIterator[Sandbox]:
    """The local Slack with the demo world and nobody behind the app."""
    async with slack() as sandbox:
        yield sandbox
