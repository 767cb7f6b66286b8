"""Work in the background: whatever goes wrong in it is logged, and it begins again."""

from collections.abc import Awaitable, Callable
from typing import Final

from bot.clock import Clock
from bot.logs import get_log

_AGAIN_SECONDS: Final = 10

_log = get_log(__name__)


async def go_on(part: str, work: Callable[[], Awaitable[None]], clock: Clock) -> None:
    """Do *work*, and begin it again after a while each time it fails: nobody would notice its end."""
    while True:
        try:
            return await work()
        except Exception:  # noqa: BLE001 - whatever it was, it may be over the next time
            _log.exception("a part of the work failed; it begins again soon", part=part)
            await clock.sleep(_AGAIN_SECONDS)
