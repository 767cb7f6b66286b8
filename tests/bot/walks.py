"""Walks of a ticket through time: all that Hourglass posts on the way, to compare with a table made by hand.

They begin on Friday 20 November 2026 at 17:30 in New York, half an hour before Acme's plan closes for the
weekend. Thursday the 26th is Thanksgiving. Sam is on call (L1) until Monday morning and Kim behind him (L2);
from then on it is the other way round. All times are New York's.
"""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from bot.sandbox import WorldFile, demo_world
from bot.shipped import demo_clients
from tests.live import Control, Json, Live, desk, shown, slack

NEW_YORK: Final = ZoneInfo("America/New_York")
STARTS_AT: Final = datetime(2026, 11, 20, 17, 29, tzinfo=NEW_YORK).astimezone(UTC)
"""A minute before the walk, so that what it begins with happens at one known minute."""
FRIDAY: Final = "20 17:30"

TRIAGE: Final = "triage"
CARD: Final = "card"
CLIENT: Final = "client"
_LANES: Final = (CLIENT, "dm", TRIAGE)
_PERSON: Final = re.compile(r"<@(\w+)>")
_WEEK: Final = ("Fri", "Sat", "Sun", "Mon", "Tue", "Wed", "Thu")
_MORNING: Final = "*What needs us today*"
_LATE: Final = "(Late: this was due to be said "


def friday() -> WorldFile:
    """The demo world, shortly before the plan of Acme closes."""
    return demo_world().model_copy(update={"starts_at": STARTS_AT})


@asynccontextmanager
async def under(url: str, folder: Path, **changes: tuple[str, str]) -> AsyncIterator[Live]:
    """A bot at work on that Friday, where words of its `clients` file, or of a plan's, are changed.

    A plan is named as its file is, with `_` for `-`.
    """
    clients, plans = folder / "clients.toml", folder / "plans"
    clients.write_text(_changed(demo_clients(), changes.pop("clients", ("", ""))), encoding="utf-8")
    plans.mkdir(exist_ok=True)
    for name, change in changes.items():
        file = f"{name.replace('_', '-')}.toml"
        (plans / file).write_text(
            _changed((files("bot") / "plans" / file).read_text(encoding="utf-8"), change), encoding="utf-8"
        )
    async with slack(friday()) as sandbox, desk(sandbox, url, clients, plans=plans) as live:
        yield live


def _changed(text: str, change: tuple[str, str]) -> str:
    assert change[0] in text
    return text.replace(*change) if change[0] else text


class Post(NamedTuple):
    """One post of Hourglass, or what is expected of it."""

    at: str
    """Day and minute: `Fri 17:30`."""
    where: str
    """`client`: the ticket's thread; `card`: the thread of its card; `triage`; `dm max`: Max's messages."""
    says: str
    """In a table: words that stand in it."""
    mentions: str = ""
    """Whom it mentions, by the alphabet."""
    late: str = ""
    """`late` where it says that it comes late."""


def moment(text: str) -> datetime:
    """Return `23 10:06`, a day of November 2026 and a time in New York; or `12-01 10:06`, with its month."""
    day = text if text.count("-") else f"11-{text}"
    return datetime.fromisoformat(f"2026-{day}").replace(tzinfo=NEW_YORK)


async def at(live: Control, text: str) -> None:
    """Let time go on to a moment, through all that is due on the way."""
    await live.post("clock", to=moment(text).astimezone(UTC).isoformat())
    await live.settle()


async def report(live: Control, severity: str, who: str = "ana", channel: str = "#acme") -> str:
    """Report on Friday that nothing goes, as bad as that; return the message's `ts`."""
    await at(live, FRIDAY)
    ts = await live.say(who, channel, "Order processing is not running")
    await live.press(who, (await live.replies(channel, ts))[0], "choose_severity", severity)
    return ts


