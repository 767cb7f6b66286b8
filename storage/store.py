"""Everything that can be read and saved in one open transaction.

One order of locks for the whole program, or two who write at once would wait for each other: a channel
before its tickets, tickets by rising number, and both before anything else (timers, messages, outbox).
"""

from datetime import datetime

from bot.domain.notices import Notice, Timer
from bot.domain.step import Step
from storage.channels import Channels
from storage.clients import Clients
from storage.gaps import Gaps
from storage.health import Health
from storage.inbox import Inbox
from storage.messages import Messages
from storage.outbox import Outbox
from storage.people import People
from storage.stamps import Stamps
from storage.statements import Connection
from storage.tickets import Tickets
from storage.timers import Timers


class Store:
    """The repositories of each subject, and what is saved across them."""

    def __init__(self, connection: Connection, stamps: Stamps) -> None:
        self.inbox = Inbox(connection)
        self.outbox = Outbox(connection, stamps)
        self.timers = Timers(connection, stamps)
        self.clients = Clients(connection)
        self.channels = Channels(connection, stamps)
        self.people = People(connection)
        self.tickets = Tickets(connection)
        self.messages = Messages(connection)
        self.gaps = Gaps(connection)
        self.health = Health(connection)

    async def save(self, *steps: Step) -> None:
        """Save what decisions changed, in their order: tickets, events, timers and what is to be told."""
        events = [event for step in steps for event in step.events]
        await self.tickets.save_rows([step.ticket for step in steps], events)
        await self._set_timers(steps)
        await self.tell(*(notice for step in steps for notice in step.notices))

    async def tell(self, *notices: Notice) -> None:
        """Add to what is told to Slack."""
        await self.outbox.tell(notices)

    async def arm(self, *timers: Timer) -> None:
        """Arm timers, or move them."""
        await self.timers.arm(timers)

    async def claim_due(self, now: datetime, most: int) -> list[Timer]:
        """Take timers that are due, the earliest first; they have fired once this transaction commits.

        Their tickets are locked first: whoever settles a ticket disarms its timers while holding it.
        """
        due = await self.timers.due(now, most)
        await self.tickets.lock_all({timer.ticket for timer in due if timer.ticket is not None})
        return await self.timers.claim(due, now)

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
