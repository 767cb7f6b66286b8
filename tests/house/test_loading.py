"""What a command loads: a desk at work carries neither the local Slack nor the other commands."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.test_command_line import environment, hourglass

LOADED = "import sys, bot.command_line.{}; print(*sys.modules)"


@pytest.mark.parametrize("module", ["program", "run"])
def test_a_desk_at_work_carries_no_local_slack_and_no_doctor(tmp_path: Path, module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(module)],
        env=environment(tmp_path, {}),
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = done.stdout.split()
    assert f"bot.command_line.{module}" in loaded
    for unneeded in ("bot.sandbox", "bot.services.doctor", "yaml", "matplotlib", "playwright"):
        assert unneeded not in loaded


@pytest.mark.parametrize("command", ["sandbox", "run", "doctor", "parked", "clients", "migrate", "backup"])
def test_every_command_explains_itself(tmp_path: Path, command: str) -> None:
    said = hourglass(tmp_path, command, "--help")
    assert (said.code, said.err) == (0, "")
    assert f" {command} " in said.out
