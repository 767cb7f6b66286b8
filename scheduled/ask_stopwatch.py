"""Somebody's time has been running for long: they are asked whether it should, for nobody guesses it."""

from bot.desk import Desk
from bot.domain.notices import Timer
from bot.services import stopwatches
from storage import Store


async def ask_stopwatch(desk: Desk, store: Store, timer: Timer) -> None:
    """Ask whose time it is, if it still runs."""
    await stopwatches.ask(store, timer, desk.clock.now())
