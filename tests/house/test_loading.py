"""What a command loads: a desk at work carries neither the local Slack nor the other commands.

What is imported is most of a start's time and of the memory at rest.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.test_command_line import environment, hourglass

LOADED = "import sys, bot.command_line.{}; print(*sys.modules)"
KNOWN = """
import sys
from bot.services.plans import plan_files
for plan in plan_files(None).values():
    (plan.version, plan.name, plan.language, plan.time_zone, plan.addon_labels)
print(*sys.modules)
"""
UNNEEDED = {
    "the local Slack": ["bot.sandbox", "yaml"],
    "what prints, which a process of its own loads": ["bot.printing", "fpdf", "PIL"],
    "other commands": ["bot.services.doctor", "matplotlib", "playwright"],
    "colours and tables, which doctor draws": ["rich", "pygments", "structlog"],
    "statements and bills, which a month's end or a command asks for": [
        *("bot.domain.statements", "bot.domain.invoices", "bot.services.statements", "bot.services.billing"),
        *("storage.billings", "storage.exports", "handlers.statements"),
    ],
    "PostgreSQL, where the memory is SQLite": ["storage.postgresql", "asyncpg"],
    "what plans promise, where no ticket goes by one": [
        *("bot.domain.plan_reading", "bot.domain.plan_text", "bot.domain.calendar", "holidays"),
    ],
    "what hours come to, which nobody asks for": [
        *("bot.services.allowance", "bot.views.hours", "bot.domain.allowance", "bot.domain.ledger"),
        *("bot.views.hours_picture", "bot.services.timekeeping", "handlers.resolving"),
    ],
    "what files are made of, where none is sent": ["bot.domain.documents", "bot.printing"],
    "finding by words, where nothing was said yet": [
        *("handlers.searching", "bot.services.searching", "bot.services.wording", "bot.services.alike"),
        *("storage.words", "bot.domain.sought", "bot.domain.ticket_words"),
    ],
    "Socket Mode, where Slack comes by HTTP": ["handlers.socket", "handlers.link", "slack_sdk.socket_mode"],
}


@pytest.mark.parametrize("module", ["program", "run"])
def test_a_desk_at_work_carries_nothing_that_it_does_not_need(tmp_path: Path, module: str) -> None:
    loaded = modules_after(tmp_path, LOADED.format(module))
    assert f"bot.command_line.{module}" in loaded
    assert {name: why for why, names in UNNEEDED.items() for name in names if name in loaded} == {}


def test_what_every_start_asks_of_plans_is_known_without_reading_them(tmp_path: Path) -> None:
    loaded = modules_after(tmp_path, KNOWN)
    assert "bot.domain.plans" in loaded
    assert not loaded & {"bot.domain.plan_reading", "bot.domain.calendar", "holidays"}


def modules_after(folder: Path, program: str) -> set[str]:
    """The modules that are loaded once *program* has told them."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(folder, {}),
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "command",
    ["sandbox", "run", "doctor", "parked", "clients", "plan", "migrate", "backup", "export", "ledger"],
)
def test_every_command_explains_itself(tmp_path: Path, command: str) -> None:
    said = hourglass(tmp_path, command, "--help")
    assert (said.code, said.err) == (0, "")
    assert f" {command} " in said.out
