"""Tickets as they stand, and the log of events that they are folded from."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from bot.domain.instants import micros
from bot.domain.tickets import Status, Ticket, TicketEvent
from storage.codec import Shape, number, texts, to_json, value_or_none, values
from storage.statements import Connection, Statements

_TICKET = Shape(Ticket)
_EVENT = Shape(TicketEvent, at="happened_at", by="actor")


@dataclass(frozen=True, slots=True)
class AtWork:
    """Which tickets that need work: all of them, but for what is said here."""

    client: str | None = None
    severity: str | None = None
    assignee: str | None = None
    unassigned: bool = False
    waiting: bool = False
    """Those alone that wait for their client."""


class Tickets:
    """Tickets by their numbers."""

    def __init__(self, connection: Connection) -> None:
        self._sql = Statements(connection, "tickets")

    async def next_number(self, count: int = 1) -> int:
        """Take *count* numbers that follow each other and return the first; unsaved ones are taken again."""
        last = number(await self._sql.row("next_number", many=count), "value")
        return last - count + 1

    async def get(self, ticket: int) -> Ticket | None:
        """Return a ticket."""
        return value_or_none(_TICKET, await self._sql.row("get", number=ticket))

    async def get_all(self, tickets: Collection[int]) -> dict[int, Ticket]:
        """Return tickets by their numbers."""
        found = values(_TICKET, await self._sql.rows("get_all", numbers=to_json(sorted(tickets))))
        return {ticket.number: ticket for ticket in found}

    async def get_all_in(self, tickets: Collection[int], statuses: Collection[Status]) -> dict[int, Ticket]:
        """Return those of some tickets that have one of the statuses, by their numbers."""
        numbers, wanted = to_json(sorted(tickets)), to_json(sorted(statuses))
        found = values(_TICKET, await self._sql.rows("get_all_in", numbers=numbers, statuses=wanted))
        return {ticket.number: ticket for ticket in found}

    async def lock(self, ticket: int) -> Ticket | None:
        """Return a ticket that nobody else decides on until this transaction ends."""
        return value_or_none(_TICKET, await self._sql.row("lock", number=ticket))

    async def lock_all(self, tickets: Collection[int]) -> None:
        """Let nobody else decide on these tickets until this transaction ends."""
        await self._sql.rows("lock_all", numbers=to_json(sorted(tickets)))

    async def survivor(self, ticket: int) -> int:
        """Return the number of the ticket that *ticket* was merged into, or its own."""
        row = await self._sql.row("survivor", number=ticket)
        return ticket if row is None else number(row, "number")

    async def lock_in(self, channel: str) -> list[Ticket]:
        """Return the tickets of a channel, and those with cards in it; nobody else decides on them."""
        rows = await self._sql.rows("numbers_in", channel=channel)
        return [ticket for row in rows if (ticket := await self.lock(number(row, "number"))) is not None]

    async def carded_in(self, triage: str) -> int:
        """Return how many tickets have their cards in a channel."""
        return number(await self._sql.row("carded_in", triage=triage), "tickets")

    async def events(self, ticket: int) -> list[TicketEvent]:
        """Return all that happened to a ticket, in order."""
        return values(_EVENT, await self._sql.rows("events", number=ticket))

    async def logs(self, tickets: Collection[int]) -> dict[int, list[TicketEvent]]:
        """Return all that happened to these tickets, in order, by their numbers."""
        found: dict[int, list[TicketEvent]] = {}
        for event in values(_EVENT, await self._sql.rows("logs", numbers=to_json(sorted(tickets)))):
            found.setdefault(event.ticket, []).append(event)
        return found

    async def by_thread(self, channel: str, thread_ts: str) -> int | None:
        """Return the number of the newest ticket whose thread this is, or else whose message heads it."""
        row = await self._sql.row("by_thread", channel=channel, thread_ts=thread_ts)
        return None if row is None else number(row, "ticket")

    async def open_of_channel(self, channel: str) -> list[Ticket]:
        """Return the tickets of a channel that still need work, oldest first."""
        return values(_TICKET, await self._sql.rows("open_of_channel", channel=channel))

    async def threads(self, channel: str, ended_after: datetime) -> list[str]:
        """Return where replies stand to a channel's tickets that are open, or ended after a moment, in order.

        Those are their threads, and those below messages that joined them.
        """
        after = micros(ended_after)
        return texts(await self._sql.rows("threads", channel=channel, ended_after=after), "thread_ts")

    async def listing(
        self,
        *,
        client: str | None = None,
        assignee: str | None = None,
        unassigned: bool = False,
        active_only: bool = True,
        most: int = 50,
    ) -> list[Ticket]:
        """Return tickets for a list: the worst first, then the oldest."""
        which = "active" if active_only else "of_any_status"
        rows = await self._sql.rows(which, client=client, assignee=assignee, unassigned=unassigned, most=most)
        return values(_TICKET, rows)

    async def at_work(self, which: AtWork, most: int, skip: int = 0) -> list[Ticket]:
        """Return tickets that still need work, after the first *skip*: the worst first, then the oldest.

        Those that wait for their clients come by how long they have waited.
        """
        return values(_TICKET, await self._sql.rows("at_work", **asdict(which), most=most, skip=skip))

    async def how_many_at_work(self, which: AtWork) -> int:
        """Return how many tickets `at_work` has."""
        return number(await self._sql.row("how_many_at_work", **asdict(which)), "tickets")

    async def nearing(self, until: datetime, which: AtWork, most: int) -> list[Ticket]:
        """Return tickets at work of which a promise is broken, or which something comes to by a moment.

        What comes first comes first, so that those are left out above *most* of which least is known.
        """
        cells = {"client": which.client, "severity": which.severity, "until": micros(until), "most": most}
        return values(_TICKET, await self._sql.rows("nearing", **cells))

    async def at_work_by_client(self) -> dict[str, int]:
        """Return how many tickets need work of each client that has any, by its id."""
        rows = await self._sql.rows("at_work_by_client")
        return {str(row["client"]): number(row, "tickets") for row in rows}

    async def estimated(self, client: str) -> list[Ticket]:
        """Return the tickets of a client that still need work and have an estimate, oldest first."""
        return values(_TICKET, await self._sql.rows("estimated", client=client))

    async def estimated_of(self, clients: Collection[str]) -> list[Ticket]:
        """Return the tickets of some clients that still need work and have an estimate, oldest first."""
        return values(_TICKET, await self._sql.rows("estimated_of", clients=to_json(sorted(clients))))

    async def active_after(self, client: str, after: int, most: int) -> list[int]:
        """Return numbers above *after* of a client's tickets that still need work, lowest first."""
        rows = await self._sql.rows("active_after", client=client, after=after, most=most)
        return [number(row, "number") for row in rows]

    async def active_for(self, triage: str, *, claimed: bool, most: int) -> list[Ticket]:
        """Return tickets that need work, of the clients whose cards go to a triage channel; none frozen.

        They are those that somebody has, or that nobody has; the oldest first.
        """
        rows = await self._sql.rows("active_for", triage=triage, claimed=claimed, most=most)
        return values(_TICKET, rows)

    async def how_many_for(self, triage: str, *, claimed: bool) -> int:
        """Return how many tickets `active_for` has."""
        return number(await self._sql.row("how_many_for", triage=triage, claimed=claimed), "tickets")

    async def headed_by(self, channel: str, ts: str) -> list[int]:
        """Return the numbers of the tickets whose title is the words of a message, lowest first."""
        rows = await self._sql.rows("headed_by", channel=channel, head_ts=ts)
        return [number(row, "number") for row in rows]

    async def forget_titles(self, ticket: int) -> None:
        """Blank a ticket's titles in its log: the words were a message's, and that was deleted."""
        titled = [each for each in await self.events(ticket) if each.text("title")]
        blank = [_EVENT.cells(replace(each, facts={**each.facts, "title": ""})) for each in titled]
        await self._sql.many(
            "rewrite", [{name: each[name] for name in ("ticket", "seq", "facts")} for each in blank]
        )

    async def has_unworded(self, *, ended: bool = False) -> bool:
        """Whether a ticket, or one that is over where *ended*, has words that cannot be found yet."""
        return await self._sql.row("any_unworded", ended=ended) is not None

    async def alike(self, ticket: int) -> list[Ticket]:
        """Return what a ticket was like when its card was first told, the likest first, as it stands now."""
        row = await self._sql.row("alike", ticket=ticket)
        if row is None:
            return []
        numbers = json.loads(str(row["alike"]))
        found = await self.get_all(numbers)
        return [found[each] for each in numbers if each in found]

    async def save_rows(self, tickets: Sequence[Ticket], events: Sequence[TicketEvent]) -> None:
        """Write tickets as they stand and append events; a `seq` that is taken is a DatabaseConflictError."""
        latest = {each.number: each for each in tickets}
        await self._sql.many("save", [_TICKET.cells(each) for _, each in sorted(latest.items())])
        await self._sql.many("add_events", [_EVENT.cells(each) for each in events])
