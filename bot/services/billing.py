"""What is told when a client's month is over, statement and invoice draft, and marking a draft as billed."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from bot.cost_errors import AlreadyBilledError, UnknownDraftError
from bot.desk import Desk, Request
from bot.domain.access import Action, check
from bot.domain.charges import priced
from bot.domain.desks import Client
from bot.domain.enclosures import Enclosure, enclosing, spreadsheet
from bot.domain.invoices import Beyond, Billing, Elsewhere, InvoiceLine, beyond_fees, invoice_lines
from bot.domain.ledger import Book
from bot.domain.months import Month
from bot.domain.notices import Act, Notice, Words
from bot.domain.restated import Figures
from bot.domain.statements import statement
from bot.services.approvals import approvals_of, survivors_of
from bot.services.both_sides import answerable
from bot.services.calls import calls_beyond
from bot.services.people import names_of
from bot.services.statements import (
    file_name,
    open_month,
    page_for,
    page_of,
    statement_csv,
    statement_pdf,
)
from bot.views.invoices import billed_draft, invoice_draft
from bot.views.rendered import Rendered, lines
from bot.views.statement_rows import invoice_rows
from bot.views.statement_words import Edition, StatementPage
from bot.views.statements import statement_figures
from bot.views.text import STAFF, plain, say
from bot.views.times import short_day
from storage import Store

_DAY: Final = timedelta(days=1)


async def tell_months_over(desk: Desk, store: Store, client: Client, book: Book, now: datetime) -> None:
    """Tell of each month of a ledger that is over, once; *book* is brought up to *now*.

    The last one is looked at though nothing counts in it: work of an earlier month may have been logged late.
    """
    today, ends_on = book.contract.day_at(now), book.contract.ends_on
    present = book.month_for(today)
    last = book.month_for(ends_on if ends_on and ends_on < today else present - _DAY)
    for month in sorted({last, *(each.month for each in book.entries if each.month < present)}):
        await month_end(desk, store, client, month, now)


async def month_end(desk: Desk, store: Store, client: Client, month: date, now: datetime) -> None:
    """Tell of a client's month that is over: the statement, and a draft of what is to be billed; once.

    Where nothing was worked in it, no hours were given or taken, no other plan was taken and nothing is to be
    billed, nobody is told, but of the contract's last month.

    *month* is its first day. The account manager is told directly; where nobody is, or they left, the
    client's triage channel, else the admins. Raises BadFileError where the client's plan is gone.
    """
    name = f"{client.id}:{month.isoformat()}"
    if await store.billings.get(name) is not None:
        return
    book, period = await open_month(desk, store, client, month, now)
    page = await page_of(desk, store, client, book, period, now)
    places = tuple(await answerable(desk, store, client))
    told = Figures.of(page.statement).text()
    draft = Billing(name, client.id, period.begins_on, period.ends_before, now, places, told=told)
    drawn = await _drawn_up(desk, store, page, draft)
    if drawn.lines or page.statement.is_worth_telling or page.is_final:
        await _tell_statement(store, drawn, draft)
    if drawn.lines:
        await store.tell(*_notices(draft, Act.POST, _invoice(drawn, draft)))


async def tell_draft_again(desk: Desk, store: Store, page: StatementPage, told: Billing, *, key: str) -> None:
    """Tell another draft of all that is not billed by now, after the last month of a contract that has ended.

    What stands on an earlier one too is billed with the first that is marked.
    """
    places = tuple(await answerable(desk, store, page.client))
    draft = replace(told, id=key, drafted_at=desk.clock.now(), places=places)
    draft = replace(draft, made_by=None, made_at=None, told="")
    drawn = await _drawn_up(desk, store, page, draft)
    if drawn.lines:
        await _tell_table(store, drawn, draft, "again")
        await store.tell(*_notices(draft, Act.POST, _invoice(drawn, draft)))


def _invoice(drawn: "_Drawn", draft: Billing) -> Rendered:
    return invoice_draft(drawn.page, draft, drawn.lines, drawn.beyond, drawn.plans)


class _Drawn(NamedTuple):
    """A draft as it is told."""

    page: StatementPage
    """It names all that the draft speaks of."""
    lines: Sequence[InvoiceLine]
    elsewhere: Mapping[tuple[str, int], Elsewhere]
    """Which of its lines stand on other drafts."""
    beyond: Mapping[int, Beyond] = {}
    """By ticket, what was worked beyond a flat fee's hours."""
    plans: Mapping[str, str] = {}
    """Ids of the plans under which each item was worked."""


async def _drawn_up(desk: Desk, store: Store, page: StatementPage, draft: Billing) -> _Drawn:
    """Write down what is to be billed by the end of a month, and return it."""
    client = page.client
    entries = priced(await store.ledger.billable(client.id, draft.month), client.hourly_rate)
    agreed, unapproved, over_fee = await approvals_of(desk, store, entries)
    calls = await calls_beyond(desk, store, client, entries)
    billed = await store.billings.billed(client.id)
    drafted = invoice_lines(entries, agreed, billed, calls, unapproved)
    await store.billings.draft(draft, drafted)
    beyond = beyond_fees(entries, agreed, over_fee, draft.month)
    elsewhere = await store.billings.elsewhere(draft) if drafted else {}
    plans = {each.id: each.plan for each in entries}
    return _Drawn(await _naming(store, page, drafted), drafted, elsewhere, beyond, plans)


