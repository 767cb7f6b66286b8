"""Puts down the words of tickets that changed, while nothing more urgent is to be done."""

from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Final

from bot.desk import Desk

_WORDING: Final = "bot.services.wording"
"""Loaded with the first ticket: a start has no use for it."""


async def keep_words(desk: Desk, give_way: Callable[[], Awaitable[None]]) -> None:
    """Put down what is missing a few at a time, each after *give_way* let go first what people say."""
    is_all = False
    while not is_all:
        await give_way()
        async with desk.database.glancing() as store:
            if not await store.tickets.has_unworded():
                return
        is_all = await import_module(_WORDING).keep_up(desk, batches=1)
