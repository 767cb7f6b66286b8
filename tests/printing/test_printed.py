"""What the printer draws: pages and bars that hold what they were asked to, whatever people are called."""

import io
import re
import zlib
from dataclasses import replace

import pytest
from PIL import Image

from bot.domain.documents import Bar, Column, Document, Part, Section, Shade, Table
from bot.printing import bars, measures, paper

ODD = "Café São João №1 😀 Банк Ωμέγα 中文 \x00\t\ud83d \u202e عربي"
COLUMNS = (Column("What"), Column("Time", is_number=True))
STATEMENT = Document(
    title=f"Statement for {ODD}",
    subtitle="October 2026",
    sections=(
        Section("Work", ("All of it.",), tables=(Table(COLUMNS, (("Import", "1 h"),), ("Total", "1 h")),)),
    ),
    footer=ODD,
    page_label="Page {page} of {pages}",
)


def pages_of(file: bytes) -> int:
    """How many pages a PDF says that it has."""
    (count,) = re.findall(rb"/Count (\d+)", file)
    return int(count)


def pages(file: bytes) -> list[bytes]:
    """What is drawn on each page: what has a foot in small letters."""
    streams = [zlib.decompress(each) for each in re.findall(rb"stream\n(x.*?)\nendstream", file, re.DOTALL)]
    return [each for each in streams if b" 8.00 Tf" in each]


def with_rows(*rows: tuple[str, ...]) -> Document:
    return replace(STATEMENT, sections=(Section(tables=(Table(COLUMNS, rows),)),))


@pytest.mark.parametrize(
    ("document", "count"),
    [
        pytest.param(STATEMENT, 1, id="a short one"),
        pytest.param(replace(STATEMENT, sections=()), 1, id="one that holds nothing"),
        pytest.param(with_rows(), 1, id="a table without rows"),
        pytest.param(with_rows((ODD, ODD)), 1, id="letters that the font lacks"),
        pytest.param(with_rows(("x" * 5_000, "1 h")), 1, id="a word longer than its column, and than a page"),
        pytest.param(with_rows(*[("Import", "1 h")] * 100), 3, id="a long table goes on"),
    ],
)
def test_a_document_is_printed(document: Document, count: int) -> None:
    file = paper.pdf(document)
    assert file.startswith(b"%PDF-")
    assert pages_of(file) == count


def test_each_page_has_its_foot_in_small_letters() -> None:
    long = paper.pdf(with_rows(*[("Import", "1 h")] * 100))
    assert len(pages(long)) == pages_of(long)


LONG = "Found why the nightly import of orders stops halfway, and mended it, with all that hung on it"


@pytest.mark.parametrize(
    ("heads", "rows"),
    [
        pytest.param(
            ("Dia", "Chamado", "Quem", "O que foi feito", "Quem paga", "Tempo real", "Tempo"),
            [("20 de nov. de 2026", "#142", "Sam", LONG, "cobrado à parte", "1 h 25 min", "1 h 30 min")],
            id="Portuguese, for staff",
        ),
        pytest.param(
            ("Day", "Ticket", "What was done", "Time", "Rate", "Amount"),
            [("Nov 20, 2026", "#142, now #150", LONG, "-2 h 45 min", "$85.00", "no price set")],
            id="English, with money",
        ),
        pytest.param(("Responsabilidades", "X"), [("a", "b")], id="a heading wider than its cells"),
    ],
)
def test_no_word_is_broken_and_days_and_figures_keep_to_one_line(
    heads: tuple[str, ...], rows: list[tuple[str, ...]]
) -> None:
    table = Table(tuple(Column(each) for each in heads), tuple(rows))
    widths = measures.widths(table, 174, lambda text, _: len(text) * 1.7)
    assert sum(widths) == pytest.approx(174)
    for width, head, cell in zip(widths, heads, rows[0], strict=True):
        assert width >= max(len(each) for each in head.split()) * 1.7, head
        assert cell == LONG or width >= len(cell) * 1.7, cell


