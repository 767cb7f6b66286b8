"""Telling of months whose statements changed after they were told: one message for each, once it is quiet."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.desk import Desk
from bot.domain.contract_ends import is_over
from bot.domain.desks import Client
from bot.domain.enclosures import enclosing
from bot.domain.instants import micros
from bot.domain.invoices import Billing
from bot.domain.notices import Act, Notice, Timer, Words
from bot.domain.restated import Difference, Figures, concerns_bill
from bot.errors import BadFileError
from bot.services.billing import tell_draft_again
from bot.services.both_sides import answerable
from bot.services.people import names_of
from bot.services.statements import open_month, page_of, statement_csv, statement_pdf
from bot.views.restated import restated
from bot.views.statement_words import Edition, StatementPage
from storage import Store


async def tell_changes(desk: Desk, store: Store, timer: Timer) -> None:
    """Tell of each month of a client, from one on, whose statement is not as it was told.

    What was changed back meanwhile is not told. Nothing is told where the client's plan is gone.
    """
    client, since = await store.clients.get(str(timer.facts["client"])), str(timer.facts["since"])
    if client is None:
        return
    for told in await store.billings.told_since(client.id, date.fromisoformat(since)):
        try:
            await _tell_change(desk, store, client, told, f"{timer.key}:{micros(timer.due_at)}")
        except BadFileError:  # staff were told at the start
            return


async def _tell_change(desk: Desk, store: Store, client: Client, told: Billing, key: str) -> None:
    now, before = desk.clock.now(), Figures.read(told.told)
    book, month = await open_month(desk, store, client, told.month, now)
    page = await page_of(desk, store, client, book, month, now)
    figures = Figures.of(page.statement)
    differences = figures.since(before)
    if not differences and figures.lines == before.lines:
        return
    await store.billings.retell(replace(told, told=figures.text()))
    await _tell(desk, store, page, told, differences, f"{key}:{told.month}")
    if concerns_bill(differences) and is_over(client, now):
        await tell_draft_again(desk, store, page, told, key=f"{told.id}:{micros(now)}")


async def _tell(
    desk: Desk, store: Store, page: StatementPage, told: Billing, differences: Sequence[Difference], key: str
) -> None:
    """Tell what changed, with the files as they are now."""
    names = await names_of(store, told.made_by)
    has_ended = is_over(page.client, desk.clock.now())
    files = [statement_pdf(replace(page, edition=Edition.CLIENT)), statement_csv(page)]
    facts = {"text": restated(page, told, differences, names, has_ended=has_ended), **enclosing(*files)}
    places = await answerable(desk, store, page.client)
    await store.tell(*[Notice(f"{key}:{each}", Act.POST, Words.STAFF, each, facts=facts) for each in places])
