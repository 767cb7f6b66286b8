"""Time that staff log: added to the client's ledger, put right by reversals, told in the card's thread."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.cost_errors import (
    BadWorkError,
    BeforeLedgerError,
    BilledTimeError,
    StopwatchError,
    TimeOfDayNeededError,
    UnknownLogError,
)
from bot.desk import Desk, Request
from bot.domain.access import Action, check, may
from bot.domain.allowance import Calls, calls_of
from bot.domain.charges import is_call
from bot.domain.costs import rated
from bot.domain.entries import Entry, EntryKind, standing
from bot.domain.ledger import reversal
from bot.domain.people import Person
from bot.domain.plan_terms import PlanTerms
from bot.domain.terms import Cover
from bot.domain.timing import STOPWATCH, Change, timed
from bot.domain.work import Account, Work, logs_of, work_of
from bot.errors import MissingTextError
from bot.services.allowance import hours_changed
from bot.services.approvals import lack_of
from bot.services.books import bring_up, contract_of, open_book
from bot.services.estimating import warn_of_use
from bot.services.people import assignable
from bot.services.tickets import locked, readable
from storage import Store
from storage.ledger import Stopwatch

if TYPE_CHECKING:
    from bot.domain.approved import Lack
    from bot.domain.desks import Client
    from bot.domain.ledger import Book
    from bot.domain.tickets import Ticket
    from bot.domain.work_text import TypedWork


@dataclass(frozen=True, slots=True)
class Logged:
    """What was logged, for the answer to whoever did it."""

    ticket: Ticket
    client: Client
    entries: tuple[Entry, ...]
    lack: Lack | None = None
    """What of it the client has not approved."""
    is_paused: bool = False
    """Whether the client's plan is paused when that was worked."""
    ended_on: date | None = None
    """The last day of the client's contract, where that was worked after it."""
    calls: Calls | None = None
    """The calls of that month, where it was one and the plan has only so many."""
    stopped: bool = False
    """Whether the time that ran for whoever logged it was stopped with it."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Time that goes to the ledger: what was typed of it, and who worked."""

    typed: TypedWork
    worker: str
    """Their id."""
    run: datetime | None = None
    """When the time of whoever logs it began to run that stops with this; None: none stops."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A ticket with its client and how work on it is accounted for."""

    ticket: Ticket
    client: Client
    account: Account


async def log_time(
    desk: Desk, request: Request, number: int, typed: TypedWork, worker: str = "", run: datetime | None = None
) -> Logged:
    """Add time to the ledger of a ticket's client; *worker* did it, or else whoever asks.

    It stops the time of whoever asks that began to *run* then.
    """
    if not typed.words.strip():
        raise MissingTextError("work")
    worker = await worker_of(desk, request, number, worker)
    async with desk.transaction(request) as store:
        survivor = await store.tickets.survivor(number)
        ticket = await locked(store, request.person, survivor, Action.LOG_TIME)
        return await add_time(desk, store, request, ticket, Spent(typed, worker, run))


async def add_time(desk: Desk, store: Store, request: Request, ticket: Ticket, spent: Spent) -> Logged:
    """Add time to the ledger of the client of a locked *ticket*, in the transaction of whoever calls."""
    sheet = await _sheet_of(desk, store, ticket)
    work = _work(sheet, spent.typed, spent.worker, request)
    entries = await _add(desk, store, request, sheet, work)
    step = timed(ticket, Change.LOGGED, (), entries, by=request.person, at=request.at)
    await store.save(step)
    after = await warn_of_use(desk, store, step.ticket, at=request.at)
    if spent.run:
        await _stop_run(store, request.person.id, spent.run)
    return Logged(
        after,
        sheet.client,
        tuple(entries),
        lack=await lack_of(desk, store, after, entries),
        is_paused=await _is_paused(desk, store, sheet.client, work),
        ended_on=_ended_on(sheet.client, work),
        calls=await _calls(store, sheet, entries),
        stopped=spent.run is not None,
    )


