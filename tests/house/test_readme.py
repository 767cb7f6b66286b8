"""The README and the handbook say what is so."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Final

import pytest

from bot.domain.clients_file import read_clients_file
from tests.transcript import transcript

ROOT: Final = Path(__file__).parents[2]
README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
HANDBOOK: Final = ROOT / "bot" / "handbook"
PAGES: Final = [ROOT / "README.md", *sorted(HANDBOOK.iterdir())]


async def test_the_transcript_is_what_the_program_says(tmp_path: Path) -> None:
    page = (HANDBOOK / "transcript.md").read_text(encoding="utf-8")
    written = re.search(r"<!-- transcript -->\n```text\n(.*?)\n```", page, re.DOTALL)
    assert written is not None
    assert written[1] == await transcript(tmp_path)


def test_the_clients_file_in_the_readme_can_be_used() -> None:
    [example] = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    assert tomllib.loads(example)["clients"]
    assert [client.id for client in read_clients_file(example, "README.md").clients] == ["acme"]


def test_every_shipped_plan_is_named() -> None:
    plans = [each.name.removesuffix(".toml") for each in (files("bot") / "plans").iterdir()]
    assert all(f"`{plan}`" in README for plan in plans if not plan.startswith("_"))


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_what_is_linked_is_there(page: Path) -> None:
    linked = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    assert [each for each in linked if "://" not in each and not (page.parent / each).exists()] == []


def test_every_page_of_the_handbook_is_named() -> None:
    assert [each.name for each in HANDBOOK.iterdir() if f"bot/handbook/{each.name}" not in README] == []


def test_the_readme_names_each_command_of_the_manifest() -> None:
    manifest = (ROOT / "manifest.yml").read_text(encoding="utf-8")
    commands = re.findall(r"command: (/\w+)", manifest)
    assert commands
    assert [each for each in commands if f"`{each}" not in README] == []
