"""The local Slack is not tailored to Hourglass: a small unrelated Bolt app for Python works on it."""

import sys
from pathlib import Path

import pytest

from tests.sandbox.lunch import Way, a_day_in_the_kitchen, kitchen

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("way", ["http", "socket"])
async def test_an_unrelated_bolt_python_app_works(way: Way) -> None:
    command = [sys.executable, "-m", "tests.sandbox.lunch_app"]
    async with kitchen(command, ROOT, way) as here:
        await a_day_in_the_kitchen(here)
