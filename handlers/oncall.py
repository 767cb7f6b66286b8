"""The slash command `/oncall`: who is on call, and everything that changes it."""

import re
from collections.abc import Mapping
from itertools import takewhile
from typing import Any, Final

from slack_bolt.async_app import AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.domain.field_types import named_zone
from bot.domain.rota_text import DAILY, read_handover
from bot.domain.typed_times import weekday_of
from bot.errors import BadRotationError, CannotBeOnCallError, MissingTextError
from bot.services import absences, oncall, rotations
from bot.views.oncall import help_on_call
from bot.views.rendered import Rendered
from handlers.command import Command, Verb, run_as
from handlers.command_text import Typed, choice

_COMMAND: Final = "/oncall"
_OFF: Final = "off"
_MENTION: Final = re.compile(r"<@|@")
_GROUP: Final = re.compile(r"<!subteam\^([A-Z0-9]+)(?:\|[^>]*)?>")
_DAY: Final = re.compile(r"\d|(?:from|on|until|till|today|tomorrow)\b", re.IGNORECASE)
_LETTERS: Final = re.compile(r"[a-z]*", re.IGNORECASE)
_EVERY: Final = frozenset({DAILY, "every"})


async def _show(command: Command) -> Rendered | None:
    return await oncall.show(command.desk, command.request, command.typed.text.strip())


async def _who(command: Command) -> Rendered | None:
    return await oncall.who(command.desk, command.request, command.typed.text.strip())


async def _override(command: Command) -> Rendered | None:
    rotation, rest = _name(command.typed)
    if not rotation or not rest.text:
        raise MissingTextError("override")
    if rest.text.lower() == _OFF:
        return await oncall.end_override(command.desk, command.request, rotation)
    person, when = await _person(command, rest)
    if not when.text:
        raise MissingTextError("override")
    return await oncall.override(command.desk, command.request, rotation, person, when.text)


async def _swap(command: Command) -> Rendered | None:
    rotation, rest = _name(command.typed)
    words = [word for word in rest.text.split() if word.lower() not in {"and", "with"}]
    if not rotation or len(words) != len(("one", "other")):
        raise MissingTextError("swap")
    one, other = [(await _person(command, Typed(word)))[0] for word in words]
    return await oncall.swap(command.desk, command.request, rotation, one, other)


async def _away(command: Command) -> Rendered | None:
    person, when = await _whose(command)
    if not when.text:
        raise MissingTextError("away")
    return await absences.away(command.desk, command.request, person, when.text)


async def _back(command: Command) -> Rendered | None:
    person, _ = await _person(command, command.typed)
    return await absences.back(command.desk, command.request, person)


async def _hours(command: Command) -> Rendered | None:
    """Set somebody's hours, show or take them back; one's own unless another is mentioned."""
    person, text = command.request.person.id, command.typed
    if _MENTION.match(text.text):
        person, text = await _person(command, text)
    if not text.text:
        return await absences.show_hours(command.desk, command.request, person)
    if text.text.lower() == _OFF:
        return await absences.drop_hours(command.desk, command.request, person)
    return await absences.set_hours(command.desk, command.request, person, text.text)


async def _rotation(command: Command) -> Rendered | None:
    name, rest = _name(command.typed)
    if not name or not rest.text:
        raise MissingTextError("rotation")
    if rest.text.lower() == _OFF:
        return await rotations.drop_rotation(command.desk, command.request, name)
    words = rest.text.replace(",", " ").split()
    named = list(takewhile(_is_no_day, words))
    handover, zone = _handover(words[len(named) :], command.request.person.time_zone)
    members = [(await _person(command, Typed(word)))[0] for word in named]
    return await rotations.set_rotation(command.desk, command.request, name, members, handover, zone)


def _is_no_day(word: str) -> bool:
    return weekday_of(word) is None and word.lower() not in _EVERY and not word[0].isdigit()


def _handover(words: list[str], time_zone: str) -> tuple[str, str]:
    """Return the hand-over and the zone that are typed; where no zone is, *time_zone*."""
    whole, but_last = " ".join(words), " ".join(words[:-1])
    if read_handover(whole) is None and read_handover(but_last) is None:
        raise BadRotationError(whole, "handover") if whole else MissingTextError("rotation")
    return (whole, time_zone) if read_handover(whole) else (but_last, named_zone(words[-1]))


async def _help(_: Command) -> Rendered | None:
    return help_on_call()


def _name(typed: Typed) -> tuple[str, Typed]:
    """Return the rotation's name, which keeps its case, and what follows."""
    name, _, rest = typed.text.strip().partition(" ")
    return name, Typed(rest.strip())


async def _person(command: Command, typed: Typed) -> tuple[str, Typed]:
    """Return the id of whoever stands first, oneself where that is "me" or nobody, and what follows."""
    word, rest = typed.person()
    if group := _GROUP.fullmatch(word):
        raise CannotBeOnCallError(group[1], "group")
    user = await command.who(word or "me")
    if user is None:
        raise CannotBeOnCallError(word, "unknown")
    return user, rest


async def _whose(command: Command) -> tuple[str, Typed]:
    """Return whose days follow: one's own where no person stands first."""
    text = command.typed.text
    if not text or _DAY.match(text) or _begins_with_weekday(text):
        return command.request.person.id, command.typed
    return await _person(command, command.typed)


def _begins_with_weekday(text: str) -> bool:
    """Whether a day of the week stands first, as in `fri..mon`: somebody called so is mentioned with @."""
    letters = _LETTERS.match(text)
    return letters is not None and weekday_of(letters[0]) is not None


VERBS: Final[Mapping[str, Verb]] = {
    "show": _show,
    "who": _who,
    "override": _override,
    "swap": _swap,
    "away": _away,
    "back": _back,
    "hours": _hours,
    "rotation": _rotation,
    "help": _help,
}


async def _oncall(command: Command) -> Rendered | None:
    """Do what the first word says; nothing at all shows who is on call, a rotation alone who is in it."""
    word, rest = command.typed.word()
    if word and word not in VERBS and not rest.text and await oncall.is_rotation(command.desk, word):
        return await _who(command)
    verb = choice("command", word or "show", VERBS)
    return await VERBS[verb](command.then(rest, verb))


async def run(command: Mapping[str, Any], context: AsyncBoltContext) -> BoltResponse:
    """Run `/oncall`."""
    return await run_as(_oncall, command, context)


LISTENERS: Final = {_COMMAND: run}
