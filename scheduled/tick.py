"""The tick: fires the timers that are due, each with its effects in one transaction."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import groupby
from operator import attrgetter
from typing import Final

from bot.desk import Desk
from bot.domain.notices import LATE, Timer
from bot.logs import get_log
from scheduled import JOBS
from storage import Store

_AT_ONCE: Final = 250
"""So many take a fifth of a second at most, for which others who write, and on SQLite all others, wait."""
_PUT_OFF: Final = timedelta(minutes=5)

_log = get_log(__name__)


async def fire_due(desk: Desk) -> int:
    """Fire every timer that is due now, earliest first; return how many."""
    fired = 0
    while True:
        try:
            async with desk.transaction() as store:
                due = await store.claim_due(desk.clock.now(), _AT_ONCE)
                await _fire(desk, store, due)
            _count(desk, due)
        except Exception:  # noqa: BLE001 - whatever it was, the others go on
            _log.exception("timers failed together; firing them one by one")
            due = await _one_by_one(desk)
        fired += len(due)
        if len(due) < _AT_ONCE:
            desk.meters.ticks.inc()
            desk.meters.ticked_at.set(desk.clock.now().timestamp())
            return fired


async def _fire(desk: Desk, store: Store, due: Iterable[Timer]) -> None:
    """Do what timers are for, in their order; those of a kind that follow each other together."""
    for kind, timers in groupby(due, key=attrgetter("kind")):
        await JOBS[kind](desk, store, tuple(timers))


def _count(desk: Desk, fired: Sequence[Timer]) -> None:
    before = desk.clock.now() - LATE
    for kind, count in Counter(map(attrgetter("kind"), fired)).items():
        desk.meters.fired.labels(kind).inc(count)
    for kind, count in Counter(each.kind for each in fired if each.due_at < before).items():
        desk.meters.fired_late.labels(kind).inc(count)


async def _one_by_one(desk: Desk) -> list[Timer]:
    """Fire due timers each on its own: one that fails holds up no other, and comes again later."""
    fired: list[Timer] = []
    while len(fired) < _AT_ONCE:
        timer = None
        try:
            async with desk.transaction() as store:
                timer = next(iter(await store.claim_due(desk.clock.now(), 1)), None)
                if timer is None:
                    return fired
                await _fire(desk, store, [timer])
            _count(desk, [timer])
            fired.append(timer)
        except Exception:
            if timer is None:
                raise
            _log.exception("timer failed", key=timer.key, ticket=timer.ticket)
            async with desk.transaction() as store:
                await store.timers.put_off(timer, desk.clock.now() + _PUT_OFF)
            fired.append(timer)
    return fired
