"""Public holidays by country, from the `holidays` package, which is loaded when a calendar first asks.

The package and all its countries take 9 MB and 0.13 s of a start; without the other countries it is 3 MB.
"""

import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Final, Protocol

from bot.domain.toml_text import near
from bot.errors import UnknownWordError

_CODE_LENGTHS: Final = (2, 3)
_SMALL_WORDS: Final = frozenset({"and", "of", "the"})


class _Country(Protocol):
    """What we take from a class of the package."""

    default_language: str | None
    start_year: int
    end_year: int
    subdivisions: Sequence[str]
    subdivisions_aliases: Mapping[str, str]

    def __call__(
        self, *, years: int, subdiv: str | None, expand: bool, language: str | None
    ) -> Mapping[date, str]: ...


@dataclass(frozen=True, slots=True)
class PublicHolidays(Collection[date]):
    """The holidays of a country, or of a part of it, with dates of one's own and without dates worked.

    A year is worked out when one of its dates is asked for, so any date can be; to list them all takes all
    the years that the package knows.
    """

    country: str
    subdivision: str = ""
    own: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in self.of_year(day.year)

    def __iter__(self) -> Iterator[date]:
        known = _country(self.country)
        years = {*range(known.start_year, known.end_year + 1), *(day.year for day in self.own)}
        return (day for year in sorted(years) for day in sorted(self.of_year(year)))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def of_year(self, year: int) -> frozenset[date]:
        """Return the holidays of one year."""
        return _of_year(self, year)

    def names(self, year: int) -> dict[date, str]:
        """Return what the public holidays of one year are called, in the country's own language."""
        named = _named(self.country, self.subdivision, year)
        return {day: name for day, name in named.items() if day not in self.worked}


def public_holidays(
    country: str, subdivision: str = "", own: Collection[date] = (), worked: Collection[date] = ()
) -> PublicHolidays:
    """Return the holidays of a country (`BR`) or of a part of it (`SP`), plus *own* dates, less *worked*.

    Raises UnknownWordError, with what is near, for a country or a subdivision that the package does not know.
    """
    modules = _modules()
    if country not in modules:
        meant = _countries_near(country, modules)
        raise UnknownWordError("country", country, next(iter(meant), ""), meant)
    if subdivision:
        _check_subdivision(_country(country), subdivision)
    return PublicHolidays(country, subdivision, frozenset(own), frozenset(worked))


def country_name(code: str) -> str:
    """Return what a country of the package is called in English: `Brazil`."""
    words = _modules()[code].split("_")
    return " ".join(word if word in _SMALL_WORDS else word.capitalize() for word in words)


def subdivision_names(country: str) -> Mapping[str, str]:
    """Return the parts of a country by their codes, with their names; "" of one that has no other."""
    known = _country(country)
    names: dict[str, str] = {}
    for name, code in known.subdivisions_aliases.items():
        names.setdefault(code, name)
    return {code: names.get(code, "") for code in known.subdivisions}


def _check_subdivision(country: _Country, subdivision: str) -> None:
    codes = tuple(country.subdivisions)
    aliases = country.subdivisions_aliases
    if subdivision not in codes and subdivision not in aliases:
        meant = near(subdivision, (*codes, *aliases))
        listed = tuple(dict.fromkeys(aliases.get(each, each) for each in meant))
        raise UnknownWordError("subdivision", subdivision, next(iter(listed), ""), listed or codes)


def _countries_near(word: str, modules: Mapping[str, str]) -> tuple[str, ...]:
    """Return the codes that *word* may have been meant to be, itself or by a country's English name."""
    shortest: dict[str, str] = {}
    for code, name in modules.items():
        shortest.setdefault(name, code)
    if len(word) <= max(_CODE_LENGTHS):
        meant = [modules[each] for each in near(word, modules)]
    else:
        by_name = {name.replace("_", " "): name for name in shortest}
        meant = [by_name[each] for each in near(word, by_name)]
    return tuple(dict.fromkeys(shortest[each] for each in meant))


@lru_cache(maxsize=1024)
def _of_year(holidays: PublicHolidays, year: int) -> frozenset[date]:
    public = frozenset(_named(holidays.country, holidays.subdivision, year))
    return (public | {day for day in holidays.own if day.year == year}) - holidays.worked


@lru_cache(maxsize=1024)
def _named(country: str, subdivision: str, year: int) -> dict[date, str]:
    known = _country(country)
    with warnings.catch_warnings():
        # The package warns of years, and of holidays of the moon, that it cannot be sure of.
        warnings.simplefilter("ignore")
        # With no language named, it would look for one in the environment.
        found = known(years=year, subdiv=subdivision or None, expand=False, language=known.default_language)
    return dict(found)


@cache
def _modules() -> Mapping[str, str]:
    """Return, for the code of each country, of two letters and then of three, the name of its module."""
    countries: Mapping[str, tuple[str, ...]] = import_module("holidays.registry").COUNTRIES
    return {
        code: module
        for length in _CODE_LENGTHS
        for module, (_, *codes) in countries.items()
        for code in codes
        if len(code) == length
    }


@cache
def _country(code: str) -> _Country:
    """Return a country's class, by the file: to import any by its name would import all 250."""
    name = _modules()[code]
    package = import_module("holidays")
    file = Path(package.__path__[0]) / "countries" / f"{name}.py"
    spec = spec_from_file_location(f"holidays.countries.{name}", file)
    if spec is None or spec.loader is None:
        raise ImportError(f"the holidays package has no file for {name}", path=str(file))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    country: _Country = getattr(module, import_module("holidays.registry").COUNTRIES[name][0])
    return country
