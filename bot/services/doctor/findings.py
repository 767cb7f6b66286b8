"""What a check has found, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"
    """Hourglass runs, but somebody should have a look."""
    PROBLEM = "problem"
    """Hourglass does not do its work until this is mended."""
    SKIPPED = "skipped"
    """It could not be looked at, because of something else that is wrong."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's report."""

    about: str
    outcome: Outcome
    said: str
    remedy: str = ""
    """What to do; empty where all is well."""


def counted(many: int, what: str) -> str:
    """Return how many there are of something, as in `1 client` and `2 clients`."""
    return f"{many} {what}" if many == 1 else f"{many} {what}s"


def well(about: str, said: str) -> Finding:
    """Return that all is well."""
    return Finding(about, Outcome.OK, said)


def warning(about: str, said: str, remedy: str) -> Finding:
    """Return that somebody should have a look."""
    return Finding(about, Outcome.WARNING, said, remedy)


def problem(about: str, said: str, remedy: str) -> Finding:
    """Return that something keeps Hourglass from its work."""
    return Finding(about, Outcome.PROBLEM, said, remedy)


def skipped(about: str, because: str) -> Finding:
    """Return that something could not be looked at."""
    return Finding(about, Outcome.SKIPPED, f"not looked at, because {because}")
