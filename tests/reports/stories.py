"""Four hundred stories of tickets, by chance from a seed: what happened, and when we heard of it.

Whatever happens does so at a whole minute, no two things of a ticket at the same one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from operator import attrgetter, itemgetter
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from tests.reports.facts import COMPANIES, ENDS_AT, SEVERITIES, Company

SEED: Final = 7
_MINUTE: Final = timedelta(minutes=1)
_MOST: Final = 24


class What(StrEnum):
    """What can happen to a ticket."""

    REPLY = "reply"
    ASK = "ask"
    THANKS = "thanks"
    NOTE = "note"
    CLAIM = "claim"
    CHOSEN = "chosen"
    """The client's own first choice of severity."""
    SEVERITY = "severity"
    KIND = "kind"
    WAIT_CLIENT = "wait_client"
    WAIT_THIRD = "wait_third"
    RESUME = "resume"
    RESOLVE = "resolve"
    SILENCE = "silence"
    """Hourglass resolves what the client has not answered."""
    STILL_BROKEN = "still_broken"
    REOPEN = "reopen"
    """By staff."""
    DISMISS = "dismiss"
    RESTORE = "restore"
    MERGE = "merge"


class Stand(StrEnum):
    """Where a ticket stands, as far as stories go."""

    OPEN = "open"
    CLIENT = "client"
    THIRD = "third"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to a ticket."""

    at: datetime
    what: What
    heard_at: datetime
    value: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """A ticket's life."""

    number: int
    company: Company
    opened_at: datetime
    severity: str
    happenings: tuple[Happening, ...]
    """By when they happened."""

    def known_at(self, now: datetime) -> "Story":
        """Return as much of it as was heard before a moment."""
        return replace(self, happenings=tuple(each for each in self.happenings if each.heard_at < now))


_LEADS: Final[Mapping[What, Stand]] = {
    What.WAIT_CLIENT: Stand.CLIENT,
    What.WAIT_THIRD: Stand.THIRD,
    What.RESUME: Stand.OPEN,
    What.RESOLVE: Stand.RESOLVED,
    What.SILENCE: Stand.RESOLVED,
    What.STILL_BROKEN: Stand.OPEN,
    What.REOPEN: Stand.OPEN,
    What.DISMISS: Stand.DISMISSED,
    What.RESTORE: Stand.OPEN,
    What.MERGE: Stand.MERGED,
}


def stands_after(stand: Stand, before_dismissal: Stand, what: What) -> Stand:
    """Return where a ticket stands after something; the client's question ends a wait and a resolution."""
    if what is What.ASK:
        return Stand.OPEN if stand in {Stand.CLIENT, Stand.RESOLVED} else stand
    return before_dismissal if what is What.RESTORE else _LEADS.get(what, stand)


_NEXT: Final[Mapping[Stand, Mapping[What | None, float]]] = {
    Stand.OPEN: {
        What.REPLY: 34,
        What.ASK: 12,
        What.THANKS: 3,
        What.NOTE: 2,
        What.CLAIM: 4,
        What.SEVERITY: 7,
        What.KIND: 4,
        What.WAIT_CLIENT: 11,
        What.WAIT_THIRD: 6,
        What.RESOLVE: 22,
        What.DISMISS: 2.5,
        What.MERGE: 3,
        None: 1.5,
    },
    Stand.CLIENT: {
        What.ASK: 46,
        What.RESUME: 10,
        What.REPLY: 6,
        What.THANKS: 5,
        What.SILENCE: 7,
        What.RESOLVE: 12,
        What.SEVERITY: 4,
        What.WAIT_THIRD: 3,
    },
    Stand.THIRD: {
        What.RESUME: 40,
        What.REPLY: 15,
        What.RESOLVE: 20,
        What.ASK: 10,
        What.WAIT_CLIENT: 6,
        What.SEVERITY: 4,
        What.DISMISS: 3,
    },
    Stand.RESOLVED: {
        None: 66,
        What.ASK: 8,
        What.STILL_BROKEN: 8,
        What.REOPEN: 4,
        What.REPLY: 4,
        What.THANKS: 8,
        What.SEVERITY: 2,
    },
    Stand.DISMISSED: {What.RESTORE: 50, What.NOTE: 5, None: 45},
    Stand.MERGED: {None: 1},
}
"""What happens next, how often; None: nothing any more."""
_LATE: Final = frozenset({What.ASK, What.REPLY})
_KINDS: Final = ("incident", "question", "minor_enhancement")
_LONGEST_WAITS: Final = 3
"""So many things, and the client speaks: before the plan would give up on them."""


