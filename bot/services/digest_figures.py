"""What is behind the numbers of digests: their tickets, how clients stand, and what each number means."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from bot.desk import Desk, Request
from bot.domain.access import Action, check
from bot.domain.desks import Client
from bot.domain.digest_questions import ASKED, CLIENTS, HOURS, KIND, ONE_CLIENT, RATINGS, Question
from bot.domain.digests import INTERNAL, Reader, ordered
from bot.domain.figures import Case, FigureName, figure, kinds
from bot.domain.outcomes import Outcome
from bot.domain.samples import Sample
from bot.errors import NotAllowedError
from bot.services.digests import made, page_of
from bot.services.rated import rated_in
from bot.services.sampling import sample
from bot.services.used_hours import may_read_hours, worked_in
from bot.views.digest import client_modal
from bot.views.digest_hours import WorkedPage, worked_modal
from bot.views.digest_lists import (
    PER_PAGE,
    Behind,
    behind_modal,
    measures_modal,
    pages_of,
    standings_modal,
)
from bot.views.digest_ratings import RatedPage, ratings_modal
from bot.views.rendered import View
from bot.views.text import STAFF

_PROMISES: Final = frozenset({FigureName.BREACHES, FigureName.NEAR_MISSES})


async def behind(desk: Desk, request: Request, question: Question) -> View:
    """Return what is behind a number of a digest, as things stood when that was made.

    Whoever pressed must be allowed to see it: a button outlives what people may do.
    """
    _check(request, question)
    if question.topic == CLIENTS:
        return await _all_clients(desk, question)
    if question.topic == ONE_CLIENT:
        return await _one_client(desk, question)
    if question.topic in {RATINGS, ASKED}:
        return await _ratings(desk, question)
    if question.topic == HOURS:
        return await _worked(desk, request, question)
    async with desk.database.reading() as store:
        brought = await sample(store, question.wanted.period, question.wanted.client or None, question.at)
        cases = _cases(brought, question)
        page = _page(question, len(cases))
        here = cases[page * PER_PAGE : (page + 1) * PER_PAGE]
        tickets = await store.tickets.get_all({case.ticket for case in here})
        clients = {each.id: each for each in await store.clients.all()}
    names = {name: each.name for name, each in clients.items()}
    language = _language(question, clients)
    outcomes = _outcomes(brought, question.figure)
    workspace = desk.installation.workspace_url
    return behind_modal(
        Behind(question.turned(page), language, len(cases), here, tickets, names, outcomes, workspace)
    )


async def meaning(desk: Desk, request: Request, question: Question) -> View:
    """Return what each number of a digest means."""
    _check(request, question.about(FigureName.OPENED))
    async with desk.database.reading() as store:
        clients = {each.id: each for each in await store.clients.all()}
    return measures_modal(question.wanted.reader, _language(question, clients))


async def _all_clients(desk: Desk, question: Question) -> View:
    async with desk.database.reading() as store:
        found = (await made(desk, store, question.wanted, question.at)).standings
        names = {each.id: each.name for each in await store.clients.all()}
    page = _page(question, len(found))
    here = found[page * PER_PAGE : (page + 1) * PER_PAGE]
    return standings_modal(question.turned(page), here, len(found), names)


async def _one_client(desk: Desk, question: Question) -> View:
    wanted = replace(question.wanted, client=question.detail)
    return await asyncio.to_thread(client_modal, await page_of(desk, wanted, question.at))


async def _ratings(desk: Desk, question: Question) -> View:
    period, client = question.wanted.period, question.wanted.client or None
    async with desk.database.reading() as store:
        asked, answers = await rated_in(store, period, client, question.at)
        found = asked if question.topic == ASKED else answers
        page = _page(question, len(found))
        here = found[page * PER_PAGE : (page + 1) * PER_PAGE]
        tickets = await store.tickets.get_all({each.ticket for each in here})
        clients = {each.id: each for each in await store.clients.all()}
    names = {name: each.name for name, each in clients.items()}
    language, workspace = _language(question, clients), desk.installation.workspace_url
    return ratings_modal(
        RatedPage(question.turned(page), language, len(found), here, tickets, names, workspace)
    )


async def _worked(desk: Desk, request: Request, question: Question) -> View:
    """Return on which tickets a client's hours were used; to whom its plan lets us tell its hours."""
    async with desk.database.reading() as store:
        client = await store.clients.get(question.wanted.client)
        if client is None or not may_read_hours(desk, client, question.wanted.reader):
            raise NotAllowedError(Action.SEE_HOURS, request.person.role)
        month = date.fromisoformat(question.detail)
        found = await worked_in(desk, store, client, month, question.at)
        page = _page(question, len(found.by_ticket))
        here = found.by_ticket[page * PER_PAGE : (page + 1) * PER_PAGE]
        tickets = await store.tickets.get_all({number for number, _ in here})
    language, workspace = _language(question, {client.id: client}), desk.installation.workspace_url
    return worked_modal(WorkedPage(question.turned(page), language, found, here, tickets, workspace))


def _check(request: Request, question: Question) -> None:
    wanted = question.wanted
    check(request.person, Action.OPEN_FIGURE, wanted.client or None)
    is_internal = question.topic in {CLIENTS, ONE_CLIENT} or question.figure in INTERNAL
    if wanted.reader is Reader.MANAGER or is_internal:
        check(request.person, Action.OPEN_FIGURE, None)


def _language(question: Question, clients: Mapping[str, Client]) -> str:
    client = clients.get(question.wanted.client)
    return client.language if client and question.wanted.reader is Reader.CLIENT else STAFF


def _page(question: Question, count: int) -> int:
    """Return the page that is asked for, or the last where there are fewer."""
    return min(question.page, max(pages_of(count) - 1, 0))


def _cases(brought: Sample, question: Question) -> Sequence[Case]:
    """Return the cases that a number was worked out from, in the order in which they are listed."""
    if question.topic == KIND:
        tickets = dict(kinds(brought)).get(question.detail, ())
        levels = {each.ticket: each.severity for each in brought.opened}
        return [Case(ticket, levels[ticket]) for ticket in sorted(tickets)]
    return ordered(figure(FigureName(question.topic), brought, question.detail))


def _outcomes(brought: Sample, name: FigureName | None) -> Mapping[tuple[int, str, int], Outcome]:
    """Return what became of promises, by their keys, where misses are listed: these say who waited."""
    return {each.key: each for each in brought.outcomes} if name in _PROMISES else {}
