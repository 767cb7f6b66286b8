"""A message inside the transaction that decides what becomes of it: a new ticket, or a part of one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.desk import Desk, Request
from bot.domain import moves, telling
from bot.domain.access import Action, check, check_ticket, may
from bot.domain.closures import closure_of, first_answer_tells, may_need_answer
from bot.domain.desks import Channel, Client, Keeping, Message, Side
from bot.domain.grouping import is_courtesy, mentions, strip_mention, suggested_severity, title_of
from bot.domain.moves import Opening
from bot.domain.notices import Act, Notice, Words
from bot.domain.plans import Plan
from bot.domain.step import Step
from bot.domain.tickets import Fact, Origin, Ticket
from bot.errors import ChannelNotSetUpError
from bot.logs import learnt
from bot.services.people import known_person
from storage import Store
from storage.errors import DatabaseConflictError


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

    async def plan_of(self, ticket: Ticket) -> Plan:
        """Return the plan that a ticket goes by."""
        return await self.desk.promises.of_ticket(self.store, ticket)

    async def as_said(self, message: Message) -> "Heard":
        """Return the occasion on which a message was said: by its author, at its own time."""
        by = await known_person(self.desk, self.store, message.author, message.channel)
        return replace(self, message=message, request=replace(self.request, person=by, at=message.at))


async def client_of(store: Store, channel: Channel) -> Client:
    """Return the client whose channel this is; ChannelNotSetUpError when it is nobody's."""
    client = await store.clients.get(channel.client) if channel.client else None
    if client is None:
        raise ChannelNotSetUpError(channel.id)
    learnt(client=client.id)
    return client


async def own_ticket(store: Store, number: int, client: str | None) -> Ticket | None:
    """Return ticket *number*, locked, as if it did not exist where it is not *client*'s.

    A channel may belong to another client by now than when the ticket was opened in it.
    """
    ticket = await store.tickets.lock(number)
    if ticket is None or ticket.client != client:
        return None
    learnt(ticket=number)
    return ticket


async def thread_ticket(heard: Heard) -> Ticket | None:
    """Return the ticket, locked, whose thread a message is in; a merged one leads to the one that stays."""
    message = heard.message
    if message.thread_ts is None:
        return None
    number = await heard.store.tickets.by_thread(message.channel, message.thread_ts)
    return await surviving(heard, number) if number else None


async def surviving(heard: Heard, number: int) -> Ticket | None:
    """Return the client's ticket *number*, locked, or the one that it was merged into.

    DatabaseConflictError where that one is merged at this very moment: asked again, the next is found.
    """
    last = await heard.store.tickets.survivor(number)
    ticket = await own_ticket(heard.store, last, heard.client.id)
    if ticket is not None and ticket.merged_into is not None:
        # To lock the next one too could be to lock a lower number after a higher one: see `storage.store`.
        raise DatabaseConflictError(f"ticket {last} was merged meanwhile")
    return ticket


async def add(heard: Heard, ticket: Ticket) -> int:
    """Make a message, and what was said below it before we heard of it, a part of a ticket."""
    check_ticket(heard.request.person, Action.OPEN_TICKET, ticket)
    below = [] if heard.message.thread_ts else await _below(heard)
    ticket = await _take_in(heard, ticket)
    await _take_late(heard, ticket, below)
    return ticket.number


async def open_ticket(heard: Heard, *, origin: Origin, follows: int | None = None) -> int:
    """Open a ticket from a message in the client's channel; where it is part of one already, return that.

    The replies that stand below the message come with it. Those from before this moment are context: clocks
    start now. Later ones, whose events overtook that of the message, are heard as what they are.
    """
    store, request = heard.store, heard.request
    check(request.person, Action.OPEN_TICKET, heard.client.id)
    if heard.message.ticket is not None:
        return heard.message.ticket
    below = await _below(heard)
    earlier = [each for each in below if each.at <= request.at]
    opening = opening_of(heard, await store.tickets.next_number(), origin, follows)
    opening = replace(opening, earlier=sum(each.side is Side.CLIENT for each in earlier))
    for message in (heard.message, *earlier):
        await _put_into(store, message, opening.number)
    await store.tell(*(joined_sign(each, opening.number) for each in below if each.thread_ts is None))
    learnt(ticket=opening.number)
    step = moves.open_ticket(opening, by=request.person, at=request.at)
    await store.save(step)
    await _take_late(heard, step.ticket, below[len(earlier) :])
    return opening.number


def opening_of(heard: Heard, number: int, origin: Origin, follows: int | None = None) -> Opening:
    """Return what a ticket starts from that a message in the channel heads."""
    message = heard.message
    requester = heard.request.person.id if message.side is Side.BOT else message.author
    opening = drawn_up(heard.desk, heard.client, message.channel, number, heard.text)
    return replace(
        opening,
        thread_ts=message.thread_ts or message.ts,
        title=opening.title or ", ".join(file.name for file in message.files),
        requester=requester,
        origin=origin,
        head_ts=message.ts,
        follows=follows,
    )


