"""What becomes of messages that were edited or deleted."""

from dataclasses import replace

from bot.desk import Desk, Request
from bot.domain import parts
from bot.domain.access import Action, check_ticket
from bot.domain.desks import Channel, Keeping, Message, Purpose, Side
from bot.domain.grouping import strip_mention, title_of
from bot.domain.people import Person
from bot.domain.tickets import Ticket
from bot.services.heard import Heard, ask, client_of, own_ticket, settled
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
        elif _is_news(before, message, request):
            now = replace(before, text=message.text, edited_at=request.at)
            await _follow_edit(desk, store, request, place, (before, now))


def _is_news(before: Message, message: Message, request: Request) -> bool:
    """Whether an edit changes what we know: one that a later edit overtook does not."""
    if before.deleted_at or before.text == message.text:
        return False
    return before.edited_at is None or before.edited_at <= request.at


async def _overtaken(store: Store, place: Channel | None, message: Message) -> None:
    """Write down an edit or a deletion whose message has not come yet: nothing comes of an old one."""
    if place is not None and place.purpose is Purpose.CLIENT:
        await store.messages.put(replace(message, keeping=Keeping.SEEN))


async def _follow_edit(
    desk: Desk, store: Store, request: Request, place: Channel | None, change: tuple[Message, Message]
) -> None:
    before, now = change
    tickets = await _tickets_of(store, request.person, place, now)
    if now.ticket is not None and not tickets:
        return  # what is said here now is nothing to the client whose ticket it is
    await store.messages.edit(now.channel, now.ts, now.text, request.at)
    for ticket in tickets:
        title = title_of(_said(desk, now))
        await store.save(parts.edit(ticket, now.ts, title=title, by=request.person, at=request.at))
    if not tickets and place is not None and place.purpose is Purpose.CLIENT:
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
        tickets = await _tickets_of(store, request.person, place, known)
        await store.messages.delete(message.channel, message.ts, request.at)
        author = replace(request.person, id=known.author)
        for ticket in tickets:
            await store.save(parts.delete(ticket, known.ts, by=author, at=request.at))
            if ticket.head_ts == known.ts:
                await store.tickets.forget_titles(ticket.number)
        if known.keeping is Keeping.ASKED and place is not None:
            await _ask_no_more(Heard(desk, store, request, place, await client_of(store, place), known))


async def _ask_no_more(heard: Heard) -> None:
    """Take back a question about a message that is gone, and ask it about what was said right after that."""
    asked = heard.message
    await heard.store.tell(settled(asked.channel, asked.ts, heard.client.language))
    for follower in (await heard.store.messages.followers(asked))[:1]:
        await ask(heard.about(follower))


async def _tickets_of(store: Store, person: Person, place: Channel | None, message: Message) -> list[Ticket]:
    """Return the tickets, locked, that a message is part of or heads, if they are the channel's client's."""
    numbers = {*await store.tickets.headed_by(message.channel, message.ts), message.ticket}
    client = place.client if place else None
    found = [await own_ticket(store, number, client) for number in sorted(filter(None, numbers))]
    tickets = [each for each in found if each is not None]
    for ticket in tickets:
        check_ticket(person, Action.OPEN_TICKET, ticket)
    return tickets
