"""What a time brought, read for a report: of one client, or of all."""

from datetime import datetime

from bot.domain.instants import micros
from bot.domain.report_periods import ReportPeriod
from bot.domain.samples import Sample
from storage import Store


async def beside_the_time_before(
    store: Store, period: ReportPeriod, client: str | None, now: datetime
) -> tuple[Sample, Sample]:
    """Return what happened in a period up to now, and what in the one before it."""
    return await sample(store, period, client, now), await sample(store, period.before, client, now)


async def sample(store: Store, period: ReportPeriod, client: str | None, now: datetime) -> Sample:
    """Return what happened in a period up to now, of a client by its id, or of all clients."""
    since, until = period.from_at, min(period.until_at, max(now, period.from_at))
    return Sample(
        micros(since),
        micros(until),
        await store.outcomes.opened(since, until, client),
        await store.outcomes.decided(since, until, client),
        await store.outcomes.reopened(since, until, client),
        await store.outcomes.open_at(until, client),
    )
