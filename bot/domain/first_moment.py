"""When something of a new ticket first changes by itself: many are opened at once, without a log to fold."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Final

from bot.domain.countdown import card_changes
from bot.domain.escalation import steps
from bot.domain.measures import Measure, Standing
from bot.domain.plan_terms import PlanTerms
from bot.domain.targets import Clock
from bot.domain.tickets import Severity

_FROM_THE_OPENING: Final = (Clock.FIRST_RESPONSE, Clock.RESOLUTION)


def first_moment(terms: PlanTerms, severity: Severity, opened_at: datetime) -> datetime | None:
    """Return the first moment that `bot.domain.countdown` or `bot.domain.chain` would name; None: none.

    A ticket opened after it has to be looked at at once.
    """
    measures = [terms.measure(severity, clock) for clock in _FROM_THE_OPENING]
    moments = [at for each in measures if each for at in _changes(each, opened_at, terms.warnings_percent)]
    moments += (step.at for step in steps(terms, severity, opened_at))
    return min(moments, default=None)


def _changes(measure: Measure, opened_at: datetime, percents: Sequence[int]) -> Iterator[datetime]:
    """Yield when the card of a new ticket first changes by a clock, in each way that it does."""
    standing = Standing(opened_at)
    due_at = measure.due(standing, opened_at)
    if due_at is not None:
        yield due_at
        yield from (at for _, at in islice(measure.warnings(standing, opened_at, percents), 1))
        yield from islice((at for at in card_changes(measure, due_at) if at > opened_at), 1)
