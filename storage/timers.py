"""Moments that people will notice, each under a key that names it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.instants import micros
from bot.domain.notices import Timer
from storage.codec import Shape, columns, mapping, moment, to_json, value_or_none, values
from storage.stamps import Stamps
from storage.statements import Connection, Statements

_TIMER = Shape(Timer)


@dataclass(frozen=True, slots=True)
class Due:
    """Timers that are due: their keys, the earliest first, and whose changes are to wait for them."""

    keys: Sequence[str]
    tickets: frozenset[int]
    clients: frozenset[str]


class Timers:
    """Armed timers, and those that fired, which are kept so that none fires twice."""

    def __init__(self, connection: Connection, stamps: Stamps) -> None:
        self._sql = Statements(connection, "timers")
        self._stamps = stamps

    async def arm(self, timers: Sequence[Timer]) -> None:
        """Arm timers; a key armed before moves, and one that fired fires again only at another moment."""
        now = micros(self._stamps.now())
        await self._sql.many("arm", [{**_TIMER.cells(timer), "armed_at": now} for timer in timers])

    async def disarm(self, keys: Collection[str]) -> None:
        """Take timers back that have not fired."""
        await self._sql.many("disarm", [{"key": key} for key in sorted(keys)])

    async def armed(self, key: str) -> Timer | None:
        """Return the timer of that key, be it ahead or overdue; None where none is armed."""
        return value_or_none(_TIMER, await self._sql.row("armed", key=key))

    async def armed_of(self, keys: Collection[str]) -> dict[str, Timer]:
        """Return those timers of some keys that are armed, be they ahead or overdue, by their keys."""
        rows = await self._sql.rows("armed_of", keys=to_json(sorted(keys)))
        return {timer.key: timer for timer in values(_TIMER, rows)}

    async def due(self, now: datetime, most: int) -> Due:
        """Return what is to be locked for the timers that are due; `Store.claim_due` takes them."""
        found = columns(await self._sql.rows("due", now=micros(now), most=most))
        facts = map(mapping, set(found.get("facts", ())))
        return Due(
            keys=found.get("key", ()),
            tickets=frozenset(found.get("ticket", ())) - {None},
            clients=frozenset(str(each["client"]) for each in facts if "client" in each),
        )

    async def claim(self, keys: Sequence[str], now: datetime) -> list[Timer]:
        """Take the timers of *keys* that nobody fired, moved to later or took back, the earliest first."""
        claimed = values(_TIMER, await self._sql.rows("claim", keys=to_json(keys), now=micros(now)))
        return sorted(claimed, key=lambda timer: (timer.due_at, timer.key))

    async def held_until(self, due_at: datetime) -> list[Timer]:
        """Return what was kept until a moment for people whose day begins then, fired or not, by key."""
        return values(_TIMER, await self._sql.rows("held_until", due_at=micros(due_at)))

    async def people_of(self, kind: str, until: datetime) -> set[str]:
        """Return the people whom timers of a kind name that go off by a moment."""
        rows = await self._sql.rows("coming_of", kind=kind, until=micros(until))
        return {str(timer.facts["person"]) for timer in values(_TIMER, rows) if "person" in timer.facts}

    async def put_off(self, timer: Timer, until: datetime) -> None:
        """Let a timer whose job failed be claimed again at *until*; its own moment stays what it is."""
        due = micros(timer.due_at)
        await self._sql.run("put_off", key=timer.key, due_at=due, until=micros(until))

    async def next_due(self) -> datetime | None:
        """Return when the next timer is due; None where none is armed."""
        return moment(await self._sql.row("next_due"), "due_at")