def drawn_up(desk: Desk, client: Client, channel: str, number: int, text: str) -> Opening:
    """Return what any ticket of *client* starts from: what its plan says, and what *text* sounds like.

    Who asks, where the thread is and how it came about are for the caller to fill in.
    """
    plan = desk.promises.of_client(client)
    return Opening(
        number=number,
        client=client.id,
        channel=channel,
        triage=client.triage,
        thread_ts=None,
        title=title_of(text),
        requester="",
        plan=plan.id,
        plan_version=plan.version,
        time_zone=client.time_zone,
        severity=plan.default_severity,
        origin=Origin.MESSAGE,
        suggested=suggested_severity(text, client.language),
        ask_again_minutes=plan.ask_again_minutes,
    )


async def _below(heard: Heard) -> list[Message]:
    """Return what goes with a message and is part of no ticket yet, in order.

    That is what stands in its thread after it; where its author was asked whether to open a ticket, also what
    they added outside the thread, each with its own replies.
    """
    messages, message = heard.store.messages, heard.message
    added = await messages.followers(message) if message.keeping is Keeping.ASKED else []
    found = list(added)
    for head in (message, *added):
        found += await messages.loose_replies(head.channel, head.thread_ts or head.ts, head.at)
    return sorted(found, key=lambda each: (each.at, each.ts))


async def _take_late(heard: Heard, ticket: Ticket, replies: Sequence[Message]) -> None:
    """Let a ticket hear replies whose events came before that of the message they answer."""
    for reply in replies:
        ticket = await _take_in(await heard.as_said(reply), ticket)


async def _take_in(heard: Heard, ticket: Ticket) -> Ticket:
    """Write a message down as part of a ticket, and return the ticket as it stands then."""
    await _put_into(heard.store, heard.message, ticket.number)
    step = _said_to(heard, ticket, await heard.plan_of(ticket))
    if step is None:
        return ticket
    await heard.store.save(step)
    return step.ticket


def _said_to(heard: Heard, ticket: Ticket, plan: Plan) -> Step | None:
    """Return what a message changes, by who said it; that of a colleague or a bot changes nothing."""
    message, by, at = heard.message, heard.request.person, heard.request.at
    if message.side is Side.CLIENT:
        minutes, courtesy = plan.ask_again_minutes, heard.is_courtesy
        step = moves.hear(ticket, message.ts, courtesy=courtesy, by=by, at=at, ask_again_minutes=minutes)
        return step.with_notices(*_after_hours(heard, ticket, plan))
    answers = message.side is Side.STAFF and may(by, Action.REPLY, ticket.client)
    return moves.reply(ticket, by=by, at=at, ts=message.ts) if answers else None


def _after_hours(heard: Heard, ticket: Ticket, plan: Plan) -> Iterator[Notice]:
    """Say that we are closed, and when we open, to who asks something meanwhile and was not told yet."""
    at = heard.request.at
    if heard.is_courtesy or ticket.is_frozen or not may_need_answer(ticket, at):
        return
    closure = closure_of(plan, ticket.severity, heard.client.time_zone, at)
    if closure is not None and not first_answer_tells(ticket, closure):
        yield telling.closed(ticket, closure, heard.message)


async def _put_into(store: Store, message: Message, number: int) -> None:
    await store.messages.put(part_of(number, message))


def part_of(number: int, message: Message) -> Message:
    """Return a message as a part of ticket *number*."""
    return replace(message, ticket=number, keeping=Keeping.TICKET)


def joined_sign(message: Message, number: int) -> Notice:
    """Mark a message as part of a ticket, without another post."""
    key = f"joined:{message.channel}:{message.ts}"
    return Notice(key, Act.REACT, Words.JOINED, message.channel, message.ts, ticket=number)


async def ask(heard: Heard) -> None:
    """Ask below a message whether to open a ticket."""
    await heard.store.messages.put(replace(heard.message, keeping=Keeping.ASKED))
    await heard.store.tell(_question(heard.message, heard.client.language))


def _question(message: Message, language: str) -> Notice:
    facts: dict[str, Fact] = {"language": language, "ts": message.ts}
    key = _ask_key(message.channel, message.ts)
    return Notice(key, Act.POST, Words.ASK, message.channel, message.thread_ts or message.ts, facts=facts)


def settled(channel: str, ts: str, language: str) -> Notice:
    """Take the buttons off the question below a message; where it was never asked, nothing happens."""
    facts: dict[str, Fact] = {"language": language, "ts": ts, "answered": True}
    return Notice(_ask_key(channel, ts), Act.EDIT, Words.ASK, channel, facts=facts)


def _ask_key(channel: str, ts: str) -> str:
    """Return our name of the question whether a message is to become a ticket."""
    return f"ask:{channel}:{ts}"
