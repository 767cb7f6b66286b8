"""How what is said in a client's channel becomes a ticket, joins one, or opens nothing."""

from dataclasses import dataclass, replace

from bot.desk import Desk, Request
from bot.domain import moves
from bot.domain.access import Action, check
from bot.domain.desks import Channel, Client, Intake, Keeping, Message, Purpose, Side
from bot.domain.grouping import is_courtesy, joins, suggested_severity, title_of
from bot.domain.moves import Opening
from bot.domain.notices import Act, Notice, Words
from bot.domain.people import Person, Role
from bot.domain.tickets import Origin, Ticket
from bot.errors import ChannelNotSetUpError
from storage import Store


@dataclass(frozen=True, slots=True)
class Heard:
    """A message said in a client's channel, inside the transaction that decides what becomes of it."""

    desk: Desk
    store: Store
    request: Request
    channel: Channel
    client: Client
    message: Message
    origin: Origin = Origin.MESSAGE
    """What a ticket comes of that nobody called for."""

    @property
    def calls_us(self) -> bool:
        """Whether the message mentions the bot."""
        return f"<@{self.desk.installation.bot_user}>" in self.message.text

    @property
    def is_courtesy(self) -> bool:
        """Whether the message is pure courtesy, which opens nothing; a file never is."""
        return is_courtesy(self.message.text, self.client.language) and not self.message.files

    def about(self, message: Message) -> "Heard":
        """Return the same occasion, deciding about another message."""
        return replace(self, message=message)


async def hear(desk: Desk, request: Request, message: Message) -> int | None:
    """Take in what a client's person or staff said; return the number of its ticket, if it has one."""
    async with desk.transaction(request) as store:
        channel = await store.channels.lock(message.channel)
        if channel is None or channel.purpose is Purpose.TRIAGE:
            return None
        if channel.purpose is Purpose.UNSET:
            await store.messages.put(replace(message, keeping=Keeping.KEPT))
            return None
        heard = Heard(desk, store, request, channel, await client_of(store, channel), message)
        return await _sort(heard)


async def take_kept(desk: Desk, store: Store, request: Request, channel: Channel, client: Client) -> None:
    """Sort what was said before the channel was set up, oldest first; clocks start now, not back then."""
    for message in await store.messages.kept(channel.id):
        author = Person(message.author, Role.CLIENT, client.id)
        asked = replace(request, person=author)
        if message.side is Side.CLIENT:
            await _sort(Heard(desk, store, asked, channel, client, message, Origin.SETUP))
        else:
            await store.messages.put(replace(message, keeping=Keeping.SEEN))


async def client_of(store: Store, channel: Channel) -> Client:
    """Return the client whose channel this is; ChannelNotSetUpError when it is nobody's."""
    client = await store.clients.get(channel.client) if channel.client else None
    if client is None:
        raise ChannelNotSetUpError(channel.id)
    return client


async def _sort(heard: Heard) -> int | None:
    ticket = await thread_ticket(heard.store, heard.message)
    if heard.request.person.is_ours and (ticket is not None or not heard.calls_us):
        return await _staff_said(heard, ticket)
    if ticket is not None:
        return await _said_in_thread(heard, ticket)
    if heard.calls_us:
        return await _called(heard)
    return await _said_aloud(heard)


async def thread_ticket(store: Store, message: Message) -> Ticket | None:
    """Return the ticket, locked, whose thread a message is in; a merged one leads to the one that stays."""
    if message.thread_ts is None:
        return None
    number = await store.tickets.by_thread(message.channel, message.thread_ts)
    return await surviving(store, number) if number else None


async def surviving(store: Store, number: int) -> Ticket | None:
    """Return ticket *number*, locked, or the one that it was merged into."""
    ticket = await store.tickets.lock(number)
    while ticket is not None and ticket.merged_into is not None:
        ticket = await store.tickets.lock(ticket.merged_into)
    return ticket


async def _staff_said(heard: Heard, ticket: Ticket | None) -> int | None:
    """Record what our own people say: a public reply in a ticket's thread; elsewhere it opens nothing."""
    request, message = heard.request, heard.message
    if ticket is None or not request.person.is_staff or ticket.was_dismissed:
        await heard.store.messages.put(message)
        return None
    await heard.store.messages.put(replace(message, ticket=ticket.number, keeping=Keeping.TICKET))
    await heard.store.save(moves.reply(ticket, by=request.person, at=request.at, ts=message.ts))
    return ticket.number


async def _said_in_thread(heard: Heard, ticket: Ticket) -> int:
    """Add a client's message to the ticket; long after that was resolved, open a new one that follows it."""
    window = heard.desk.reopen_window(ticket.plan)
    belongs = moves.reopens(ticket, at=heard.request.at, window=window)
    if not belongs and not heard.is_courtesy:
        return await open_ticket(heard, origin=Origin.LATE_REPLY, follows=ticket.number)
    return await _add(heard, ticket, courtesy=heard.is_courtesy)


