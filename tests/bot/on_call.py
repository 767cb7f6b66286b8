"""How tests speak to `/oncall`, and see who is on call and what triage was told of it."""

from datetime import UTC, datetime
from typing import Final

from tests.live import Live

MONDAY: Final = datetime(2026, 12, 7, 10, tzinfo=UTC)
"""An hour after the hand-over: Sam has L1's turn, Kim L2's."""


async def oncall(live: Live, text: str, by: str = "max") -> str:
    """What is answered to a manager's command."""
    return await live.command(by, "/oncall", text)


async def on_call(live: Live, rotation: str = "L1") -> str:
    """The handle of whoever is on call now."""
    handles = {each["id"]: each["name"] for each in (await live.get("world"))["users"]}
    async with live.bot.desk.database.reading() as store:
        rota = await store.rota.read()
    found = rota.on_call(rotation, live.bot.desk.clock.now())
    return handles[found] if found else "nobody"


async def told(live: Live) -> list[str]:
    """What triage was told of who is on call."""
    return [text for text in await live.texts("#triage") if not text.startswith("#")]
