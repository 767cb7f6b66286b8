"""Who is told of a ticket: the recipients that a plan names, as people, groups and channels in Slack."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.domain.alarms import Reached
from bot.domain.desks import ChannelState, Client
from bot.domain.plan_terms import pages_at_any_hour
from bot.domain.plans import Plan
from bot.domain.rotations import Rota
from bot.domain.staff_hours import StaffHours
from bot.domain.terms import Level, Recipient, RecipientKind
from bot.domain.tickets import Ticket
from bot.errors import UnknownTicketError
from storage import Store

_ON_CALL_FIRST: Final = "L1"
"""Whom a ticket without escalation is for while nobody has it."""


async def around(
    store: Store, tickets: Sequence[tuple[Ticket, Plan]], team: str, now: datetime
) -> list[Reach]:
    """Return who can be told of each ticket, by the plan that it goes by; *team* is our own workspace.

    Raises UnknownTicketError of one without a client.
    """
    clients = await store.clients.get_all({each.client for each, _ in tickets})
    for each, _ in tickets:
        if each.client not in clients:
            raise UnknownTicketError(each.number)
    rota, triages = await store.rota.read(), sorted({each.triage for each, _ in tickets})
    members = {triage: await store.people.members(triage) for triage in triages}
    asked = {person for each in rota.rotations for person in each.members}
    asked |= {each.assignee for each, _ in tickets if each.assignee}
    asked |= {each.account_manager for each in clients.values() if each.account_manager}
    known = await store.people.get_all(asked)
    gone = frozenset(each.id for each in known.values() if not each.is_active(team))
    return [
        Reach(
            store,
            clients[each.client],
            rota,
            members[each.triage],
            now,
            pages_at_any_hour(plan, each.severity),
            team,
            gone,
        )
        for each, plan in tickets
    ]


@dataclass(frozen=True, slots=True)
class Reach:
    """Who can be told of one ticket at a moment."""

    store: Store
    client: Client
    rota: Rota
    members: Collection[str]
    """Who is in the triage channel, and reads its threads."""
    now: datetime
    pages: bool
    """Whether people are called outside their own hours too."""

    team: str
    """Our own workspace."""
    gone: Collection[str]
    """Who is in a rotation, or answers for the client, and has left our workspace."""

    async def level(self, ticket: Ticket, level: Level, but: Collection[str] = ()) -> Reached:
        """Return whom a level tells, those in *but* left out, whose place the next on call takes."""
        return await self._of(ticket, level.notify, but)

    async def next_on_call(self, ticket: Ticket, level: Level, but: Collection[str]) -> Reached:
        """Return who is asked next where those in *but* cannot: people on call alone, if there are any."""
        on_call = [each for each in level.notify if each.kind is RecipientKind.ON_CALL]
        return await self._of(ticket, on_call, but)

    async def people(self, people: Iterable[str]) -> Reached:
        """Return where and when each of *people* is told: mentioned, directly, or in their own morning."""
        ids = tuple(each for each in dict.fromkeys(people) if each not in self.gone)
        hours = {} if self.pages else await self.store.rota.hours(ids)
        held = {each: hours[each].next_morning(self.now) for each in ids if self._is_off(hours.get(each))}
        awake = [each for each in ids if each not in held]
        return Reached(
            here=tuple(each for each in awake if each in self.members),
            elsewhere=tuple(each for each in awake if each not in self.members),
            held=held,
        )

    def responsible(self, ticket: Ticket, levels: Sequence[Level]) -> tuple[str, ...]:
        """Return who has the ticket, else whoever is on call in the lowest of its *levels* that asks them."""
        if ticket.assignee is not None and ticket.assignee not in self.gone:
            return (ticket.assignee,)
        asked = (each for level in levels for each in level.notify if each.kind is RecipientKind.ON_CALL)
        first = next(asked, None)
        on_call = self.on_call(first.name if first else _ON_CALL_FIRST)
        return (on_call,) if on_call else ()

    def on_call(self, rotation: str, but: Collection[str] = ()) -> str | None:
        """Return who is on call in a rotation and can be reached."""
        return self.rota.on_call(rotation, self.now, {*but, *self.gone})

    def _is_off(self, hours: StaffHours | None) -> bool:
        return hours is not None and not hours.is_in(self.now)

    async def _of(self, ticket: Ticket, recipients: Iterable[Recipient], but: Collection[str]) -> Reached:
        people, places, groups = list[str](), list[str](), list[str]()
        for each in recipients:
            if each.kind is RecipientKind.GROUP:
                groups.append(each.name)
            elif each.kind is RecipientKind.CHANNEL:
                places += await self._channel(each.name)
            else:
                people += await self._person(ticket, each, but)
        found = await self.people(people)
        return replace(found, places=tuple(dict.fromkeys(places)), groups=tuple(dict.fromkeys(groups)))

    async def _person(self, ticket: Ticket, recipient: Recipient, but: Collection[str]) -> list[str]:
        match recipient.kind:
            case RecipientKind.ON_CALL:
                found = self.on_call(recipient.name, but)
            case RecipientKind.ASSIGNEE:
                found = ticket.assignee
            case RecipientKind.ACCOUNT_MANAGER:
                found = self.client.account_manager
            case _:
                found = await self._named(recipient.name)
        return [found] if found and found not in {*but, *self.gone} else []

    async def _named(self, name: str) -> str | None:
        """Return a person by id or name; None where nobody of ours is called so, or several are."""
        known = await self.store.people.get(name)
        named = [known] if known else await self.store.people.by_name(name)
        ours = [each.id for each in named if each.is_active(self.team)]
        return ours[0] if len(ours) == 1 else None

    async def _channel(self, name: str) -> list[str]:
        """Return a triage channel by id or name; no other, for only these are watched for outsiders."""
        wanted = name.removeprefix("#").casefold()
        return [
            each.id
            for each in await self.store.channels.triage()
            if wanted in {each.id.casefold(), each.name.casefold()} and each.state is ChannelState.ACTIVE
        ]
