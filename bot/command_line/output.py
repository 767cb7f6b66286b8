"""What commands write: results to stdout, all else to stderr."""

import io
import json
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import TextIO


def write_whatever_the_encoding() -> None:
    """Let what a terminal's encoding has no sign for be written as its number, not end the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(*lines: str) -> None:
    """Write a command's result, a line each."""
    for line in lines:
        _write(sys.stdout, line)


def say_json(value: object) -> None:
    """Write a command's result for a program."""
    say(json.dumps(value, indent=2, ensure_ascii=False))


def warn(line: str, *, colour: str | None = None, colours: bool | None = None) -> None:
    """Write a line that is no result, in *colour* where there are *colours*; None: as commands do."""
    if colour is None:
        _write(sys.stderr, line)
    else:
        import_module("typer").secho(line, err=True, fg=colour, color=colours)


def warn_all(lines: Iterable[str]) -> None:
    """Write what needs a look, in yellow."""
    for line in lines:
        warn(line, colour="yellow")


def _write(stream: TextIO, line: str) -> None:
    stream.write(f"{line}\n")
    stream.flush()
