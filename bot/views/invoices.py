"""Invoice drafts as staff read them, with a button that marks one as billed. English."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bot.domain.invoices import Beyond, Billing, InvoiceLine, beyond_approval, parts, totals, unpriced
from bot.domain.terms import Money
from bot.views import ids
from bot.views.markup import Safe, escape, link
from bot.views.money import exact_money
from bot.views.rendered import (
    Rendered,
    actions,
    asking_first,
    button,
    context,
    divider,
    lines,
    message,
    section,
    sections,
    short,
)
from bot.views.statement_words import StatementPage, plan_files
from bot.views.text import STAFF, moment, plain, say
from bot.views.times import short_day

_MOST_LINES: Final = 20
_MOST_WORDS: Final = 200


def invoice_draft(
    page: StatementPage,
    billing: Billing,
    drafted: Sequence[InvoiceLine],
    over_fees: Mapping[int, Beyond],
    plans: Mapping[str, str],
) -> Rendered:
    """Return an invoice draft with its button, and how much of each ticket nobody approved.

    *over_fees* is what was worked beyond the hours of a flat fee, by ticket; *plans* are the ids of those
    under which each item was worked.
    """
    notes = [
        *(
            say(STAFF, "staff.invoice.beyond", number=ticket, time=page.time(minutes))
            for ticket, minutes in sorted(beyond_approval(drafted).items())
        ),
        *(_over_fee(page, ticket, each) for ticket, each in sorted(over_fees.items())),
    ]
    mark = button(ids.MARK_BILLED, plain(STAFF, "staff.button.mark_billed"), billing.id, style="primary")
    asked = asking_first(mark, STAFF, "staff.invoice.ask", total=_total(drafted))
    end = actions(f"billing:{billing.id}"[:255], [asked])
    missing = _missing(page, drafted, plans)
    return _drawn(page, billing, drafted, [*map(context, notes), *end], missing=missing)


def _missing(page: StatementPage, drafted: Sequence[InvoiceLine], plans: Mapping[str, str]) -> list[Safe]:
    """Return how many lines have no price, and where one is set."""
    open_ = unpriced(drafted)
    files = plan_files(plans.get(each.item, page.client.plan) for each in open_)
    facts = {"n": len(open_), "id": page.client.id, "files": files}
    return [say(STAFF, "staff.invoice.unpriced", **facts)] if open_ else []


def _over_fee(page: StatementPage, ticket: int, beyond: Beyond) -> Safe:
    time, approved = page.time(beyond.minutes), page.time(beyond.approved)
    return say(STAFF, "staff.invoice.over_fee", number=ticket, time=time, approved=approved)


def billed_draft(
    page: StatementPage, billing: Billing, billed: Sequence[InvoiceLine], left_out: int
) -> Rendered:
    """Return what was billed with a draft; *left_out* lines of it were billed with another one before."""
    done = _billed(page, billing, left_out)
    return _drawn(page, billing, billed, [context(done)], done=[done])


def _billed(page: StatementPage, billing: Billing, left_out: int) -> Safe:
    """Return by whom and when a draft was marked as billed."""
    at = moment(billing.made_at, STAFF, page.client.time_zone) if billing.made_at else ""
    done = say(STAFF, "staff.invoice.billed", who=page.who(billing.made_by or ""), at=at)
    rest = say(STAFF, "staff.invoice.left_out", n=left_out) if left_out else ""
    return lines([done, rest])


def _drawn(
    page: StatementPage,
    billing: Billing,
    drafted: Sequence[InvoiceLine],
    below: Sequence[dict[str, object]],
    *,
    missing: Sequence[Safe] = (),
    done: Sequence[Safe] = (),
) -> Rendered:
    head = say(STAFF, "staff.invoice.head", client=page.client.name, period=page.period, draft=billing.id)
    split = [part for each in drafted for part in parts(each)]
    shown = [_line(page, each) for each in split[:_MOST_LINES]]
    hidden = len(split) - len(shown)
    if hidden:
        shown.append(say(STAFF, "staff.invoice.hidden", n=hidden))
    total = say(STAFF, "staff.invoice.total", total=_total(drafted))
    body = [block for each in shown for block in sections(each, 1)]
    foot = [section(lines([total, *missing]))]
    return message(
        lines([head, *shown, total, *missing, *done]), section(head), *body, divider(), *foot, *below
    )


def _line(page: StatementPage, line: InvoiceLine) -> Safe:
    """Return one line: the ticket, what was done when and how long, what it costs, and who approved it."""
    number = page.number(line.ticket)
    address = page.link(line.ticket)
    facts = {
        "ticket": link(address, number) if address else Safe(number),
        "day": short_day(line.day, STAFF) if line.day else "",
        "words": short(escape(page.readable(line.words)), _MOST_WORDS),
        "time": page.time(line.minutes),
        "amount": _amount(line),
        "rate": exact_money(Money(line.rate_cents, line.currency), STAFF)
        if line.rate_cents is not None
        else "",
    }
    kind = "fee" if line.is_fee else "work" if line.rate_cents is not None else "unpriced"
    kind = "calls" if line.is_calls else kind
    said = say(STAFF, f"staff.invoice.line.{kind}", **facts)
    if line.is_credit:
        said = say(STAFF, "staff.invoice.line.credit", line=said)
    return lines([said, _approved(page, line)])


def _approved(page: StatementPage, line: InvoiceLine) -> str:
    if not line.is_approved:
        return say(STAFF, "staff.invoice.unapproved")
    if line.approved_by is None or line.approved_at is None:
        return ""
    day = short_day(page.day_of(line.approved_at), STAFF)
    return say(STAFF, "staff.invoice.approved", who=page.who(line.approved_by), day=day)


def _amount(line: InvoiceLine) -> str:
    return exact_money(Money(line.cents, line.currency), STAFF) if line.cents is not None else ""


def _total(drafted: Iterable[InvoiceLine]) -> str:
    """Return what lines come to, each currency by itself."""
    found = totals(drafted)
    sums = [exact_money(Money(cents, currency), STAFF) for currency, cents in found.items()]
    return " + ".join(sums) or plain(STAFF, "staff.invoice.nothing")
