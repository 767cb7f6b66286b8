"""What the account manager reads of a statement that changed after it was told. English."""

from collections.abc import Mapping, Sequence

from bot.domain.invoices import Billing
from bot.domain.restated import Difference, concerns_bill
from bot.domain.terms import Money
from bot.views.markup import Safe, escape
from bot.views.money import exact_money
from bot.views.rendered import lines
from bot.views.statement_words import StatementPage
from bot.views.text import STAFF, say
from bot.views.times import short_day


def restated(
    page: StatementPage,
    told: Billing,
    differences: Sequence[Difference],
    names: Mapping[str, str],
    *,
    has_ended: bool,
) -> Safe:
    """Return what changed, each total as it was told and as it is, and where what is billed of it goes.

    *has_ended*: whether the contract has, so that no draft follows by itself.
    """
    head = say(STAFF, "staff.restated.head", client=page.client.name, period=page.period)
    shown = [_line(page, each) for each in differences] or [say(STAFF, "staff.restated.lines")]
    where = "own" if has_ended else "next"
    bill = _bill(page, told, names, where) if concerns_bill(list(differences)) else ""
    return lines([head, *shown, bill, say(STAFF, "staff.restated.files")])


def _line(page: StatementPage, difference: Difference) -> Safe:
    before, now = (_amount(page, difference, each) for each in (difference.before, difference.now))
    if difference.currency:
        return say(STAFF, "staff.restated.money", before=before, now=now)
    label = escape(page.say(difference.total))
    return say(STAFF, "staff.restated.time", label=label, before=before, now=now)


def _amount(page: StatementPage, difference: Difference, amount: int) -> str:
    if difference.currency:
        return exact_money(Money(amount, difference.currency), STAFF)
    return page.time(amount)


def _bill(page: StatementPage, told: Billing, names: Mapping[str, str], where: str) -> Safe:
    """Return on which draft what changed is billed or credited."""
    if told.made_at is None:
        return say(STAFF, f"staff.restated.drafted.{where}")
    day = short_day(page.day_of(told.made_at), STAFF)
    return say(STAFF, f"staff.restated.billed.{where}", who=names.get(told.made_by or "", ""), day=day)
