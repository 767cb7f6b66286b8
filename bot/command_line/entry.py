"""Where what was typed begins: `run` goes to work at once, all else is for the program of commands.

A desk at work has no use for what reads command lines: 40 ms of its start, and 1.4 MB of its memory at rest.
"""

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Final

from bot.command_line.environment import Environment
from bot.command_line.mended import refused
from bot.command_line.output import write_whatever_the_encoding
from bot.command_line.refused import AS_JSON

_RUN: Final = ["run"]
_AT_WORK: Final = "bot.command_line.at_work"
_PROGRAM: Final = "bot.command_line.program"


def run_typed(variables: Mapping[str, str]) -> None:
    """Run what was typed, in the environment of *variables*.

    What people can mend is one sentence on stderr, or JSON on stdout after `--json`, and exit code 1; 2 where
    it was typed wrongly, 130 after Ctrl-C.
    """
    environment = Environment(dict(variables))
    write_whatever_the_encoding()
    try:
        code = _done(environment)
    except Exception as error:
        told = refused(error)
        if told is None:
            raise
    else:
        sys.exit(code)
    if AS_JSON in sys.argv:
        told.say_as_json()
    else:
        told.say(colours=environment.colours)
    sys.exit(told.code)


def _done(environment: Environment) -> int | None:
    """Do it, and return the code to exit with."""
    if sys.argv[1:] == _RUN:
        import_module(_AT_WORK).work(environment)
        return None
    code: int | None = import_module(_PROGRAM).run_program(environment)
    return code
