"""The ledger of a client, opened: locked, and brought up to the present before anybody reads or adds."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from bot.desk import Desk
from bot.domain.desks import Client
from bot.domain.entries import EntryKind
from bot.domain.ledger import OPENING, Book, Terms, terms_of
from bot.domain.months import Contract, Span
from bot.domain.terms import Period
from bot.errors import BadFileError
from storage import Store

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from bot.domain.entries import Entry
    from bot.domain.ledger import HoursOf
    from bot.domain.pauses import Pause
    from bot.domain.plans import Plan

_ANCHOR: Final = date(2000, 1, 1)
"""From when months are counted for a client whose contract nobody has dated: they begin on the first."""


async def contract_of(desk: Desk, store: Store, client: Client) -> Contract:
    """Return when the months of a client begin."""
    return _contract(desk, client, await store.contracts.pauses(client.id))


def _contract(desk: Desk, client: Client, known: Iterable[Pause]) -> Contract:
    hours = desk.promises.of_client(client).hours
    paused = [each for each in known if not each.never_was]
    pauses = tuple(Span(each.from_at, each.ends_at) for each in paused)
    period = hours.period if hours else Period.CONTRACT_MONTH
    return Contract(client.contract_from or _ANCHOR, period, client.time_zone, pauses, client.contract_to)


async def open_book(
    desk: Desk, store: Store, client: Client, now: datetime, since: date | None = None
) -> Book:
    """Return the ledger of *client* from the last month on, or from that of *since*, brought up to *now*.

    Nobody else adds to it until the transaction ends.
    """
    await store.clients.lock(client.id)
    return await bring_up(desk, store, await _book(desk, store, client, now, since), client, now)


async def read_book(desk: Desk, store: Store, client: Client, now: datetime) -> Book:
    """Return the ledger of *client* from the last month on, as it is once it is brought up to *now*.

    Nothing is written: it is for whoever only asks.
    """
    book = await _book(desk, store, client, now)
    return book.with_entries(await _missing(desk, store, book, client, now))


async def read_books(
    desk: Desk, store: Store, clients: Collection[Client], now: datetime
) -> Mapping[str, Book]:
    """Return what `read_book` does for each of some clients, by id, in a few statements for all of them.

    A client whose plan is gone, or that of one of its months, is left out.
    """
    books, found = await _books(desk, store, clients, now), dict[str, Book]()
    for client in clients:
        with suppress(BadFileError):
            if book := books.get(client.id):
                found[client.id] = book.with_entries(await _missing(desk, store, book, client, now))
    return found


async def bring_up(desk: Desk, store: Store, book: Book, client: Client, now: datetime) -> Book:
    """Add to a ledger what is missing for each of its months to have begun as it should, and return it so."""
    added = await _missing(desk, store, book, client, now)
    await store.ledger.add(added)
    return book.with_entries(added)


async def _missing(desk: Desk, store: Store, book: Book, client: Client, now: datetime) -> list[Entry]:
    """Return what a ledger lacks for each of its months to have begun as it should."""
    hours = await hours_of_plans(desk, store, book.entries)
    return book.brought_up_to(now, terms_of(book.entries, _present(desk, client), hours))


async def _book(desk: Desk, store: Store, client: Client, now: datetime, since: date | None = None) -> Book:
    """Return a ledger from its last month on, or from that of *since*, so that what changes can be told."""
    contract = await contract_of(desk, store, client)
    day = min(contract.day_at(now), since or date.max)
    first = await store.ledger.last_month(client.id, day) or contract.month_of(day).begins_on
    return Book(client.id, contract, tuple(await store.ledger.since(client.id, first)))


async def _books(desk: Desk, store: Store, clients: Collection[Client], now: datetime) -> Mapping[str, Book]:
    """Return what `_book` does for each of some clients, by id, of those whose plans are there."""
    pauses = await store.contracts.pauses_of([each.id for each in clients])
    contracts = dict[str, Contract]()
    for each in clients:
        with suppress(BadFileError):
            contracts[each.id] = _contract(desk, each, pauses.get(each.id, ()))
    last = await store.ledger.last_months({name: each.day_at(now) for name, each in contracts.items()})
    first = {name: last.get(name) or each.month_at(now).begins_on for name, each in contracts.items()}
    entries = await store.ledger.since_all(first)
    return {name: Book(name, each, tuple(entries.get(name, ()))) for name, each in contracts.items()}


async def hours_of_plans(desk: Desk, store: Store, entries: Iterable[Entry], *others: Plan) -> HoursOf:
    """Return what the plans grant that months went by, and some *others*, by entries that name them."""
    found = {(each.id, each.version): each.hours for each in others}
    for each in entries:
        if each.kind in {*OPENING, EntryKind.CHANGE}:
            plan = await desk.promises.version(store, each.plan, each.plan_version)
            found[each.plan, each.plan_version] = plan.hours
    return lambda each: found[each.plan, each.plan_version]


def _present(desk: Desk, client: Client) -> Terms:
    plan = desk.promises.of_client(client)
    return Terms(plan.id, plan.version, plan.hours)
