"""Where the program begins: it hands the environment, which is read here only, to the command line."""

import os

from bot.command_line.environment import Environment
from bot.command_line.program import run_program


def main() -> None:
    """Run the command that was typed."""
    run_program(Environment(dict(os.environ)))


if __name__ == "__main__":
    main()
