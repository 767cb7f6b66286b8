"""What `hourglass` says of itself, and of what is typed wrongly."""

from pathlib import Path

import pytest

from bot.command_line.catalogue import CATALOGUE, ENTRIES
from tests.house.terminals import in_terminal
from tests.house.typed import hourglass, hourglass_anew


def test_the_help_groups_commands_by_what_people_want_one_line_each(tmp_path: Path) -> None:
    said = hourglass(tmp_path, "--help", COLUMNS="80")
    lines = said.out.splitlines()
    assert (said.code, said.err) == (0, "")
    assert [line for line in lines if line in CATALOGUE] == [*CATALOGUE]
    for entry in ENTRIES:
        assert [line.split() for line in lines].count([*entry.typed.split(), *entry.said.split()]) == 1
    assert "  hourglass sandbox --open" in said.out
    assert max(map(len, lines)) <= 80


def test_alone_the_program_and_its_groups_explain_themselves(tmp_path: Path) -> None:
    alone, group = hourglass(tmp_path), hourglass(tmp_path, "plan")
    assert (alone.code, alone.out) == (0, hourglass(tmp_path, "--help").out)
    assert group.code == 0
    for word in ("plan show", "plan simulate", "plan check", "plan diff", "--help` says more"):
        assert word in group.out


@pytest.mark.parametrize("typed", [entry.typed for entry in ENTRIES])
def test_every_command_has_a_page_that_fits(tmp_path: Path, typed: str) -> None:
    said = hourglass(tmp_path, *typed.split(), "--help", COLUMNS="80")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"Usage: hourglass {typed} ")
    assert "-h, --help" in said.out
    assert max(map(len, said.out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("sandbocks", "Did you mean 'sandbox'? `hourglass --help`"),
        ("simulate", "Did you mean 'plan simulate'?"),
        ("lunch", "No such command 'lunch'. `hourglass --help`"),
        ("plan chek", "Did you mean 'check'? `hourglass plan --help`"),
        ("sandbox --prot 3", "--port"),
        ("sandbox --port many", "--port"),
        ("sandbox --world /nowhere.toml", "does not exist"),
        ("backup", "Missing argument"),
        ("export --client acme", "Missing option '--out'"),
    ],
)
def test_what_is_typed_wrongly_is_one_line_with_what_is_meant(tmp_path: Path, typed: str, words: str) -> None:
    ended = hourglass(tmp_path, *typed.split())
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
    assert words in ended.err
    assert "--help` says how it is typed" in ended.err


@pytest.mark.parametrize(
    ("given", "is_coloured"),
    [
        pytest.param({"TERM": "xterm-256color"}, True, id="a terminal with colours"),
        pytest.param({"TERM": "xterm-256color", "NO_COLOR": "1"}, False, id="NO_COLOR"),
        pytest.param({"TERM": "dumb"}, False, id="a terminal without"),
    ],
)
def test_colours_come_on_terminals_that_have_them(
    tmp_path: Path, given: dict[str, str], *, is_coloured: bool
) -> None:
    for arguments in (["--help"], ["sandbocks"]):
        assert ("\x1b[" in in_terminal(tmp_path, *arguments, **given)) is is_coloured
    assert "\x1b[" not in hourglass(tmp_path, "--help", **given).out


def test_a_terminal_that_lacks_a_sign_is_written_to_all_the_same(tmp_path: Path) -> None:
    ended = hourglass_anew(tmp_path, "doctor", PYTHONIOENCODING="ascii")
    assert (ended.code, "Traceback" in ended.err) == (1, False)
    assert "SLACK_BOT_TOKEN is not set" in ended.out
