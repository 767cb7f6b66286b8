"""Puts down the words of tickets, by which they are found: soon after, and before anybody looks."""

from typing import Final

from bot.desk import Desk
from bot.domain.ticket_words import TicketWords, words_of_ticket
from storage import Store

_AT_ONCE: Final = 100
"""So many take about a fiftieth of a second, for which on SQLite others who write wait."""
_MOST_BATCHES: Final = 20
"""How many of these who looks for something waits for: about a second, where Slack gives three."""


async def keep_up(desk: Desk, *, ended: bool = False, batches: int = _MOST_BATCHES) -> bool:
    """Put down the words of tickets that changed, the newest first; return whether that was all.

    Where *ended*, of those that are over.
    """
    for _ in range(batches):
        async with desk.database.glancing() as store:
            if not await store.tickets.has_unworded(ended=ended):
                return True
        async with desk.database.transaction(long=True) as store:
            await _put_some(store, ended=ended)
    return False


async def _put_some(store: Store, *, ended: bool) -> None:
    tickets = await store.words.unworded(_AT_ONCE, ended=ended)
    spoken = await store.words.spoken([ticket.number for ticket in tickets])
    worded: list[TicketWords] = [
        words_of_ticket(ticket, [each.text for each in spoken[ticket.number]]) for ticket in tickets
    ]
    await store.words.put(worded)
