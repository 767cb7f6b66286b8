"""What becomes of messages that were edited or deleted."""

from collections.abc import Sequence
from dataclasses import replace

from bot.desk import Desk, Request
from bot.domain import moves
from bot.domain.access import Action, check_ticket
from bot.domain.desks import Channel, Keeping, Message, Purpose, Side
from bot.domain.grouping import strip_mention, title_of
from bot.domain.people import Person
from bot.domain.tickets import Ticket
from bot.services.heard import Heard, client_of, own_ticket, settled
from bot.services.intake import sort
from storage import Store


async def edited(desk: Desk, request: Request, message: Message) -> None:
    """Take in how a message reads now: its former text is kept, its ticket shows the new one.

    A courtesy that became a report is sorted as if it had been said now.
    """
    async with desk.transaction(request) as store:
        place = await store.channels.lock(message.channel)
        before = await store.messages.get(message.channel, message.ts)
        if before is None:
            await _overtaken(store, place, replace(message, edited_at=request.at))
        elif before.text != message.text and not before.deleted_at:
            now = replace(before, text=message.text, edited_at=request.at)
            await _follow_edit(desk, store, request, place, (before, now))


async def _overtaken(store: Store, place: Channel | None, message: Message) -> None:
    """Write down an edit or a deletion whose message has not come yet: nothing comes of an old one."""
    if place is not None and place.purpose is Purpose.CLIENT:
        await store.messages.put(replace(message, keeping=Keeping.SEEN))


async def _follow_edit(
    desk: Desk, store: Store, request: Request, place: Channel | None, change: tuple[Message, Message]
) -> None:
    before, now = change
    ticket = await _ticket_of(store, request.person, place, now)
    if now.ticket is not None and ticket is None:
        return  # what is said here now is nothing to the client whose ticket it is
    await store.messages.edit(now.channel, now.ts, now.text, request.at)
    if ticket is not None:
        heads = _heads(ticket, await store.messages.of_ticket(ticket.number), now)
        title = title_of(_said(desk, now)) if heads else ""
        await store.save(moves.edit(ticket, now.ts, title=title, by=request.person, at=request.at))
    elif place is not None and place.purpose is Purpose.CLIENT:
        heard = Heard(desk, store, request, place, await client_of(store, place), now)
        if now.side is Side.CLIENT and heard.about(before).is_courtesy and not heard.is_courtesy:
            await sort(heard)


def _said(desk: Desk, message: Message) -> str:
    return strip_mention(message.text, desk.installation.bot_user)


async def deleted(desk: Desk, request: Request, message: Message) -> None:
    """Take in that a message was deleted: a tombstone stays in its place, and the ticket stays."""
    async with desk.transaction(request) as store:
        place = await store.channels.lock(message.channel)
        known = await store.messages.get(message.channel, message.ts)
        if known is None:
            await _overtaken(store, place, replace(message, text="", files=(), deleted_at=request.at))
            return
        if known.deleted_at:
            return
        await store.messages.delete(message.channel, message.ts, request.at)
        ticket = await _ticket_of(store, request.person, place, known)
        if ticket is not None:
            author = replace(request.person, id=known.author)
            await store.save(moves.delete(ticket, known.ts, by=author, at=request.at))
        if known.keeping is Keeping.ASKED and place is not None:
            language = (await client_of(store, place)).language
            await store.tell(settled(known.channel, known.ts, language))


async def _ticket_of(store: Store, person: Person, place: Channel | None, message: Message) -> Ticket | None:
    """Return the ticket, locked, that a message is part of, if it belongs to the channel's client."""
    if message.ticket is None or place is None:
        return None
    ticket = await own_ticket(store, message.ticket, place.client)
    if ticket is not None:
        check_ticket(person, Action.OPEN_TICKET, ticket)
    return ticket


def _heads(ticket: Ticket, messages: Sequence[Message], message: Message) -> bool:
    """Whether a message is the one whose words are its ticket's title: the thread's head, else the first."""
    stamps = [each.ts for each in messages]
    return message.ts == (ticket.thread_ts if ticket.thread_ts in stamps else stamps[0])
