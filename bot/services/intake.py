"""How what is said in a client's channel becomes a ticket, joins one, or opens nothing."""

from collections.abc import Sequence
from dataclasses import replace

from bot.desk import Desk, Request
from bot.domain import moves
from bot.domain.access import Action, check_ticket, may
from bot.domain.desks import Channel, Client, Intake, Keeping, Message, Purpose, Side
from bot.domain.grouping import joins, mentions
from bot.domain.people import Person, Role
from bot.domain.tickets import Origin, Ticket
from bot.services.heard import (
    Heard,
    add,
    ask,
    client_of,
    joined_sign,
    open_ticket,
    surviving,
    thread_ticket,
)
from bot.services.reading import known_or_fetched
from storage import Store


async def hear(desk: Desk, request: Request, message: Message) -> int | None:
    """Take in what a client's person or staff said; return the number of its ticket, if it has one."""
    context = await _context(desk, message)
    async with desk.transaction(request) as store:
        channel = await store.channels.lock(message.channel)
        if channel is not None and channel.purpose is Purpose.TRIAGE:
            return None
        if channel is None or channel.purpose is Purpose.UNSET:
            await store.messages.put(replace(message, keeping=Keeping.KEPT))
            return None
        await store.messages.put_all(context)
        now = await _as_it_stands(store, message)
        if now.deleted_at or now.ticket is not None:
            return now.ticket
        return await sort(Heard(desk, store, request, channel, await client_of(store, channel), now))


async def _context(desk: Desk, message: Message) -> Sequence[Message]:
    """Return the thread in which somebody calls us, from its head on, where we did not hear it begin."""
    if message.thread_ts is None or not mentions(message.text, desk.installation.bot_user):
        return ()
    found = await known_or_fetched(desk, message.channel, message.thread_ts)
    return [each for each in found if each.ts != message.ts]


async def _as_it_stands(store: Store, message: Message) -> Message:
    """Return a message with what overtook it: it may have been edited, deleted, or made a ticket already."""
    known = await store.messages.get(message.channel, message.ts)
    return known or message


async def take_kept(desk: Desk, store: Store, request: Request, channel: Channel, client: Client) -> int:
    """Sort what was said before the channel was set up, oldest first, and return how many tickets came of it.

    Clocks start now, not back then.
    """
    opened: set[int | None] = set()
    for kept in await store.messages.kept(channel.id):
        message = await _as_it_stands(store, kept)
        if message.ticket is not None:  # it stood in the thread of one before it
            continue
        if message.side is Side.CLIENT:
            asked = replace(request, person=Person(message.author, Role.CLIENT, client.id))
            opened.add(await sort(Heard(desk, store, asked, channel, client, message, Origin.SETUP)))
        else:
            await store.messages.put(replace(message, keeping=Keeping.SEEN))
    return len(opened - {None})


async def sort(heard: Heard) -> int | None:
    """Decide what becomes of a message: part of a ticket, a new one, or nothing."""
    ticket = await thread_ticket(heard)
    if heard.request.person.is_ours and (ticket is not None or not heard.calls_us):
        return await _staff_said(heard, ticket)
    if ticket is not None:
        return await _said_in_thread(heard, ticket)
    if heard.calls_us and not heard.is_courtesy:
        return await _called(heard)
    return await _said_aloud(heard)


async def _staff_said(heard: Heard, ticket: Ticket | None) -> int | None:
    """Record what our own people say: a public reply in a ticket's thread; elsewhere it opens nothing."""
    person = heard.request.person
    if ticket is None or ticket.was_dismissed or not may(person, Action.REPLY, ticket.client):
        await _seen(heard)
        return None
    return await add(heard, ticket)


async def _seen(heard: Heard) -> None:
    await heard.store.messages.put(replace(heard.message, keeping=Keeping.SEEN))


