"""Tickets of Acme's with an estimate, and what of it stands in the client's thread."""

from typing import Final

from bot.domain.people import Person, Role
from bot.errors import SupportError
from bot.services import estimating
from bot.views.errors import explain
from tests.bot.asked import Asked
from tests.live import Json, Live

CHANGE: Final = ('plan = "matai-growth"', 'plan = "ongoing-support"')
OFFER: Final = "6 h, $510.00 ($85.00 an hour)"
UNTIL: Final = "Mon, Dec 7, 2026, 17:30"


async def asked(live: Live, typed: str = '6h "Export to PDF"') -> str:
    """A ticket of additional work with an estimate; return its thread."""
    ts = await live.say("ana", "#acme", "Please add an export")
    await live.command("sam", "/ticket", "claim 1")
    await live.command("sam", "/ticket", "kind 1 additional work")
    await estimate(live, typed)
    return ts


async def estimate(live: Live, typed: str, who: str = "sam") -> str:
    return await live.command(who, "/ticket", f"estimate 1 {typed}".strip())


async def estimates(live: Live, ts: str) -> list[Json]:
    """The estimates in the client's thread, oldest first."""
    found = await live.replies("#acme", ts)
    return [each for each in found if each["text"].startswith("An estimate for ticket")]


async def decline(live: Live, message: Json, reason: str = "") -> None:
    await live.press("ana", message, "decline_estimate")
    await live.submit("ana", reason=reason)


async def mention(live: Live, name: str) -> str:
    return next(f"<@{each['id']}>" for each in (await live.get("world"))["users"] if each["name"] == name)


async def clicked(live: Live, which: int, name: str = "ana", language: str = "en") -> str:
    """What somebody reads who presses Approve on a message that shows how things stood before."""
    user = (await mention(live, name)).strip("<@>")
    person = Person(user, Role.CLIENT, "acme", name, language)
    world = await live.get("world")
    channels = {each["name"]: each["id"] for each in world["channels"]}
    try:
        await estimating.approve(*(await Asked(live, person, channels, {}).of(1)), which)
    except SupportError as error:
        return explain(error, person)
    return ""


async def ids(live: Live) -> list[int]:
    async with live.bot.desk.database.reading() as store:
        return [each.seq for each in await store.tickets.events(1) if each.kind == "estimated"]


async def reminders(live: Live, ts: str) -> list[str]:
    return [each for each in await live.texts("#acme", ts) if "a kind reminder: the estimate" in each]
