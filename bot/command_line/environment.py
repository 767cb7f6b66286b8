"""What the shell gives a command: its environment, and the `.env` file in the folder where it was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.command_line.unusable import UnusableFileError

if TYPE_CHECKING:
    import typer

_FILE: Final = ".env"
NO_FILE: Final = f"no {_FILE} file"
FILL_IT_IN: Final = f"copy .env.example to {_FILE} there, and fill it in"


@dataclass(frozen=True, slots=True)
class Environment:
    """The environment as it was when the program was started."""

    variables: Mapping[str, str]

    @property
    def colours(self) -> bool | None:
        """False where somebody wants none (https://no-color.org); None: on terminals."""
        may_be = not self.variables.get("NO_COLOR") and self.variables.get("TERM") != "dumb"
        return None if may_be else False

    def with_file(self) -> Mapping[str, str]:
        """Return the variables, over what a `.env` file in this folder says."""
        if not has_file():
            return self.variables
        try:
            said: Mapping[str, str | None] = import_module("dotenv").dotenv_values(_FILE)
        except UnicodeDecodeError:
            raise UnusableFileError(f"{_FILE} is not in UTF-8. Save it so, then try again.") from None
        return {name: value for name, value in said.items() if value} | dict(self.variables)


def has_file() -> bool:
    """Whether there is a `.env` file in this folder."""
    return Path(_FILE).is_file()


def environment_of(context: "typer.Context") -> Environment:
    """Return the environment that a command was typed in."""
    environment: Environment = context.obj
    return environment
