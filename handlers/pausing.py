"""`/support pause` and `/support resume`: a client's plan is paused for some months, and resumes."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from bot.cost_errors import BadPauseError
from bot.domain.access import Action, check
from bot.domain.pauses import Wanted
from bot.services import pausing
from bot.services.finding import client_here, named_client
from bot.views.rendered import Rendered
from handlers.command import Command, Verb

_MONTHS: Final = re.compile(
    r"(?:^|\s)(?:for\s+)?(\d{1,3}|an?|one|two|three)\s*months?(?=\s|$)", re.IGNORECASE
)
_OTHER: Final = re.compile(
    r"(?:^|\s)(?:for\s+)?((?:\d{1,4}|an?|one|two|three|four|six)\s*(?:d|w|days?|weeks?|years?))(?=\s|$)",
    re.IGNORECASE,
)
"""A length that no pause has."""
_FROM: Final = re.compile(r"(?:^|\s)from\s+(\S+)\s*$", re.IGNORECASE)
_COUNTS: Final = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
_NOW: Final = frozenset({"now", "today"})


async def pause(command: Command) -> Rendered:
    """Pause the plan of the client that is named, or whose channel this is."""
    name, wanted = read_pause(command.typed.text)
    client = await _client(command, name)
    return await pausing.pause(command.desk, command.request, client, wanted)


async def resume(command: Command) -> Rendered:
    """Let that client's plan resume."""
    client = await _client(command, command.typed.text)
    return await pausing.resume(command.desk, command.request, client)


async def _client(command: Command, name: str) -> str:
    check(command.request.person, Action.PAUSE_PLAN, None)
    here = None if name else await client_here(command.desk, command.request)
    return (here or await named_client(command.desk, command.request, name)).id


def read_pause(text: str) -> tuple[str, Wanted]:
    """Return whose plan and for how long `acme 2 months from 2026-12-01` says; BadPauseError."""
    months = _MONTHS.search(text)
    rest = f"{text[: months.start()]} {text[months.end() :]}".strip() if months else text.strip()
    if not months and (other := _OTHER.search(text)):
        raise BadPauseError(other[1], "months")
    begins = _FROM.search(rest)
    name = rest[: begins.start()] if begins else rest
    count = (_COUNTS.get(months[1].lower()) or int(months[1])) if months else 1
    return " ".join(name.split()), Wanted(count, _day(begins[1]) if begins else None)


def _day(word: str) -> date | None:
    if word.lower() in _NOW:
        return None
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise BadPauseError(word, "day") from None


VERBS: Final[Mapping[str, Verb]] = {"pause": pause, "resume": resume}