def with_mornings(table: Sequence[Post], *days: str) -> list[Post]:
    """Return a table with what is posted at seven in the morning: the first hours begin, in São Paulo."""
    mornings = [Post(f"{day} 07:00", TRIAGE, _MORNING) for day in days]
    return sorted([*table, *mornings], key=_in_week)


def _in_week(post: Post) -> tuple[int, str]:
    """Return what puts posts in order, of a week that begins on Friday at half past five."""
    day, time = post.at.split()
    return 7 if post.at < "Fri 17:30" and day == "Fri" else _WEEK.index(day), time


async def ticket_posts(live: Control) -> list[Post]:
    """Return all that was posted since Friday, but for what each morning brings, and agendas of check-ins."""
    told = await posts(live)
    return [post for post in told if not (post.says.startswith(_MORNING) or ": agenda*" in post.says)]


async def posts(live: Control) -> list[Post]:
    """Return all that was posted since Friday: minute by minute, in each channel in its order.

    But for digests, which have tests of their own: Acme's plan has one come on the next Friday.
    """
    since_at = moment(FRIDAY)
    world = await live.get("world")
    people = {each["id"]: str(each["name"]) for each in world["users"]}
    places = {each["id"]: str(each.get("name")) for each in world["channels"]}
    opened = (await live.get("calls", method="conversations.open"))["calls"]
    places |= {each["answer"]["channel"]["id"]: f"dm {people[each['args']['users']]}" for each in opened}
    calls = (await live.get("calls", method="chat.postMessage", since=since_at.isoformat()))["calls"]
    taken = [call for call in calls if call["answer"].get("ok") and not _is_digest(call)]
    found = [(_minute(call), _post(call, people, places)) for call in taken]
    return [post for _, post in sorted(found, key=lambda each: (each[0], _lane(each[1].where)))]


def _is_digest(call: Json) -> bool:
    return "ask_measures" in str(call["args"].get("blocks"))


def _minute(call: Json) -> datetime:
    """Return the minute nearest to a call: a second or two pass while people do what they do in a test."""
    at = datetime.fromisoformat(call["at"]).astimezone(NEW_YORK) + timedelta(seconds=30)
    return at.replace(second=0, microsecond=0)


def _lane(where: str) -> int:
    """Slack's channels go each at its own pace, so that only within one of them there is an order."""
    return _LANES.index(TRIAGE if where == CARD else where.split(maxsplit=1)[0])


def _post(call: Json, people: Mapping[str, str], places: Mapping[str, str]) -> Post:
    text, place = str(call["args"]["text"]), places[call["args"]["channel"]]
    if call["args"].get("thread_ts"):
        place = CARD if place == TRIAGE else CLIENT
    mentions = " ".join(sorted(people[each] for each in _PERSON.findall(text)))
    return Post(f"{_minute(call):%a %H:%M}", place, text, mentions, "late" if _LATE in text else "")


def as_told(found: Sequence[Post], table: Sequence[Post]) -> list[Post]:
    """Return posts as the table has them where its words stand in them, so that any other differs."""
    told = [*table[: len(found)], *([Post("", "", "\0")] * (len(found) - len(table)))]
    return [
        post._replace(says=row.says) if row.says in post.says else post
        for post, row in zip(found, told, strict=True)
    ]


async def countdown(live: Control) -> list[tuple[str, str]]:
    """Return each minute at which a card was edited, and what its clock showed last in it; changes alone."""
    calls = (await live.get("calls", method="chat.update", since=moment(FRIDAY).isoformat()))["calls"]
    cards = [call for call in calls if str(call["args"]["text"]).startswith("#")]
    minutes = {f"{_minute(call):%a %H:%M}": _clock(call["args"]) for call in cards}
    return list(minutes.items())


def _clock(card: Json) -> str:
    """Return what a card says of its clock: what is left, or that it was due."""
    found = re.search(r"[^\s*]+ (first response|resolution)[^\n]*", shown(card))
    return re.sub(r"<!date[^>]*>", "…", found[0]) if found else ""
