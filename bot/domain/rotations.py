"""On call: whose turn it is in a rotation, who has it instead, who stands in, and when nobody is there.

A turn lasts from one hand-over to the next: each week, or each day, at the same hour by the clock on the wall
of the rotation's zone, so that the turns around which clocks are moved are an hour longer or shorter. An hour
that clocks skip hands over when they have skipped it, and one that they show twice does so the first time.

Whoever has an override in force is on call, and of several the one made last; else the member whose turn it
is. Somebody who is away, or whom the asker cannot use, gives way: to an override made earlier, to the member
whose turn it is, and then to the members after that one, in order.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import count, pairwise
from typing import Final
from zoneinfo import ZoneInfo

from bot.errors import CannotSwapError, NaiveTimeError

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
_DAYS_OF_WEEK: Final = 7
_LOOK_ON: Final = timedelta(days=31)
"""How long after an absence it is seen when a gap ends that others' absences prolong."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One member's time in a rotation, whoever is on call in it in the end."""

    number: int
    """Counted from the rotation's first turn, which is 0; those before it are negative."""
    member: str | None
    """None in a rotation without members."""
    from_at: datetime
    to_at: datetime


@dataclass(frozen=True, slots=True)
class Override:
    """Somebody on call in a rotation for a while, whosever turn it is, such as for a swap."""

    rotation: str
    person: str
    from_at: datetime
    to_at: datetime
    """The first moment at which it is in force no more."""

    def is_in_force(self, at: datetime) -> bool:
        """Whether it decides who is on call at that moment."""
        return self.from_at <= at < self.to_at


@dataclass(frozen=True, slots=True)
class Absence:
    """A holiday of somebody, who is on call in no rotation while it lasts."""

    person: str
    from_on: date
    """Days begin and end where the rotation is."""
    to_on: date
    """The last day of it."""

    def covers(self, day: date) -> bool:
        """Whether the person is away on that day."""
        return self.from_on <= day <= self.to_on


