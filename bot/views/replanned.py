"""What it came to that a ticket goes by another plan: each clock's due moment before and after. English."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.domain.plans import Plan
from bot.domain.sla import Measured
from bot.domain.targets import Clock
from bot.views.markup import Safe
from bot.views.rendered import Rendered, lines, message, sections
from bot.views.text import STAFF, moment, plain, say


@dataclass(frozen=True, slots=True)
class Under:
    """A plan that a ticket goes by, or went by, and the ticket's clocks by it."""

    plan: Plan
    clocks: tuple[Measured, ...]

    @property
    def open_clocks(self) -> Mapping[Clock, Measured]:
        """The clock of each kind that has not stopped."""
        return {each.clock: each for each in self.clocks if each.stopped_at is None}


@dataclass(frozen=True, slots=True)
class Replanned:
    """A ticket that was moved to another plan, or to another version of its plan."""

    number: int
    before: Under
    after: Under


def replanned(moved: Replanned, time_zone: str) -> Rendered:
    """Return what staff read who moved a ticket; times in their *time_zone*."""
    before, after = moved.before.plan.full_name, moved.after.plan.full_name
    key = "version" if before == after else "plan"
    head = say(STAFF, f"staff.replanned.{key}", number=moved.number, before=before, after=after)
    said = lines([head, *(list(_clocks(moved, time_zone)) or [say(STAFF, "staff.replanned.no_clocks")])])
    return message(said, *sections(said))


def _clocks(moved: Replanned, time_zone: str) -> Iterator[Safe]:
    before, after = moved.before.open_clocks, moved.after.open_clocks
    for clock in Clock:
        if clock in before or clock in after:
            was, now = (_stands(each.get(clock), time_zone) for each in (before, after))
            key, name = "same" if was == now else "changed", plain(STAFF, f"staff.replanned.{clock}")
            yield say(STAFF, f"staff.replanned.{key}", clock=name, before=was, after=now)


def _stands(clock: Measured | None, time_zone: str) -> Safe:
    """Return when a clock has to stop, or had to, in words."""
    if clock is not None and clock.is_paused:
        return say(STAFF, "staff.replanned.paused")
    if clock is None or clock.due_at is None:
        return say(STAFF, "staff.replanned.nothing")
    key = "due" if clock.breached_at is None else "missed"
    return say(STAFF, f"staff.replanned.{key}", at=moment(clock.due_at, STAFF, time_zone))
