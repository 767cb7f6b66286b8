"""Reports of months and quarters: each figure, and nothing internal for a client."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from bot.domain.digests import Digest, Ratings, Reader
from bot.domain.documents import Document, Table
from bot.domain.rating import Rating
from bot.domain.spreadsheets import csv_text
from bot.domain.used_hours import HoursUsed
from bot.printing import paper
from bot.views.report import report_document
from bot.views.report_rows import report_rows
from bot.views.report_words import ReportPage, tickets_listed
from tests.domain.digested import backlogged, brought, digest_of, opened, outcome
from tests.printing.reading import words_of
from tests.views.kit import CLIENT, NOW, TICKET

ISSUED = date(2026, 12, 1)
NAMES = {"acme": "Acme Orders", "litoral": "Banco Litoral"}


def page(found: Digest, *, language: str = "", name: str = "Acme Orders") -> ReportPage:
    """A report of all clients unless in a *language*, which is a client's edition."""
    client = replace(CLIENT, name=name, language=language) if language else None
    tickets = {n: replace(TICKET, number=n, title=f"The import fails ({n})") for n in range(1, 200)}
    names = {**NAMES, **{f"client{n}": f"Client {n} & Sons" for n in range(40)}}
    rated = (Rating(3, 1, "acme", "U0ANA", NOW, score=2, comment="Too slow"),)
    return ReportPage(found, client, names, tickets, ISSUED, is_over=True, sender="Ours", rated=rated)


def month(reader: Reader = Reader.MANAGER, client: str = "") -> Digest:
    """One was missed, one was nearly missed, one was kept."""
    now = brought(
        opened(1, "incident"),
        opened(2),
        opened(3, severity="low"),
        outcome(1, 9, missed=True, on_client=3, on_third=2),
        outcome(2, 5, percent=95),
        outcome(3, 1, clock="first_response", severity="low"),
        backlogged(1, 20),
    )
    found = digest_of(now, brought(opened(9), outcome(9, 2)), reader=reader, client=client)
    return replace(found, ratings=Ratings(4, 3, 42), ratings_before=None)


def tables(document: Document) -> Iterator[Table]:
    return (table for section in document.sections for table in section.tables)


def row(document: Document, label: str) -> tuple[str, ...]:
    """The row of a figure."""
    return next(cells for table in tables(document) for cells in table.rows if cells[0] == label)


def headings(document: Document) -> list[str]:
    return [each.heading for each in document.sections]


def test_each_figure_stands_beside_that_of_the_time_before() -> None:
    found = report_document(page(month()))
    assert row(found, "Opened") == ("Opened", "3", "1")
    assert row(found, "Resolved in time") == ("Resolved in time", "50 % (1 of 2)", "100 % (1 of 1)")
    assert row(found, "Missed") == ("Missed", "1", "0")
    assert row(found, "Near misses") == ("Near misses", "1", "0")
    assert row(found, "Oldest that is open") == ("Oldest that is open", "20 days", "–")  # noqa: RUF001
    assert row(found, "Satisfaction (1 to 5)") == ("Satisfaction (1 to 5)", "4.2", "–")  # noqa: RUF001
    assert row(found, "Questions answered")[1] == "75 % (3 of 4)"
    assert row(found, "Time to resolution: median")[1:] == ("7 h", "2 h")


def test_what_has_no_time_yet_is_told_beside_the_medians() -> None:
    left = [outcome(n, 9, missed=True, is_left=True) for n in (1, 2)]
    found = page(digest_of(brought(outcome(3, 4), *left)))
    document = report_document(found)
    assert row(document, "Not resolved")[1:] == ("2", "0")
    table = next(each for each in tables(document) if each.columns[-1].heading == "Not resolved")
    assert [(cells[0], cells[-1]) for cells in table.rows] == [("high", "2")]
    assert ("By severity", "high", "Not resolved", "count", 2, 0) in report_rows(found)


def test_what_was_missed_is_told_with_who_was_waited_for() -> None:
    found = report_document(page(month()))
    assert {"Promises that were missed: 1", "Near misses: 1"} <= set(headings(found))
    listed = [
        cells
        for table in tables(found)
        if "Promise" in {column.heading for column in table.columns}
        for cells in table.rows
    ]
    missed, near = listed
    assert missed == ("#1", "Acme Orders", "The import fails (1)", "high", "resolution", "9 h", "3 h", "2 h")
    assert near[0] == "#2", "what was missed is no near miss"


