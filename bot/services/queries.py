"""Answers to questions: lists and pages for staff, status and help for a client in its own channel."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Final

from bot.desk import Desk, Request
from bot.domain.access import Action, check
from bot.domain.desks import Channel, Client, Keeping, Message, Purpose
from bot.domain.enclosures import Enclosure, enclosing
from bot.domain.grouping import Query
from bot.domain.life_cycle import check_move
from bot.domain.notices import Act, Notice, Words
from bot.domain.tickets import EventKind, Ticket, TicketEvent
from bot.errors import ChannelNotSetUpError, UnknownTicketError
from bot.services.heard import client_of
from bot.services.people import names_in
from bot.services.scenes import scene_of
from bot.services.tickets import readable
from bot.views import answers, client_answers
from bot.views.answers import Listed, Rows
from bot.views.rendered import Rendered
from bot.views.scene import Scene
from storage import Store

if TYPE_CHECKING:
    from bot.services.allowance import Answer

_MOST = 200
_HOURS: Final = "bot.services.allowance"
_DIGESTS: Final = "bot.services.digests"
"""Loaded when somebody asks: most starts have no use for them."""


_MOVES: Final[Mapping[Action, EventKind]] = {
    Action.ADD_DETAILS: EventKind.DETAILED,
    Action.REPLY: EventKind.REPLIED,
    Action.SET_SEVERITY: EventKind.SEVERITY_SET,
    Action.SET_KIND: EventKind.KIND_SET,
    Action.ASSIGN: EventKind.ASSIGNED,
    Action.RESOLVE: EventKind.RESOLVED,
    Action.MERGE: EventKind.MERGED,
    Action.SPLIT: EventKind.SPLIT_OFF,
    Action.ESTIMATE: EventKind.ESTIMATED,
}
"""The step that a form asks for, where the ticket's life cycle may refuse it."""


async def scene_for(desk: Desk, request: Request, number: int, action: Action) -> Scene:
    """Return a ticket with its surroundings for a form in which somebody is to do *action* to it.

    Nobody is asked to fill in what must be refused: they are told at once.
    """
    async with desk.database.reading() as store:
        ticket = await readable(store, request.person, number, action)
        if action in _MOVES:
            check_move(ticket, _MOVES[action])
        return await scene_of(desk, store, ticket)


async def history_for(desk: Desk, request: Request, number: int) -> tuple[Scene, Sequence[TicketEvent]]:
    """Return a ticket with all that happened to it, notes included: for staff."""
    async with desk.database.reading() as store:
        ticket = await readable(store, request.person, number, Action.READ_NOTES)
        events = await store.tickets.events(number)
        people = (each for event in events for each in (event.by, event.text("worker")) if each)
        return await scene_of(desk, store, ticket, *people), events


async def merge_targets(desk: Desk, ticket: Ticket) -> list[Ticket]:
    """Return the tickets of the same client that *ticket* could become a part of."""
    async with desk.database.reading() as store:
        found = await store.tickets.listing(client=ticket.client, most=_MOST)
    return [each for each in found if each.number != ticket.number]


async def answer_query(desk: Desk, request: Request, message: Message, query: Query, argument: str) -> None:
    """Answer a question in its thread; in a client's channel only with what belongs to that client."""
    if query is Query.DIGEST:
        await import_module(_DIGESTS).answer_mention(desk, request, message, argument)
        return
    async with desk.database.reading() as store:
        channel = await store.channels.get(message.channel)
    if channel is not None and channel.purpose is Purpose.TRIAGE:
        said = await _answer_staff(desk, request, query, argument)
        async with desk.transaction(request) as store:
            await store.tell(answer_notice(request, channel, message, said))
        return
    if channel is None or channel.purpose is not Purpose.CLIENT:
        raise ChannelNotSetUpError(message.channel)
    is_named = query is Query.HOURS and argument
    alone = await import_module(_HOURS).of_named(desk, request, argument) if is_named else None
    async with desk.transaction(request) as store:
        await store.messages.put(replace(message, keeping=Keeping.SEEN))
        client = await client_of(store, channel)
        check(request.person, Action.ASK_STATUS, client.id)
        if query is Query.HOURS:
            hours = import_module(_HOURS)
            answer = (
                hours.told_alone(request, client, alone)
                if alone
                else await hours.for_client(desk, store, request, client)
            )
            await store.tell(*_hours_notices(request, channel, message, answer))
        else:
            said = await _answer(desk, store, channel, client, (query, argument))
            await store.tell(answer_notice(request, channel, message, said))


