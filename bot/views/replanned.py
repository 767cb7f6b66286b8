"""What it came to that a ticket goes by another plan: each clock's due moment before and after. English."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.domain.plan_terms import PlanTerms
from bot.domain.sla import Measured
from bot.domain.targets import Clock
from bot.views.markup import Safe
from bot.views.rendered import Rendered, lines, message, sections
from bot.views.text import STAFF, moment, plain, say


@dataclass(frozen=True, slots=True)
class Under:
    """What a ticket goes by, or went by, and its clocks by that."""

    terms: PlanTerms
    clocks: tuple[Measured, ...]

    @property
    def open_clocks(self) -> Mapping[Clock, Measured]:
        """The clock of each kind that has not stopped."""
        return {each.clock: each for each in self.clocks if each.stopped_at is None}


@dataclass(frozen=True, slots=True)
class Replanned:
    """A ticket that was moved to another plan, another version of it, or another time zone."""

    number: int
    change: str
    """Which of them: `plan`, `version` or `time_zone`."""
    before: Under
    after: Under


def replanned(moved: Replanned, time_zone: str) -> Rendered:
    """Return what staff read who moved a ticket; times in their *time_zone*."""
    before, after = moved.before.terms, moved.after.terms
    names = {"before": before.plan.full_name, "after": after.plan.full_name}
    zones = {"zone_before": before.time_zone, "zone_after": after.time_zone}
    head = say(STAFF, f"staff.replanned.{moved.change}", number=moved.number, **names, **zones)
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
