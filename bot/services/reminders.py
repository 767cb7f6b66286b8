"""Reminders that staff ask for on a ticket: setting one, listing one's own, taking them back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.desk import Desk, Request
from bot.domain import reminders
from bot.domain.access import Action
from bot.domain.moments_typed import read_moment
from bot.domain.reminders import Reminder, still_to_come
from bot.domain.tickets import EventKind, TicketEvent
from bot.services.tickets import locked, readable
from storage import Store


async def remind(desk: Desk, request: Request, number: int, typed: str) -> datetime:
    """Remind the one who asks at the moment that *typed* begins with, of what follows; return the moment."""
    async with desk.transaction(request) as store:
        ticket = await locked(store, request.person, number, Action.REMIND)
        due_at, text = read_moment(typed, request.at, request.person.time_zone)
        await store.save(reminders.remind(ticket, due_at, text, by=request.person, at=request.at))
    return due_at


async def own_reminders(desk: Desk, request: Request, number: int) -> list[Reminder]:
    """Return the reminders of a ticket that the one who asks has set and that are still to come."""
    async with desk.database.reading() as store:
        await readable(store, request.person, number, Action.REMIND)
        return await _standing(store, request, number)


async def forget_reminders(desk: Desk, request: Request, number: int) -> int:
    """Take back one's own reminders of a ticket; return how many those were."""
    async with desk.transaction(request) as store:
        ticket = await locked(store, request.person, number, Action.REMIND)
        standing = await _standing(store, request, number)
        await store.save(reminders.take_back(ticket, standing, by=request.person, at=request.at))
    return len(standing)


async def _standing(store: Store, request: Request, number: int) -> list[Reminder]:
    return still_to_come(await _logs(store, number), number, request.person.id, request.at)


async def _logs(store: Store, number: int) -> Mapping[int, Sequence[TicketEvent]]:
    """Return the log of a ticket, and of each that was merged into it."""
    logs: dict[int, Sequence[TicketEvent]] = {}
    wanted = [number]
    while wanted:
        each = wanted.pop()
        logs[each] = await store.tickets.events(each)
        wanted += [int(event.text("number")) for event in logs[each] if event.kind is EventKind.ABSORBED]
    return logs
