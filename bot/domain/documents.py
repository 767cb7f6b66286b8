"""What is printed for people outside Slack: pages with tables, and a bar of hours, as plain values.

All words in them are worded already; how they look is the business of `bot.printing`.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.charts import Chart


class Shade(StrEnum):
    """What a part of a bar stands for; each has a colour and a pattern of its own."""

    USED = "used"
    RESERVED = "reserved"
    LEFT = "left"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar: `amount` in any unit that all parts share, and the words of its legend."""

    shade: Shade
    amount: int
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """Amounts beside each other, as long as they are large; parts of no amount are left out."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, as wide as what stands in it wants."""

    heading: str
    is_number: bool = False
    """Numbers stand flush right."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, one for each column; headings are said again on each page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[str, ...] = ()
    """A last row that stands out; none where this is empty."""
    is_narrow: bool = False
    """Whether it is as wide as a few figures want, and not as the page."""
    when_empty: str = ""
    """What is said in place of a table that has no rows."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document: its paragraphs, then its bars and charts, then its tables."""

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    bars: tuple[Bar, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A printed document; each page says the footer and which page it is."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    sender: str = ""
    """Who sends it: stands above the title; empty: not known."""
    footer: str = ""
    page_label: str = "{page} / {pages}"
    """How a page is numbered, as in `Page {page} of {pages}`."""
    language: str = "en"
