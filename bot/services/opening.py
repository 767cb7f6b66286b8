"""Tickets that somebody opens on purpose: by button, emoji, shortcut or command, or by splitting one."""

from dataclasses import dataclass, replace

from bot.desk import Desk, Request
from bot.domain import moves, parts
from bot.domain.access import Action, check
from bot.domain.desks import Channel, Keeping, Message, Purpose
from bot.domain.moves import Opening
from bot.domain.step import Step
from bot.domain.tickets import Origin, Severity, Ticket
from bot.errors import CannotSplitError, ChannelNotSetUpError, MissingTextError
from bot.logs import learnt
from bot.services.heard import (
    Heard,
    add,
    client_of,
    drawn_up,
    joined_sign,
    open_ticket,
    settled,
    surviving,
    thread_ticket,
)
from bot.services.intake import restored
from bot.services.reading import known_or_fetched
from bot.services.tickets import locked
from storage import Store


@dataclass(frozen=True, slots=True)
class Found:
    """The ticket that somebody asked for: a new one, or the one that was there."""

    number: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """A ticket that staff open for a client, in words of their own."""

    channel: str
    text: str
    severity: Severity | None = None


async def open_from_message(
    desk: Desk, request: Request, channel: str, ts: str, origin: Origin
) -> Found | None:
    """Open a ticket from a message that is there already, or return the one that it is part of.

    None where nothing is to be opened: the message is gone, is our own, was said to another client's ticket
    before the channel became this one's, or the channel is no client's.
    """
    thread = await known_or_fetched(desk, channel, ts)
    async with desk.transaction(request) as store:
        place = await store.channels.lock(channel)
        if place is None or place.purpose is not Purpose.CLIENT:
            return None
        client = await client_of(store, place)
        await store.tell(settled(channel, ts, client.language))
        await store.messages.put_all(thread)
        message = await store.messages.get(channel, ts)
        if message is None or message.deleted_at:
            return None
        found = await _found(Heard(desk, store, request, place, client, message), origin)
        if found is not None and origin is not Origin.ASK:
            await store.tell(joined_sign(message, found.number))
    return found


async def _found(heard: Heard, origin: Origin) -> Found | None:
    """Return the ticket that a message is part of, or whose thread it stands in, or else a new one."""
    check(heard.request.person, Action.OPEN_TICKET, heard.client.id)
    number = heard.message.ticket
    known = await surviving(heard, number) if number else await thread_ticket(heard)
    if number and known is None:
        return None
    if known is not None and (number or known.is_active or known.was_dismissed):
        known = await restored(heard, known)
        return Found(number or await add(await heard.as_said(heard.message), known), is_new=False)
    follows = known.number if known else None
    return Found(await open_ticket(heard, origin=origin, follows=follows), is_new=True)


async def decline(desk: Desk, request: Request, channel: str, ts: str) -> None:
    """Take the answer that a message needs no ticket, and the question out of sight."""
    async with desk.transaction(request) as store:
        place = await store.channels.lock(channel)
        if place is None:
            raise ChannelNotSetUpError(channel)
        client = await client_of(store, place)
        check(request.person, Action.OPEN_TICKET, client.id)
        message = await store.messages.get(channel, ts)
        if message is not None:
            for each in (message, *await store.messages.followers(message)):
                await store.messages.put(replace(each, keeping=Keeping.SEEN))
        await store.tell(settled(channel, ts, client.language))


async def new_ticket(desk: Desk, request: Request, wanted: Wanted) -> int:
    """Open a ticket for a client in staff's words; our own post heads its thread in the client's channel."""
    check(request.person, Action.SEE_CLIENTS, None)
    if not wanted.text.strip():
        raise MissingTextError("text")
    async with desk.transaction(request) as store:
        place = await store.channels.lock(wanted.channel)
        if place is None or place.purpose is not Purpose.CLIENT:
            raise ChannelNotSetUpError(wanted.channel)
        client = await client_of(store, place)
        check(request.person, Action.SET_SEVERITY, client.id)
        opening = await _in_own_thread(desk, store, place, wanted.text, request.person.id, Origin.COMMAND)
        step = moves.open_ticket(opening, by=request.person, at=request.at)
        await store.save(*_with_words(step, wanted, request))
    return opening.number


def _with_words(step: Step, wanted: Wanted, request: Request) -> tuple[Step, ...]:
    """Follow an opening by the severity and the whole text that came with it."""
    steps, by, at = [step], request.person, request.at
    if wanted.severity is not None:
        steps.append(moves.set_severity(steps[-1].ticket, wanted.severity, by=by, at=at))
    steps.append(moves.add_details(steps[-1].ticket, {"what": wanted.text}, by=by, at=at))
    return tuple(steps)


async def split(desk: Desk, request: Request, number: int, channel: str, ts: str) -> int:
    """Make one message of a ticket a ticket of its own, and return its number."""
    async with desk.transaction(request) as store:
        place = await store.channels.lock(channel)
        ticket = await locked(store, request.person, number, Action.SPLIT)
        message = await store.messages.get(channel, ts)
        if message is None or message.ticket != number:
            raise CannotSplitError(number, "not_part")
        if place is None:
            raise ChannelNotSetUpError(channel)
        opening = await _from_part(desk, store, place, ticket, message)
        gone = parts.split_off(ticket, ts, opening.number, by=request.person, at=request.at)
        await store.messages.assign(channel, ts, opening.number, Keeping.TICKET)
        await store.save(gone, moves.open_ticket(opening, by=request.person, at=request.at))
    return opening.number


async def _from_part(desk: Desk, store: Store, place: Channel, ticket: Ticket, message: Message) -> Opening:
    """Return what the split-off ticket starts from: its own thread where the message stands on its own."""
    opening = await _in_own_thread(desk, store, place, message.text, message.author, Origin.SPLIT)
    thread_ts = message.ts if message.thread_ts is None else None
    return replace(opening, thread_ts=thread_ts, head_ts=message.ts, follows=ticket.number)


async def _in_own_thread(
    desk: Desk, store: Store, place: Channel, text: str, requester: str, origin: Origin
) -> Opening:
    client = await client_of(store, place)
    opening = drawn_up(desk, client, place.id, await store.tickets.next_number(), text)
    learnt(ticket=opening.number)
    return replace(opening, requester=requester, origin=origin)
