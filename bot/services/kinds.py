"""The kind of work that a ticket asks for, which decides what it costs."""

from importlib import import_module
from typing import Final

from bot.desk import Desk, Request
from bot.domain import costs
from bot.domain.access import Action
from bot.domain.tickets import RequestKind, Ticket
from bot.services.tickets import locked, readable

_TIMEKEEPING: Final = "bot.services.timekeeping"
"""Loaded when a kind is set: most starts have no use for it."""


async def kind_named(desk: Desk, request: Request, number: int, word: str) -> RequestKind:
    """Return the kind that a word means, ours or of the ticket's plan; UnknownWordError has the nearest."""
    async with desk.database.reading() as store:
        ticket = await readable(store, request.person, number, Action.SET_KIND)
        return costs.kind_named(word, await desk.promises.of_ticket(store, ticket))


async def set_kind(desk: Desk, request: Request, number: int, kind: RequestKind) -> Ticket:
    """Say what kind of work it is: time logged before counts as it, and the client is told what it costs."""
    async with desk.transaction(request) as store:
        ticket = await locked(store, request.person, number, Action.SET_KIND)
        client = await store.clients.get(ticket.client)
        plan = costs.rated(
            await desk.promises.of_ticket(store, ticket), client.hourly_rate if client else None
        )
        log = await store.tickets.events(number)
        step = costs.set_kind(ticket, kind, plan, log, by=request.person, at=request.at)
        await store.save(step)
        await import_module(_TIMEKEEPING).account_anew(desk, store, request, step.ticket)
    return step.ticket
