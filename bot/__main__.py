"""Where the program begins: it hands the environment, which is read here only, to the command line.

Pythons that are too old for the rest must be able to read this file, to say so.
"""

import os
import sys
from importlib import import_module

_OLDEST = (3, 11)
_CTRL_C = 130
"""What shells expect of a program that Ctrl-C ended."""


def main() -> None:
    """Run the command that was typed; the rest is imported by name, once garbage is looked for less often."""
    if sys.version_info[:2] < _OLDEST:
        sys.exit(_too_old())
    try:
        import_module("bot.command_line.garbage").collect_seldom()
        import_module("bot.command_line.entry").run_typed(os.environ)
    except KeyboardInterrupt:  # while it was loading
        sys.exit(_CTRL_C)


def _too_old() -> str:
    """Return what somebody reads whose Python cannot run the rest."""
    mine = ".".join(map(str, sys.version_info[:3]))
    needed = ".".join(map(str, _OLDEST))
    return (
        f"Hourglass needs Python {needed} or later, and {sys.executable} is {mine}: install a newer one, "
        "then `make clean install PYTHON=/path/to/python3` in the folder of Hourglass."
    )


if __name__ == "__main__":
    main()
