"""Agendas of talks with clients: worked out when they are sent, and shared with the client by a button."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.desk import Desk, Request
from bot.domain.access import Action, check
from bot.domain.agendas import Agenda, Trend, low_ratings, trend
from bot.domain.allowance import Allowance
from bot.domain.check_ins import months_in
from bot.domain.desks import Client, OutboxRow
from bot.domain.digests import Reader
from bot.domain.notices import is_late
from bot.domain.plans import Plan
from bot.domain.rating import Rating
from bot.domain.terms import AskedBy
from bot.domain.tickets import Ticket
from bot.domain.wishes import by_votes
from bot.errors import BadFileError, UnknownWordError
from bot.report_errors import CheckInError
from bot.services.agenda_notices import Called, called, shared_notice, told_again
from bot.services.allowance import hours_left
from bot.services.check_ins import check_answers_for
from bot.services.digest_schedules import channel_of
from bot.services.digests import made
from bot.services.people import names_in
from bot.services.rated import rated_in
from bot.services.sampling import sample
from bot.services.wishes import waiting
from bot.views.agenda import AgendaPage, agenda_message
from bot.views.digest import MOST_MISSED, DigestPage
from bot.views.rendered import Rendered
from storage import Store

_MOST = 1000


async def as_it_stands(desk: Desk, row: OutboxRow) -> Rendered:
    """Return the agenda that a row of the outbox is, worked out at this moment."""
    talk = called(row.facts)
    async with desk.database.reading() as store:
        client = await _client(store, talk)
        page = await _page(desk, store, client, talk)
    return await asyncio.to_thread(agenda_message, page)


async def _client(store: Store, talk: Called) -> Client:
    client = await store.clients.get(talk.wanted.client)
    if client is None:
        raise UnknownWordError("client", talk.wanted.client)
    return client


async def _page(desk: Desk, store: Store, client: Client, talk: Called) -> AgendaPage:
    now, plan = desk.clock.now(), _plan(desk, client)
    agenda, open_tickets = await _agenda(desk, store, client, talk, plan)
    listed = [*open_tickets, *(wish.ticket for wish in agenda.wishes)]
    missed = await store.tickets.get_all({each.ticket for each in agenda.digest.missed[:MOST_MISSED]})
    return AgendaPage(
        agenda,
        DigestPage(
            agenda.digest,
            now,
            client,
            {client.id: client.name},
            missed,
            desk.installation.workspace_url,
            late_since=talk.due_at if talk.place and is_late(talk.due_at, now) else None,
        ),
        talk.cadence,
        talk.at,
        title=talk.title if plan is not None and plan.language == client.language else "",
        tickets={each.number: each for each in listed},
        names=await names_in(store, listed),
        hours=await _hours(desk, store, client, talk, plan),
        value=talk.value,
        shared=talk.shared,
    )


def _plan(desk: Desk, client: Client) -> Plan | None:
    try:
        return desk.promises.of_client(client)
    except BadFileError:  # it is gone, which staff were told at the start
        return None


async def _agenda(
    desk: Desk, store: Store, client: Client, talk: Called, plan: Plan | None
) -> tuple[Agenda, Sequence[Ticket]]:
    """Work an agenda out, with the open tickets that it names."""
    now = desk.clock.now()
    found = await made(desk, store, talk.wanted, now)
    wishes = by_votes(await waiting(desk, store, client.id), await store.votes.counts(client.id))
    wished = {each.ticket.number for each in wishes}
    active = await store.tickets.listing(client=client.id, most=_MOST)
    others = sorted((each for each in active if each.number not in wished), key=lambda each: each.number)
    low = await _low(store, client, talk, plan, now)
    numbers = [each.number for each in others]
    return Agenda(found, talk.minutes, numbers, wishes, low, await _trends(desk, store, talk)), others


async def _low(
    store: Store, client: Client, talk: Called, plan: Plan | None, now: datetime
) -> Sequence[Rating]:
    """Return the bad ratings, which only staff read."""
    if talk.wanted.reader is Reader.CLIENT or plan is None:
        return ()
    rated = await rated_in(store, talk.wanted.period, client.id, now)
    return low_ratings(rated.answers, plan.satisfaction.low_score)


async def _trends(desk: Desk, store: Store, talk: Called) -> Sequence[Trend]:
    now, client = desk.clock.now(), talk.wanted.client
    months = months_in(talk.wanted.period)
    return [trend(each, await sample(store, each, client, now)) for each in months]


async def _hours(
    desk: Desk, store: Store, client: Client, talk: Called, plan: Plan | None
) -> Allowance | None:
    """Return what there is of hours; None where there are none, or not all of the client's people may ask."""
    if plan is None or plan.hours is None:
        return None
    if talk.wanted.reader is Reader.CLIENT and plan.hours.asked_by is AskedBy.APPROVERS:
        return None
    left = await hours_left(desk, store, client)
    return None if left.is_over or left.is_ahead else left


async def share(desk: Desk, request: Request, carried: Mapping[str, object]) -> None:
    """Post the client's edition of an agenda in its channel, once, and show below the agenda where.

    CheckInError where no channel of the client's can be written to.
    """
    talk = called(carried)
    check(request.person, Action.SET_CHECK_IN, talk.wanted.client)
    async with desk.transaction(request) as store:
        client = await _client(store, talk)
        check_answers_for(request, client)
        channel = await channel_of(store, client)
        if channel is None:
            raise CheckInError(client.name, "nowhere")
        await store.tell(shared_notice(talk, channel.id), told_again(talk, channel.id))
