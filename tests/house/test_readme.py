"""The README says what is so."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

from bot.domain.clients_file import read_clients_file
from tests.transcript import transcript

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


async def test_the_transcript_is_what_the_program_says(tmp_path: Path) -> None:
    written = re.search(r"<!-- transcript -->\n```text\n(.*?)\n```", README, re.DOTALL)
    assert written is not None
    assert written[1] == await transcript(tmp_path)


def test_the_clients_file_in_the_readme_can_be_used() -> None:
    [example] = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    assert tomllib.loads(example)["clients"]
    assert [client.id for client in read_clients_file(example, "README.md").clients] == ["acme"]


def test_every_shipped_plan_is_named() -> None:
    plans = [each.name.removesuffix(".toml") for each in (files("bot") / "plans").iterdir()]
    assert all(f"`{plan}`" in README for plan in plans if not plan.startswith("_"))
