"""A message inside the transaction that decides what becomes of it: a new ticket, or a part of one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.desk import Desk, Request
from bot.domain import moves
from bot.domain.access import Action, check
from bot.domain.desks import Channel, Client, Keeping, Message, Side
from bot.domain.grouping import is_courtesy, mentions, strip_mention, suggested_severity, title_of
from bot.domain.moves import Opening
from bot.domain.notices import Act, Notice, Words
from bot.domain.step import Step
from bot.domain.tickets import Fact, Origin, Ticket
from bot.errors import ChannelNotSetUpError
from bot.services.people import known_person
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
        return mentions(self.message.text, self.desk.installation.bot_user)

    @property
    def text(self) -> str:
        """What the message says besides calling us."""
        return strip_mention(self.message.text, self.desk.installation.bot_user)

    @property
    def is_courtesy(self) -> bool:
        """Whether the message is pure courtesy, which opens nothing; a file never is."""
        return is_courtesy(self.text, self.client.language) and not self.message.files

    def about(self, message: Message) -> "Heard":
        """Return the same occasion, deciding about another message."""
        return replace(self, message=message)


async def client_of(store: Store, channel: Channel) -> Client:
    """Return the client whose channel this is; ChannelNotSetUpError when it is nobody's."""
    client = await store.clients.get(channel.client) if channel.client else None
    if client is None:
        raise ChannelNotSetUpError(channel.id)
    return client


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


async def add(heard: Heard, ticket: Ticket, *, courtesy: bool) -> int:
    """Make a client's message, and what was said below it before we heard of it, a part of a ticket."""
    message, person = heard.message, heard.request.person
    await _put_into(heard.store, message, ticket.number)
    step = moves.hear(ticket, message.ts, courtesy=courtesy, by=person, at=heard.request.at)
    await heard.store.save(step)
    if message.thread_ts is None:
        await _take_late(heard, step.ticket, await _below(heard))
    return ticket.number


async def open_ticket(heard: Heard, *, origin: Origin, follows: int | None = None) -> int:
    """Open a ticket from a message in the client's channel; where it is part of one already, return that.

    The replies that stand below the message come with it. Those from before this moment are context: clocks
    start now. Later ones, whose events overtook that of the message, are heard as what they are.
    """
    store, request = heard.store, heard.request
    check(request.person, Action.OPEN_TICKET, heard.client.id)
    known = await store.messages.put(heard.message)
    if known.ticket is not None:
        return known.ticket
    below = await _below(heard)
    earlier = [each for each in below if each.at <= request.at]
    opening = _opening(heard, await store.tickets.next_number(), origin, follows)
    opening = replace(opening, earlier=sum(each.side is Side.CLIENT for each in earlier))
    for message in (heard.message, *earlier):
        await _put_into(store, message, opening.number)
    step = moves.open_ticket(opening, by=request.person, at=request.at)
    await store.save(step)
    await _take_late(heard, step.ticket, below[len(earlier) :])
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
        title=title_of(heard.text) or ", ".join(file.name for file in message.files),
        requester=heard.request.person.id if message.side is Side.BOT else message.author,
        plan=plan.id,
        plan_version=plan.version,
        severity=plan.default_severity,
        origin=origin,
        suggested=suggested_severity(heard.text, client.language),
        follows=follows,
        ask_again_minutes=plan.ask_again_minutes,
    )


async def _below(heard: Heard) -> list[Message]:
    """Return what stands in the message's thread after it and is part of no ticket yet."""
    message = heard.message
    head = message.thread_ts or message.ts
    return await heard.store.messages.loose_replies(message.channel, head, message.at)


async def _take_late(heard: Heard, ticket: Ticket, replies: Sequence[Message]) -> None:
    """Let a ticket hear replies whose events came before that of the message they answer."""
    for reply in replies:
        await _put_into(heard.store, reply, ticket.number)
        step = await _late(heard.about(reply), ticket)
        if step is not None:
            await heard.store.save(step)
            ticket = step.ticket


async def _late(heard: Heard, ticket: Ticket) -> Step | None:
    """Return what a reply changes, by who said it; that of a colleague or a bot changes nothing."""
    reply, desk = heard.message, heard.desk
    by = await known_person(desk, heard.store, reply.author, reply.channel)
    if reply.side is Side.CLIENT:
        return moves.hear(ticket, reply.ts, courtesy=heard.is_courtesy, by=by, at=reply.at)
    return moves.reply(ticket, by=by, at=reply.at, ts=reply.ts) if by.is_staff else None


async def _put_into(store: Store, message: Message, number: int) -> None:
    await store.messages.put(replace(message, ticket=number, keeping=Keeping.TICKET))


def joined_sign(message: Message, number: int) -> Notice:
    """Mark a message as part of a ticket, without another post."""
    key = f"joined:{message.channel}:{message.ts}"
    return Notice(key, Act.REACT, Words.JOINED, message.channel, message.ts, ticket=number)


def question(message: Message, language: str) -> Notice:
    """Ask below a message whether to open a ticket."""
    facts: dict[str, Fact] = {"language": language, "ts": message.ts}
    key = _ask_key(message.channel, message.ts)
    return Notice(key, Act.POST, Words.ASK, message.channel, message.ts, facts=facts)


def settled(channel: str, ts: str, language: str) -> Notice:
    """Take the buttons off the question below a message; where it was never asked, nothing happens."""
    facts: dict[str, Fact] = {"language": language, "ts": ts, "answered": True}
    return Notice(_ask_key(channel, ts), Act.EDIT, Words.ASK, channel, facts=facts)


def _ask_key(channel: str, ts: str) -> str:
    """Return our name of the question whether a message is to become a ticket."""
    return f"ask:{channel}:{ts}"
