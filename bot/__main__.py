"""Where the program begins: it hands the environment, which is read here only, to the command line."""

import os
from importlib import import_module

from bot.command_line.garbage import collect_seldom


def main() -> None:
    """Run the command that was typed; the rest is imported by name, once garbage is looked for less often."""
    collect_seldom()
    import_module("bot.command_line.program").run_program(os.environ)


if __name__ == "__main__":
    main()
