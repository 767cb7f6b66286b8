"""What a statement says: to a client what a company would send, to staff all that is behind it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import pytest

from bot.domain.documents import Section, Table
from bot.domain.entries import EntryKind
from bot.domain.invoices import InvoiceLine
from bot.domain.spreadsheets import Cell, csv_text
from bot.domain.terms import Cover
from bot.views.statement_rows import invoice_rows, statement_rows
from bot.views.statement_words import Edition, StatementPage
from bot.views.statements import statement_document, statement_figures
from bot.views.times import short_day
from tests.views.stated import BACK, ENTRIES, WRONG, entry, page, work

LANGUAGES: Final = ("en", "es", "pt")
MINUS: Final = "\N{MINUS SIGN}"


def section(page: StatementPage, heading: str) -> Section | None:
    """The section under a heading, by the name of its words."""
    said = page.say(f"heading.{heading}")
    return next((each for each in statement_document(page).sections if each.heading == said), None)


def table(page: StatementPage, heading: str) -> Table:
    """The table of a section that is there."""
    found = section(page, heading)
    assert found is not None
    return found.tables[0]


def csv_words(page: StatementPage) -> list[Cell]:
    """What the rows of the table say was done."""
    head, *lines = statement_rows(page)
    at = list(head).index(page.say("csv.words"))
    return [each[at] for each in lines]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slip_put_right_before_the_month_was_told_is_no_news_to_the_client(language: str) -> None:
    ours, theirs = page(edition=Edition.STAFF), page(language=language)
    assert [row[2] for row in table(ours, "corrections").rows] == [WRONG.words]
    assert csv_words(ours).count(WRONG.words) == 2
    assert section(theirs, "corrections") is None
    assert WRONG.words not in csv_words(theirs)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_told_and_then_put_right_is_shown_to_the_client(language: str) -> None:
    told = page(language=language, told_at=BACK.made_at - timedelta(minutes=1))
    assert [row[2] for row in table(told, "corrections").rows] == [WRONG.words]
    assert csv_words(told).count(WRONG.words) == 2


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "1 h 30 min (1 h 25 min, rounded up)"),
        ("es", "1 h 30 min (1 h 25 min, redondeado al alza)"),
        ("pt", "1 h 30 min (1 h 25 min, arredondado para cima)"),
    ],
)
def test_a_client_reads_what_was_rounded_up_and_staff_beside_it_how_long_it_took(
    language: str, said: str
) -> None:
    assert table(page(language=language), "work").rows[0][-1] == said
    assert table(page(edition=Edition.STAFF), "work").rows[0][-2:] == ("1 h 25 min", "1 h 30 min")
    even = replace(ENTRIES[1], real_minutes=ENTRIES[1].accounted_minutes)
    assert table(page(even, language=language), "work").rows[0][-1] == "1 h 30 min"


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_who_sends_it_and_when_it_was_made(language: str) -> None:
    shown = page(language=language)
    said = statement_document(shown)
    assert said.sender == "Northwind Software"
    assert said.footer.startswith("Northwind Software · Acme Orders · ")
    issued = short_day(date(2026, 12, 5), language)
    assert said.subtitle.splitlines()[1] == shown.say("issued", day=issued)
    unknown = statement_document(replace(shown, sender=""))
    assert unknown.footer.startswith("Acme Orders · ")


@pytest.mark.parametrize(
    ("language", "rates", "agreed"),
    [
        pytest.param(
            "en",
            ("$85.00", ""),
            (
                "Ticket #142: Ana approved up to 3 h, at $85.00 an hour on Nov 20, 2026.",
                "Ticket #143: Ana approved a flat fee of $500.00 for all of it on Nov 20, 2026.",
            ),
            id="English",
        ),
        pytest.param(
            "es",
            ("85,00 US$", ""),
            (
                "Ticket #142: Ana aprobó hasta 3 h, a 85,00 US$ por hora el 20 nov 2026.",
                "Ticket #143: Ana aprobó un precio fijo de 500,00 US$ por todo el 20 nov 2026.",
            ),
            id="Spanish",
        ),
        pytest.param(
            "pt",
            ("US$ 85,00", ""),
            (
                "Chamado #142: Ana aprovou até 3 h, a US$ 85,00 por hora em 20 de nov. de 2026.",
                "Chamado #143: Ana aprovou um preço fixo de US$ 500,00 por tudo em 20 de nov. de 2026.",
            ),
            id="Portuguese",
        ),
    ],
)
def test_billed_work_has_its_rate_and_who_approved_how_much_of_it_when(
    language: str, rates: tuple[str, ...], agreed: tuple[str, ...]
) -> None:
    found = section(page(language=language), "billable")
    assert found is not None
    assert tuple(_plain(each) for each in found.paragraphs) == agreed
    assert tuple(_plain(row[4]) for row in found.tables[0].rows) == rates


def test_a_flat_fee_is_no_part_of_the_sum_and_the_sum_says_so() -> None:
    with_fee = table(page(), "billable").totals
    without = table(page(*(each for each in ENTRIES if each.ticket != 143)), "billable").totals
    assert with_fee == ("Total, flat fees aside", "", "", "3 h", "", "$170.00")
    assert without == ("Total", "", "", "2 h", "", "$170.00")


def _plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_sentence_names_what_was_used_without_a_minus_and_a_column_with_it() -> None:
    ours = page(edition=Edition.STAFF)
    said = str(statement_figures(ours))
    assert f"{ours.say('row.used')}: 1 h 30 min" in said
    assert f"{ours.say('row.taken')}: 1 h" in said
    assert MINUS not in said
    assert (ours.say("row.used"), f"{MINUS}1 h 30 min") in table(ours, "hours").rows


def test_staff_read_why_hours_were_added_or_taken_and_clients_on_which_days() -> None:
    assert table(page(edition=Edition.STAFF), "adjustments").rows == (
        ("Nov 20, 2026", "Kim", "they were patient", "+2 h"),
        ("Nov 22, 2026", "Kim", "a trip to their office", f"{MINUS}1 h"),
        ("Nov 23, 2026", "Kim", "and once more", "+2 h"),
    )
    assert table(page(), "adjustments").rows == (
        ("Added", "Nov 20, 2026; Nov 23, 2026", "+4 h"),
        ("Taken", "Nov 22, 2026", f"{MINUS}1 h"),
    )


def test_used_is_work_alone_and_what_was_added_or_taken_stands_apart() -> None:
    hours = table(page(), "hours")
    assert hours.rows[1:] == (("Added", "4 h"), ("Taken", f"{MINUS}1 h"), ("Used", f"{MINUS}1 h 30 min"))
    assert hours.totals == ("Left", "11 h 30 min")


@pytest.mark.parametrize(
    ("carries_debt", "is_over", "key"),
    [
        pytest.param(True, True, "debt.carried", id="the plan carries it over"),
        pytest.param(False, True, "debt.dropped", id="the plan does not"),
        pytest.param(True, False, "", id="the month is still running"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_used_too_much_is_said_to_be_carried_over_or_not(
    language: str, key: str, *, carries_debt: bool, is_over: bool
) -> None:
    entries = entry("g", EntryKind.GRANT, 60), work("w", 120, Cover.HOURS, "Mended it")
    shown = replace(page(*entries, language=language, carries_debt=carries_debt), is_over=is_over)
    found = section(shown, "hours")
    assert found is not None
    assert found.paragraphs == ((shown.say(key, time="1 h"),) if key else ())


def test_an_invoice_draft_has_a_last_row_for_each_currency() -> None:
    def line(key: str, cents: int | None, currency: str, words: str = "Built it") -> InvoiceLine:
        return InvoiceLine(key, 0, 142, date(2026, 11, 20), words, 60, cents, cents, currency)

    lines = line("a", 8500, "USD"), line("b", 100, "JPY"), line("c", 50, "USD", "=1+1"), line("d", None, "")
    head, *rows = invoice_rows(page(edition=Edition.STAFF), "acme:2026-11-05", lines)
    names = [list(head).index(each) for each in ("Line", "Minutes", "Amount", "Currency")]
    assert [[row[each] for each in names] for row in rows[-2:]] == [
        ["total", 60, Decimal(100), "JPY"],
        ["total", 120, Decimal("85.50"), "USD"],
    ]
    assert "total" not in [row[names[0]] for row in rows[:-2]]
    assert "'=1+1" in csv_text(rows)
