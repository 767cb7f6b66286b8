"""Fields that several files have in common, each refused with its remedy."""

import re
from functools import cache
from importlib.resources import files
from typing import Annotated, Final

from pydantic import AfterValidator

from bot.domain.toml_text import nearest
from bot.domain.words import WORDS
from bot.errors import UnknownWordError, WrongValueError

_CITY_LIKENESS: Final = 0.7
"""How alike a city is to a word that names it, where all that there are may be meant."""
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def _words(text: str) -> str:
    if not text.strip():
        raise WrongValueError("is empty", "write some words")
    return " ".join(text.split())


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text):
        raise WrongValueError(
            f"is {text!r}", "write small letters, digits and hyphens, such as 'acme-orders'"
        )
    return text


def _language(text: str) -> str:
    if text not in WORDS:
        near = text[:2].lower()
        guess = f"; did you mean {near!r}?" if near in WORDS else ""
        raise WrongValueError(
            f"is {text!r}, which we do not speak", f"write one of {', '.join(WORDS)}{guess}"
        )
    return text


@cache
def known_zones() -> frozenset[str]:
    """Return the names of all time zones, from the list that tzdata ships.

    `zoneinfo.available_timezones` opens 600 files, 12 ms of each start, and knows a machine's "localtime".
    """
    return frozenset((files("tzdata") / "zones").read_text(encoding="utf-8").split())


def _time_zone(name: str) -> str:
    zones = known_zones()
    if name not in zones:
        near = nearest_zone(name, zones)
        remedy = f"did you mean {near!r}?" if near else "write a name such as 'America/New_York'"
        raise WrongValueError(f"is {name!r}, which is no time zone", remedy)
    return name


def named_zone(word: str) -> str:
    """Return the zone of that name, whatever its case; UnknownWordError where there is none."""
    found = {name.casefold(): name for name in known_zones()}.get(word.casefold())
    if found is None:
        raise UnknownWordError("time_zone", word, nearest_zone(word, known_zones()))
    return found


def nearest_zone(name: str, zones: frozenset[str]) -> str:
    """Return the zone that *name* is nearest to, by its whole name or by its city ("Sao Paulo")."""
    wanted = name.strip().replace(" ", "_")
    whole = nearest(wanted, sorted(zones))
    cities = {zone.rpartition("/")[2]: zone for zone in sorted(zones, reverse=True)}
    return whole or cities.get(nearest(wanted.rpartition("/")[2], sorted(cities), _CITY_LIKENESS), "")


def _person(name: str) -> str:
    if not name.strip():
        raise WrongValueError("is empty", 'write a name or id, such as "max" or "U012AB3CD"')
    return name.strip()


Words = Annotated[str, AfterValidator(_words)]
"""Text that says something, on one line."""
Slug = Annotated[str, AfterValidator(_slug)]
"""A short name that never changes, for programs."""
Language = Annotated[str, AfterValidator(_language)]
"""The code of a language that Hourglass speaks."""
TimeZone = Annotated[str, AfterValidator(_time_zone)]
"""A zone of the tz database."""
PersonName = Annotated[str, AfterValidator(_person)]
"""Somebody's name, as in @max, or their Slack id."""


def check_slug(text: str) -> str:
    """Return *text* if it is a slug; WrongValueError says what to write instead."""
    return _slug(text)
