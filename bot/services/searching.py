"""`/ticket find`: what staff find by words, a page at a time."""

from collections.abc import Sequence
from typing import Final

from bot.desk import Desk, Request
from bot.domain.access import Action, check
from bot.domain.sought import Sought, read_sought
from bot.services.finding import named_client
from bot.services.queries import rows_of
from bot.services.wording import keep_up
from bot.views.found import Found, Hit, Page, found, nothing_typed
from bot.views.rendered import Rendered
from storage import Store

A_PAGE: Final = 10
_MOST: Final = 200
"""Of more than these nobody wants the next page, but other words."""


async def find(desk: Desk, request: Request, typed: str, page: int = 0) -> Rendered:
    """Return a page of the tickets that have what was *typed*, the best first; page 0 is the first."""
    check(request.person, Action.FIND_TICKETS, None)
    sought = read_sought(typed)
    if not sought.asks:
        return nothing_typed(sought)
    client = await named_client(desk, request, sought.client) if sought.client else None
    is_complete = await keep_up(desk)
    async with desk.database.reading() as store:
        numbers = await _numbers(store, sought, client.id if client else None)
        page = min(max(page, 0), max(0, (len(numbers) - 1) // A_PAGE))
        hits = await _hits(store, numbers[page * A_PAGE : (page + 1) * A_PAGE])
        rows = await rows_of(desk, store, [hit.ticket for hit in hits])
    shown = Page(page, A_PAGE, min(len(numbers), _MOST), has_more=len(numbers) > _MOST)
    return found(Found(sought, hits, shown, is_complete=is_complete), rows)


async def _numbers(store: Store, sought: Sought, client: str | None) -> Sequence[int]:
    """Return the numbers of all that is found, the best first; one more than anybody is shown, at most."""
    numbers: dict[int, None] = {}
    if sought.number is not None and await store.tickets.get(sought.number):
        numbers[sought.number] = None
    for query in sought.queries(client):
        if len(numbers) > _MOST:
            break
        numbers |= dict.fromkeys(await store.words.find(query, _MOST + 1))
    return list(numbers)[: _MOST + 1]


async def _hits(store: Store, numbers: Sequence[int]) -> list[Hit]:
    tickets = await store.tickets.get_all(numbers)
    into = await store.tickets.get_all({each.merged_into for each in tickets.values() if each.merged_into})
    spoken = await store.words.spoken(numbers)
    return [
        Hit(ticket, tuple(spoken[number]), into.get(ticket.merged_into or 0))
        for number in numbers
        if (ticket := tickets.get(number))
    ]
