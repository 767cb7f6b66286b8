"""Statements and invoice drafts as rows for spreadsheets, with the address of each ticket's thread."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from babel.numbers import get_currency_precision

from bot.domain.charges import hourly_rate
from bot.domain.entries import Entry, EntryKind
from bot.domain.invoices import Elsewhere, InvoiceLine, beyond_approval, parts, totals
from bot.domain.ledger import OPENING
from bot.domain.spreadsheets import Cell
from bot.domain.terms import Cover
from bot.views.statement_words import StatementPage
from bot.views.text import STAFF, plain

_INTERNAL: Final = frozenset({"who", "real", "kind", "made_by", "reason"})
"""Columns that clients do not get."""
_WORK: Final = (
    "line",
    "day",
    "ticket",
    "merged",
    "link",
    "who",
    "words",
    "kind",
    "cover",
    "after_hours",
    "phone",
    "real",
    "accounted",
    "unapproved",
    "from_hours",
    "rate",
    "amount",
    "currency",
    "made_by",
    "reason",
)
_INVOICE: Final = (
    "line",
    "draft",
    "client",
    "day",
    "ticket",
    "merged",
    "link",
    "words",
    "accounted",
    "rate",
    "amount",
    "currency",
    "approved_by",
    "approved_on",
    "approval",
    "other_draft",
)
_ALONE: Final[Mapping[tuple[str, int], Elsewhere]] = {}


def statement_rows(page: StatementPage) -> list[Sequence[Cell]]:
    """Return a row for each entry of the month, and what takes it back; minutes add up to what is left.

    Hours that a month began with and that were worked out anew stand as they are now alone.
    """
    kept = [name for name in _WORK if page.is_internal or name not in _INTERNAL]
    rows = [*(_row(page, each) for each in _shown(page)), *_calls_rows(page)]
    return [[page.say(f"csv.{name}") for name in kept], *([row[name] for name in kept] for row in rows)]


def invoice_rows(
    page: StatementPage,
    draft: str,
    lines: Iterable[InvoiceLine],
    elsewhere: Mapping[tuple[str, int], Elsewhere] = _ALONE,
) -> list[Sequence[Cell]]:
    """Return a row for each line of an invoice draft, and one for what of it nobody approved.

    *elsewhere* says which of them stand on other drafts, by their keys. Last comes a row for what it comes to
    in each currency, without what another draft billed. The first column says what a row is, so that a
    program can leave the sums out.
    """
    lines = list(lines)
    own = [each for each in lines if not (each.key in elsewhere and elsewhere[each.key].is_billed)]
    beyond, always = beyond_approval(own), {"draft": draft, "client": page.client.name}
    rows = [
        _invoice_row(page, part, beyond) | {"other_draft": _other(page, elsewhere.get(each.key))}
        for each in lines
        for part in parts(each)
    ]
    sums = [_total_row(page, own, currency) for currency in totals(own)]
    heads = [page.say(f"csv.{name}") for name in _INVOICE]
    return [heads, *([(row | always)[name] for name in _INVOICE] for row in (*rows, *sums))]


def _other(page: StatementPage, others: Elsewhere | None) -> str:
    """Return on which other drafts a line stands, or with which it was billed."""
    if others is None:
        return ""
    return page.say("billed_with" if others.is_billed else "also_on", draft=", ".join(others.drafts))


def _shown(page: StatementPage) -> Iterator[Entry]:
    found = page.statement
    corrected = {each.id for pair in page.corrections for each in pair}
    work = {each.id for each in found.work}
    given = {each.id for each in found.adjustments}
    taken_back = {each.reverses for each in found.entries}
    yield from (each for each in found.entries if each.kind in OPENING and each.id not in taken_back)
    yield from found.changes
    yield from found.work
    yield from (each for each in found.entries if each.id in corrected | given and each.id not in work)


def _row(page: StatementPage, entry: Entry) -> dict[str, Cell]:
    sign = -1 if entry.kind is EntryKind.REVERSAL else 1
    cost, rate = page.statement.cost(entry), hourly_rate(entry, page.statement.approval(entry))
    is_work = entry.cover is not None
    return {
        "line": page.say(f"line.{entry.kind}"),
        "day": entry.worked_on or entry.changed_on or page.day_of(entry.made_at),
        "ticket": entry.ticket,
        "merged": page.merged.get(entry.ticket or 0),
        "link": page.link(entry.ticket),
        "who": page.who(entry.worked_by),
        "words": page.change(entry) if entry.kind is EntryKind.CHANGE else page.readable(entry.words),
        "kind": plain(STAFF, f"staff.kind.{entry.request_kind}") if entry.request_kind else "",
        "cover": page.say(f"cover.{entry.cover}") if entry.cover else "",
        "after_hours": _yes(page, entry.is_after_hours) if is_work else "",
        "phone": _yes(page, entry.by_phone) if is_work else "",
        "real": sign * entry.real_minutes if is_work else None,
        "accounted": sign * entry.accounted_minutes if is_work else None,
        "unapproved": page.statement.unapproved_minutes(entry) or None,
        "from_hours": entry.minutes,
        "rate": _decimal(rate.cents, rate.currency) if cost and rate else None,
        "amount": _decimal(sign * cost.cents, cost.currency) if cost else _unpriced(page, entry),
        "currency": cost.currency if cost else "",
        "made_by": page.who(entry.made_by),
        "reason": entry.reason,
    }


def _calls_rows(page: StatementPage) -> Iterator[dict[str, Cell]]:
    """Yield the row of calls that are beyond the plan's, where they are billed; their minutes stand above."""
    found = page.statement
    if found.calls_cost is not None and found.phone_rate is not None:
        cost, rate = found.calls_cost, found.phone_rate
        yield {
            **dict.fromkeys(_WORK),
            "line": page.say("line.calls"),
            "words": page.calls(),
            "cover": page.say(f"cover.{Cover.BILLABLE}"),
            "phone": page.say("yes"),
            "from_hours": 0,
            "rate": _decimal(rate.cents, rate.currency),
            "amount": _decimal(cost.cents, cost.currency),
            "currency": cost.currency,
        }