async def _is_paused(desk: Desk, store: Store, client: Client, work: Work) -> bool:
    contract = await contract_of(desk, store, client)
    return contract.is_paused(work.day, work.began_at)


async def _calls(store: Store, sheet: _Sheet, entries: Sequence[Entry]) -> Calls | None:
    """Return the calls of a month, where some work was one of them and the plan has only so many."""
    phone = sheet.account.plan.phone
    if phone is None or phone.minutes_a_month is None or not any(map(is_call, entries)):
        return None
    month = standing(await store.ledger.of_month(sheet.client.id, entries[0].month))
    return calls_of((each for each in month if each.kind is EntryKind.USAGE), sheet.account.plan)


def _ended_on(client: Client, work: Work) -> date | None:
    is_later = client.contract_to is not None and work.day > client.contract_to
    return client.contract_to if is_later else None


async def _stop_run(store: Store, person: str, began_at: datetime) -> None:
    """Stop somebody's time that began to run then; StopwatchError where another one runs by now, or none.

    A form may be sent long after it was filled in: what began since must not stop with it.
    """
    if not await store.ledger.stop_run(person, began_at):
        raise StopwatchError("over", 0)
    await store.timers.disarm([stopwatch_key(person)])


async def stop_running(store: Store, person: str) -> Stopwatch:
    """Let somebody's time run no more, and ask no more about it; StopwatchError where it does not run."""
    stopped = await store.ledger.stop(person)
    if stopped is None:
        raise StopwatchError("none", 0)
    await store.timers.disarm([stopwatch_key(person)])
    return stopped


def stopwatch_key(person: str) -> str:
    """Return our name of the timer that asks about somebody's running time."""
    return f"{STOPWATCH}:{person}"


async def own_log(desk: Desk, request: Request, log: str) -> list[Entry]:
    """Return what stands of a log, for a form in which whoever asks may change it."""
    async with desk.database.reading() as store:
        _, entries = await _own_log(store, request, log, readable)
    return entries


async def change_time(desk: Desk, request: Request, log: str, typed: TypedWork, reason: str) -> Logged:
    """Put other time in the place of what was logged, with a reason; nothing is overwritten."""
    async with desk.transaction(request) as store:
        ticket, before = await _own_log(store, request, log, locked)
        sheet = await _sheet_of(desk, store, ticket)
        typed = _begun_as_before(typed, before[0], request)
        work = replace(
            _work(sheet, typed, before[0].worked_by, request), ticket=before[0].ticket or sheet.ticket.number
        )
        await _take_back(store, request, before, reason)
        after = await _add(desk, store, request, sheet, work, before)
        step = timed(
            sheet.ticket, Change.CHANGED, before, after, by=request.person, at=request.at, reason=reason
        )
        await store.save(step)
        ticket = await warn_of_use(desk, store, step.ticket, at=request.at)
        is_paused = await _is_paused(desk, store, sheet.client, work)
    ended_on = _ended_on(sheet.client, work)
    return Logged(ticket, sheet.client, tuple(after), is_paused=is_paused, ended_on=ended_on)


def _begun_as_before(typed: TypedWork, before: Entry, request: Request) -> TypedWork:
    """Return what was typed in place of some work, to the second where its beginning was left as it is.

    Where it took longer it began sooner, as it cannot end later than now.
    """
    began, said = before.worked_at, typed.began_at(request.at, request.person.time_zone)
    if began is None or said != began.replace(second=0, microsecond=0):
        return typed
    latest = request.at - timedelta(minutes=typed.minutes)
    return replace(typed, day=None, ran_since=min(began, latest))


async def remove_time(desk: Desk, request: Request, log: str, reason: str) -> Logged:
    """Take back what was logged, with a reason."""
    async with desk.transaction(request) as store:
        ticket, before = await _own_log(store, request, log, locked)
        sheet = await _sheet_of(desk, store, ticket)
        await _take_back(store, request, before, reason)
        await _settle(desk, store, sheet.client, before)
        step = timed(
            sheet.ticket, Change.REMOVED, before, (), by=request.person, at=request.at, reason=reason
        )
        await store.save(step)
    return Logged(step.ticket, sheet.client, tuple(before))


