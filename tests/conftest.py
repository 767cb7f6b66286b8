"""What every test may ask for."""

import gc
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bot.command_line.garbage import collect_seldom
from bot.logs import LogFormat, LogLevel, log_to_stderr
from tests.databases import (
    database,
    database_url,
    fresh_url,
    kinds_for,
    lazy_postgresql,
    migrated_sqlite,
)
from tests.live import Live, demo

__all__ = ["database", "database_url", "fresh_url", "lazy_postgresql", "live", "migrated_sqlite", "starts_at"]


settings.register_profile("busy machines", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy machines")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let whoever doubts the mark `on_sqlite` run all on both databases."""
    parser.addoption("--both-databases", action="store_true", help="run what is marked on_sqlite on both")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what uses a database once on each kind that it learns something from."""
    if "database_url" in metafunc.fixturenames:
        metafunc.parametrize("database_url", kinds_for(metafunc), indirect=True)


def pytest_collection_finish() -> None:
    """Spare the collector what stays to the end, modules and thousands of tests, and let it look seldom."""
    collect_seldom()
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def logs() -> None:
    """Write the log as users see it, so that a test that fails shows what each line was about."""
    log_to_stderr(LogLevel.INFO, LogFormat.CONSOLE)


@pytest.fixture
def starts_at() -> datetime | None:
    """When the demo world begins: now, unless the tests of a file say when."""
    return None


@pytest.fixture
def charts() -> str:
    """The background of charts: none are drawn, unless the tests of a file want them."""
    return "none"


@pytest.fixture
async def live(
    database_url: str, tmp_path: Path, starts_at: datetime | None, charts: str
) -> AsyncIterator[Live]:
    """Hourglass at work in the demo world, once on each database."""
    async with demo(database_url, tmp_path, starts_at=starts_at, charts=charts) as running:
        yield running