async def _said_in_thread(heard: Heard, ticket: Ticket) -> int:
    """Add a client's message to the ticket; long after that ended, open a new one that follows it."""
    window = (await heard.plan_of(ticket)).reopen_window
    belongs = moves.reopens(ticket, at=heard.request.at, window=window)
    if not belongs and not heard.is_courtesy:
        return await open_ticket(heard, origin=Origin.LATE_REPLY, follows=ticket.number)
    if not heard.is_courtesy:
        ticket = await restored(heard, ticket)
    return await add(heard, ticket)


async def restored(heard: Heard, ticket: Ticket) -> Ticket:
    """Take back that a ticket is no request, since somebody asks for it since; any other stays as it is."""
    request = heard.request
    if not ticket.was_dismissed or request.at < ticket.status_since:
        return ticket
    check_ticket(request.person, Action.RESTORE, ticket)
    minutes = (await heard.plan_of(ticket)).ask_again_minutes
    step = moves.restore(ticket, by=request.person, at=request.at, ask_again_minutes=minutes)
    await heard.store.save(step)
    return step.ticket


async def _called(heard: Heard) -> int:
    """Open a ticket because somebody called us: from the head of the thread that it was in, if meant."""
    message = heard.message
    head = await heard.store.messages.get(message.channel, message.thread_ts) if message.thread_ts else None
    if head is None or head.deleted_at or head.ticket is not None or not _is_meant(heard, head):
        return await open_ticket(heard, origin=Origin.MENTION)
    await _seen(heard)
    return await open_ticket(heard.about(head), origin=Origin.MENTION)


def _is_meant(heard: Heard, head: Message) -> bool:
    """Whether who calls us in a thread means its head: a report, or all that there is."""
    reports = head.side is Side.CLIENT and not heard.about(head).is_courtesy
    return reports or not heard.text


async def _said_aloud(heard: Heard) -> int | None:
    """Sort a client's message that calls nobody and stands in no ticket's thread."""
    store, message = heard.store, heard.message
    if heard.is_courtesy or not await _stands_alone(heard):
        await _seen(heard)
        return None
    previous = await _just_before(heard)
    ticket = await _goes_on(heard, previous) if previous else None
    if ticket is not None:
        await store.tell(joined_sign(message, ticket.number))
        return await add(heard, ticket)
    if heard.channel.intake is Intake.AUTO:
        return await open_ticket(heard, origin=heard.origin)
    if heard.channel.intake is Intake.MANUAL:
        await _seen(heard)
    elif previous is not None and previous.ticket is None:
        await store.messages.put(replace(message, keeping=Keeping.FOLLOWS))
    else:
        await ask(heard)
    return None


async def _stands_alone(heard: Heard) -> bool:
    """Whether a message answers nothing: it is at the top level, or below another client's ticket."""
    message = heard.message
    if message.thread_ts is None:
        return True
    return await heard.store.tickets.by_thread(message.channel, message.thread_ts) is not None


async def _just_before(heard: Heard) -> Message | None:
    """Return what the same person said aloud a moment ago, unless our own people have spoken there since.

    It is part of a ticket, or may become one.
    """
    message, messages = heard.message, heard.store.messages
    previous = await messages.last_top_level(message.channel, message.author)
    if previous is None or previous.ts == message.ts:
        return None
    span = (previous.at, message.at)
    spoke = await messages.staff_spoke_between(message.channel, previous.ts, span)
    near = joins(previous, message, minutes=heard.channel.join_minutes, staff_spoke=spoke)
    return previous if near else None


async def _goes_on(heard: Heard, previous: Message) -> Ticket | None:
    """Return the ticket that the message just before is part of, while it is open and not yet answered."""
    ticket = await surviving(heard, previous.ticket) if previous.ticket else None
    if ticket is None or not ticket.is_active:
        return None
    replies = (ticket.first_reply_at, ticket.last_staff_at)
    answered = any(at is not None and previous.at < at < heard.message.at for at in replies)
    return None if answered else ticket
