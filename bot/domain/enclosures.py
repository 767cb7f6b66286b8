"""Files that go with a notice: told by name and plain values, made at the moment of sending."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.domain.spreadsheets import Cell, csv_text
from bot.domain.tickets import Fact

if TYPE_CHECKING:  # a start has no use for documents
    from collections.abc import Mapping, Sequence

    from bot.domain.documents import Bar, Document

FILES: Final = "files"
"""The fact of a notice that holds its enclosures, as JSON text."""


class Theme(StrEnum):
    """The background that charts are drawn on."""

    LIGHT = "light"
    DARK = "dark"
    NONE = "none"
    """No charts are drawn at all."""


class Kind(StrEnum):
    """How a file is made; `bot.services.enclosing` has a maker for each."""

    BAR = "bar"
    """A picture (PNG) of a `Bar`."""
    CHART = "chart"
    """A picture (PNG) of a `Chart`; those of a digest are drawn together."""
    PAGES = "pages"
    """A PDF of a `Document`."""
    ROWS = "rows"
    """A spreadsheet (CSV)."""
    BUNDLE = "bundle"
    """All that there is of a client (ZIP)."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that is to be made from plain values and sent with a notice."""

    kind: Kind
    name: str
    """As in `statement-2026-10.pdf`."""
    title: str
    """What it is, in words: people who do not see a picture hear this."""
    values: Mapping[str, object]
    """What it is made of, or how its maker finds that: plain values that JSON can hold."""

    @property
    def is_picture(self) -> bool:
        """Whether a message shows it, and does not merely lead to it."""
        return self.name.endswith(".png")


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file that is in Slack: nobody but us sees it until a message of ours shows it or links to it."""

    id: str
    permalink: str
    enclosure: Enclosure


def bar_picture(name: str, title: str, bar: Bar) -> Enclosure:
    """Enclose a picture of a bar; *title* says in words what it shows."""
    return Enclosure(Kind.BAR, name, title, asdict(bar))


def pages(name: str, document: Document) -> Enclosure:
    """Enclose a document of a few pages; one that holds much has a maker that reads it from the store."""
    return Enclosure(Kind.PAGES, name, document.title, asdict(document))


def spreadsheet(name: str, title: str, rows: Sequence[Sequence[Cell]]) -> Enclosure:
    """Enclose a table of a few dozen rows; one that holds more has a maker that reads it from the store."""
    return Enclosure(Kind.ROWS, name, title, {"text": csv_text(rows)})


def enclosing(*enclosures: Enclosure) -> dict[str, Fact]:
    """Return the fact that lets a notice carry files: `facts={"text": ..., **enclosing(...)}`."""
    return {FILES: json.dumps([asdict(each) for each in enclosures], ensure_ascii=False)}


def enclosed(facts: Mapping[str, object]) -> tuple[Enclosure, ...]:
    """Return the files that a notice is to carry, in order."""
    found = json.loads(str(facts.get(FILES) or "[]"))
    return tuple(
        Enclosure(Kind(each["kind"]), str(each["name"]), str(each["title"]), each["values"]) for each in found
    )
