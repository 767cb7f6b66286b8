"""A real Chromium for the tests of the sandbox's page: found on this machine, never downloaded."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import pytest
from playwright.async_api import Browser, async_playwright

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
_FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def executable() -> str:
    """Where Chromium is; without one the tests are skipped, but not where all of them have to run."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is not None:
        return found
    missing = f"no browser on the PATH: install one of {', '.join(_NAMES)} to test the sandbox's page"
    if os.environ.get("CI"):  # noqa: TID251 - CI says so to every program that it runs
        pytest.fail(missing)
    pytest.skip(missing)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser without a window."""
    where = executable()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=where, args=_FLAGS)
        try:
            yield browser
        finally:
            await browser.close()
