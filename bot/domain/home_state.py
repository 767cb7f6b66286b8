"""What App Home shows to one person: which part of it, which page, and which tickets of all.

Slack keeps no such thing, so it travels in the view itself (`private_metadata`) and comes back with presses.
"""

import json
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Self

from bot.domain.tickets import Severity

ANY: Final = "*"
"""What an option of a filter carries that lets all through: Slack takes no empty one."""


AT_FIRST: Final = 5
"""So many of a part are shown beside the other parts."""
PER_PAGE: Final = 20
"""So many of it where it is shown by itself."""


class HomePart(StrEnum):
    """A part of App Home that can be shown by itself, page by page."""

    ALL = "all"
    """None by itself: the beginning of each."""
    MINE = "mine"
    UNCLAIMED = "unclaimed"
    AT_RISK = "at_risk"
    WAITING = "waiting"
    HOURS = "hours"
    CLIENTS = "clients"


@dataclass(frozen=True, slots=True)
class HomeState:
    """What somebody chose to see."""

    part: HomePart = HomePart.ALL
    page: int = 0
    client: str = ""
    """Its id; empty: all of them."""
    severity: Severity | None = None
    """None: all of them."""

    @property
    def text(self) -> str:
        """All of it, as the view carries it."""
        return json.dumps([self.part, self.page, self.client, self.severity or ""])

    @property
    def is_filtered(self) -> bool:
        """Whether it leaves tickets out."""
        return bool(self.client or self.severity)

    def span(self, count: int) -> tuple[int, int]:
        """Return how many of so many to leave out, and how many to show; of a page beyond, the last."""
        if self.part is HomePart.ALL:
            return 0, AT_FIRST
        last = max(0, (count - 1) // PER_PAGE)
        return min(self.page, last) * PER_PAGE, PER_PAGE

    def of_client(self, picked: str) -> Self:
        """Return the same for one client, or for all where `ANY` was picked, from its first page on."""
        return replace(self, client="" if picked == ANY else picked, page=0)

    def of_severity(self, picked: str) -> Self:
        """Return the same at one severity, or at all where `ANY` was picked, from its first page on."""
        return replace(self, severity=None if picked == ANY else Severity(picked), page=0)

    def turned(self, place: str) -> Self:
        """Return the same with a part, and a page of it, as a button names it (see `place_of`)."""
        part, _, page = place.partition(":")
        return replace(self, part=HomePart(part), page=max(0, int(page)))


def place_of(part: HomePart, page: int = 0) -> str:
    """Return what a button carries that turns to a page of a part."""
    return f"{part}:{page}"


def read_home(text: str) -> HomeState:
    """Return what a view carries; the beginning of all where it carries nothing that we know."""
    try:
        part, page, client, severity = json.loads(text)
        level = Severity(severity) if severity else None
        return HomeState(HomePart(part), max(0, int(page)), str(client), level)
    except (ValueError, TypeError):
        return HomeState()
