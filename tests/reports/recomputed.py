"""What became of all promises as the log alone says it, beside the rows that reports read."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.domain.outcomes import Outcome, outcomes
from bot.promises import Promises
from storage import Database
from tests.promised.seen import GRACE, seen

Rows = Mapping[int, Sequence[Outcome]]
"""By ticket."""
_NOTHING: Final = timedelta(0)


async def recomputed(database: Database, promises: Promises, now: datetime) -> Rows:
    """Work out from the log of every ticket what became of its promises by now."""
    tickets = await seen(database, promises, now)
    return {
        number: sorted(outcomes(each.ticket, each.log, each.clocks_of(each.log, now)))
        for number, each in tickets.items()
    }


async def kept(database: Database) -> Rows:
    """Read what is written down, of every ticket."""
    async with database.reading() as store:
        tickets = await store.tickets.listing(active_only=False, most=1000)
        found = await store.outcomes.of_tickets({each.number for each in tickets})
    return {each.number: sorted(found.get(each.number, ())) for each in tickets}


async def miscounted(database: Database, promises: Promises, now: datetime) -> list[str]:
    """Return where the two differ; what came about a moment ago may not be written down yet."""
    there, wrong = await kept(database), dict[int, str]()
    for ago in (_NOTHING, GRACE):
        wanted = await recomputed(database, promises, now - ago)
        unlike = {
            number: f"#{number} has {there.get(number)}, not {rows}"
            for number, rows in wanted.items()
            if list(rows) != list(there.get(number, ()))
        }
        wrong = {number: unlike[number] for number in wrong.keys() & unlike.keys()} if ago else unlike
    return [wrong[number] for number in sorted(wrong)]
