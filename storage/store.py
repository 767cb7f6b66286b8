"""Everything that can be read and saved in one open transaction.

One order of locks for the whole program, or two who write at once would wait for each other: a channel
before its tickets, tickets by rising number, and both before anything else (timers, messages, outbox).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

from bot.domain.notices import Notice, Timer
from bot.domain.step import Step
from bot.domain.tickets import Status, Ticket, TicketEvent
from storage.channels import Channels
from storage.clients import Clients
from storage.contracts import Contracts
from storage.gaps import Gaps
from storage.health import Health
from storage.inbox import Inbox
from storage.messages import Messages
from storage.outbox import Outbox
from storage.people import People
from storage.plans import Plans
from storage.rota import Rotas
from storage.stamps import Stamps
from storage.statements import Connection
from storage.tickets import Tickets
from storage.timers import Timers

if TYPE_CHECKING:  # seldom asked for, and loaded then
    from storage.beginnings import Beginnings
    from storage.billings import Billings
    from storage.check_ins import CheckIns
    from storage.exports import Exports
    from storage.ledger import Ledger
    from storage.measurements import Measurements
    from storage.outcomes import Outcomes
    from storage.ratings import Ratings
    from storage.retention import Retentions
    from storage.schedules import Schedules
    from storage.votes import Votes
    from storage.words import Words


class Store:
    """The repositories of each subject, made when first asked for, and what is saved across them."""

    def __init__(self, connection: Connection, stamps: Stamps) -> None:
        self._connection = connection
        self._stamps = stamps
        self._saved: dict[int, tuple[Ticket, tuple[TicketEvent, ...]]] = {}
        self._first_seqs: dict[int, int] = {}

    @cached_property
    def inbox(self) -> Inbox:
        """What Slack asked of us."""
        return Inbox(self._connection)

    @cached_property
    def outbox(self) -> Outbox:
        """What we tell Slack."""
        return Outbox(self._connection, self._stamps)

    @cached_property
    def timers(self) -> Timers:
        """The moments that people notice."""
        return Timers(self._connection, self._stamps)

    @cached_property
    def clients(self) -> Clients:
        """The companies that we serve."""
        return Clients(self._connection)

    @cached_property
    def contracts(self) -> Contracts:
        """What was agreed with clients beside their plans."""
        return Contracts(self._connection)

    @cached_property
    def channels(self) -> Channels:
        """The channels that the bot is in."""
        return Channels(self._connection, self._stamps)

    @cached_property
    def people(self) -> People:
        """Who people are, and who is in which triage channel."""
        return People(self._connection)

    @cached_property
    def tickets(self) -> Tickets:
        """Tickets and their logs."""
        return Tickets(self._connection)

    @cached_property
    def messages(self) -> Messages:
        """What people said."""
        return Messages(self._connection)

    @cached_property
    def plans(self) -> Plans:
        """What plans said in each of their versions."""
        return Plans(self._connection, self._stamps)

    @cached_property
    def rota(self) -> Rotas:
        """Who is on call when, and at which hours people work."""
        return Rotas(self._connection, self._stamps)

    @cached_property
    def ledger(self) -> Ledger:
        """Hours."""
        made: Ledger = import_module("storage.ledger").Ledger(self._connection)
        return made

    @cached_property
    def billings(self) -> Billings:
        """What was drafted for invoices, and billed."""
        made: Billings = import_module("storage.billings").Billings(self._connection)
        return made

    @cached_property
    def exports(self) -> Exports:
        """All that there is of a client, for taking along."""
        made: Exports = import_module("storage.exports").Exports(self._connection)
        return made

    @cached_property
    def measurements(self) -> Measurements:
        """What was measured for clients, and the notes of their reports."""
        made: Measurements = import_module("storage.measurements").Measurements(
            self._connection, self._stamps
        )
        return made

    @cached_property
    def schedules(self) -> Schedules:
        """When digests are to come by themselves."""
        made: Schedules = import_module("storage.schedules").Schedules(self._connection)
        return made

    @cached_property
    def check_ins(self) -> CheckIns:
        """When clients are talked to."""
        made: CheckIns = import_module("storage.check_ins").CheckIns(self._connection)
        return made

    @cached_property
    def votes(self) -> Votes:
        """What clients' people vote for."""
        made: Votes = import_module("storage.votes").Votes(self._connection)
        return made

    @cached_property
    def outcomes(self) -> Outcomes:
        """What became of promises."""
        made: Outcomes = import_module("storage.outcomes").Outcomes(self._connection)
        return made

    @cached_property
    def ratings(self) -> Ratings:
        """How requesters found our help."""
        made: Ratings = import_module("storage.ratings").Ratings(self._connection)
        return made

    @cached_property
    def retention(self) -> Retentions:
        """For how long text is kept."""
        made: Retentions = import_module("storage.retention").Retentions(self._connection, self._stamps)
        return made

    @cached_property
    def words(self) -> Words:
        """Tickets by their words."""
        made: Words = import_module("storage.words").Words(self._connection)
        return made

    @cached_property
    def beginnings(self) -> Beginnings:
        """Whether the sandbox is filling the database."""
        made: Beginnings = import_module("storage.beginnings").Beginnings(self._connection)
        return made

    @cached_property
    def gaps(self) -> Gaps:
        """When we did not listen."""
        return Gaps(self._connection)

    @cached_property
    def health(self) -> Health:
        """What is counted for those who look after us."""
        return Health(self._connection)

    async def save(self, *steps: Step) -> None:
        """Save what decisions changed, in their order: tickets, events, timers and what is to be told."""
        events = [event for step in steps for event in step.events]
        for step in steps:
            self._note_saved(step)
        await self.tickets.save_rows([step.ticket for step in steps], events)
        await self._set_timers(steps)
        await self.tell(*(notice for step in steps for notice in step.notices))

    def touch(self, ticket: Ticket) -> None:
        """Count a ticket among those that were saved, though nothing of it changed."""
        self._saved.setdefault(ticket.number, (ticket, ()))

    def has_saved(self) -> bool:
        """Whether any ticket was saved here."""
        return bool(self._saved)

    def saved(self) -> list[tuple[Ticket, tuple[TicketEvent, ...]]]:
        """Return the tickets that were saved here, with their logs where those began here, else without."""
        return [self._saved[number] for number in sorted(self._saved)]

    def first_seq(self, number: int) -> int | None:
        """Return the number of the first event of a ticket that was saved here; None where there is none."""
        return self._first_seqs.get(number)

    def _note_saved(self, step: Step) -> None:
        ticket, (_, log) = step.ticket, self._saved.get(step.ticket.number, (step.ticket, ()))
        begins = bool(log) or (bool(step.events) and step.events[0].seq == 1)
        self._saved[ticket.number] = ticket, (*log, *step.events) if begins else ()
        if step.events:
            self._first_seqs.setdefault(ticket.number, step.events[0].seq)

    async def tell(self, *notices: Notice) -> None:
        """Add to what is told to Slack."""
        await self.outbox.tell(notices)

    async def arm(self, *timers: Timer) -> None:
        """Arm timers, or move them."""
        await self.timers.arm(timers)

    async def claim_due(self, now: datetime, most: int) -> list[Timer]:
        """Take timers that are due, the earliest first; they have fired once this transaction commits.

        Their tickets are locked first, for whoever settles a ticket disarms its timers while holding it; then
        the clients whose hours they are about, for the same reason.
        """
        due = await self.timers.due(now, most)
        if not due.keys:
            return []
        await self.tickets.lock_all(due.tickets)
        for client in sorted(due.clients):
            await self.clients.lock(client)
        return await self.timers.claim(due.keys, now)

    async def tickets_of(
        self, claimed: Sequence[Timer], statuses: Collection[Status]
    ) -> list[tuple[Timer, Ticket]]:
        """Return timers that were claimed here, in their order, each with its ticket, where it stands so.

        A timer without a ticket, and one whose ticket has none of the statuses, is left out. Nobody else
        decides on these tickets: who claims locks them.
        """
        numbers = {timer.ticket for timer in claimed if timer.ticket is not None}
        found = await self.tickets.get_all_in(numbers, statuses)
        return [(timer, found[timer.ticket]) for timer in claimed if timer.ticket in found]

    async def take_over(self) -> None:
        """Give up the leases of a process that died: for a start where no other can be alive."""
        await self.inbox.release_all()
        await self.outbox.release_lanes()

    async def _set_timers(self, steps: tuple[Step, ...]) -> None:
        """Arm and disarm; of several steps the last word on a key stands."""
        last_word: dict[str, Timer | None] = {}
        for step in steps:
            last_word |= dict.fromkeys(step.disarms)
            last_word |= {timer.key: timer for timer in step.arms}
        await self.timers.disarm([key for key, timer in last_word.items() if timer is None])
        await self.timers.arm([timer for timer in last_word.values() if timer is not None])
