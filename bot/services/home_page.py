"""App Home for staff: read at one moment, for the part of it and the filters that somebody chose."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.desk import Desk, Request
from bot.domain.access import Action, may
from bot.domain.desks import Client
from bot.domain.digests import Reader, Wanted, digest
from bot.domain.home_state import HomePart, HomeState, read_home
from bot.domain.mornings import horizon
from bot.domain.report_periods import read_period
from bot.domain.sla import Measured, nearest
from bot.domain.tickets import Ticket
from bot.domain.today import Named, by_due, is_due
from bot.domain.used_hours import NEAR_LIMIT
from bot.services.allowance import rows_of_hours
from bot.services.mornings import own_hours
from bot.services.oncall import on_call_now
from bot.services.queries import rows_of
from bot.services.sampling import beside_the_time_before
from bot.services.today import clocks_of
from bot.views.digest import MOST_MISSED, DigestPage
from bot.views.home_page import HomePage, Listing, home_page
from bot.views.hours import Row, urgency
from bot.views.rendered import View
from storage import Store
from storage.tickets import AtWork

_MOST_MEASURED: Final = 200
"""So many tickets are measured at most to find those at risk: each takes about a millisecond."""
_FARTHEST: Final = timedelta(days=2)
"""No business day ends later than this."""
_TICKETS: Final = (HomePart.MINE, HomePart.UNCLAIMED, HomePart.AT_RISK, HomePart.WAITING)


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at the desk, by somebody, in one open transaction."""

    desk: Desk
    store: Store
    request: Request
    state: HomeState
    clients: Mapping[str, Client]
    """Those that the filter lets through, by id."""
    now: datetime

    @property
    def is_manager(self) -> bool:
        """Whether clients and figures are shown as well."""
        return may(self.request.person, Action.SEE_DIGEST, None)

    def shows(self, part: HomePart) -> bool:
        """Whether a part is shown, by itself or beside the others."""
        return self.state.part in {HomePart.ALL, part}


async def staff_home(desk: Desk, request: Request, carried: str) -> View:
    """Return App Home for somebody of staff; *carried* is what it carried when it was last shown."""
    async with desk.database.reading() as store:
        clients = {each.id: each for each in await store.clients.all()}
        state = _sound(read_home(carried), request, clients)
        shown = {state.client: clients[state.client]} if state.client else clients
        look = _Look(desk, store, request, state, shown, desk.clock.now())
        page = await _page(look, clients)
    return home_page(page)


def _sound(state: HomeState, request: Request, clients: Mapping[str, Client]) -> HomeState:
    """Return what can be shown: a client may be gone, and somebody may be no manager any more."""
    if state.client and state.client not in clients:
        state = replace(state, client="", page=0)
    if state.part is HomePart.CLIENTS and not may(request.person, Action.SEE_DIGEST, None):
        state = replace(state, part=HomePart.ALL, page=0)
    return state


async def _page(look: _Look, clients: Mapping[str, Client]) -> HomePage:
    listings = await _listings(look)
    at_work = await look.store.tickets.at_work_by_client()
    tickets = [each.ticket for listing in listings for each in listing.named]
    hours = await _hours(look)
    is_whole = look.state.part is HomePart.ALL
    return HomePage(
        look.state,
        await rows_of(look.desk, look.store, tickets),
        listings,
        sorted(((clients[each], n) for each, n in at_work.items()), key=lambda pair: -pair[1]),
        hours,
        len(look.clients),
        await on_call_now(look.store, look.request) if is_whole else None,
        await _clients(look, at_work, hours) if look.is_manager and look.shows(HomePart.CLIENTS) else None,
        await _week(look) if look.is_manager and is_whole else None,
    )


async def _listings(look: _Look) -> list[Listing]:
    """Return the parts that are tickets, each with the page that is shown."""
    parts = [part for part in _TICKETS if look.shows(part)]
    found = [await (_at_risk if part is HomePart.AT_RISK else _listed)(look, part) for part in parts]
    bare = [each.ticket for listing in found for each in listing.named if each.clock is None]
    clocks = await clocks_of(look.desk, look.store, list({each.number: each for each in bare}.values()))
    return [_measured(each, clocks) for each in found]


