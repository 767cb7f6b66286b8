"""A document as a PDF on A4."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any, Final, NamedTuple

from fpdf import FPDF, FontFace
from fpdf.enums import Align, MethodReturnValue, TableBordersLayout, VAlign, XPos, YPos
from fpdf.fonts import TTFFont
from fpdf.util import Padding
from PIL import Image
from pydantic import TypeAdapter

from bot.domain.charts import Chart
from bot.domain.documents import Document, Section, Table
from bot.printing import bars, measures
from bot.printing.fonts import font_file, printable

_FONT: Final = "DejaVu"
_MARGIN_MM: Final = 18
_INK: Final = (29, 28, 29)
_GREY: Final = (97, 96, 97)
_RULE: Final = (201, 206, 211)
_SHADE: Final = (240, 243, 245)
_ACCENT: Final = (0, 114, 178)
_PAPER: Final = (255, 255, 255)
_NARROW_MM: Final = 100
_CHARTS: Final = "bot.printing.charts"
_CHART_MM: Final = 140
_ROW_MM: Final = 7
_LINE_MM: Final = 4.6
_PADDING: Final = Padding(1.1, measures.PADDING_MM, 1.1, measures.PADDING_MM)
_MEASURED: Final[Mapping[str, Any]] = {"dry_run": True, "output": MethodReturnValue.HEIGHT}
"""Only say how high something is."""
_SMALL_ROWS: Final = 6
_UNKNOWN: Final = "□"
"""Stands for a letter that the font lacks."""
_MOST_IN_A_CELL: Final = 1_500
"""A row has to have room on one page."""


def printed(values: object) -> bytes:
    """Return the file of a `Document` that is given as JSON holds it."""
    return pdf(TypeAdapter(Document).validate_python(values))


def pdf(document: Document) -> bytes:
    """Return a document as a PDF."""
    paper = _Paper(document)
    paper.add_page()
    paper.heading()
    for section in document.sections:
        paper.section(section)
    paper.feet()
    return bytes(paper.output())


class _Picture(NamedTuple):
    """A chart that is drawn."""

    chart: Chart
    png: bytes
    height_mm: float


def _drawn(chart: Chart) -> _Picture:
    """Draw a chart; what draws them is loaded with the first, as most papers have none."""
    png: bytes = import_module(_CHARTS).png(chart, finer=2)
    width, height = Image.open(io.BytesIO(png)).size
    return _Picture(chart, png, _CHART_MM * height / width)


def _beside_heading_mm(section: Section, drawn: Sequence[_Picture]) -> float:
    """Return how much is to stand on the page that a heading is on: a small table is not torn."""
    if drawn:
        return 14 + drawn[0].height_mm
    rows = [len(each.rows) for each in section.tables[:1] if not section.paragraphs and not section.bars]
    return 24 + _ROW_MM * max(rows) if rows and max(rows) <= _SMALL_ROWS else 30


class _Paper(FPDF):
    """The pages of one document."""

    def __init__(self, document: Document) -> None:
        super().__init__(format="A4")
        self._document = document
        for style, bold in (("", False), ("B", True)):
            self.add_font(_FONT, style, font_file(bold=bold))
        self.set_margins(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
        self.set_auto_page_break(auto=True, margin=_MARGIN_MM + 4)
        self.set_title(printable(document.title))
        self.set_lang(document.language)
        self.set_creator("Hourglass")
        if document.sender:
            self.set_author(printable(document.sender))
        self.set_draw_color(*_RULE)
        self.set_line_width(0.2)
        self.c_margin = 0

    def heading(self) -> None:
        """Write what stands at the head of the first page."""
        if self._document.sender:
            self._letters(10.5, _INK, bold=True)
            self._paragraph(self._document.sender, 6)
            self.ln(3)
        self._letters(19, _INK, bold=True)
        self._paragraph(self._document.title, 9)
        if self._document.subtitle:
            self._letters(10.5, _GREY)
            self._paragraph(self._document.subtitle, 6)
        self.set_fill_color(*_ACCENT)
        self.rect(self.l_margin, self.get_y() + 2.5, 24, 1.1, style="F")
        self.set_fill_color(*_PAPER)
        self.ln(7)

    def section(self, section: Section) -> None:
        """Write one section; its heading stays with what follows it."""
        drawn = [_drawn(each) for each in section.charts]
        if section.heading:
            if self.will_page_break(_beside_heading_mm(section, drawn)):
                self.add_page()
            self._letters(12, _INK, bold=True)
            self._paragraph(section.heading, 7)
            self.ln(1)
        for paragraph in section.paragraphs:
            self._letters(9.5, _INK)
            self._paragraph(paragraph, 5)
            self.ln(1.5)
        for bar in section.bars:
            self.image(io.BytesIO(bars.png(bar, finer=2)), w=130, alt_text=printable(bar.title))
            self.ln(3)
        for picture in drawn:
            self.image(io.BytesIO(picture.png), w=_CHART_MM, alt_text=printable(picture.chart.title))
            self.ln(3)
        for table in section.tables:
            self._table(table)
        self.ln(4)

    def feet(self) -> None:
        """Write what stands at the foot of each page, now that it is known how many there are."""
        self.set_auto_page_break(auto=False)
        pages = self.pages_count
        for number in range(1, pages + 1):
            self.page = number
            self._letters(9, _INK)  # another than below, which the library then says again on each page
            self._letters(8, _GREY)
            self.set_xy(self.l_margin, -_MARGIN_MM + 3)
            label = self._shown(self._document.page_label.format(page=number, pages=pages))
            width = self.get_string_width(label) + 4
            self.cell(self.epw - width, 5, self._line(self._document.footer, self.epw - width))
            self.cell(width, 5, label, align=Align.R)

    def _table(self, table: Table) -> None:
        if not table.rows:
            self._letters(9.5, _GREY)
            self._paragraph(table.when_empty or "-", 5)
            return
        widths = measures.widths(table, self._width(table), self._measured)
        if self._tears_totals(table, widths):
            if table.rows[:-1]:
                self._rows(replace(table, rows=table.rows[:-1], totals=()), widths)
            self.add_page()
            table = replace(table, rows=table.rows[-1:])
        self._rows(table, widths)
        self.ln(3)

    def _width(self, table: Table) -> float:
        return _NARROW_MM if table.is_narrow else self.epw

    def _tears_totals(self, table: Table, widths: Sequence[float]) -> bool:
        """Whether the totals of a table would stand alone on a page, without the row above them."""
        if not table.totals:
            return False
        headings = self._row_mm([each.heading for each in table.columns], widths)
        y = self.get_y() + headings
        for row in (*table.rows, table.totals):
            height = self._row_mm(row, widths)
            is_torn = y + height > self.page_break_trigger
            y = height + (self.t_margin + headings if is_torn else y)
        return is_torn

    def _row_mm(self, row: Sequence[str], widths: Sequence[float]) -> float:
        """Return how high a row is."""
        self._letters(8.5, _INK, bold=True)  # as wide as it may be
        heights: list[Any] = [
            self.multi_cell(width, _LINE_MM, self._cell(text), padding=_PADDING, **_MEASURED)
            for text, width in zip(row, widths, strict=False)
        ]
        return float(max(heights, default=0))

    def _rows(self, table: Table, widths: Sequence[float]) -> None:
        has_headings = any(each.heading for each in table.columns)
        self._letters(8.5, _INK)
        with super().table(
            width=self._width(table),
            align=Align.L,
            v_align=VAlign.T,
            col_widths=widths,
            text_align=tuple(Align.R if each.is_number else Align.L for each in table.columns),
            first_row_as_headings=has_headings,
            headings_style=FontFace(emphasis="BOLD", color=_GREY, fill_color=_SHADE),
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            line_height=_LINE_MM,
            padding=_PADDING,
        ) as sheet:
            if has_headings:
                sheet.row([self._cell(each.heading) for each in table.columns])
            for row in table.rows:
                sheet.row([self._cell(each) for each in row])
            if table.totals:
                style = FontFace(emphasis="BOLD", fill_color=_SHADE)
                sheet.row([self._cell(each) for each in table.totals], style=style)

    def _measured(self, text: str, is_bold: bool) -> float:  # noqa: FBT001 - as `measures.Measure` asks
        """Return how wide a text of a table is."""
        self._letters(8.5, _INK, bold=is_bold)
        width: float = self.get_string_width(self._cell(text))
        return width

    def _letters(self, size: float, color: tuple[int, int, int], *, bold: bool = False) -> None:
        self.set_font(_FONT, "B" if bold else "", size)
        self.set_text_color(*color)

    def _shown(self, text: str) -> str:
        """Return a text in letters that the font has."""
        text = printable(text)
        known = self.current_font.cmap if isinstance(self.current_font, TTFFont) else {}
        return "".join(each if each == "\n" or ord(each) in known else _UNKNOWN for each in text)

    def _cell(self, text: str) -> str:
        shown = self._shown(text)
        return shown if len(shown) <= _MOST_IN_A_CELL else f"{shown[:_MOST_IN_A_CELL]}…"

    def _line(self, text: str, width: float) -> str:
        """Return as much of a text as one line of a width holds."""
        shown = text = " ".join(self._shown(text).split())
        while text and self.get_string_width(shown) > width:
            text = text[:-1]
            shown = f"{text.rstrip()}…"
        return shown

    def _paragraph(self, text: str, height: float) -> None:
        self.multi_cell(0, height, self._shown(text), align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
