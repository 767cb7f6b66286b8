"""Which commands there are, in the order of the help: known without loading any of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Entry:
    """One command: what is typed for it, the module of this package that holds it, and what it is for."""

    typed: str
    """Its words, as in `plan check`."""
    module: str
    said: str
    """A line of at most 57 letters, so that it stands beside its command on a terminal of 80 columns."""

    @property
    def first(self) -> str:
        """Its first word."""
        return self.typed.split()[0]


CATALOGUE: Final[dict[str, Sequence[Entry]]] = {
    "Try it": (Entry("sandbox", "sandbox", "Try everything on this machine, without Slack"),),
    "Run it": (
        Entry("run", "run", "Run the desk in your Slack workspace"),
        Entry("doctor", "doctor", "Check all that it needs, and say how to mend it"),
        Entry("clients apply", "clients", "Declare clients, channels and roles from a file"),
    ),
    "Plans": (
        Entry("plan show", "plan", "Print what a plan promises, as a page for a client"),
        Entry("plan simulate", "plan", "Print every deadline of a ticket that nobody answers"),
        Entry("plan check", "plan", "List every problem of a plan's file"),
        Entry("plan diff", "plan", "Print what changes from one plan to another"),
    ),
    "Hours and reports": (
        Entry("ledger check", "ledger", "Work out all hours again, and compare"),
        Entry("metrics import", "metrics", "Take uptime, savings and the like from a CSV file"),
        Entry("export", "export", "Write all there is of a client, as JSON and CSV"),
    ),
    "Care": (
        Entry("backup", "database", "Copy the database while Hourglass runs (SQLite)"),
        Entry("parked", "database", "List what failed for good; try it again or give it up"),
        Entry("migrate", "database", "Bring the database up to date"),
    ),
}

ENTRIES: Final = tuple(entry for entries in CATALOGUE.values() for entry in entries)
MODULES: Final = {entry.first: entry.module for entry in ENTRIES}
"""The module of each first word."""
EXAMPLES: Final = (
    ("hourglass sandbox --open", "opens the page in your browser"),
    ("hourglass plan show matai-growth", "what one of the plans that ship promises"),
    ("hourglass doctor", "after you have filled in .env"),
)