async def _answer_staff(desk: Desk, request: Request, query: Query, argument: str) -> Rendered:
    """Return what our own people read in a triage channel, of all clients."""
    check(request.person, Action.READ_NOTES, None)
    if query is Query.STATUS and argument:
        scene, history = await history_for(desk, request, int(argument))
        return answers.ticket_page(scene, history, time_zone=request.person.time_zone)
    if query is Query.STATUS:
        return await staff_list(desk, request, Listed.OPEN)
    if query is Query.HELP:
        return answers.help_staff()
    hours = import_module(_HOURS)
    asked = hours.of_named(desk, request, argument) if argument else hours.of_all(desk, request)
    said: Rendered = await asked
    return said


async def _answer(
    desk: Desk, store: Store, channel: Channel, client: Client, asked: tuple[Query, str]
) -> Rendered:
    query, argument = asked
    if query is Query.HELP:
        return client_answers.help_client(client.language, desk.installation.name, channel.intake)
    if not argument:
        tickets = await store.tickets.listing(client=client.id, most=_MOST)
        names = await names_in(store, tickets)
        return client_answers.client_status(tickets, client, names)
    number = int(argument)
    ticket = await store.tickets.get(number)
    if ticket is None or ticket.client != client.id:
        raise UnknownTicketError(number)
    return client_answers.client_ticket(await scene_of(desk, store, ticket))


def answer_notice(request: Request, channel: Channel, message: Message, said: Rendered) -> Notice:
    """Return an answer as it stands now, for the thread of the message that asked."""
    return _answer_at(request, channel.id, _thread_of(message), said)


def _hours_notices(request: Request, channel: Channel, message: Message, answer: "Answer") -> list[Notice]:
    """Return what answers a question for hours: in its thread, or directly where it is for one person alone.

    Slack promises nobody from outside that they see what only they are shown in a channel.
    """
    place, thread_ts = channel.id, _thread_of(message)
    told = [_answer_at(request, place, thread_ts, answer.instead or answer.said)]
    if answer.instead is not None:
        place, thread_ts = request.person.id, None
        alone = _answer_at(request, place, thread_ts, answer.said)
        told.append(replace(alone, key=f"{alone.key}:alone"))
    if answer.picture is not None:
        told.append(_picture_notice(request, place, thread_ts, answer.picture))
    return told


def _thread_of(message: Message) -> str | None:
    return message.thread_ts or message.ts


def _picture_notice(request: Request, channel: str, thread_ts: str | None, picture: Enclosure) -> Notice:
    """Return a picture that follows an answer, which stands in words by then.

    A post of its own: Slack shows others a picture that is posted, and not one that an edit adds
    (slackapi/java-slack-sdk, issue 1441).
    """
    facts = enclosing(picture)
    return Notice(f"picture:{request.key}", Act.POST, Words.PICTURE, channel, thread_ts, facts=facts)


def _answer_at(request: Request, channel: str, thread_ts: str | None, said: Rendered) -> Notice:
    facts = {"text": said.text, "blocks": json.dumps(list(said.blocks)) if said.blocks else ""}
    return Notice(f"answer:{request.key}", Act.POST, Words.ANSWER, channel, thread_ts, facts=facts)


async def greet(desk: Desk, request: Request) -> None:
    """Answer a direct message: what this bot is for, and where it is asked."""
    async with desk.transaction(request) as store:
        purposes = {each.purpose for each in await store.channels.all()}
        is_set_up = purposes.issuperset({Purpose.TRIAGE, Purpose.CLIENT})
        said = answers.welcome_dm(request.person, desk.installation.name, is_set_up=is_set_up)
        await store.tell(_answer_at(request, request.channel, None, said))


async def client_channels(desk: Desk, request: Request) -> list[tuple[Channel, Client]]:
    """Return the channels that are set up, with their clients, by the client's name."""
    check(request.person, Action.SEE_CLIENTS, None)
    async with desk.database.reading() as store:
        clients = {client.id: client for client in await store.clients.all()}
        channels = await store.channels.all()
    found = [(each, clients[each.client]) for each in channels if each.client in clients]
    return sorted(found, key=lambda pair: (pair[1].name.casefold(), pair[0].name))


async def staff_list(desk: Desk, request: Request, which: Listed, client: Client | None = None) -> Rendered:
    """Return a list of open tickets: mine, all, those that nobody has, or a client's."""
    check(request.person, Action.LIST_TICKETS, None)
    async with desk.database.reading() as store:
        tickets = await store.tickets.listing(
            client=client.id if client else None,
            assignee=request.person.id if which is Listed.MINE else None,
            unassigned=which is Listed.UNCLAIMED,
            most=_MOST,
        )
        rows = await rows_of(desk, store, tickets)
    return answers.ticket_list(tickets, rows, which, client=client.name if client else "")


async def rows_of(desk: Desk, store: Store, tickets: Sequence[Ticket]) -> Rows:
    """Return what the rows of a list of *tickets* are made of."""
    names = await names_in(store, tickets)
    clients = {client.id: client.name for client in await store.clients.all()}
    return Rows(clients, names, desk.clock.now(), desk.installation.workspace_url)