def _measured(listing: Listing, clocks: Mapping[int, Sequence[Measured]]) -> Listing:
    named = [Named(each.ticket, each.clock or nearest(clocks[each.ticket.number])) for each in listing.named]
    return replace(listing, named=named)


async def _listed(look: _Look, part: HomePart) -> Listing:
    which = AtWork(
        look.state.client or None,
        look.state.severity,
        look.request.person.id if part is HomePart.MINE else None,
        unassigned=part is HomePart.UNCLAIMED,
        waiting=part is HomePart.WAITING,
    )
    count = await look.store.tickets.how_many_at_work(which)
    skip, most = look.state.span(count)
    tickets = await look.store.tickets.at_work(which, most, skip)
    return Listing(part, [Named(each, None) for each in tickets], count, skip)


async def _at_risk(look: _Look, part: HomePart) -> Listing:
    """Return the tickets with a clock that is due today, or in breach."""
    which = AtWork(look.state.client or None, look.state.severity)
    near = await look.store.tickets.nearing(look.now + _FARTHEST, which, _MOST_MEASURED)
    clocks = await clocks_of(look.desk, look.store, near)
    until = _horizons(look, near)
    measured = (Named(each, nearest(clocks[each.number])) for each in near)
    named = by_due(each for each in measured if is_due(each.clock, until[each.ticket.client]))
    skip, most = look.state.span(len(named))
    return Listing(part, named[skip : skip + most], len(named), skip, is_cut=len(near) == _MOST_MEASURED)


def _horizons(look: _Look, tickets: Iterable[Ticket]) -> Mapping[str, datetime]:
    """Return when today is over for each client that has any of the tickets."""
    found = {}
    for client in {each.client for each in tickets}:
        hours = own_hours(look.desk, look.clients[client]) if client in look.clients else None
        found[client] = horizon(hours, look.now) if hours else look.now
    return found


async def _hours(look: _Look) -> Sequence[Row] | None:
    """Return the clients whose hours are near the limit, or over it, the worst first."""
    if not look.shows(HomePart.HOURS):
        return None
    rows = await rows_of_hours(look.desk, look.store, look.clients.values())
    near = [each for each in rows if each.now and _is_near(each)]
    return sorted(near, key=urgency)


def _is_near(row: Row) -> bool:
    now = row.now
    return now is not None and not (now.is_over or now.is_ahead) and now.most_percent >= NEAR_LIMIT


async def _clients(
    look: _Look, at_work: Mapping[str, int], hours: Sequence[Row] | None
) -> Sequence[tuple[Row, int]]:
    """Return a page of the clients, those with most open tickets first, with how many those are."""
    ordered = sorted(look.clients.values(), key=lambda each: (-at_work.get(each.id, 0), each.name.casefold()))
    skip, most = look.state.span(len(ordered))
    shown = ordered[skip : skip + most]
    known = {each.client.id: each for each in hours or ()}
    rest = [each for each in shown if each.id not in known]
    known |= {each.client.id: each for each in await rows_of_hours(look.desk, look.store, rest)}
    return [(known[each.id], at_work.get(each.id, 0)) for each in shown]


async def _week(look: _Look) -> DigestPage:
    """Return this week so far, beside the one before."""
    chosen = look.clients.get(look.state.client)
    zone = chosen.time_zone if chosen else look.request.person.time_zone
    period = read_period("this week", look.now.astimezone(ZoneInfo(zone)).date(), zone)
    wanted = Wanted(Reader.MANAGER, period, chosen.id if chosen else "")
    both = await beside_the_time_before(look.store, period, wanted.client or None, look.now)
    found = await asyncio.to_thread(digest, wanted, *both)
    tickets = await look.store.tickets.get_all({each.ticket for each in found.missed[:MOST_MISSED]})
    names = {each.id: each.name for each in look.clients.values()}
    return DigestPage(found, look.now, chosen, names, tickets, look.desk.installation.workspace_url)
