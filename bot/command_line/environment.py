"""What the shell gives a command: its environment, and the `.env` file in the folder where it was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import typer
from dotenv import dotenv_values

_FILE: Final = ".env"


@dataclass(frozen=True, slots=True)
class Environment:
    """The environment as it was when the program was started."""

    variables: Mapping[str, str]

    def with_file(self) -> Mapping[str, str]:
        """Return the variables, over what a `.env` file in this folder says."""
        return {name: value for name, value in dotenv_values(_FILE).items() if value} | dict(self.variables)


def environment_of(context: typer.Context) -> Environment:
    """Return the environment that a command was typed in."""
    environment: Environment = context.obj
    return environment
