"""What needs us today, as it stands at the moment when it is posted; it is read beside whoever writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Final

from bot.desk import Desk
from bot.domain import today
from bot.domain.desks import OutboxRow
from bot.domain.mornings import Morning, horizon
from bot.domain.notices import Act, Notice, Words, is_late
from bot.domain.sla import Measured
from bot.domain.tickets import Ticket
from bot.domain.today import Part
from bot.errors import BadFileError
from bot.services.mornings import hours_of, today_key
from bot.services.people import names_in
from bot.services.scenes import card_address
from bot.views.answers import Rows
from bot.views.rendered import Rendered
from bot.views.today import Today, what_needs_us
from storage import Store

_AT_ONCE: Final = 20
"""How many tickets' clocks are read in one go: a ticket takes about a millisecond, and others wait for us."""
_MOST_CLAIMED: Final = 500
"""So many tickets that somebody has are looked at, the oldest; a team has fewer, else the post says so."""


def morning_post(channel: str, morning: Morning) -> Notice:
    """Return what is told in a triage channel of a morning."""
    facts = {"day": morning.day.isoformat(), "due": morning.at.isoformat()}
    return Notice(f"{today_key(channel)}:{morning.day}", Act.POST, Words.TODAY, channel, facts=facts)


async def as_it_stands(desk: Desk, row: OutboxRow) -> Rendered:
    """Return the post of a row of the outbox, true at this moment; nothing where nothing needs anybody."""
    now = desk.clock.now()
    due_at = datetime.fromisoformat(str(row.facts["due"]))
    async with desk.database.reading() as store:
        unclaimed, claimed = [await _Crowd.of(store, row.channel, claimed=each) for each in (False, True)]
        found = await _parts(desk, store, row.channel, unclaimed, claimed)
        shown = [each.ticket for part in found for each in part.named]
        clients = {client.id: client.name for client in await store.clients.all()}
        names = await names_in(store, shown)
        cards = {ticket.number: await card_address(desk, store, ticket.number) for ticket in shown}
    rows = Rows(clients, names, now, desk.installation.workspace_url)
    day, late_since = date.fromisoformat(str(row.facts["day"])), due_at if is_late(due_at, now) else None
    looked_at = len(claimed.oldest)
    return what_needs_us(Today(found, rows, cards, day, late_since, looked_at, claimed.count - looked_at))


@dataclass(frozen=True, slots=True)
class _Crowd:
    """The open tickets of a triage channel that somebody has, or nobody."""

    oldest: Sequence[Ticket]
    count: int
    """How many there are in all."""

    @classmethod
    async def of(cls, store: Store, channel: str, *, claimed: bool) -> "_Crowd":
        """Return as many as are looked at: those that nobody has need no clock to be named, the others do."""
        most = _MOST_CLAIMED if claimed else today.MOST
        oldest = await store.tickets.active_for(channel, claimed=claimed, most=most)
        return cls(oldest, await store.tickets.how_many_for(channel, claimed=claimed))


async def _parts(
    desk: Desk, store: Store, channel: str, unclaimed: _Crowd, claimed: _Crowd
) -> tuple[Part, ...]:
    tickets = [*unclaimed.oldest, *claimed.oldest]
    clocks = await clocks_of(desk, store, tickets)
    return today.parts(tickets, clocks, await _horizons(desk, store, channel, tickets), unclaimed.count)


async def _horizons(
    desk: Desk, store: Store, channel: str, tickets: Sequence[Ticket]
) -> Mapping[str, datetime]:
    """Return when today is over for each client that has a ticket here."""
    now = desk.clock.now()
    hours = hours_of(desk, await store.clients.all(), channel)
    known = {client: horizon(timetable, now) for client, timetable in hours.items()}
    return {ticket.client: known.get(ticket.client, now) for ticket in tickets}


async def clocks_of(desk: Desk, store: Store, tickets: Sequence[Ticket]) -> Mapping[int, Sequence[Measured]]:
    """Return the clocks of tickets as they stand now, by their numbers."""
    clocks: dict[int, Sequence[Measured]] = {}
    for some in _batches(tickets):  # others wait for us
        clocks |= await _clocks(desk, store, some)
    return clocks


async def _clocks(desk: Desk, store: Store, tickets: Sequence[Ticket]) -> dict[int, Sequence[Measured]]:
    logs = await store.tickets.logs({ticket.number for ticket in tickets})
    now, found = desk.clock.now(), dict[int, Sequence[Measured]]()
    for ticket in tickets:
        try:
            found[ticket.number] = await desk.promises.clocks(store, ticket, now, logs[ticket.number])
        except BadFileError:  # its plan is gone, which staff were told at the start
            found[ticket.number] = ()
    return found


def _batches(tickets: Sequence[Ticket]) -> list[Sequence[Ticket]]:
    rest = iter(tickets)
    return list(iter(lambda: tuple(islice(rest, _AT_ONCE)), ()))
