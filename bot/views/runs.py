"""Time that runs while somebody works, as the forms show and carry it that log it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Run:
    """Time that runs for whoever reads a form."""

    began_at: datetime
    """Which run it is: nobody has two at a time."""
    since: str
    """The same by their own clock, in words."""


def carried_run(run: Run | None) -> dict[str, str]:
    """Return what a form carries of the run that it stops."""
    return {"run": run.began_at.isoformat()} if run else {}


def read_run(carried: Mapping[str, Any]) -> datetime | None:
    """Return when the run began that a form stops; None where it stops none."""
    began = str(carried.get("run") or "")
    return datetime.fromisoformat(began) if began else None
