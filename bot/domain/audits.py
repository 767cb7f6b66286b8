"""What was done that must be found again: who set for how long text is kept, and what was removed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Deed(StrEnum):
    """What is written down."""

    RETENTION_SET = "retention_set"
    TEXT_REMOVED = "text_removed"


@dataclass(frozen=True, slots=True)
class Audited:
    """One thing that was done."""

    deed: Deed
    at: datetime
    made_by: str
    """A person's id, or Hourglass itself."""
    client: str
    """Its id; empty: it is about all."""
    months: int | None
    """After how many; None: text is kept."""
    tickets: int
    """How many lost their text."""
