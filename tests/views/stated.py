"""A month of Acme's to show as a statement, any part of which a test may replace."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from bot.domain.charges import Approval, Approvals
from bot.domain.entries import Entry, EntryKind
from bot.domain.ledger import reversal
from bot.domain.months import Month
from bot.domain.statements import statement
from bot.domain.terms import Cover, Money
from bot.views.statement_words import Edition, StatementPage
from tests.views.kit import CLIENT, NAMES, URL

NOVEMBER: Final = Month(date(2026, 11, 5), date(2026, 12, 5))
AT: Final = datetime(2026, 11, 20, 15, tzinfo=UTC)
APPROVAL: Final = Approval(142, 1, "U0ANA", AT, 180, Money(8500, "USD"), None)
FEE: Final = Approval(143, 2, "U0ANA", AT, 120, None, Money(50000, "USD"))


def entry(key: str, kind: EntryKind, minutes: int, reason: str = "", *, days: int = 0) -> Entry:
    """A line of the month, written down so many days after the twentieth."""
    made_at = AT + timedelta(days=days)
    return Entry(
        key, "acme", NOVEMBER.begins_on, kind, minutes, "U0KIM", made_at, "matai-growth", "v1", reason=reason
    )


def work(key: str, minutes: int, cover: Cover, words: str, ticket: int = 142, *, days: int = 0) -> Entry:
    """Work of a day, done by Sam."""
    taken = -minutes if cover is Cover.HOURS else 0
    done = replace(entry(key, EntryKind.USAGE, taken, days=days), ticket=ticket, cover=cover, words=words)
    done = replace(done, worked_by="U0SAM", worked_on=done.made_at.date())
    return replace(done, real_minutes=minutes - 5, accounted_minutes=minutes)


WRONG: Final = work("w8", 45, Cover.HOURS, "Typed on the wrong ticket", days=1)
BACK: Final = reversal(WRONG, "U0SAM", WRONG.made_at + timedelta(hours=1), "wrong ticket")
ENTRIES: Final = (
    entry("g", EntryKind.GRANT, 600),
    work("w1", 90, Cover.HOURS, "Found why the nightly import of orders stops halfway, and mended it"),
    work("w2", 120, Cover.BILLABLE, "Built the export of orders as a table"),
    work("w3", 60, Cover.BILLABLE, "Changed the export again", 143, days=2),
    work("w4", 30, Cover.INCLUDED, "Answered questions about the import", 144, days=3),
    entry("a1", EntryKind.ADJUSTMENT, 120, "they were patient"),
    entry("a2", EntryKind.ADJUSTMENT, -60, "a trip to their office", days=2),
    entry("a3", EntryKind.ADJUSTMENT, 120, "and once more", days=3),
    WRONG,
    BACK,
)


def page(
    *entries: Entry,
    edition: Edition = Edition.CLIENT,
    language: str = "en",
    told_at: datetime | None = None,
    carries_debt: bool = False,
) -> StatementPage:
    """The page of a month that came to some entries, or to those above."""
    agreed = Approvals({142: APPROVAL, 143: FEE}, {}, {})
    found = statement("acme", NOVEMBER, entries or ENTRIES, agreed, told_at=told_at)
    return StatementPage(
        found,
        replace(CLIENT, language=language),
        "MATAI Growth",
        NAMES,
        {},
        URL,
        edition,
        sender="Northwind Software",
        issued_on=date(2026, 12, 5),
        carries_debt=carries_debt,
    )