async def mark_billed(desk: Desk, request: Request, draft: str) -> Billing:
    """Mark an invoice draft as billed; what was billed with another is left out, and not billed twice.

    AlreadyBilledError where somebody did before, UnknownDraftError where there is no such draft.
    """
    check(request.person, Action.MARK_BILLED, None)
    async with desk.transaction(request) as store:
        known = await store.billings.get(draft)
        client = await store.clients.lock(known.client) if known else None
        if known is None or client is None:
            raise UnknownDraftError(draft)
        made = replace(known, made_by=request.person.id, made_at=request.at)
        billed = await store.billings.make(made)
        if billed is None:
            raise await _already(store, client, draft)
        drafted = await store.billings.lines(draft)
        page = await _page_again(desk, store, client, made, drafted)
        left_out = len(drafted) - len(billed)
        await store.tell(*_notices(made, Act.EDIT, billed_draft(page, made, billed, left_out)))
        if left_out:
            elsewhere = await store.billings.elsewhere(made)
            await _tell_table(store, _Drawn(page, drafted, elsewhere), made, "billed")
    return made


async def _tell_statement(store: Store, drawn: _Drawn, draft: Billing) -> None:
    """Tell the figures of a month, with the client's PDF and the whole table, and that of the draft."""
    page = drawn.page
    pdf = statement_pdf(replace(page, edition=Edition.CLIENT))
    files = [pdf, statement_csv(page), *([_draft_csv(drawn, draft)] if drawn.lines else [])]
    head = "contract_over" if page.is_final else "month_over"
    text = lines([say(STAFF, f"staff.statement.{head}", client=page.client.name), statement_figures(page)])
    facts = {"text": text, **enclosing(*files)}
    keys = _keys("statement", draft)
    await store.tell(*[Notice(key, Act.POST, Words.STAFF, place, facts=facts) for key, place in keys])


async def _tell_table(store: Store, drawn: _Drawn, draft: Billing, why: str) -> None:
    """Send the table of a draft by itself: `again`, of a later draft, or `billed`, as it was billed."""
    text = say(STAFF, f"staff.invoice.table.{why}", client=drawn.page.client.name, draft=draft.id)
    facts = {"text": text, **enclosing(_draft_csv(drawn, draft))}
    keys = _keys(f"table:{why}", draft)
    await store.tell(*[Notice(key, Act.POST, Words.STAFF, place, facts=facts) for key, place in keys])


def _draft_csv(drawn: _Drawn, draft: Billing) -> Enclosure:
    page = drawn.page
    title = plain(STAFF, "staff.invoice.file", client=page.client.name, period=page.period, draft=draft.id)
    rows = invoice_rows(page, draft.id, drawn.lines, drawn.elsewhere)
    return spreadsheet(f"{file_name(page, 'invoice')}.csv", title, rows)


def _notices(draft: Billing, act: Act, said: Rendered) -> list[Notice]:
    facts = {"text": said.text, "blocks": json.dumps(said.blocks, ensure_ascii=False)}
    return [Notice(key, act, Words.STAFF, place, facts=facts) for key, place in _keys("draft", draft)]


def _keys(what: str, draft: Billing) -> list[tuple[str, str]]:
    """Return our own names of what is told of a draft, with where that is."""
    return [(f"{what}:{draft.id}:{place}", place) for place in draft.places]


async def _page_again(
    desk: Desk, store: Store, client: Client, draft: Billing, billed: Sequence[InvoiceLine]
) -> StatementPage:
    """Return what it takes to show what a draft billed, whatever became of the client's plan since."""
    month = Month(draft.month, draft.ends_before)
    page = await page_for(desk, store, client, statement(client.id, month, ()), client.plan)
    return await _naming(store, page, billed, draft.made_by or "")


async def _naming(
    store: Store, page: StatementPage, drafted: Iterable[InvoiceLine], *people: str
) -> StatementPage:
    """Return a page that can name all that a draft speaks of, which may be of earlier months."""
    drafted = list(drafted)
    names = await names_of(store, *people, *(each.approved_by for each in drafted))
    tickets = await store.tickets.get_all({each.ticket for each in drafted if each.ticket is not None})
    merged = {**page.merged, **await survivors_of(store, tickets)}
    return replace(page, names={**page.names, **names}, tickets={**page.tickets, **tickets}, merged=merged)


async def _already(store: Store, client: Client, draft: str) -> AlreadyBilledError:
    known = await store.billings.get(draft)
    if known is None or known.made_at is None:
        raise UnknownDraftError(draft)
    names = await names_of(store, known.made_by)
    day = short_day(known.made_at.date(), STAFF)
    return AlreadyBilledError(client.name, names.get(known.made_by or "", ""), day)