async def time_of(desk: Desk, request: Request, number: int) -> tuple[Ticket, list[list[Entry]]]:
    """Return a ticket, and the time that stands logged for it and for what was merged into it.

    There is a list for what was logged at once.
    """
    async with desk.database.reading() as store:
        ticket = await readable(store, request.person, number, Action.SEE_TIME)
        return ticket, logs_of(await store.ledger.of_ticket(ticket.number))


async def account_anew(desk: Desk, store: Store, request: Request, ticket: Ticket) -> None:
    """Account for all the time of a ticket, and of what was merged into it, as its kind of work is now."""
    logs = logs_of(await store.ledger.of_ticket(ticket.number))
    sheet = await _sheet_of(desk, store, ticket)
    kind = sheet.account.kind(ticket.kind)
    moved = [log for log in logs if log[0].request_kind is not kind]
    await _check_billed(store, request, ticket, [entry for log in moved for entry in log])
    for log in moved:
        await _take_back(store, request, log, "another kind of work")
        key = f"{log[0].log}:{ticket.seq}"
        said = sheet.account.entries(
            work_of(log), ticket.kind, log[0].month, key=key, by=log[0].made_by, at=request.at
        )
        await store.ledger.add(said)
    if moved:
        await _settle(desk, store, sheet.client, [entry for log in moved for entry in log])


async def worker_of(desk: Desk, request: Request, number: int, worker: str) -> str:
    """Return who did the work, once whoever asks may log it for them: themselves where *worker* is empty."""
    if worker in {"", request.person.id}:
        return request.person.id
    async with desk.database.reading() as store:
        await readable(store, request.person, number, Action.LOG_FOR_OTHERS)
    return (await assignable(desk, worker)).id


async def _sheet_of(desk: Desk, store: Store, ticket: Ticket) -> _Sheet:
    client = await store.clients.lock(ticket.client)  # so that nobody changes the plan meanwhile
    if client is None:
        message = f"ticket {ticket.number} has no client"
        raise LookupError(message)
    plan = rated(await desk.promises.of_ticket(store, ticket), client.hourly_rate)
    calendar = PlanTerms(plan, client.time_zone).business_calendar
    return _Sheet(ticket, client, Account(client.id, plan, calendar, client.contract_to))


def _work(sheet: _Sheet, typed: TypedWork, worker: str, request: Request) -> Work:
    """Return what was typed as work: where the client is, and in or after the plan's hours."""
    began_at = typed.began_at(request.at, request.person.time_zone)
    if began_at is not None and began_at + timedelta(minutes=typed.minutes) > request.at + timedelta(
        minutes=1
    ):
        raise BadWorkError("future", "")
    today = max(_day_in(each, request.at) for each in (sheet.client.time_zone, request.person.time_zone))
    if typed.day is not None and typed.day > today:
        raise BadWorkError("future", typed.day.isoformat())
    day = typed.day or _day_in(sheet.client.time_zone, began_at or request.at)
    is_closed = began_at is None and typed.after_hours is None and _is_closed(sheet, day)
    work = Work(
        ticket=sheet.ticket.number,
        by=worker,
        minutes=typed.minutes,
        day=day,
        began_at=began_at if typed.after_hours is None else None,
        words=typed.words.strip(),
        by_phone=typed.by_phone,
        after_hours=bool(typed.after_hours) or is_closed,
    )
    if typed.after_hours is None and typed.at is None and not is_closed and _matters_when(sheet, work):
        raise TimeOfDayNeededError(sheet.ticket.number, sheet.client.name)
    return work


def _day_in(time_zone: str, at: datetime) -> date:
    return at.astimezone(ZoneInfo(time_zone)).date()