def test_each_ticket_that_a_list_shows_is_read_for_its_title_however_many_there_are() -> None:
    near = [outcome(n, percent=90 + n // 40, is_left=True) for n in range(1, 200)]
    found = digest_of(brought(*near))
    lists = [each for each in tables(report_document(page(found))) if each.columns[0].heading == "Ticket"]
    shown = {cells[0] for each in lists for cells in each.rows}
    assert len(shown) == 100
    assert shown == {f"#{n}" for n in tickets_listed(found)}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Near misses", "third party", "Too slow", "Needs attention", "first contact")),
        ("es", ("Por poco", "terceros", "Too slow", "Requiere atención", "primer contacto")),
        ("pt", ("Por pouco", "terceiros", "Too slow", "Requer atenção", "primeiro contato")),
    ],
)
def test_a_client_reads_nothing_internal_on_paper_or_in_the_table(
    language: str, words: tuple[str, ...]
) -> None:
    theirs = page(month(Reader.CLIENT, "acme"), language=language)
    said = words_of(paper.pdf(report_document(theirs))).replace("\n", " ")
    assert "#1" in said
    assert "Acme Orders" in said
    rows = csv_text(report_rows(theirs))
    for word in (*words, "Banco Litoral"):
        assert word.lower() not in said.lower(), word
        assert word.lower() not in rows.lower(), word
    ours = words_of(paper.pdf(report_document(page(month())))).replace("\n", " ")
    assert "2 · Bad" in ours
    assert "Too slow" in ours


@pytest.mark.parametrize("language", ["en", "es", "pt"])
def test_an_empty_month_and_one_of_a_single_ticket_are_reports_too(language: str) -> None:
    empty = page(digest_of(brought(), reader=Reader.CLIENT, client="acme"), language=language)
    found = report_document(replace(empty, rated=()))
    assert row(found, empty.name(next(iter(empty.figures))))[1:] == ("0", "0")
    assert paper.pdf(found).startswith(b"%PDF-")
    one = page(digest_of(brought(opened(1)), reader=Reader.CLIENT, client="acme"), language=language)
    assert row(report_document(one), one.severity("high"))[1:3] == ("1", "0")


def test_forty_clients_are_all_there_with_hours_and_why_they_need_attention() -> None:
    clients = [f"client{n}" for n in range(40)]
    now = brought(*(outcome(n + 1, client=each, missed=n < 20) for n, each in enumerate(clients)))
    found = page(digest_of(now, hours=dict.fromkeys(clients, (1, 2))))
    found = replace(found, hours=tuple(HoursUsed(each, ISSUED, 90, 600) for each in clients))
    document = report_document(found)
    rows = [cells for table in tables(document) for cells in table.rows if cells[0].endswith("& Sons")]
    assert len({cells[0] for cells in rows}) == 40
    assert rows[0][5:] == ("1 h 30 min of 10 h", "⚠ 1 missed")
    said = words_of(paper.pdf(document))
    assert all(f"Client {n} & Sons" in said for n in range(40))


def test_the_table_holds_the_same_figures_as_numbers() -> None:
    rows = report_rows(page(month()))
    assert ("Figures", "", "Opened", "count", 3, 1) in rows
    assert ("Figures", "", "Resolved in time", "%", 50, 100) in rows
    assert ("Figures", "", "Time to resolution: median", "minutes", 420, 120) in rows
    assert ("Figures", "", "Satisfaction (1 to 5)", "of 5", 4.2, None) in rows
    assert ("By severity", "low", "Opened", "count", 1, 0) in rows
    assert ("By client", "Acme Orders", "Opened", "count", 3, None) in rows
    assert ("Missed", "#1", "resolution: On client", "minutes", 180, None) in rows
    assert {len(each) for each in rows} == {6}


def test_no_cell_of_the_table_runs_as_a_formula() -> None:
    hostile = page(month(Reader.CLIENT, "acme"), language="en", name="=cmd|' /C calc'!A0")
    named = replace(page(month()), names={"acme": "@SUM(1+1)"})
    for each in (hostile, named):
        lines = csv_text(report_rows(each)).splitlines()
        cells = [cell.strip('"') for line in lines for cell in line.split(",")]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
    assert "'@SUM(1+1)" in csv_text(report_rows(named))


def test_what_was_resolved_is_told_with_what_was_done() -> None:
    found = page(month())
    done = replace(TICKET, number=1, title="The import fails (1)", summary="Restarted the *queue*")
    found = replace(found, tickets={**found.tickets, 1: done})
    assert "Issues and resolutions: 2" in headings(report_document(found))
    table = next(
        each for each in tables(report_document(found)) if each.columns[-1].heading == "What was done"
    )
    assert table.rows[0] == ("#1", "Acme Orders", "The import fails (1)", "high", "Restarted the *queue*")
    assert {len(cells) for cells in table.rows} == {len(table.columns)}
