"""What clients have used of their hours, month by month: for pictures and reports."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from bot.desk import Desk
from bot.domain.desks import Client
from bot.domain.digests import Reader, Wanted
from bot.domain.entries import Entry
from bot.domain.ledger import Book, balance
from bot.domain.terms import AskedBy
from bot.domain.used_hours import HoursUsed, Worked, worked
from bot.errors import BadFileError
from bot.services.books import read_book, read_books
from storage import Store

_MONTHS: Final = 6
"""So many months of one client are shown."""


async def used_hours(
    desk: Desk, store: Store, wanted: Wanted, clients: Iterable[Client], now: datetime
) -> list[HoursUsed]:
    """Return the last months of one client up to the end of a period; of all clients one month of each."""
    until = last_day(wanted, now)
    told = [
        each
        for each in clients
        if wanted.client in {"", each.id} and may_read_hours(desk, each, wanted.reader)
    ]
    if wanted.client:
        found = [month for each in told for month in await months_until(desk, store, each, until)]
    else:
        found = [*(await hours_on(desk, store, told, until)).values()]
    return [each for each in found if each.used or each.allowed > 0]


def last_day(wanted: Wanted, now: datetime) -> date:
    """Return the last day of a period that is not ahead."""
    return wanted.period.last if wanted.period.is_over(now) else wanted.period.day_at(now)


def may_read_hours(desk: Desk, client: Client, reader: Reader) -> bool:
    """Whether a reader is told of a client's hours: its channel is not, where the plan names who may ask."""
    try:
        hours = desk.promises.of_client(client).hours
    except BadFileError:  # its plan is gone, which staff were told at the start
        return False
    return hours is not None and not (reader is Reader.CLIENT and hours.asked_by is AskedBy.APPROVERS)


async def hours_in_use(
    desk: Desk, store: Store, clients: Collection[Client], day: date
) -> dict[str, HoursUsed]:
    """Return what clients used in the month that a date is in, of those whose contract is in force, by id.

    It is the present month, or one that is over. A few statements are enough for all of them.
    """
    now = desk.clock.now()
    books = await read_books(desk, store, clients, now)
    there = {name: each for name, each in books.items() if each.contract.is_in_term(day)}
    present = {name: each.month_for(each.contract.day_at(now)) for name, each in there.items()}
    earlier = await _on(store, {name: each for name, each in there.items() if day < present[name]}, day)
    found: dict[str, HoursUsed] = {}
    for name, book in there.items():
        if day >= present[name]:
            found[name] = _of_month(book, present[name], book.entries)
        elif then := earlier.get(name):
            found[name] = replace(then, has_ended=True)
    return found


async def hours_on(
    desk: Desk, store: Store, clients: Collection[Client], day: date
) -> Mapping[str, HoursUsed]:
    """Return what clients used in the month that a date is in, by id, in a few statements.

    Of one whose first month has not begun by then there is nothing.
    """
    return await _on(store, await read_books(desk, store, clients, desk.clock.now()), day)


async def _on(store: Store, books: Mapping[str, Book], day: date) -> Mapping[str, HoursUsed]:
    kept = await store.ledger.last_months(dict.fromkeys(books, day))
    begun = {
        name: {*_months_of(book), *([kept[name]] if name in kept else [])} for name, book in books.items()
    }
    months = {
        name: max(so_far)
        for name, all_of in begun.items()
        if (so_far := [each for each in all_of if each <= day])
    }
    away = {name: month for name, month in months.items() if month not in _months_of(books[name])}
    entries = await store.ledger.of_months(away)
    return {
        name: _of_month(books[name], month, entries.get(name, ()) if name in away else books[name].entries)
        for name, month in months.items()
    }


async def months_until(desk: Desk, store: Store, client: Client, until: date) -> list[HoursUsed]:
    """Return what one client used in its last months, up to the one that a date is in."""
    book = await read_book(desk, store, client, desk.clock.now())
    present = _months_of(book)
    begun = sorted({*await store.ledger.months(client.id), *present})
    found: list[HoursUsed] = []
    for month in [each for each in begun if each <= until][-_MONTHS:]:
        entries = book.entries if month in present else await store.ledger.of_month(client.id, month)
        found.append(_of_month(book, month, entries))
    return found


async def months_ended(
    desk: Desk, store: Store, client: Client, wanted: Wanted, now: datetime
) -> list[HoursUsed]:
    """Return what a client used in the months of its contract that ended in a period, the last few.

    Nothing where the reader is told nothing, or the plan of one of them is gone.
    """
    until, found = last_day(wanted, now), list[HoursUsed]()
    if may_read_hours(desk, client, wanted.reader):
        with suppress(BadFileError):
            found = await months_until(desk, store, client, until)
    return [replace(each, has_ended=True) for each in found if _ended_in(each, wanted.period.first, until)]


def _ended_in(month: HoursUsed, first: date, last: date) -> bool:
    is_told = month.used or month.allowed > 0
    return bool(is_told and month.last_day and first <= month.last_day <= last)


async def worked_in(desk: Desk, store: Store, client: Client, month: date, at: datetime) -> Worked:
    """Return on which tickets a client's hours of a month were used, as far as it was known at a moment."""
    book = await read_book(desk, store, client, desk.clock.now())
    known = book.entries if month in _months_of(book) else await store.ledger.of_month(client.id, month)
    entries = [each for each in known if each.made_at <= at]
    return worked(_of_month(book, month, entries), entries)


def _months_of(book: Book) -> set[date]:
    return {each.month for each in book.entries}


def _of_month(book: Book, month: date, entries: Iterable[Entry]) -> HoursUsed:
    came_to, last_day = balance(month, entries), book.month_of(month).last_day
    is_gone = came_to.allowed <= 0 < came_to.used
    return HoursUsed(book.client, month, came_to.spent, came_to.allowed, last_day, is_gone=is_gone)
