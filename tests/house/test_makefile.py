"""`make run` where something is missing: a sentence that says what to do, and a next try that mends it."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("Makefile", "pyproject.toml", "requirements.txt")
PRETENDED = """\
#!/bin/sh
# A Python that does what the Makefile asks of one, but for what a test has it lack.
case "$*" in
    {lacking}) exit 1 ;;
    "-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python && touch .venv/pyvenv.cfg ;;
    --version) echo "Python 3.11.9" ;;
    *"pip --disable"*) echo installed >> pip.log ;;
esac
"""


@dataclass(frozen=True, slots=True)
class Made:
    code: int
    out: str
    err: str


def checkout(folder: Path, *, lacking: str = "nothing") -> Path:
    """A copy of what the Makefile needs, and a Python beside it."""
    for name in NEEDED:
        shutil.copy(ROOT / name, folder)
    python = folder / "pretended"
    python.write_text(PRETENDED.format(lacking=lacking))
    python.chmod(0o755)
    return folder


def make(folder: Path, *arguments: str) -> Made:
    """Type a command, in a shell that no other `make` has started."""
    as_typed = ("env", "-u", "MAKEFLAGS", "-u", "MFLAGS", "-u", "MAKELEVEL", "-u", "WORKERS")
    done = subprocess.run(
        [*as_typed, "make", "--no-print-directory", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Made(done.returncode, done.stdout, done.stderr)


def test_the_help_is_five_lines_and_begins_with_what_to_try() -> None:
    said = make(ROOT, "help")
    assert said.code == 0
    assert len(said.out.splitlines()) == 5
    assert said.out.startswith("make run ")


@pytest.mark.parametrize(
    ("lacking", "words"),
    [
        pytest.param("*version_info*", "needs Python 3.11 or later", id="a Python that is too old"),
        pytest.param("*ensurepip*", "python3-venv", id="no package for virtual environments"),
        pytest.param('"-m venv"*', "may write to this folder", id="a folder that cannot be written to"),
        pytest.param('*"pip --disable"*', "reaches its package index", id="no network"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(tmp_path: Path, lacking: str, words: str) -> None:
    folder = checkout(tmp_path, lacking=lacking)
    made = make(folder, "install", "PYTHON=./pretended")
    said = [line for line in made.err.splitlines() if not line.startswith("make: ***")]
    assert made.code == 2
    assert len(said) == 1
    assert words in said[0]
    assert not (folder / ".venv" / ".installed-run").exists()


def test_what_could_not_be_installed_is_installed_by_the_next_try(tmp_path: Path) -> None:
    assert make(checkout(tmp_path, lacking='*"pip --disable"*'), "install", "PYTHON=./pretended").code == 2
    shutil.copy(checkout(tmp_path) / "pretended", tmp_path / ".venv" / "bin" / "python")
    assert make(tmp_path, "install", "PYTHON=./pretended").code == 0
    assert (tmp_path / ".venv" / ".installed-run").exists()


@pytest.mark.parametrize(
    "python",
    [
        pytest.param(None, id="its Python is not there yet"),
        pytest.param("/nowhere/python3.11", id="its Python has gone since"),
        pytest.param("/bin/false", id="it has no pip"),
    ],
)
def test_an_unfinished_virtual_environment_is_made_anew(tmp_path: Path, python: str | None) -> None:
    folder = checkout(tmp_path)
    (folder / ".venv" / "bin").mkdir(parents=True)
    for name in ("pyvenv.cfg", ".installed-run"):
        (folder / ".venv" / name).touch()
    if python is not None:
        (folder / ".venv" / "bin" / "python").symlink_to(python)
    assert make(folder, "install", "PYTHON=./pretended").code == 0
    assert (folder / "pip.log").read_text().splitlines() == ["installed", "installed"]
    assert "Installing" not in make(folder, "install", "PYTHON=./pretended").out, "and that once"


def test_a_finished_one_is_left_alone(tmp_path: Path) -> None:
    folder = checkout(tmp_path)
    assert make(folder, "install", "PYTHON=./pretended").code == 0
    (folder / "pip.log").unlink()
    again = make(folder, "install", f"PYTHON={sys.executable}")
    assert (again.code, again.err) == (0, "")
    assert not (folder / "pip.log").exists()
