"""Every sentence that people read, from `texts/<language>.toml`, and times in words.

Facts in a sentence are escaped unless they are `Safe`. Only staff read English alone; what clients
read exists in every language. Plural forms are chosen by the fact `n` (rules: CLDR, through babel, which is
loaded with the first sentence that has a number or a time in it).
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bot.views.markup import Safe, clip, clipped, escape, typed

if TYPE_CHECKING:
    from babel import Locale

__all__ = [
    "LANGUAGES",
    "STAFF",
    "Safe",
    "age",
    "ago",
    "clip",
    "clipped",
    "escape",
    "has",
    "known_language",
    "moment",
    "plain",
    "say",
    "typed",
]

LANGUAGES: Final = ("en", "es", "pt")
STAFF: Final = "en"
"""The language that staff read."""


def say(language: str, key: str, /, **facts: object) -> Safe:
    """Return a sentence as mrkdwn; raises KeyError for a key or a fact that is missing, which is a bug."""
    return Safe(
        _template(language, key, facts).format_map({name: _shown(fact) for name, fact in facts.items()})
    )


def plain(language: str, key: str, /, **facts: object) -> str:
    """Return a sentence for a `plain_text` object, where Slack reads no mark-up and nothing is escaped."""
    return _template(language, key, facts).format_map(facts)


def has(key: str) -> bool:
    """Whether there is such a sentence."""
    return key in sentences(STAFF) or f"{key}.other" in sentences(STAFF)


def known_language(language: str) -> str:
    """Return the language of ours that is meant: `pt-BR` is `pt`, one that we do not have is English."""
    short = language[:2].casefold()
    return short if short in LANGUAGES else STAFF


@cache
def sentences(language: str) -> Mapping[str, str]:
    """Return all sentences of a language by their dotted keys."""
    text = (files("bot.views") / "texts" / f"{language}.toml").read_text(encoding="utf-8")
    return dict(_flat("", tomllib.loads(text)))


def _flat(prefix: str, table: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(f"{prefix}{name}.", value)
        else:
            yield f"{prefix}{name}", str(value)


def _template(language: str, key: str, facts: Mapping[str, object]) -> str:
    for tongue in (known_language(language), STAFF):
        known = sentences(tongue)
        for name in (key, f"{key}.{_form(tongue, facts.get('n'))}", f"{key}.other"):
            if name in known:
                return known[name]
    raise KeyError(key)


def _form(language: str, number: object) -> str:
    return str(_locale(language).plural_form(number)) if isinstance(number, int) else "other"


@cache
def _locale(language: str) -> "Locale":
    locale: Locale = import_module("babel").Locale(language)
    return locale


def _shown(fact: object) -> Safe:
    return fact if isinstance(fact, Safe) else escape(str(fact))


def moment(at: datetime, language: str, time_zone: str) -> str:
    """Return day and time in words, as clocks show it in *time_zone*."""
    tongue, local = known_language(language), at.astimezone(ZoneInfo(time_zone))
    format_skeleton = import_module("babel.dates").format_skeleton
    day, hour = (format_skeleton(form, local, locale=tongue) for form in ("yMMMEd", "Hm"))
    return f"{day}, {hour}"


def age(since: datetime, now: datetime, language: str) -> str:
    """Return how long ago *since* was, in its two largest units ("2 hr 5 min")."""
    tongue, minutes = known_language(language), max(0, (now - since) // timedelta(minutes=1))
    amounts = {"day": minutes // 1440, "hour": minutes // 60 % 24, "minute": minutes % 60}
    given = [(unit, amount) for unit, amount in amounts.items() if amount]
    if not given:
        return plain(tongue, "client.moments")
    format_unit = import_module("babel.units").format_unit
    return " ".join(
        format_unit(amount, f"duration-{unit}", length="short", locale=tongue) for unit, amount in given[:2]
    )


def ago(at: datetime, now: datetime) -> Safe:
    """Return how long ago *at* was, for staff, as Slack keeps it true; our words are its fallback."""
    words = say(STAFF, "staff.ago", age=age(at, now, STAFF))
    return Safe(f"<!date^{int(at.astimezone(UTC).timestamp())}^{{ago}}|{words}>")
