"""The words and figures of reports of months and quarters: for managers, and in clients' languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.domain.charts import Chart
from bot.domain.desks import Client
from bot.domain.digests import INTERNAL, Digest, Reader
from bot.domain.figures import Figure, FigureName
from bot.domain.rating import Rating
from bot.domain.report_periods import PeriodUnit
from bot.domain.tickets import Ticket
from bot.domain.used_hours import HoursUsed
from bot.views.digest_words import span_words, time_words
from bot.views.markup import readable
from bot.views.scene import severity_word, title_of
from bot.views.statement_words import StatementPage
from bot.views.text import STAFF, plain
from bot.views.times import short_day

MOST_LISTED: Final = 100
"""So many tickets are named under one heading."""
NOTHING: Final = "\N{EN DASH}"
_FULL: Final = 10
_NAMED: Final = frozenset({PeriodUnit.MONTH, PeriodUnit.QUARTER})


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A report with all that it takes to show it."""

    digest: Digest
    client: Client | None
    """None: it is about all."""
    names: Mapping[str, str]
    """Of clients, by their ids."""
    tickets: Mapping[int, Ticket]
    """Those that are named."""
    issued_on: date
    is_over: bool
    sender: str = ""
    """What our company is called; empty: Slack did not say."""
    charts: tuple[Chart, ...] = ()
    hours: tuple[HoursUsed, ...] = ()
    """Of one client month by month, else of each client."""
    statements: tuple[StatementPage, ...] = ()
    rated: tuple[Rating, ...] = ()

    @property
    def is_internal(self) -> bool:
        """Whether staff read it, and nobody else."""
        return self.digest.wanted.reader is Reader.MANAGER

    @property
    def language(self) -> str:
        """What its reader reads."""
        return STAFF if self.client is None or self.is_internal else self.client.language

    @property
    def whose(self) -> str:
        """Whom it is about."""
        return self.client.name if self.client else self.say("all_clients")

    @property
    def title(self) -> str:
        """What it is called."""
        unit = self.digest.wanted.period.unit
        return self.say(f"title.{unit if unit in _NAMED else PeriodUnit.DAYS}", client=self.whose)

    @property
    def table_title(self) -> str:
        """What its figures are called, as a table of their own."""
        return self.say("table", title=self.title)

    @property
    def span(self) -> str:
        """From which day to which it goes."""
        return span_words(self.digest.wanted.period, self.language)

    @property
    def before(self) -> str:
        """From which day to which the time goes that it is compared with."""
        return span_words(self.digest.wanted.period.before, self.language)

    @property
    def file_name(self) -> str:
        """What its files are called, without their endings."""
        edition = "-internal" if self.is_internal else ""
        return f"report-{self.client.id if self.client else 'all'}-{self.digest.wanted.period.name}{edition}"

    @property
    def figures(self) -> tuple[FigureName, ...]:
        """The figures that its reader is told."""
        return tuple(each for each in FigureName if self.is_internal or each not in INTERNAL)

    def say(self, key: str, **facts: object) -> str:
        """Return one of the words of reports."""
        return plain(self.language, f"client.report.{key}", **facts)

    def name(self, figure: FigureName) -> str:
        """Return what a figure is called."""
        return plain(self.language, f"client.digest.figure.{figure}")

    def clock(self, clock: str) -> str:
        """Return what a promise is called."""
        return plain(self.language, f"client.digest.clock.{clock}")

    def severity(self, severity: str) -> str:
        """Return what a severity is called."""
        return severity_word(severity, self.language)

    def client_name(self, client: str) -> str:
        """Return what a client is called."""
        return self.names.get(client, client)

    def ticket_title(self, number: int) -> str:
        """Return the title of a ticket; nothing where it is gone."""
        ticket = self.tickets.get(number)
        return title_of(ticket, {}, self.language) if ticket else ""

    def whose_is(self, number: int) -> str:
        """Return the client of a ticket, in a report of all; else nothing."""
        ticket = self.tickets.get(number)
        return "" if self.client else ticket.client if ticket else NOTHING

    def summary(self, number: int) -> str:
        """Return what was done about a ticket."""
        ticket = self.tickets.get(number)
        return " ".join(readable(ticket.summary).split()) if ticket and ticket.summary else NOTHING

    def share(self, figure: Figure) -> str:
        """Return a share with what it is of: "92 % (11 of 12)"."""
        if figure.percent is None:
            return NOTHING
        return self.say("share", percent=figure.percent, hits=figure.hits, n=figure.count)

    def time(self, micros: int | None) -> str:
        """Return a length of so many microseconds."""
        return NOTHING if micros is None else time_words(micros, self.language)

    def day(self, day: date) -> str:
        """Return a day."""
        return short_day(day, self.language)


def score(tenths: int | None) -> str:
    """Return a score of so many tenths: "4.5"."""
    return NOTHING if tenths is None else f"{tenths // _FULL}.{tenths % _FULL}"


def tickets_listed(found: Digest) -> set[int]:
    """Return the tickets that a report lists for what became of them, as far as its lists go."""
    lists = (
        found.figures[FigureName.RESOLVED].now.cases,
        found.now.reopened,
        found.missed,
        found.nearly_missed,
    )
    return {each.ticket for one in lists for each in one[:MOST_LISTED]}
