"""What a command loads: a desk at work carries neither the local Slack nor the other commands.

What is imported is most of a start's time and of the memory at rest.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.test_command_line import environment, hourglass

LOADED = "import sys, bot.command_line.{}; print(*sys.modules)"
UNNEEDED = {
    "the local Slack": ["bot.sandbox", "yaml"],
    "other commands": ["bot.services.doctor", "matplotlib", "playwright"],
    "colours and tables, which doctor draws": ["rich", "pygments", "structlog"],
    "PostgreSQL, where the memory is SQLite": ["storage.postgresql", "asyncpg"],
    "Socket Mode, where Slack comes by HTTP": ["handlers.socket", "handlers.link", "slack_sdk.socket_mode"],
}


@pytest.mark.parametrize("module", ["program", "run"])
def test_a_desk_at_work_carries_nothing_that_it_does_not_need(tmp_path: Path, module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(module)],
        env=environment(tmp_path, {}),
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = done.stdout.split()
    assert f"bot.command_line.{module}" in loaded
    assert {name: why for why, names in UNNEEDED.items() for name in names if name in loaded} == {}


@pytest.mark.parametrize(
    "command", ["sandbox", "run", "doctor", "parked", "clients", "plan", "migrate", "backup"]
)
def test_every_command_explains_itself(tmp_path: Path, command: str) -> None:
    said = hourglass(tmp_path, command, "--help")
    assert (said.code, said.err) == (0, "")
    assert f" {command} " in said.out
