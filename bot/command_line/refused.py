"""How a command says that it cannot: a sentence on stderr, or JSON on stdout to who asked for that.

A command is asked for JSON by its option `--json`. What is refused is then `{"error": {...}}`, where its
result would be, and the exit code is what it is for people.
"""

from typing import Final, NamedTuple

from bot.command_line.output import say_json, warn

AS_JSON: Final = "--json"


class Refused(NamedTuple):
    """What keeps a command from its work."""

    kind: str
    """As programs tell refusals apart."""
    message: str
    code: int = 1
    """The exit code; 2 for what was typed wrongly."""
    problems: tuple[dict[str, object], ...] | None = None
    """What is wrong with a file, one by one; None where it is no file's fault."""

    def say(self, *, colours: bool | None) -> None:
        """Write it for people, in red where there are *colours*; None: on terminals."""
        warn(self.message, colour="red", colours=colours)

    def say_as_json(self) -> None:
        """Write it for programs."""
        told: dict[str, object] = {"kind": self.kind, "message": self.message}
        if self.problems is not None:
            told["problems"] = self.problems
        say_json({"error": told})
