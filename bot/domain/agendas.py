"""The agenda of a talk with a client: its five parts, and how its time is dealt out to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from bot.domain.digests import Digest
from bot.domain.figures import KEPT, FigureName, figures
from bot.domain.percents import share_percent
from bot.domain.rating import Rating
from bot.domain.report_periods import ReportPeriod
from bot.domain.samples import Sample
from bot.domain.wishes import Wish


class Part(StrEnum):
    """What is talked about, in this order."""

    PERFORMANCE = "performance"
    ISSUES = "issues"
    OPPORTUNITIES = "opportunities"
    PLANNING = "planning"
    NEXT_STEPS = "next_steps"


class Trend(NamedTuple):
    """What one month of a longer time brought."""

    month: ReportPeriod
    opened: int
    resolved: int
    percent: int | None
    """How many of the promises were kept; None where there were none."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """All that there is to say, once it was worked out."""

    digest: Digest
    minutes: int
    open_tickets: Sequence[int]
    """Their numbers, the oldest first; wishes are no part of them."""
    wishes: Sequence[Wish]
    """What most want first."""
    low: Sequence[Rating] = ()
    """Bad ratings of that time, the worst first: for staff alone."""
    trends: Sequence[Trend] = ()
    """Of a quarter or a year, its months."""

    @property
    def parts(self) -> Mapping[Part, int]:
        """How many minutes each part has."""
        figures_of = self.digest.figures
        trouble = any(
            figures_of[each].now.cases for each in (FigureName.BREACHES, FigureName.REOPENED)
        ) or bool(self.low)
        return dealt_out(self.minutes, Part.ISSUES if trouble else Part.PLANNING)


def dealt_out(minutes: int, most: Part) -> Mapping[Part, int]:
    """Return the minutes of each part: a sixth each, and what is left for what there is *most* to say of."""
    share = max(minutes // (len(Part) + 1), 1)
    found = dict.fromkeys(Part, share)
    found[most] = minutes - share * (len(Part) - 1)
    return found


def trend(month: ReportPeriod, brought: Sample) -> Trend:
    """Return what a month brought, from the same figures as a digest of it."""
    found = figures(brought)
    decided = sum(found[name].count for name in KEPT)
    kept = sum(found[name].hits for name in KEPT)
    counts = found[FigureName.OPENED].count, found[FigureName.RESOLVED].count
    return Trend(month, *counts, share_percent(kept, decided))


def low_ratings(rated: Sequence[Rating], low_score: int) -> list[Rating]:
    """Return those that are bad news by a plan, the worst first."""
    found = [each for each in rated if each.score is not None and each.score <= low_score]
    return sorted(found, key=lambda each: (each.score or 0, each.ticket))
