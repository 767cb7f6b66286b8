"""What a button of a digest asks for, as the button carries it: the cases behind one of its numbers."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from bot.domain.digests import Reader, Wanted
from bot.domain.figures import FigureName
from bot.domain.instants import from_micros, micros
from bot.domain.report_periods import PeriodUnit, ReportPeriod

CLIENTS: Final = "clients"
"""The topic that is not a figure: how each client stands."""
ONE_CLIENT: Final = "client"
"""The topic of the figures of one client, which is the detail, out of those of all."""
RATINGS: Final = "ratings"
"""The topic of how requesters found our help."""
ASKED: Final = "asked"
"""The topic of who was asked that, and has answered or not."""
HOURS: Final = "hours"
"""The topic of the tickets on which hours were used in a month, whose first day is the detail."""
KIND: Final = "kind"
"""The topic of the tickets of one kind of work, which is the detail."""
_SEPARATOR: Final = "|"
_PARTS: Final = 7


@dataclass(frozen=True, slots=True)
class Question:
    """The cases behind one number of a digest."""

    wanted: Wanted
    at: datetime
    """When the digest was made: what came later is not behind its numbers."""
    topic: str
    """A figure, or one of the above."""
    detail: str = ""
    """A severity, a kind, a client or a month; empty: all of them."""
    page: int = 0

    @property
    def figure(self) -> FigureName | None:
        """The figure that it is about; None where it is about something else."""
        return FigureName(self.topic) if self.topic in set(FigureName) else None

    @property
    def head(self) -> str:
        """Which digest it is about, as written on the blocks of that."""
        period = self.wanted.period
        days = period.first.isoformat(), period.last.isoformat()
        reader, client = self.wanted.reader, self.wanted.client
        return _SEPARATOR.join((reader, period.unit, *days, period.time_zone, client, str(micros(self.at))))

    @property
    def tail(self) -> str:
        """Which number of it, as written on an option."""
        return _SEPARATOR.join((self.topic, self.detail, str(self.page)))

    @property
    def text(self) -> str:
        """All of it, as written on a button."""
        return f"{self.head}{_SEPARATOR}{self.tail}"

    def about(self, topic: str, detail: str = "") -> "Question":
        """Return the question about another number of the same digest."""
        return replace(self, topic=topic, detail=detail, page=0)

    def turned(self, page: int) -> "Question":
        """Return the same question about another page of its answer."""
        return replace(self, page=page)


def question_about(wanted: Wanted, at: datetime) -> Question:
    """Return a question about a digest that was made at a moment, still to be given its topic."""
    return Question(wanted, at, CLIENTS)


def read_question(text: str) -> Question:
    """Return what a button carries; ValueError of what none of ours does."""
    parts = text.split(_SEPARATOR)
    reader, unit, first, last, zone, client, at = parts[:_PARTS]
    topic, detail, page = parts[_PARTS:]
    period = ReportPeriod(PeriodUnit(unit), date.fromisoformat(first), date.fromisoformat(last), zone)
    if topic not in {CLIENTS, ONE_CLIENT, KIND, RATINGS, ASKED, HOURS, *FigureName}:
        raise ValueError(f"no number of a digest: {topic}")
    return Question(Wanted(Reader(reader), period, client), from_micros(int(at)), topic, detail, int(page))