def _invoice_row(page: StatementPage, line: InvoiceLine, beyond: Mapping[int, int]) -> dict[str, Cell]:
    kind = "calls" if line.is_calls else "fee" if line.is_fee else "usage"
    kind = "credit" if line.is_credit else kind
    return {
        "line": page.say(f"line.{kind}"),
        "day": line.day,
        "ticket": line.ticket,
        "merged": page.merged.get(line.ticket or 0),
        "link": page.link(line.ticket),
        "words": page.say("line.calls") if line.is_calls else page.readable(line.words),
        "accounted": line.minutes,
        "rate": _decimal(line.rate_cents, line.currency),
        "amount": _decimal(line.cents, line.currency) if line.cents is not None else page.say("no_rate"),
        "currency": line.currency,
        "approved_by": page.who(line.approved_by) if line.approved_by else "",
        "approved_on": page.day_of(line.approved_at) if line.approved_at else None,
        "approval": "" if line.is_approved else _not_approved(page, line, beyond),
    }


def _total_row(page: StatementPage, lines: Iterable[InvoiceLine], currency: str) -> dict[str, Cell]:
    """Return what the lines of a currency come to, but for those of which nobody knows yet what they cost."""
    priced = [each for each in lines if each.currency == currency and each.cents is not None]
    return {
        **dict.fromkeys(_INVOICE),
        "line": page.say("line.total"),
        "accounted": sum(each.minutes for each in priced),
        "amount": _decimal(totals(priced)[currency], currency),
        "currency": currency,
    }


def _not_approved(page: StatementPage, line: InvoiceLine, beyond: Mapping[int, int]) -> str:
    """Return that nobody approved a line, and how much of its ticket that is in all."""
    minutes = beyond.get(line.ticket or 0, 0)
    facts = {"number": line.ticket, "time": page.time(minutes)}
    return page.say("unapproved") if line.is_credit else page.say("beyond_csv", **facts)


def _unpriced(page: StatementPage, entry: Entry) -> str | None:
    if entry.cover is not Cover.BILLABLE:
        return None
    approval = page.statement.approval(entry)
    return page.say("flat_fee" if approval and approval.fee else "no_rate")


def _decimal(cents: int | None, currency: str) -> Decimal | None:
    return None if cents is None else Decimal(cents).scaleb(-get_currency_precision(currency))


def _yes(page: StatementPage, holds: object) -> str:
    return page.say("yes" if holds else "no")
