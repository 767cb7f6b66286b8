"""The watch over tickets: whatever comes due on one is told in the first transaction that comes by it.

A ticket has one timer, for the next moment at which anything of it changes by itself: its clocks, its
escalation, our wait for its client. Whoever saves a ticket, the timer's job or a person's request, has the
watch look at it: what is due by now, and does not stand in the log yet, is told, and the timer set anew. So
nothing is lost between a moment and its tick, and nothing is told twice.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from bot.domain import alarms
from bot.domain.chain import Chain
from bot.domain.first_moment import first_moment
from bot.domain.folding import basis_of
from bot.domain.freezing import catch_up
from bot.domain.notices import WATCH, Timer
from bot.domain.outcomes import Outcome
from bot.domain.step import Step
from bot.domain.tickets import EventKind, Ticket, TicketEvent
from bot.errors import BadFileError
from bot.logs import get_log
from bot.meters import Meters
from bot.promises import Promises
from bot.reach import Reach, around
from bot.sitting import Sitting, pages_due
from storage import Store
from storage.errors import DATABASE_FAULTS

_SOON: Final = timedelta(seconds=1)
_LISTENS_FIRST: Final = timedelta(minutes=1)
"""So long after a start, or a cut connection, what is due waits for what was said meanwhile: no page can wait
for Slack to give out every thread."""
_AGAIN: Final = timedelta(minutes=5)
"""A ticket that could not be looked at is looked at again after so long."""

_Moments: TypeAlias = dict[int, datetime | None]
"""When each ticket is to be looked at next, by its number; None: never."""

_Known: TypeAlias = tuple[Ticket, Sequence[TicketEvent]]
"""A ticket with its whole log."""

_log = get_log(__name__)


@dataclass(frozen=True, slots=True)
class Watch:
    """Looks at each ticket that a transaction saved, at its end."""

    promises: Promises
    meters: Meters
    team: str
    """Our own workspace."""

    async def look(self, store: Store, now: datetime) -> Sequence[Step]:
        """Tell what is due by now on the tickets that were saved, and wait for what comes next.

        Returns what was told, to `count` once it is committed.
        """
        moments: _Moments = {}
        looked: list[Sitting] = []
        due: list[Sitting] = []
        for ticket, log in await self._caught_up(store, now):
            moments[ticket.number] = now + _AGAIN
            with self._fenced(ticket):
                opened_here = len(log) == 1 and store.first_seq(ticket.number) is not None
                first = await self._first_moment(store, ticket, log) if opened_here else now
                if first is None or first > now:  # many are opened at once, and need no more than this
                    moments[ticket.number] = first
                    continue
                sitting = Sitting(await self._chain(store, ticket, now, log), now)
                if sitting.finds_something():
                    due.append(sitting)  # once it is told, something else comes next
                else:
                    moments[ticket.number] = sitting.next_at()
                looked.append(sitting)
        steps, told = await self._told(store, due, now)
        await store.tell(*(edit for each in looked for edit in each.pages_over(store.first_seq(each.number))))
        await self._take_down(store, looked)
        await _wait_for(store, moments | told)
        return steps

    async def _first_moment(
        self, store: Store, ticket: Ticket, log: Sequence[TicketEvent]
    ) -> datetime | None:
        """Return when something of a ticket that was just opened changes by itself for the first time."""
        terms = await self.promises.terms(store, ticket, basis_of(log))
        return first_moment(terms, ticket.severity, ticket.opened_at)

    async def _caught_up(self, store: Store, now: datetime) -> list[_Known]:
        """Return the tickets that were saved, with their logs, in which pauses of their clients stand now."""
        known = await _with_logs(store)
        pauses = await store.contracts.pauses_of({ticket.client for ticket, _ in known}) if known else {}
        steps: list[Step] = []
        for place, (ticket, log) in enumerate(known):
            with self._fenced(ticket):
                step = catch_up(ticket, log, pauses.get(ticket.client, ()), now)
                if step is not None:
                    steps.append(step)
                    known[place] = step.ticket, (*log, *step.events)
        if steps:
            await store.save(*steps)
        return known

    async def _take_down(self, store: Store, looked: Sequence[Sitting]) -> None:
        """Write down, for reports, what became of the promises on the tickets that were looked at."""
        if not looked:
            return
        known = await store.outcomes.of_tickets({each.number for each in looked})
        before: list[Outcome] = []
        after: list[Outcome] = []
        for each in looked:
            with self._fenced(each.party[0]):
                after += each.outcomes()
                before += known.get(each.number, ())
        await store.outcomes.replace(before, after)

    async def _told(
        self, store: Store, sittings: Sequence[Sitting], now: datetime
    ) -> tuple[Sequence[Step], _Moments]:
        """Tell what was found to be due; return that, and when to look at each of these tickets next."""
        heard, moments = await _heard(store, sittings, now)
        reaches = await around(store, [each.party for each in heard], self.team, now) if heard else []
        steps: list[Step] = []
        for sitting, reach in zip(heard, reaches, strict=True):
            moments[sitting.number] = now + _AGAIN
            with self._fenced(sitting.party[0]):
                steps += await sitting.hold(reach)
                moments[sitting.number] = sitting.next_at()
        await store.save(*steps)
        return steps, moments

    async def chain(self, store: Store, ticket: Ticket, now: datetime) -> Chain:
        """Return how far the escalation of a ticket has come."""
        return await self._chain(store, ticket, now, await store.tickets.events(ticket.number))

    async def _chain(self, store: Store, ticket: Ticket, now: datetime, log: Sequence[TicketEvent]) -> Chain:
        clocks = await self.promises.clocks(store, ticket, now, log)
        return Chain(await self.promises.terms(store, ticket, basis_of(log)), ticket, log, clocks)

    async def reach(self, store: Store, ticket: Ticket, now: datetime) -> Reach:
        """Return who can be told of a ticket."""
        plan = await self.promises.of_ticket(store, ticket)
        [reach] = await around(store, [(ticket, plan)], self.team, now)
        return reach

    async def answer_at(self, store: Store, chain: Chain, now: datetime) -> datetime | None:
        """Return when somebody hears of a call, as things stand; None where nobody can be reached."""
        called_at = chain.due_at_earliest(now)
        if called_at is None:
            return None
        pages = await pages_due(await self.reach(store, chain.ticket, called_at), chain, called_at)
        answers = [each for each in pages if each.events[0].text("because_of")]
        return min((at for each in answers for at in alarms.heard_at(each, called_at)), default=None)

    @contextmanager
    def _fenced(self, ticket: Ticket) -> Iterator[None]:
        """Let no mistake of ours about what is due undo what somebody did to a ticket: it is logged.

        Of a plan that is gone staff were told at the start.
        """
        try:
            yield
        except DATABASE_FAULTS:
            raise
        except BadFileError:
            return
        except Exception:  # noqa: BLE001 - what people do to a ticket counts for more than what it leads to
            _log.exception("a ticket cannot be looked at", ticket=ticket.number)
            self.meters.looks_failed.inc()

    def count(self, steps: Iterable[Step]) -> None:
        """Count the breaches among what was told."""
        for event in (event for step in steps for event in step.events):
            if event.kind is EventKind.BREACHED:
                self.meters.breaches.labels(event.text("clock")).inc()


async def _with_logs(store: Store) -> list[_Known]:
    """Return the tickets that were saved, each with its whole log."""
    saved = store.saved()
    unread = [ticket.number for ticket, log in saved if not log]
    logs = await store.tickets.logs(unread) if unread else {}
    return [(ticket, log or logs[ticket.number]) for ticket, log in saved]


async def _heard(store: Store, sittings: Sequence[Sitting], now: datetime) -> tuple[list[Sitting], _Moments]:
    """Return the looks at tickets in whose channels all was heard, and when to look again at the others.

    Where something is still to be heard, somebody may have answered long before anything was due.
    """
    since, channels = now - _LISTENS_FIRST, {each.party[0].channel for each in sittings}
    unheard = {each for each in sorted(channels) if await store.gaps.is_unheard(each, since)}
    heard = [each for each in sittings if each.party[0].channel not in unheard]
    return heard, {each.number: now + _SOON for each in sittings if each not in heard}


async def _wait_for(store: Store, moments: _Moments) -> None:
    """Let each ticket be looked at again at its moment."""
    await store.timers.disarm([_key(number) for number, at in moments.items() if at is None])
    await store.timers.arm([look_at(number, at) for number, at in moments.items() if at])


def look_at(number: int, at: datetime) -> Timer:
    """Return the timer of a ticket, to go off at a moment."""
    return Timer(_key(number), WATCH, at, number)


def _key(number: int) -> str:
    return f"{WATCH}:{number}"
