"""Tickets of Acme's that were resolved, and what their requesters were asked and answered."""

from bot.domain.people import Person, Role
from bot.domain.rating import Rating
from bot.errors import SupportError
from bot.views.errors import explain
from tests.bot.asked import Asked, Call
from tests.live import Json, Live

FACES = ["😞 Very bad", "🙁 Bad", "😐 So-so", "🙂 Good", "😀 Very good"]


async def resolved(live: Live, number: int = 1, who: str = "ana") -> str:
    """A ticket that was just resolved; return its thread."""
    ts = await live.say(who, "#acme", f"Export {number} looks odd")
    await live.command("sam", "/resolve", f"{number} Mended it")
    return ts


async def questions(live: Live, ts: str, channel: str = "#acme") -> list[Json]:
    """The posts that ask how our help was found, or show what was answered."""
    found = await live.replies(channel, ts)
    said = ("how did you find our help", "Thank you, ", "How our help with", "o que você achou", "Obrigado, ")
    return [each for each in found if any(words in each["text"] for words in said)]


async def asked(live: Live, number: int = 1) -> tuple[str, Json]:
    """A ticket whose requester was asked; return its thread and the question."""
    ts = await resolved(live, number)
    await live.advance(hours=4, minutes=1)
    [post] = await questions(live, ts)
    return ts, post


async def ratings(live: Live, number: int = 1) -> list[Rating]:
    async with live.bot.desk.database.reading() as store:
        return await store.ratings.of_ticket(number)


async def user(live: Live, name: str) -> str:
    return str(next(each["id"] for each in (await live.get("world"))["users"] if each["name"] == name))


async def refused(live: Live, call: Call, language: str = "en") -> str:
    """What ana reads who presses or sends what is about ticket 1, where that is refused."""
    person = Person(await user(live, "ana"), Role.CLIENT, "acme", "ana", language)
    places = (await live.get("world"))["channels"]
    channels = {each["name"]: each["id"] for each in places if "name" in each}
    try:
        await call(Asked(live, person, channels, {}), 1)
    except SupportError as error:
        return explain(error, person)
    return ""
