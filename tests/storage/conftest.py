"""What the storage tests may ask for."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.storage.groups import Desk, opened


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """An engine whose transactions share commits, and somebody who looks on; whoever hangs fails."""
    async with asyncio.timeout(60), opened(tmp_path) as fresh:
        yield fresh