class Why(StrEnum):
    """Why somebody is on call."""

    TURN = "turn"
    OVERRIDE = "override"
    STANDS_IN = "stands_in"
    """For the member whose turn it is, and who is away."""
    NOBODY = "nobody"
    """Nobody is."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A time in which the same person is on call for the same reason."""

    person: str | None
    from_at: datetime
    to_at: datetime
    why: Why


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which a rotation has nobody."""

    rotation: str
    from_at: datetime
    to_at: datetime


@dataclass(frozen=True, slots=True)
class Rotation:
    """People who take turns at being on call; they are Slack ids."""

    name: str
    """As plans name it: `L1`."""
    members: tuple[str, ...]
    """In the order of their turns."""
    time_zone: str
    handover_weekday: int | None
    """Monday is 0; None: they hand over every day."""
    handover_at: time
    starts_on: date
    """The first member's first turn begins with the first hand-over from this day on.

    Turns before it are counted backwards from there, so that somebody is on call however early one asks.
    """

    @property
    def zone(self) -> ZoneInfo:
        """The zone by whose clocks it hands over, and in which its days begin."""
        return ZoneInfo(self.time_zone)

    @property
    def length(self) -> timedelta:
        """How long a turn lasts by the calendar."""
        return _DAY if self.handover_weekday is None else _WEEK

    def turn(self, number: int) -> Turn:
        """Return the turn of that number."""
        member = self.members[number % len(self.members)] if self.members else None
        return Turn(number, member, self._handover(number), self._handover(number + 1))

    def turn_at(self, at: datetime) -> Turn:
        """Return the turn that *at* lies in; NaiveTimeError where that has no time zone."""
        if at.utcoffset() is None:
            raise NaiveTimeError("at")
        number = (at.astimezone(self.zone).date() - self._first_day) // self.length
        while self._handover(number) > at:
            number -= 1
        while self._handover(number + 1) <= at:
            number += 1
        return self.turn(number)

    def turns_from(self, at: datetime) -> Iterator[Turn]:
        """Yield the turns that begin at *at* or later, without end."""
        first = self.turn_at(at)
        begins = first.number if first.from_at == at else first.number + 1
        # Where clocks skip a whole day, a daily turn has no time at all.
        return (turn for turn in map(self.turn, count(begins)) if turn.from_at < turn.to_at)

    def next_turn(self, member: str, after: datetime) -> Turn | None:
        """Return the next turn of a member that has not begun before *after*; None of anybody else."""
        if member not in self.members:
            return None
        return next(turn for turn in self.turns_from(after) if turn.member == member)

    def swapped(self, one: str, other: str, after: datetime) -> tuple[Override, Override]:
        """Return the overrides that let two members swap the next turns that begin after *after*."""
        if one == other:
            raise CannotSwapError(self.name, one, "same")
        found = {person: self.next_turn(person, after) for person in (one, other)}
        for person, turn in found.items():
            if turn is None:
                raise CannotSwapError(self.name, person, "no_member")
        own, others = (
            Override(self.name, by, turn.from_at, turn.to_at)
            for by, turn in ((other, found[one]), (one, found[other]))
            if turn is not None
        )
        return own, others

    def continuing(self, before: "Rotation | None", at: datetime) -> "Rotation":
        """Return this rotation so anchored that whoever had the turn at *at* in *before* keeps it.

        Where they are no member any more it is that of the next in the former order who still is; the first
        member's where there was no such rotation, or nobody of it is left.
        """
        turn = self.turn_at(at)
        place = self.members.index(kept) if (kept := self._kept(before, at)) else 0
        return replace(self, starts_on=self._day(turn.number - place))

    def _kept(self, before: "Rotation | None", at: datetime) -> str | None:
        if before is None:
            return None
        return next((each for each in before.order_at(at) if each in self.members), None)

    def order_at(self, at: datetime) -> tuple[str, ...]:
        """Return the members in the order in which they give way: first the one whose turn it is."""
        if not self.members:
            return ()
        place = self.turn_at(at).number % len(self.members)
        return (*self.members[place:], *self.members[:place])

    @property
    def _first_day(self) -> date:
        if self.handover_weekday is None:
            return self.starts_on
        return self.starts_on + _DAY * ((self.handover_weekday - self.starts_on.weekday()) % _DAYS_OF_WEEK)

    def _day(self, number: int) -> date:
        """Return the day on which the turn of that number begins."""
        return self._first_day + number * self.length

    def _handover(self, number: int) -> datetime:
        return datetime.combine(self._day(number), self.handover_at, self.zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Rota:
    """All rotations, with what was changed in them."""

    rotations: tuple[Rotation, ...] = ()
    overrides: tuple[Override, ...] = ()
    """In the order in which they were made: of two in force, the later one wins."""
    absences: tuple[Absence, ...] = ()

    def rotation(self, name: str) -> Rotation | None:
        """Return the rotation of that name."""
        return next((each for each in self.rotations if each.name == name), None)

    def on_call(self, rotation: str, at: datetime, but: Collection[str] = ()) -> str | None:
        """Return who is on call in a rotation then, passing over those in *but*.

        None where there is no such rotation, or nobody is left.
        """
        known = self.rotation(rotation)
        return None if known is None else self._duty(known, at, but)[0]

    def shifts(
        self, rotation: str, from_at: datetime, to_at: datetime, but: Collection[str] = ()
    ) -> tuple[Shift, ...]:
        """Return who is on call in a rotation from one moment to another, and why, shift by shift.

        They follow each other without a gap: where nobody is on call, a shift says so. Nothing where there is
        no such rotation, or *to_at* is not the later one.
        """
        known = self.rotation(rotation)
        if known is None or not from_at < to_at:
            return ()
        cuts = sorted({from_at, to_at, *self._changes(known, from_at, to_at)})
        return tuple(_joined(Shift(*self._on_duty(known, span, but)) for span in pairwise(cuts)))

    def gaps(self, from_at: datetime, to_at: datetime, but: Collection[str] = ()) -> tuple[Gap, ...]:
        """Return the times in which a rotation has nobody, or nobody but those in *but*."""
        return tuple(
            Gap(each.name, shift.from_at, shift.to_at)
            for each in self.rotations
            for shift in self.shifts(each.name, from_at, to_at, but)
            if shift.person is None
        )

    def replaced(self, made: Override) -> tuple[Override, ...]:
        """Return what others lose of their overrides to one that is made now, part by part."""
        shifts = self.shifts(made.rotation, made.from_at, made.to_at)
        return tuple(
            Override(made.rotation, each.person, each.from_at, each.to_at)
            for each in shifts
            if each.why is Why.OVERRIDE and each.person is not None and each.person != made.person
        )

    def opened_by(self, absence: Absence, at: datetime, but: Collection[str] = ()) -> tuple[Gap, ...]:
        """Return the times from *at* on in which a rotation has nobody, or nobody but those in *but*, for it.

        Were the person there, it would have them.
        """
        others = tuple(each for each in self.absences if each.person != absence.person)
        from_at = max(at, _midnight(absence.from_on, ZoneInfo("UTC")) - _DAY)
        to_at = max(from_at, _midnight(absence.to_on, ZoneInfo("UTC"))) + _LOOK_ON
        there = replace(self, absences=others).gaps(from_at, to_at, but)
        away = replace(self, absences=(*self.absences, absence)).gaps(from_at, to_at, but)
        return tuple(each for each in away if each not in there)

    def is_away(self, person: str, day: date) -> bool:
        """Whether somebody has a holiday on that day."""
        return any(each.person == person and each.covers(day) for each in self.absences)

    def _on_duty(
        self, rotation: Rotation, span: tuple[datetime, datetime], but: Collection[str]
    ) -> tuple[str | None, datetime, datetime, Why]:
        person, why = self._duty(rotation, span[0], but)
        return person, span[0].astimezone(UTC), span[1].astimezone(UTC), why

    def _duty(self, rotation: Rotation, at: datetime, but: Collection[str]) -> tuple[str | None, Why]:
        """Return who is on call at a moment, and why."""
        order = rotation.order_at(at)
        day = at.astimezone(rotation.zone).date()
        asked = [(person, Why.OVERRIDE) for person in self._overriding(rotation.name, at)]
        asked += [(person, Why.TURN if not place else Why.STANDS_IN) for place, person in enumerate(order)]
        there = (each for each in asked if each[0] not in but and not self.is_away(each[0], day))
        return next(there, (None, Why.NOBODY))

    def _overriding(self, rotation: str, at: datetime) -> Iterator[str]:
        """Yield who has an override in force, the one made last first."""
        for each in reversed(self.overrides):
            if each.rotation == rotation and each.is_in_force(at):
                yield each.person

    def _changes(self, rotation: Rotation, from_at: datetime, to_at: datetime) -> Iterator[datetime]:
        """Yield the moments between two others at which somebody else may come on call."""
        for turn in rotation.turns_from(from_at):
            if turn.from_at >= to_at:
                break
            yield turn.from_at
        edges = [at for each in self.overrides for at in (each.from_at, each.to_at)]
        edges += [_midnight(day, rotation.zone) for day in self._days_of_change(rotation, from_at, to_at)]
        yield from (at for at in edges if from_at < at < to_at)

    def _days_of_change(self, rotation: Rotation, from_at: datetime, to_at: datetime) -> set[date]:
        """Return the days on which somebody leaves or is back; files may name days that zones lack."""
        first, last = (at.astimezone(rotation.zone).date() for at in (from_at, to_at))
        left = {each.from_on for each in self.absences if first <= each.from_on <= last}
        return left | {each.to_on + _DAY for each in self.absences if first <= each.to_on < last}


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the first moment of a day in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _joined(shifts: Iterable[Shift]) -> list[Shift]:
    """Join shifts that follow each other with the same person for the same reason."""
    joined: list[Shift] = []
    for each in shifts:
        if joined and (joined[-1].person, joined[-1].why) == (each.person, each.why):
            joined[-1] = replace(joined[-1], to_at=each.to_at)
        else:
            joined.append(each)
    return joined
