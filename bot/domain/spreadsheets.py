"""Tables as CSV (RFC 4180) that spreadsheets open as they were meant, and never run.

A text that begins like a formula gets an apostrophe in front, as OWASP's page on CSV injection advises. So
does a part of it that would be a cell of its own where spreadsheets expect semicolons between cells, as in
Spain and Brazil: there our quotes do not keep a text together.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeAlias

Cell: TypeAlias = str | int | float | Decimal | date | datetime | None

_FORMULAS: Final = re.compile(r"""^(?=[\r\n])|(?:^|(?<=[;\r\n]))(?="*[=+\-@\t＝＋－＠])""")  # noqa: RUF001 - so are these


def csv_text(rows: Iterable[Sequence[Cell]]) -> str:
    """Return rows as CSV: numbers stay numbers, negative ones too, and what is absent is empty."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def csv_file(text: str) -> bytes:
    """Return CSV as a file in UTF-8, with the mark by which spreadsheets know it."""
    return text.encode("utf-8-sig", errors="replace")


def _harmless(cell: Cell) -> str | int | float:
    match cell:
        case None:
            return ""
        case str():
            return _FORMULAS.sub("'", cell)
        case date():
            return cell.isoformat()
        case Decimal():
            return f"{cell:f}"
    return cell
