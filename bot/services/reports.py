"""Reports of months and quarters: all that they tell, read at one moment."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.cost_errors import NoStatementError
from bot.desk import Desk
from bot.domain.charts import Chart
from bot.domain.desks import Client
from bot.domain.digests import Reader, Wanted
from bot.domain.enclosures import Enclosure, pages, spreadsheet
from bot.domain.used_hours import HoursUsed
from bot.errors import BadFileError
from bot.services.digests import made
from bot.services.rated import rated_in
from bot.services.statements import open_month, page_of
from bot.services.used_hours import last_day, may_read_hours
from bot.views.report import report_document
from bot.views.report_rows import report_rows
from bot.views.report_words import MOST_LISTED, ReportPage, tickets_listed
from bot.views.statement_words import Edition, StatementPage
from storage import Store

_DAY: Final = timedelta(days=1)


async def report_files(
    desk: Desk, wanted: Wanted, charts: Sequence[Chart], hours: Sequence[HoursUsed]
) -> tuple[Enclosure, Enclosure]:
    """Return the report of a period as a paper, which is to be printed, and its figures as a table."""
    page = await report_page(desk, wanted, charts, hours)
    table = spreadsheet(f"{page.file_name}.csv", page.table_title, report_rows(page))
    return pages(f"{page.file_name}.pdf", report_document(page)), table


async def report_page(
    desk: Desk, wanted: Wanted, charts: Sequence[Chart], hours: Sequence[HoursUsed]
) -> ReportPage:
    """Return all that a report of a period tells."""
    now = desk.clock.now()
    async with desk.database.reading() as store:
        found = await made(desk, store, wanted, now)
        clients = {each.id: each for each in await store.clients.all()}
        _, answers = await rated_in(store, wanted.period, wanted.client or None, now)
        rated = answers[:MOST_LISTED]
        listed = tickets_listed(found) | {each.ticket for each in rated}
        tickets = await store.tickets.get_all(listed)
    client = clients.get(wanted.client)
    statements = await _statements(desk, client, wanted) if client else ()
    return ReportPage(
        found,
        client,
        {name: each.name for name, each in clients.items()},
        tickets,
        issued_on=wanted.period.day_at(now),
        is_over=wanted.period.is_over(now),
        sender=desk.installation.company,
        charts=tuple(charts),
        hours=tuple(hours),
        statements=statements,
        rated=tuple(rated),
    )


async def _statements(desk: Desk, client: Client, wanted: Wanted) -> tuple[StatementPage, ...]:
    """Return the statements of the client's months that ended in a period; of the last one begun if none did.

    So each month of a contract is in one report, whatever day of the month it begins on.
    """
    if not may_read_hours(desk, client, wanted.reader):
        return ()
    edition = Edition.CLIENT if wanted.reader is Reader.CLIENT else Edition.STAFF
    async with desk.transaction() as store:
        found = await _months(desk, store, client, wanted)
    return tuple(replace(each, edition=edition) for each in found)


async def _months(desk: Desk, store: Store, client: Client, wanted: Wanted) -> list[StatementPage]:
    now, day = desk.clock.now(), wanted.period.first
    found: list[StatementPage] = []
    with suppress(NoStatementError, BadFileError):  # no month has begun by then, or its plan is gone
        while day <= last_day(wanted, now):
            book, month = await open_month(desk, store, client, day, now)
            if month.last_day < day:  # the contract has ended
                break
            found.append(await page_of(desk, store, client, book, month, now))
            day = month.last_day + _DAY
    found = [each for each in found if each.statement.entries]
    ended = [each for each in found if each.statement.month.last_day <= wanted.period.last]
    return ended or found[-1:]
