"""What Prometheus reads: our counts, and what the database says at that moment."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.desk import Desk
from bot.services.health import DATABASE_SECONDS, CatchingUp, catching_up
from storage.errors import DATABASE_FAULTS
from storage.health import DueTimers, OpenTickets, Waiting


@dataclass(frozen=True, slots=True)
class _Standing:
    """How things stand in the database."""

    at: datetime
    inbox: Waiting
    outbox: Waiting
    timers: DueTimers
    tickets: list[OpenTickets]
    reading: CatchingUp


class _Gauges(Collector):
    """Gauges of one moment; None where the database does not answer."""

    def __init__(self, standing: _Standing | None) -> None:
        self._standing = standing

    def collect(self) -> Iterable[Metric]:
        """Return the gauges, each with what it says."""
        is_up = float(self._standing is not None)
        yield GaugeMetricFamily("hourglass_database_up", "Whether the database answers.", is_up)
        if self._standing is not None:
            yield from _of_boxes(self._standing)
            yield from _of_timers(self._standing.timers)
            yield _of_tickets(self._standing.tickets)
            yield from _of_reading(self._standing.reading)


async def metrics(desk: Desk) -> bytes:
    """Return everything that we count and see, in Prometheus' text format."""
    now_seen = CollectorRegistry()
    now_seen.register(_Gauges(await _standing(desk)))
    return generate_latest(desk.meters.registry) + generate_latest(now_seen)


async def _standing(desk: Desk) -> _Standing | None:
    now = desk.clock.now()
    try:
        async with asyncio.timeout(DATABASE_SECONDS), desk.database.reading() as store:
            health = store.health
            inbox, outbox = await health.inbox(now), await health.outbox()
            timers, tickets = await health.timers(now), await health.open_tickets()
            return _Standing(now, inbox, outbox, timers, tickets, await catching_up(desk, store))
    except (TimeoutError, *DATABASE_FAULTS):
        return None


def _of_boxes(standing: _Standing) -> Iterator[Metric]:
    for name, box in (("inbox", standing.inbox), ("outbox", standing.outbox)):
        rows = GaugeMetricFamily(
            f"hourglass_{name}_rows", f"Rows of the {name} that are not done.", labels=["state"]
        )
        rows.add_metric(["waiting"], box.rows)
        rows.add_metric(["parked"], box.parked)
        yield rows
        age = 0.0 if box.oldest_at is None else max((standing.at - box.oldest_at).total_seconds(), 0.0)
        yield GaugeMetricFamily(
            f"hourglass_{name}_age_seconds", f"How long the oldest row of the {name} has waited.", age
        )


def _of_timers(timers: DueTimers) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "hourglass_timers_due", "Timers whose moment has come and that have not fired.", timers.due
    )
    yield GaugeMetricFamily(
        "hourglass_timers_late", "Those among them that are more than a minute late.", timers.late
    )


def _of_tickets(counts: list[OpenTickets]) -> Metric:
    family = GaugeMetricFamily(
        "hourglass_open_tickets", "Tickets that are not resolved.", labels=["client", "severity"]
    )
    for each in counts:
        family.add_metric([each.client, each.severity], each.tickets)
    return family


def _of_reading(reading: CatchingUp) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "hourglass_catching_up_channels",
        "Channels of which what was said while away is still to be read.",
        reading.channels,
    )
    yield GaugeMetricFamily(
        "hourglass_catching_up_threads",
        "Threads with news that this process has still to read.",
        reading.threads,
    )
