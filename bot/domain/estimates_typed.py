"""An estimate as staff type it: `6h Add the export`, `6h at 90/h ...`, `$500 flat ...`, `flat 500 ...`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Final

from babel.numbers import get_currency_precision, is_currency

from bot.cost_errors import BadEstimateError
from bot.domain.costs import plan_currency
from bot.domain.estimates import Offer, cost_of
from bot.domain.plans import Plan
from bot.domain.terms import Charge, Cover, Coverage, Money
from bot.domain.typed_times import ENDS, read_length
from bot.errors import MissingTextError

_MINUTE: Final = timedelta(minutes=1)
_MOST_MINUTES: Final = 2000 * 60
_MOST_CENTS: Final = 10**12
_AMOUNT: Final = re.compile(
    r"(?P<before>US\$|R\$|[$€£]|[A-Z]{3}(?=[\s\d]))?\s*(?P<number>\d[\d.,]*\d|\d)"
    r"(?:\s*(?P<after>[$€£]|[A-Z]{3}(?![\w])))?"
)
_AT: Final = re.compile(r"(?:at\b|@)\s*", re.IGNORECASE)
_FLAT: Final = re.compile(r"flat(?:\s+fee)?(?:\s+of)?\b\s*", re.IGNORECASE)
_HOURLY: Final = re.compile(rf"\s*(?:/|per\s+|an\s+)\s*h(?:r|our)?{ENDS}", re.IGNORECASE)
_FLAT_AFTER: Final = re.compile(rf"\s*flat(?:\s+fee)?{ENDS}", re.IGNORECASE)
_NEGATIVE: Final = re.compile(
    rf"(?:at\b|@)\s*(?P<rate>[^\s\d/]*[-\u2212][^\s/]*\d[^\s/]*{_HOURLY.pattern})"
    rf"|flat(?:\s+fee)?(?:\s+of)?\s+(?P<fee>[^\s\d]*[-\u2212][^\s\d]*\d\S*)",
    re.IGNORECASE,
)
"""A price that nobody can be asked to pay, which would be taken for words."""
_SPACE: Final = re.compile(ENDS)
_SIGNS: Final[Mapping[str, str]] = {"US$": "USD", "R$": "BRL", "€": "EUR", "£": "GBP"}
_DOLLARS: Final = frozenset(
    {"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "COP", "ARS", "CLP", "UYU", "DOP"}
)
"""Currencies that write `$`; where the plan names none of them, it is the dollar of the United States."""
_QUOTED: Final = re.compile(r"""["'\u201c\u00ab](.*)["'\u201d\u00bb]""", re.DOTALL)
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as it was typed: digits, and a sign or letters for the currency, or nothing."""

    number: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Typed:
    """An estimate as it was typed."""

    minutes: int | None = None
    flat: Amount | None = None
    rate: Amount | None = None
    text: str = ""


def read_typed(text: str) -> Typed:
    """Return what *text* says: hours, a flat fee, a rate in any order, and then what is included."""
    typed = Typed(text=text.strip())
    while True:
        after = _next(typed)
        if after is None:
            quoted = _QUOTED.fullmatch(typed.text)
            return replace(typed, text=quoted[1].strip()) if quoted else typed
        typed = after


def read_minutes(text: str) -> int:
    """Return how long `6h`, `1.5h`, `1h30` or `45m` is; BadEstimateError of anything else.

    BadLengthError where 60 or more minutes stand beside the hours.
    """
    typed = _hours(Typed(text=text.strip()))
    if typed is None or typed.text or typed.minutes is None:
        raise BadEstimateError(text.strip(), "length")
    return typed.minutes


def read_price(text: str) -> Typed:
    """Return the flat fee or, as `90/h`, the rate that *text* names alone; BadEstimateError of another."""
    typed = text.strip()
    if not typed:
        return Typed()
    for tried in (typed, f"at {typed}", f"flat {typed}"):
        found = read_typed(tried)
        if not found.text and found.minutes is None:
            return found
    raise BadEstimateError(typed, "price")


def offer_of(typed: Typed, coverage: Coverage, plan: Plan, agreed: Money | None = None) -> Offer:
    """Return what a client is asked to approve for work of that *coverage* under *plan*.

    *agreed* is what an hour costs the client where neither the plan nor whoever typed it names a rate.
    BadEstimateError says what is missing in it, or does not go with the plan.
    """
    if not typed.text:
        raise MissingTextError("estimate")
    if typed.minutes is not None and not 0 < typed.minutes <= _MOST_MINUTES:
        raise BadEstimateError("", "too_long")
    covers = {coverage.in_hours, coverage.after_hours}
    if Cover.BILLABLE in covers:
        return _billable(typed, coverage, plan, agreed)
    if Cover.HOURS not in covers:
        raise BadEstimateError("", coverage.in_hours.value)
    if typed.flat or typed.rate:
        raise BadEstimateError("", "hours")
    if typed.minutes is None:
        raise BadEstimateError(typed.text, "length")
    return Offer(typed.minutes, None, None, typed.text)


def _billable(typed: Typed, coverage: Coverage, plan: Plan, agreed: Money | None) -> Offer:
    if typed.flat is not None:
        if Charge.FLAT_FEE not in coverage.charges:
            raise BadEstimateError("", "not_flat")
        return Offer(typed.minutes, _money(typed.flat, plan, agreed), None, typed.text)
    if typed.minutes is None:
        raise BadEstimateError(typed.text, "length")
    rate = _rate(typed, coverage, plan, agreed)
    return Offer(typed.minutes, cost_of(typed.minutes, rate), rate, typed.text)


def _rate(typed: Typed, coverage: Coverage, plan: Plan, agreed: Money | None) -> Money:
    if Charge.HOURLY not in coverage.charges:
        raise BadEstimateError("", "not_hourly")
    if coverage.hourly_rate is not None:
        if typed.rate is not None and _money(typed.rate, plan) != coverage.hourly_rate:
            raise BadEstimateError("", "has_rate")
        return coverage.hourly_rate
    if typed.rate is not None:
        return _money(typed.rate, plan, agreed)
    if agreed is None:
        raise BadEstimateError("", "no_rate")
    return agreed


def _money(amount: Amount, plan: Plan, agreed: Money | None = None) -> Money:
    """Return an amount in the plan's currency; where it names none, in the one typed, else the client's."""
    usual = plan_currency(plan)
    currency = _currency(amount.currency, usual or (agreed.currency if agreed else None))
    if usual is not None and currency != usual:
        raise BadEstimateError(usual, "other_currency")
    cents = amount.number.scaleb(get_currency_precision(currency))
    if cents != int(cents) or not 0 < cents <= _MOST_CENTS:
        raise BadEstimateError(f"{amount.number}", "price")
    return Money(int(cents), currency)


def _currency(typed: str, usual: str | None) -> str:
    if typed == "$":
        return usual if usual in _DOLLARS else "USD"
    named = _SIGNS.get(typed, typed) or usual
    if named is None:
        raise BadEstimateError("", "currency")
    if not is_currency(named):
        raise BadEstimateError(named, "unknown_currency")
    return named


def _next(typed: Typed) -> Typed | None:
    """Return *typed* with what its text begins with taken off; None where that is its own words."""
    if negative := _NEGATIVE.match(typed.text):
        raise BadEstimateError((negative["rate"] or negative["fee"]).strip(), "price")
    return _flat(typed) or _rate_typed(typed) or _hours(typed)


def _flat(typed: Typed) -> Typed | None:
    """Take `flat 500` or `500 flat` off."""
    begun = _FLAT.match(typed.text)
    start, ends = (begun.end(), _SPACE) if begun else (0, _FLAT_AFTER)
    found = _amount(typed.text, start, ends) if typed.flat is None else None
    return replace(typed, flat=found[0], text=typed.text[found[1] :]) if found else None


def _rate_typed(typed: Typed) -> Typed | None:
    """Take `at 90/h` off."""
    begun = _AT.match(typed.text) if typed.rate is None else None
    found = _amount(typed.text, begun.end(), _HOURLY) if begun else None
    return replace(typed, rate=found[0], text=typed.text[found[1] :]) if found else None


def _hours(typed: Typed) -> Typed | None:
    """Take `6h` off; days are no hours of work."""
    found = read_length(typed.text) if typed.minutes is None else None
    if found is None or found[0].days:
        return None
    length, text = found
    return replace(typed, minutes=round(length.more / _MINUTE), text=text)


def _amount(text: str, start: int, ends: re.Pattern[str]) -> tuple[Amount, int] | None:
    """Return the amount that stands there, and where its ending ends; None where either is missing."""
    found = _AMOUNT.match(text, start)
    if found is None:
        return None
    after = found["after"] or ""
    is_word = after.isalpha() and not is_currency(after)  # as in `flat 500 API gateway`
    ending = ends.match(text, found.end("number") if is_word else found.end())
    if ending is None:
        return None
    currency = found["before"] or ("" if is_word else after)
    return Amount(_number(found["number"]), currency), ending.end()


def _number(digits: str) -> Decimal:
    """Return `1,500.00` or `1.500,00` as a number; the last sign before one or two digits is the point."""
    thousands = _THOUSANDS.fullmatch(digits)
    if thousands:
        return Decimal(digits.replace(thousands[1], ""))
    whole, sign, part = digits.replace(",", ".").rpartition(".")
    if not sign or len(part) > 2:  # noqa: PLR2004 - the digits that money has after its point
        return Decimal(digits) if digits.isdecimal() else _refused(digits)
    return Decimal(f"{whole.replace('.', '')}.{part}")


def _refused(digits: str) -> Decimal:
    raise BadEstimateError(digits, "price")
