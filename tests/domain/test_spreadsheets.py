"""Tables as CSV: what spreadsheets read is what was meant, and never a formula."""

import csv
import io
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.spreadsheets import Cell, csv_file, csv_text

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
cells = st.one_of(texts, st.integers(), st.decimals(allow_nan=False, allow_infinity=False), st.none())
FORMULAS = tuple("=+-@\t\r")


def read(file: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""), strict=True))


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        pytest.param("=HYPERLINK(1)", "'=HYPERLINK(1)", id="a formula is a text"),
        pytest.param("+351 21 000", "'+351 21 000", id="so is a telephone number"),
        pytest.param("-5", "'-5", id="and a text that reads like a negative number"),
        pytest.param("@SUM(A1)", "'@SUM(A1)", id="and an old formula"),
        pytest.param("\t=1", "'\t=1", id="also behind a tab"),
        pytest.param("\r=1", "\"'\r'=1\"", id="also behind a carriage return"),
        pytest.param("a=1", "a=1", id="within a text nothing is changed"),
        pytest.param("a;=1", "a;'=1", id="but where a semicolon parts cells, as in Spain and Brazil"),
        pytest.param('a;"=1', '"a;\'""=1"', id="be it behind a quote, which ends where it is doubled"),
        pytest.param("a\n=1", '"a\n\'=1"', id="and in a line of its own"),
        pytest.param(-5, "-5", id="a negative number stays a number"),
        pytest.param(-1.5, "-1.5", id="also with a fraction"),
        pytest.param(Decimal("-1E+2"), "-100", id="a decimal is written out"),
        pytest.param(None, '""', id="what is absent is empty"),
        pytest.param('say "a, b"', '"say ""a, b"""', id="quotes are doubled, commas quoted"),
        pytest.param("two\n\nlines", '"two\n\nlines"', id="a cell may have lines"),
        pytest.param("São João №1 😀", "São João №1 😀", id="all letters are kept"),
    ],
)
def test_a_cell_is_written_as_it_was_meant(cell: Cell, written: str) -> None:
    assert csv_text([[cell]]) == f"{written}\r\n"


def test_the_file_is_known_as_utf_8() -> None:
    assert csv_file(csv_text([["é", 1], ["", 2]])) == b"\xef\xbb\xbf\xc3\xa9,1\r\n,2\r\n"


@given(st.lists(st.lists(cells, min_size=1, max_size=4), max_size=4))
def test_no_text_begins_like_a_formula_and_none_is_lost(rows: list[list[Cell]]) -> None:
    found = read(csv_file(csv_text(rows)))
    assert [len(row) for row in found] == [len(row) for row in rows]
    for row, given_row in zip(found, rows, strict=True):
        for text, cell in zip(row, given_row, strict=True):
            assert not (isinstance(cell, str) and text.startswith(FORMULAS))
            assert not isinstance(cell, str) or text.replace("'", "") == cell.replace("'", "")
            assert not isinstance(cell, str) or not any(
                part.lstrip('"').startswith(FORMULAS) for part in re.split(r"[;\r\n]", text)
            )
            assert not isinstance(cell, int | Decimal) or Decimal(text) == cell
