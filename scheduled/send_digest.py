"""The moment of a digest has come: it is told, and the next one waited for."""

from bot.desk import Desk
from bot.domain.notices import Timer
from bot.services.digest_schedules import digests_due
from storage import Store


async def send_digest(desk: Desk, store: Store, timer: Timer) -> None:
    """Tell what digests are due for a client or a triage channel; of missed ones the latest."""
    await digests_due(desk, store, timer)
