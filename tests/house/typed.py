"""Commands as people type them, in a folder and an environment of their own."""

import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.forked import FORKED

HOURGLASS: Final = (sys.executable, "-m", "bot")
ROOT: Final = Path(__file__).parent.parent.parent

_LONGEST_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it wrote."""

    code: int | None
    out: str
    err: str


def environment(folder: Path, given: Mapping[str, str]) -> dict[str, str]:
    """What a new shell has: our own settings alone, and Hourglass to be found from any folder."""
    shell = os.environ  # noqa: TID251 - what a new shell begins with
    kept = {name: shell[name] for name in ("PATH", "HOME", "LANG") if name in shell}
    return {**kept, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder), **given}


def hourglass(folder: Path, *arguments: str, **given: str) -> Ended:
    """Type a command in *folder* and wait for its end; its process has loaded the program already."""
    with tempfile.TemporaryDirectory() as place:
        written = Path(place, "out"), Path(place, "err")
        typed = FORKED.Process(target=_type, args=(folder, arguments, environment(folder, given), written))
        typed.start()
        typed.join(_LONGEST_SECONDS)
        typed.kill()
        typed.join()
        out, err = (each.read_text(encoding="utf-8") for each in written)
        return Ended(typed.exitcode, out, err)


def _type(
    folder: Path, arguments: tuple[str, ...], shell: dict[str, str], written: tuple[Path, Path]
) -> None:
    """Do what a new interpreter does, which has loaded all there is."""
    for number, file in enumerate(written, start=1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), number)
    sys.stdout, sys.stderr = (open(number, "w", encoding="utf-8") for number in (1, 2))  # noqa: PTH123, SIM115
    os.environ.clear()  # noqa: TID251 - a shell of its own
    os.environ.update(shell)  # noqa: TID251 - as above
    tempfile.tempdir = None
    os.chdir(folder)
    sys.argv = ["hourglass", *arguments]
    runpy.run_module("bot", run_name="__main__")


def hourglass_anew(folder: Path, *arguments: str, **given: str) -> Ended:
    """Type a command in *folder* and wait for its end, as any shell does it."""
    done = subprocess.run(
        [*HOURGLASS, *arguments],
        cwd=folder,
        env=environment(folder, given),
        capture_output=True,
        text=True,
        timeout=_LONGEST_SECONDS,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)
