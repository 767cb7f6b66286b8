"""Money in words, as people of a language write it."""

from decimal import Decimal
from functools import cache

from babel import Locale
from babel.numbers import format_currency, get_currency_precision

from bot.domain.terms import Money
from bot.views.text import known_language


def exact_money(money: Money, language: str) -> str:
    """Return an amount with its cents, though there be none: `$85.00`."""
    return format_currency(exact_amount(money), money.currency, locale=known_language(language))


def money_in_words(money: Money, language: str) -> str:
    """Return an amount, with cents where it has any: `$85`, `85,50 US$`."""
    amount, tongue = exact_amount(money), known_language(language)
    if amount != amount.to_integral_value():
        return exact_money(money, tongue)
    return format_currency(amount, money.currency, _whole(tongue), locale=tongue, currency_digits=False)


@cache
def _whole(tongue: str) -> str:
    """Return how whole amounts are written."""
    return str(Locale(tongue).currency_formats["standard"].pattern).replace(".00", "")


def exact_amount(money: Money) -> Decimal:
    """Return an amount as a number, in whole units of its currency."""
    return Decimal(money.cents).scaleb(-get_currency_precision(money.currency))
