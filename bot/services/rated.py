"""How requesters found our help in a time, as their answers stood at a moment."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bot.domain.rating import OPEN_FOR, Rating, ratings_of
from bot.domain.report_periods import ReportPeriod
from storage.store import Store


class Rated(NamedTuple):
    """The questions of a time, and the answers of it; an answer may be to a question of an earlier time."""

    asked: Sequence[Rating]
    answers: Sequence[Rating]
    """Those that were given in it last, the worst first."""


async def rated_in(store: Store, period: ReportPeriod, client: str | None, at: datetime) -> Rated:
    """Return what one client's people, or all, were asked and answered in a time, as far as it was known."""
    candidates = await store.ratings.asked_in(period.from_at - OPEN_FOR, period.until_at, client)
    found = await _as_of(store, [each for each in candidates if each.asked_at <= at], at)
    asked = [each for each in found if each.asked_at >= period.from_at]
    answers = [each for each in found if _is_within(each.rated_at, period)]
    return Rated(sorted(asked, key=_worst_first), sorted(answers, key=_worst_first))


async def _as_of(store: Store, found: Sequence[Rating], at: datetime) -> list[Rating]:
    """Return questions as they stood at a moment; the log knows what was answered before another answer."""
    later = {each.ticket for each in found if each.rated_at is not None and each.rated_at > at}
    logs = await store.tickets.logs(later) if later else {}
    known = {
        (each.ticket, each.asked): each
        for log in logs.values()
        for each in ratings_of([event for event in log if event.at <= at])
    }
    return [known.get((each.ticket, each.asked), each) for each in found]


def _is_within(at: datetime | None, period: ReportPeriod) -> bool:
    return at is not None and period.from_at <= at < period.until_at


def _worst_first(rating: Rating) -> tuple[bool, int, int]:
    """Order by score, and what has none last."""
    return rating.score is None, rating.score or 0, -rating.ticket
