"""Resolved tickets that are like a new one: looked for once, before its card is first told, and kept."""

from typing import Final

from bot.desk import Desk
from bot.domain.likeness import Report, most_alike, report
from bot.domain.sought import Phrase, Query
from bot.domain.ticket_words import Place, client_mark, status_mark
from bot.domain.tickets import Status, Ticket
from bot.services.wording import keep_up
from storage import Store

_MOST_WORDS: Final = 12
"""The longest of a report, which are the rarest as a rule."""
_MOST_CANDIDATES: Final = 100
_BATCHES: Final = 1
"""A card does not wait for more: what was resolved a moment ago may then be missing."""
_ENDED: Final = tuple(status_mark(each) for each in (Status.RESOLVED, Status.CLOSED))


async def note_alike(desk: Desk, number: int) -> None:
    """Find which resolved tickets a new one is like, of its client first, and keep their numbers."""
    await keep_up(desk, ended=True, batches=_BATCHES)
    async with desk.database.reading() as store:
        ticket = await store.tickets.get(number)
        alike = await _alike(store, ticket) if ticket else []
    if alike:
        async with desk.database.transaction() as store:
            await store.words.keep_alike(number, alike)


async def _alike(store: Store, ticket: Ticket) -> list[int]:
    said = [each.text for each in await store.messages.of_ticket(ticket.number)]
    new = report(ticket.title, [*said, *ticket.details.values()])
    if not new.telling:
        return []
    mark = client_mark(ticket.client)
    numbers = {*await _with_words(store, new, mark), *await _with_words(store, new)} - {ticket.number}
    return most_alike(new, await store.tickets.get_all(numbers), ticket.client)


async def _with_words(store: Store, new: Report, *marks: str) -> list[int]:
    """Return the newest tickets that are over and have a word of the report in title or summary."""
    some = tuple(Phrase((word,)) for word in new.telling[:_MOST_WORDS])
    query = Query(some=some, marks=(_ENDED, *((mark,) for mark in marks)), place=Place.TOP)
    return await store.words.find(query, _MOST_CANDIDATES)
