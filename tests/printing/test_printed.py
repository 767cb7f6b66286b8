"""What the printer draws: pages and bars that hold what they were asked to, whatever people are called."""

import io
import re
import zlib
from dataclasses import replace

import pytest
from PIL import Image

from bot.domain.documents import Bar, Column, Document, Part, Section, Shade, Table
from bot.printing import bars, paper

ODD = "Café São João №1 😀 Банк Ωμέγα 中文 \x00\t\ud83d \u202e عربي"
COLUMNS = (Column("What", share=4), Column("Time", is_number=True))
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
    streams = [zlib.decompress(each) for each in re.findall(rb"stream\n(x.*?)\nendstream", long, re.DOTALL)]
    assert sum(b" 8.00 Tf" in each for each in streams) == pages_of(long)


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