def test_a_heading_stands_on_one_line_over_cells_that_are_shorter() -> None:
    heads = "Day", "Ticket", "What was done", "Who pays", "Time"
    row = "Nov 20, 2026", "#142", LONG, "none", "1 h"
    table = Table(tuple(Column(each) for each in heads), (row,))
    *widths, _ = measures.widths(table, 174, lambda text, _: len(text) * 1.7)
    assert all(width >= len(head) * 1.7 for width, head in zip(widths, heads, strict=False))


def test_one_long_cell_does_not_make_the_columns_beside_it_narrow() -> None:
    """Titles and what was done, of which one title is very long."""
    done = "Mended the rounding, and made the export anew"
    rows = [("#1", "It is slow", done)] * 9 + [("#10", LONG * 3, done)]
    table = Table((Column("Ticket"), Column("Title"), Column("What was done")), tuple(rows))
    _, titles, told = measures.widths(table, 174, lambda text, _: len(text) * 1.7)
    assert told >= len(done) * 1.7
    assert titles >= 70


def test_a_word_without_end_leaves_room_for_the_other_columns() -> None:
    table = Table(COLUMNS, (("x" * 5_000, "1 h 30 min"),))
    words, time = measures.widths(table, 174, lambda text, _: len(text) * 1.7)
    assert words + time == pytest.approx(174)
    assert time >= len("1 h 30 min") * 1.7


def test_more_than_there_is_room_for_is_shared_out() -> None:
    columns = tuple(Column(f"Unforeseeable{each}") for each in range(12))
    widths = measures.widths(Table(columns, (("x",) * 12,)), 174, lambda text, _: len(text) * 1.7)
    assert sum(widths) == pytest.approx(174)
    assert min(widths) > 10


COLOURS = {
    Shade.USED: (0, 114, 178),
    Shade.LEFT: (238, 241, 243),
}


def test_a_bar_is_as_long_as_its_amounts_are_large() -> None:
    parts = (Part(Shade.USED, 300, "Used 5 h"), Part(Shade.LEFT, 100, "Left 1 h 40 min"))
    image = Image.open(io.BytesIO(bars.png(Bar(ODD, parts)))).convert("RGB")
    assert image.width == bars.WIDTH
    line = [image.getpixel((x, 57)) for x in range(image.width)]
    used, left = [line.count(COLOURS[shade]) for shade in (Shade.USED, Shade.LEFT)]
    assert 2.8 < used / left < 3.2


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param((), id="no parts"),
        pytest.param((Part(Shade.LEFT, 0, "Left 0 min"),), id="nothing left"),
        pytest.param(tuple(Part(each, 1, ODD * 9) for each in Shade), id="labels longer than the picture"),
        pytest.param(
            tuple(Part(Shade.USED, 10**i, str(i)) for i in range(12)), id="hardly anything beside much"
        ),
    ],
)
def test_any_bar_can_be_drawn(parts: tuple[Part, ...]) -> None:
    image = Image.open(io.BytesIO(bars.png(Bar("October", parts))))
    assert image.width == bars.WIDTH
    assert image.getpixel((0, 0)) == (0, 0, 0, 0)


@pytest.mark.parametrize("rows", range(1, 45))
def test_totals_never_stand_alone_on_a_page(rows: int) -> None:
    """However far down the table goes: the last page holds a row beside the totals."""
    table = Table(COLUMNS, tuple((f"Row {n}", "1 h") for n in range(rows)), ("Total", f"{rows} h"))
    section = Section("Work", ("A word before it.",), tables=(table,))
    last = pages(paper.pdf(replace(STATEMENT, sections=(section,))))[-1]
    headings, row, totals, foot = 2, 2, 2, 2
    assert len(re.findall(rb"T[jJ]", last)) >= headings + row + totals + foot