def _is_closed(sheet: _Sheet, day: date) -> bool:
    """Whether the plan has no business hours on a day of the client's, at whatever time the work was done."""
    zone = ZoneInfo(sheet.client.time_zone)
    days = (day, day + timedelta(days=1))
    first, last = (datetime.combine(each, time(), zone).astimezone(UTC) for each in days)
    return not sheet.account.calendar.elapsed(first, last)


def _matters_when(sheet: _Sheet, work: Work) -> bool:
    """Whether it would cost something else if the work was done at another time than is supposed."""
    kind = sheet.account.kind(sheet.ticket.kind)
    coverage = sheet.account.plan.coverage[kind]
    if coverage.in_hours is coverage.after_hours:
        return False
    return work.began_at is None or any(part.is_after_hours for part in sheet.account.parts(work, kind))


async def _add(
    desk: Desk, store: Store, request: Request, sheet: _Sheet, work: Work, before: Sequence[Entry] = ()
) -> list[Entry]:
    """Add work to the ledger, and set right what follows from it and from what it takes the place of."""
    now = desk.clock.now()
    since = min([work.day, *(each.month for each in before)])
    book = await open_book(desk, store, sheet.client, now, since)
    _check_day(sheet.client, book, work)
    month = book.month_for(work.day)
    entries = sheet.account.entries(
        work, sheet.ticket.kind, month, key=request.key, by=request.person.id, at=request.at
    )
    await store.ledger.add(entries)
    book = await bring_up(desk, store, book.with_entries(entries), sheet.client, now)
    changed = min([month, *(each.month for each in before)])
    await hours_changed(desk, store, sheet.client, book, now, changed)
    return entries


def _check_day(client: Client, book: Book, work: Work) -> None:
    """Raise BeforeLedgerError for work of a day before the client's hours begin."""
    if book.begins_on and work.day < book.begins_on:
        begins_on = book.begins_on.isoformat()
        raise BeforeLedgerError(client.name, work.day.isoformat(), begins_on)


async def _take_back(store: Store, request: Request, entries: Sequence[Entry], reason: str) -> None:
    await store.ledger.add(
        [reversal(each, request.person.id, request.at, reason.strip()) for each in entries]
    )


async def _settle(desk: Desk, store: Store, client: Client, changed: Sequence[Entry]) -> None:
    """Set right what follows from entries that were taken back."""
    now = desk.clock.now()
    first = min(each.month for each in changed)
    book = await open_book(desk, store, client, now, first)
    await hours_changed(desk, store, client, book, now, first)


async def _own_log(
    store: Store, request: Request, log: str, take: Callable[..., Awaitable[Ticket]]
) -> tuple[Ticket, list[Entry]]:
    """Return the ticket and what stands of a log, once its author or a manager asks."""
    known = await store.ledger.of_log(log)
    if not known or known[0].ticket is None:
        raise UnknownLogError(0)
    number = await store.tickets.survivor(known[0].ticket)
    ticket = await take(store, request.person, number, Action.LOG_TIME)
    entries = standing(await store.ledger.of_log(log))
    if not entries:
        raise UnknownLogError(number)
    if not _is_own(request.person, entries[0]):
        check(request.person, Action.CHANGE_TIME, ticket.client)
    await _check_billed(store, request, ticket, entries)
    return ticket, entries


def _is_own(person: Person, entry: Entry) -> bool:
    return person.id in {entry.made_by, entry.worked_by}


def may_mend(person: Person, entry: Entry) -> bool:
    """Whether somebody may change or take back what was logged: their own, and managers everybody's."""
    return _is_own(person, entry) or may(person, Action.CHANGE_TIME, entry.client)


async def _check_billed(store: Store, request: Request, ticket: Ticket, entries: Sequence[Entry]) -> None:
    """Raise BilledTimeError for what was billed to the client, unless a manager changes it."""
    if may(request.person, Action.CHANGE_TIME, ticket.client):
        return
    if await store.billings.are_billed([each.id for each in entries if each.cover is Cover.BILLABLE]):
        raise BilledTimeError(ticket.number)
