"""What kinds of work cost under a plan, in words: on its page, and where somebody asks for hours."""

from bot.domain.terms import Charge, Cover, Coverage
from bot.views.money import exact_money
from bot.views.plan_words import plan_say


def cost_in_words(coverage: Coverage, tongue: str) -> str:
    """Return what a kind of work costs, in hours and after them."""
    in_hours, after_hours = (
        _priced(cover, coverage, tongue) for cover in (coverage.in_hours, coverage.after_hours)
    )
    if in_hours == after_hours:
        return in_hours
    return plan_say(tongue, "after_hours", cost=in_hours, otherwise=after_hours)


def _priced(cover: Cover, coverage: Coverage, tongue: str) -> str:
    said = plan_say(tongue, cover)
    if cover is not Cover.BILLABLE:
        return said
    prices = (
        [plan_say(tongue, "rate", price=exact_money(coverage.hourly_rate, tongue))]
        if coverage.hourly_rate
        else []
    )
    prices += [plan_say(tongue, "flat_fee")] if prices and Charge.FLAT_FEE in coverage.charges else []
    if prices:
        either = prices[0] if len(prices) == 1 else plan_say(tongue, "either", one=prices[0], other=prices[1])
        said = plan_say(tongue, "priced", cost=said, price=either)
    return plan_say(tongue, "approved", cost=said) if coverage.needs_approval else said