class _Teller:
    """Tells one story, step by step."""

    def __init__(self, chance: Random, opened_at: datetime, severity: str) -> None:
        self._chance = chance
        self._at = opened_at
        self._severity = severity
        self._stand = self._before = Stand.OPEN
        self._told: list[Happening] = []
        self._in_wait = 0

    def tell(self) -> tuple[Happening, ...]:
        """Return what happened from the opening to the end of the world."""
        if self._chance.random() < 0.3:
            self._at += _MINUTE * self._chance.randint(1, 9)
            self._severity = self._chance.choice(SEVERITIES)
            self._add(What.CHOSEN, self._severity)
        while (what := self._next()) is not None:
            self._at += self._gap()
            self._add(what, self._value(what))
        told = (each for each in self._told if each.at < ENDS_AT)
        return tuple(sorted(told, key=attrgetter("at")))

    def _next(self) -> What | None:
        if self._stand is Stand.CLIENT and self._in_wait == _LONGEST_WAITS:
            return What.ASK
        if len(self._told) >= _MOST and self._stand is not Stand.CLIENT:
            return None
        options = _NEXT[self._stand]
        [what] = self._chance.choices(list(options), list(options.values()))
        claimed = any(each.what is What.CLAIM for each in self._told)
        last = self._told[-1].what if self._told else None
        if (what is What.CLAIM and claimed) or (what is What.MERGE and last is not What.REPLY):
            return What.REPLY
        if what is What.SEVERITY and self._stand is Stand.RESOLVED and last is not What.RESOLVE:
            return What.NOTE  # it may have been closed since
        return what

    def _gap(self) -> timedelta:
        longest = self._chance.choice((20, 90, 300, 600, 1440, 2100, 4 * 1440, 6 * 1440))
        if self._stand is Stand.CLIENT:
            longest = min(longest, 2100)
        return _MINUTE * self._chance.randint(1, longest)

    def _value(self, what: What) -> str:
        if what is What.SEVERITY:
            others = [each for each in SEVERITIES if each != self._severity]
            self._severity = self._chance.choice(others)
            return self._severity
        if what is What.KIND:
            known = {each.value for each in self._told if each.what is What.KIND}
            return self._chance.choice([each for each in _KINDS if each not in known] or ["again"])
        return ""

    def _add(self, what: What, value: str = "") -> None:
        if value == "again":
            what, value = What.NOTE, ""
        heard_at = self._at
        is_late = what in _LATE and self._chance.random() < 0.07
        if is_late:
            heard_at += _MINUTE * self._chance.randint(600, 2400)
        self._told.append(Happening(self._at, what, heard_at, value))
        self._in_wait = self._in_wait + 1 if self._stand is Stand.CLIENT else 0
        if what is What.DISMISS:
            self._before = self._stand
        self._stand = stands_after(self._stand, self._before, what)
        if is_late:
            self._meanwhile(heard_at)

    def _meanwhile(self, heard_at: datetime) -> None:
        """Before we hear of it, staff may reply; all else comes after that."""
        if self._chance.random() < 0.5:
            at = self._at + _MINUTE * self._chance.randint(1, 500)
            self._told.append(Happening(at, What.REPLY, at))
        self._at = heard_at


def stories(seed: int = SEED) -> list[Story]:
    """Return the tickets of the fixed world, by number."""
    chance = Random(seed)  # noqa: S311 - the same world each time
    openings = [(at, each) for each in COMPANIES for at in _openings(chance, each)]
    in_order = sorted(openings, key=itemgetter(0))
    return [_story(chance, number, company, at) for number, (at, company) in enumerate(in_order, 1)]


def _story(chance: Random, number: int, company: Company, at: datetime) -> Story:
    [severity] = chance.choices(SEVERITIES, (2, 4, 5, 2))
    return Story(number, company, at, severity, _Teller(chance, at, severity).tell())


def _openings(chance: Random, company: Company) -> Iterator[datetime]:
    """Yield when a client's tickets are opened, most in the day, some at midnight sharp."""
    zone = ZoneInfo(company.zone)
    for _ in range(company.tickets):
        first, last = chance.choice(company.spells)
        day = first + timedelta(days=chance.randint(0, (last - first).days))
        minute = chance.choice((0, chance.randint(0, 1439), *(chance.randint(480, 1140) for _ in range(5))))
        yield datetime.combine(day, time(minute // 60, minute % 60), zone).astimezone(ENDS_AT.tzinfo)