async def _add(heard: Heard, ticket: Ticket, *, courtesy: bool) -> int:
    request, message = heard.request, heard.message
    await heard.store.messages.put(replace(message, ticket=ticket.number, keeping=Keeping.TICKET))
    await heard.store.save(
        moves.hear(ticket, message.ts, courtesy=courtesy, by=request.person, at=request.at)
    )
    return ticket.number


async def _called(heard: Heard) -> int:
    """Open a ticket because somebody called us: from the head of the thread they called us in, if any."""
    if heard.message.thread_ts is None:
        return await open_ticket(heard, origin=Origin.MENTION)
    head = await heard.store.messages.get(heard.message.channel, heard.message.thread_ts)
    if head is None:
        return await open_ticket(heard, origin=Origin.MENTION)
    number = await open_ticket(heard.about(head), origin=Origin.MENTION)
    await heard.store.messages.put(replace(heard.message, ticket=number, keeping=Keeping.TICKET))
    return number


async def _said_aloud(heard: Heard) -> int | None:
    """Sort a client's message that calls nobody and stands in no ticket's thread."""
    store, message = heard.store, replace(heard.message, keeping=Keeping.SEEN)
    listens = message.thread_ts is None and heard.channel.intake is not Intake.MANUAL
    if not listens or heard.is_courtesy:
        await store.messages.put(message)
        return None
    ticket = await _just_before(heard)
    if ticket is not None:
        await store.tell(joined_sign(message, ticket.number))
        return await _add(heard, ticket, courtesy=False)
    if heard.channel.intake is Intake.AUTO:
        return await open_ticket(heard, origin=heard.origin)
    await store.messages.put(replace(message, keeping=Keeping.ASKED))
    await store.tell(_question(heard))
    return None


async def _just_before(heard: Heard) -> Ticket | None:
    """Return the ticket that the same person opened a moment ago, unless staff have spoken there since."""
    message = heard.message
    previous = await heard.store.messages.last_top_level(message.channel, message.author)
    if previous is None or previous.ticket is None or previous.ts == message.ts:
        return None
    ticket = await surviving(heard.store, previous.ticket)
    if ticket is None or not ticket.is_active:
        return None
    spoke = ticket.last_staff_at is not None and ticket.last_staff_at > previous.at
    near = joins(previous, message, minutes=heard.channel.join_minutes, staff_spoke=spoke)
    return ticket if near else None


def joined_sign(message: Message, number: int) -> Notice:
    """Mark a message as part of a ticket, without another post."""
    key = f"joined:{message.channel}:{message.ts}"
    return Notice(key, Act.REACT, Words.JOINED, message.channel, message.ts, ticket=number)


def ask_key(channel: str, ts: str) -> str:
    """Return our name of the question whether a message is to become a ticket."""
    return f"ask:{channel}:{ts}"


def _question(heard: Heard) -> Notice:
    message = heard.message
    facts = {"language": heard.client.language, "ts": message.ts}
    key = ask_key(message.channel, message.ts)
    return Notice(key, Act.POST, Words.ASK, message.channel, message.ts, facts=facts)


async def open_ticket(heard: Heard, *, origin: Origin, follows: int | None = None) -> int:
    """Open a ticket from a message in the client's channel; where it is part of one already, return that."""
    store, message, request = heard.store, heard.message, heard.request
    known = await store.messages.get(message.channel, message.ts)
    if known is not None and known.ticket is not None:
        return known.ticket
    check(request.person, Action.OPEN_TICKET, heard.client.id)
    opening = _opening(heard, await store.tickets.next_number(), origin, follows)
    await store.messages.put(message)
    await store.messages.assign(message.channel, message.ts, opening.number, Keeping.TICKET)
    await store.save(moves.open_ticket(opening, by=request.person, at=request.at))
    return opening.number


def _opening(heard: Heard, number: int, origin: Origin, follows: int | None) -> Opening:
    client, message = heard.client, heard.message
    plan = heard.desk.plan(client.plan)
    return Opening(
        number=number,
        client=client.id,
        channel=message.channel,
        triage=client.triage,
        thread_ts=message.thread_ts or message.ts,
        title=title_of(message.text) or ", ".join(file.name for file in message.files),
        requester=message.author,
        plan=plan.id,
        plan_version=plan.version,
        severity=plan.default_severity,
        origin=origin,
        suggested=suggested_severity(message.text, client.language),
        follows=follows,
        ask_again_minutes=plan.ask_again_minutes,
    )
