"""Public holidays by country and subdivision, as the `holidays` package knows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

import holidays
from holidays.registry import COUNTRIES

from bot.domain.toml_text import nearest

# Each country is listed as (class, two letters, three letters).
_COUNTRIES: Final = {codes[1]: codes[0] for codes in COUNTRIES.values()}


@dataclass(frozen=True, slots=True)
class Region:
    """A country, or a part of one that has holidays of its own."""

    country: str
    """Two letters (ISO 3166-1)."""
    subdivision: str | None = None

    def __str__(self) -> str:
        """Return it in the form of ISO 3166-2: `BR-SP`."""
        return f"{self.country}-{self.subdivision}" if self.subdivision else self.country


def check_country(code: str) -> str:
    """Return *code* if its holidays are known; ValueError says what was likely meant."""
    if code in _COUNTRIES:
        return code
    near = _code_of(code)
    guess = f"; did you mean {near!r}?" if near else ""
    raise ValueError(
        f"is {code!r}, which is no country that we know: write its two letters, such as 'BR'{guess}"
    )


def check_subdivision(region: Region) -> Region:
    """Return *region* if its holidays are known; ValueError says which parts its country has."""
    parts = _parts(region.country)
    if region.subdivision is None or region.subdivision in parts.values():
        return region
    near = parts.get(nearest(region.subdivision, parts), "")
    known = sorted(set(parts.values()))
    if not known:
        remedy = "leave it out, for its holidays are the same everywhere"
    else:
        remedy = f"did you mean {near!r}?" if near else f"write one of {', '.join(known)}"
    raise ValueError(
        f"has the subdivision {region.subdivision!r}, which {region.country} does not have: {remedy}"
    )


@cache
def public_holidays(region: Region, year: int, language: str = "") -> Mapping[date, str]:
    """Return the public holidays of a year by date, with their names.

    The names are in *language* where the package has them, else in the region's own: left to itself, it goes
    by the language of the machine.
    """
    entity = _entity(region.country)
    spoken = (each for each in entity.supported_languages if language and each.startswith(language))
    tongue = next(spoken, entity.default_language)
    return dict(sorted(entity(subdiv=region.subdivision, years=year, language=tongue).items()))


@cache
def _entity(country: str) -> type[holidays.HolidayBase]:
    return type(holidays.country_holidays(country))


@cache
def _parts(country: str) -> Mapping[str, str]:
    """Return the codes of a country's parts by code and by name."""
    entity = _entity(country)
    return {code: code for code in entity.subdivisions} | dict(entity.subdivisions_aliases)


def _code_of(word: str) -> str:
    """Return the code of the country that *word* was most likely meant to name, or ""."""
    codes = {code: code for code in _COUNTRIES}
    spelt = {name.replace("_", " "): codes_[1] for name, codes_ in COUNTRIES.items()}
    three = {codes_[2]: codes_[1] for codes_ in COUNTRIES.values()}
    meant = codes | spelt | three
    return meant.get(nearest(word, meant), "")
