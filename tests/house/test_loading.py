"""What a command loads: a desk at work carries neither the local Slack nor the other commands.

What is imported is most of a start's time and of the memory at rest.
"""

import asyncio
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from bot.sandbox import Sandbox
from tests.house.typed import environment, hourglass
from tests.live import demo_clients_file, slack
from tests.ports import free_port

LOADED = "import sys, bot.command_line.{}; print(*sys.modules)"
AT_REST = """
import asyncio, os, sys
from bot.app import running
from bot.clock import SystemClock
from bot.settings import read_settings

async def rest():
    async with running(read_settings(os.environ), SystemClock()) as hourglass:
        await hourglass.idle()
        print(*sys.modules)

asyncio.run(rest())
"""
AFTER_AN_HOUR = AT_REST.replace(
    "from bot.app", "from scheduled.housekeeping import keep_house\nfrom bot.app"
).replace("        print", "        await keep_house(hourglass.desk)\n        print")
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
    "colours and tables, which doctor and help draw": [
        *("rich", "pygments", "structlog", "bot.command_line.help_pages"),
    ],
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
    "pictures and reports, where no digest is sent": [
        *("bot.services.digest_files", "bot.services.reports", "bot.views.report", "bot.views.digest_charts"),
        *("bot.domain.charts", "bot.domain.weeks"),
    ],
    "App Home of staff, which nobody opens": [
        *("bot.services.home_page", "bot.views.home_page", "handlers.home_turning", "bot.domain.home_state"),
    ],
    "finding by words, where nothing was said yet": [
        *("handlers.searching", "bot.services.searching", "bot.services.wording", "bot.services.alike"),
        *("storage.words", "bot.domain.sought", "bot.domain.ticket_words"),
    ],
    "digests, where none is due": [
        *(
            "bot.domain.digests",
            "bot.domain.figures",
            "bot.services.digests",
            "bot.services.digest_schedules",
        ),
        *("scheduled.send_digest", "storage.outcomes", "bot.domain.samples"),
    ],
    "what people ask for, where nobody does": [
        *("handlers.commands", "handlers.tickets", "handlers.modals", "handlers.setup", "handlers.home"),
        *("bot.services.queries", "bot.services.tickets", "bot.views.modals", "bot.views.setup"),
        *("handlers.errors", "bot.views.errors", "handlers.answering"),
    ],
    "what people say, where nobody does": [
        *("handlers.messages", "handlers.channels", "bot.services.together", "bot.services.intake"),
        *("bot.services.heard", "bot.domain.grouping", "bot.domain.courtesy", "bot.services.new_ids"),
    ],
    "what is worded, where nothing is posted": [
        *("bot.services.rendering", "bot.views.notices", "bot.views.cards", "bot.views.scene", "babel"),
    ],
    "what is due on tickets, where there is none": [
        *("bot.watch", "bot.sitting", "bot.reach", "bot.domain.chain", "bot.domain.alarms", "bot.domain.sla"),
    ],
    "who is on call, whom nobody calls": [
        *("bot.services.oncall", "bot.services.reaching", "bot.views.oncall", "bot.views.oncall_check"),
    ],
    "the ledger of hours, which nobody asks for": ["storage.ledger"],
    "Socket Mode, where Slack comes by HTTP": ["handlers.socket", "handlers.link", "slack_sdk.socket_mode"],
}


def test_a_desk_at_work_reads_no_command_line_and_no_file_that_is_not_there(tmp_path: Path) -> None:
    loaded = modules_after(tmp_path, LOADED.format("entry, bot.command_line.at_work"))
    assert "bot.app" in loaded
    assert not loaded & {"typer", "dotenv", "bot.command_line.program", "bot.command_line.catalogue"}


@pytest.mark.parametrize("module", ["program", "run"])
def test_a_desk_at_work_carries_nothing_that_it_does_not_need(tmp_path: Path, module: str) -> None:
    loaded = modules_after(tmp_path, LOADED.format(module))
    assert f"bot.command_line.{module}" in loaded
    assert unneeded_of(loaded) == {}


def test_what_every_start_asks_of_plans_is_known_without_reading_them(tmp_path: Path) -> None:
    loaded = modules_after(tmp_path, KNOWN)
    assert "bot.domain.plans" in loaded
    assert not loaded & {"bot.domain.plan_reading", "bot.domain.calendar", "holidays"}


async def test_a_desk_with_clients_that_came_to_rest_has_loaded_no_more_than_that(tmp_path: Path) -> None:
    """The first start makes the months and digests of clients; the second finds all as it is to be."""
    async with slack() as sandbox:
        given = settings_in(tmp_path, sandbox)
        await asyncio.to_thread(modules_after, tmp_path, AT_REST, given)
        loaded = await asyncio.to_thread(modules_after, tmp_path, AT_REST, given)
    assert "bot.services.inbox" in loaded
    assert unneeded_of(loaded) == {}


async def test_housekeeping_reads_no_plan_that_names_nobody(tmp_path: Path) -> None:
    async with slack() as sandbox:
        given = settings_in(tmp_path, sandbox)
        await asyncio.to_thread(modules_after, tmp_path, AT_REST, given)
        loaded = await asyncio.to_thread(modules_after, tmp_path, AFTER_AN_HOUR, given)
    assert "bot.services.reaching" in loaded
    assert not loaded & {"bot.domain.plan_reading", "bot.domain.calendar", "holidays"}


def settings_in(folder: Path, sandbox: Sandbox) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_API_URL": sandbox.api_url,
        "SLACK_SIGNING_SECRET": sandbox.signing_secret,
        "PORT": str(free_port()),
        "DATABASE_URL": f"sqlite:///{folder}/desk.db",
        "HOURGLASS_CLIENTS": str(demo_clients_file(folder)),
    }


def unneeded_of(loaded: set[str]) -> dict[str, str]:
    """What is among the modules that has no business there, and why."""
    return {name: why for why, names in UNNEEDED.items() for name in names if name in loaded}


def modules_after(folder: Path, program: str, given: Mapping[str, str] = MappingProxyType({})) -> set[str]:
    """The modules that are loaded once *program* has told them."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(folder, given),
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
