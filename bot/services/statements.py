"""Statements of clients' months: worked out from the ledger, and sent as files to staff who ask for one."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from bot.cost_errors import NoStatementError
from bot.desk import Desk, Request
from bot.domain.access import Action, check
from bot.domain.charges import priced
from bot.domain.desks import Client
from bot.domain.enclosures import Enclosure, enclosing, pages, spreadsheet
from bot.domain.entries import EntryKind, standing
from bot.domain.ledger import OPENING, Book
from bot.domain.months import Month
from bot.domain.notices import Act, Notice, Words
from bot.domain.people import HOURGLASS
from bot.domain.plans import Plan
from bot.domain.statements import Statement, statement
from bot.services.approvals import approvals_of, survivors_of, tickets_of
from bot.services.books import open_book
from bot.services.calls import plan_for_calls
from bot.services.people import names_of
from bot.views.rendered import Rendered, lines, message, sections
from bot.views.statement_rows import statement_rows
from bot.views.statement_words import Edition, StatementPage
from bot.views.statements import statement_answer, statement_document, statement_figures
from bot.views.text import STAFF, plain, say
from bot.views.times import short_day
from storage import Store

_DAY: Final = timedelta(days=1)


async def send_statement(
    desk: Desk, request: Request, client: Client, day: date | None, *, for_client: bool = False
) -> Rendered:
    """Send whoever asks the statement of the month that a day is in; of the last that is over without a day.

    The files come to them directly, for they may ask in a channel that the client reads. Returns the figures.
    """
    check(request.person, Action.SEE_STATEMENT, None)
    async with desk.transaction(request) as store:
        now = desk.clock.now()
        book, month = await open_month(desk, store, client, day, now)
        page = await page_of(desk, store, client, book, month, now)
        edition = Edition.CLIENT if for_client else Edition.STAFF
        sent = replace(page, edition=edition)
        facts = {"text": statement_figures(page), **enclosing(statement_pdf(sent), statement_csv(sent))}
        key = f"statement:{request.key}"
        await store.tell(Notice(key, Act.POST, Words.STAFF, request.person.id, facts=facts))
    told = say(STAFF, "staff.statement.sent_client" if for_client else "staff.statement.sent")
    said = lines([statement_answer(page).text, told])
    return message(said, *sections(said))


async def open_month(
    desk: Desk, store: Store, client: Client, day: date | None, now: datetime
) -> tuple[Book, Month]:
    """Return the ledger of a client from the month on that a day is in, and that month.

    Without a day it is the last month that is over, or the present one where none is. NoStatementError where
    the day is in a month that is still to come.
    """
    book = await open_book(desk, store, client, now, since=day)
    begun = await store.ledger.months(client.id)
    if day is None:
        today = book.contract.day_at(now)
        present = _month(book, begun, min(today, max([book.contract.ends_on or date.max, *begun])))
        if present.ends_before <= today:  # no month follows that in which the contract ended
            return await open_book(desk, store, client, now, since=present.begins_on), present
        last = _month(book, begun, present.begins_on - _DAY)
        if not [each for each in begun if each <= last.begins_on]:
            return book, present
        return await open_book(desk, store, client, now, since=last.begins_on), last
    month = _month(book, begun, day)
    if month.begins_on > book.contract.day_at(now):
        raise NoStatementError(client.name, short_day(month.begins_on, STAFF))
    return book, month


def _month(book: Book, begun: Collection[date], day: date) -> Month:
    """Return the month in which work of a day counts: one that has begun is moved by no contract.

    The last one of a contract goes to its last day.
    """
    begins_on = max([book.month_for(day), *(each for each in begun if each <= day)])
    ends_on = book.contract.ends_on
    after = [each for each in begun if each > begins_on]
    if ends_on is not None and ends_on >= begins_on:
        after.append(ends_on + _DAY)
    return Month(begins_on, min([book.month_of(begins_on).ends_before, *after]))


async def page_of(
    desk: Desk, store: Store, client: Client, book: Book, month: Month, now: datetime
) -> StatementPage:
    """Return the statement of a month with all that it takes to show it, as staff read it."""
    counting = (each for each in book.entries if each.month == month.begins_on)
    entries = priced(counting, client.hourly_rate)
    plan = desk.promises.of_client(client)
    approvals = await approvals_of(desk, store, entries)
    phone = (await plan_for_calls(desk, store, client, entries)).phone
    told = await store.billings.get(f"{client.id}:{month.begins_on.isoformat()}")
    told_at = told.drafted_at if told else None
    found = statement(client.id, month, entries, approvals, phone=phone, told_at=told_at)
    is_over = month.ends_before <= book.contract.day_at(now)
    page = await page_for(desk, store, client, found, plan.full_name, is_over=is_over)
    debt, pauses = _carries_debt(book, month, plan), book.contract.pauses_in(month, now)
    return replace(page, carries_debt=debt, pauses=pauses)


def _carries_debt(book: Book, month: Month, plan: Plan) -> bool:
    """Whether what is used too much in a month is taken from the next: if that began, whether it was."""
    later = [each for each in standing(book.entries) if each.month > month.begins_on]
    if not any(each.kind in OPENING for each in later):
        return bool(plan.hours and plan.hours.carries_debt)
    following = min(each.month for each in later if each.kind in OPENING)
    return any(
        each.month == following and each.kind is EntryKind.ROLLOVER and each.minutes < 0 for each in later
    )


async def page_for(
    desk: Desk, store: Store, client: Client, found: Statement, plan: str, *, is_over: bool = True
) -> StatementPage:
    """Return a statement with the names and tickets that it speaks of."""
    people = {each for entry in found.entries for each in (entry.worked_by, entry.made_by)}
    people |= {each.by for each in found.approvals.values()}
    names = await names_of(store, *people - {HOURGLASS.id})
    names[HOURGLASS.id] = HOURGLASS.name
    tickets = await store.tickets.get_all(tickets_of(found.entries))
    merged = await survivors_of(store, tickets)
    page = StatementPage(
        found,
        client,
        plan,
        names,
        tickets,
        desk.installation.workspace_url,
        is_over=is_over,
        merged=merged,
        sender=desk.installation.company,
    )
    return replace(page, issued_on=page.day_of(desk.clock.now()))


def statement_pdf(page: StatementPage) -> Enclosure:
    """Return a statement as a PDF that is to be made."""
    return pages(f"{file_name(page, 'statement')}.pdf", statement_document(page))


def statement_csv(page: StatementPage) -> Enclosure:
    """Return a statement as a table that is to be made."""
    key = "client_file" if page.edition is Edition.CLIENT else "file"
    title = plain(STAFF, f"staff.statement.{key}", client=page.client.name, period=page.period)
    return spreadsheet(f"{file_name(page, 'statement')}.csv", title, statement_rows(page))


def file_name(page: StatementPage, what: str) -> str:
    """Return what a file of a month is called, without its ending."""
    edition = "-internal" if page.is_internal else ""
    return f"{what}-{page.client.id}-{page.statement.month.begins_on.isoformat()}{edition}"
