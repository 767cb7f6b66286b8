"""Time that runs while somebody works: started, stopped into the ledger, and asked about when forgotten."""

from datetime import datetime, timedelta
from typing import Final

from bot.cost_errors import StopwatchError
from bot.desk import Desk, Request
from bot.domain import telling
from bot.domain.access import Action
from bot.domain.notices import Act, Notice, Timer, Words
from bot.domain.tickets import Fact
from bot.domain.timing import STOPWATCH
from bot.domain.typed_times import read_length
from bot.domain.work_text import LONGEST_MINUTES, TypedWork, read_work
from bot.services.tickets import locked
from bot.services.timekeeping import Logged, log_time, stop_running, stopwatch_key
from storage import Store
from storage.ledger import Stopwatch

_ASKED_AFTER: Final = timedelta(hours=4)
"""Longer than most sit at one thing; asked again after as long."""
_MINUTE: Final = timedelta(minutes=1)


async def start(desk: Desk, request: Request, number: int) -> Stopwatch:
    """Let the time of whoever asks run for a ticket; StopwatchError where it runs already."""
    async with desk.transaction(request) as store:
        ticket = await locked(store, request.person, number, Action.LOG_TIME)
        stopwatch = Stopwatch(request.person.id, ticket.number, request.at)
        running = await store.ledger.start(stopwatch)
        if running is not None:
            raise StopwatchError("running", running.ticket)
        await store.arm(_timer(stopwatch, request.at + _ASKED_AFTER))
    return stopwatch


async def running(desk: Desk, request: Request) -> Stopwatch:
    """Return what the time of whoever asks runs for; StopwatchError where it does not."""
    async with desk.database.reading() as store:
        found = await store.ledger.stopwatch(request.person.id)
    if found is None:
        raise StopwatchError("none", 0)
    return found


async def running_for(desk: Desk, request: Request, number: int) -> Stopwatch | None:
    """Return the time of whoever asks, where it runs for that ticket or for one that became a part of it."""
    async with desk.database.reading() as store:
        found = await store.ledger.stopwatch(request.person.id)
        is_of_it = found is not None and await store.tickets.survivor(found.ticket) == number
    return found if is_of_it else None


async def stop(desk: Desk, request: Request, words: str) -> Logged:
    """Log what has run, or the length that *words* begin with instead, and stop it.

    StopwatchError where nobody worked for so long at a stretch.
    """
    stopwatch = await running(desk, request)
    if read_length(words) is None:
        minutes = elapsed_minutes(stopwatch, request.at)
        if minutes > LONGEST_MINUTES:
            raise StopwatchError("too_long", stopwatch.ticket)
        work = TypedWork(minutes, words, ran_since=stopwatch.started_at)
    else:
        work = read_work(words, request.at, request.person.time_zone)
    return await log_time(desk, request, stopwatch.ticket, work, run=stopwatch.started_at)


async def discard(desk: Desk, request: Request) -> Stopwatch:
    """Stop what runs and log nothing."""
    async with desk.transaction(request) as store:
        return await stop_running(store, request.person.id)


async def ask(store: Store, timer: Timer, now: datetime) -> None:
    """Ask whoever's time still runs whether it should, and ask again later."""
    stopwatch = await store.ledger.stopwatch(str(timer.facts["person"]))
    if stopwatch is None or stopwatch.started_at.isoformat() != timer.facts["started"]:
        return
    ticket = await store.tickets.get(await store.tickets.survivor(stopwatch.ticket))
    if ticket is not None:
        minutes = elapsed_minutes(stopwatch, now)
        key = f"{timer.key}:{timer.facts['started']}:{timer.due_at.isoformat()}"
        since = stopwatch.started_at.isoformat()
        facts: dict[str, Fact] = {"by": stopwatch.person, "minutes": minutes, "since": since}
        card = telling.card_key(ticket.number)
        await store.tell(
            Notice(key, Act.POST, Words.STOPWATCH, ticket.triage, None, card, ticket.number, facts)
        )
        await store.arm(_timer(stopwatch, max(now, timer.due_at) + _ASKED_AFTER))


def elapsed_minutes(stopwatch: Stopwatch, now: datetime) -> int:
    """Return for how many minutes somebody's time has run; a minute that has begun counts."""
    return max(1, -(-(now - stopwatch.started_at) // _MINUTE))


def _timer(stopwatch: Stopwatch, due_at: datetime) -> Timer:
    facts = {"person": stopwatch.person, "started": stopwatch.started_at.isoformat()}
    return Timer(stopwatch_key(stopwatch.person), STOPWATCH, due_at, facts=facts)
