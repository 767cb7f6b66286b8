"""The figures of a report as rows of a table that a program or a spreadsheet reads: one figure a row."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from bot.domain.digests import Compared, Ratings
from bot.domain.figures import KEPT, PROMISES, FigureName, kinds
from bot.domain.measurements import SHARES, Amount, MeasureRow
from bot.domain.outcomes import Outcome
from bot.domain.spreadsheets import Cell
from bot.domain.terms import Metric, Money
from bot.domain.tickets import Severity
from bot.views.digest_measures import measure_heading, metric_name
from bot.views.money import exact_amount
from bot.views.report_tables import COUNTS
from bot.views.report_words import ReportPage
from bot.views.text import plain

Row = tuple[Cell, ...]

_MINUTE: Final = 60_000_000
_DAY: Final = 1440 * _MINUTE
_TENTHS: Final = 10
_THOUSAND: Final = 1000


def report_rows(page: ReportPage) -> list[Row]:
    """Return the figures; lengths are minutes of business time, an age is days by the clock on the wall."""
    keys = ("part", "about", "figure", "unit", "now", "before")
    head: Row = tuple(page.say(f"column.{key}") for key in keys)
    days = page.digest.wanted.period
    about: Row = (page.title, "", page.span, "", days.first, days.before.first)
    return [head, about, *(row for part in _PARTS for row in part(page))]


def _whole(page: ReportPage) -> Iterator[Row]:
    found, part = page.digest.figures, page.say("heading.figures")
    yield from _figures(page, (part, ""))
    ages = [None if each.longest is None else each.longest // _DAY for each in found[FigureName.BACKLOG_AGE]]
    yield part, "", page.say("oldest"), page.say("unit.days"), *ages
    yield from _satisfaction(page, part)


def _figures(page: ReportPage, head: tuple[str, str], level: str = "") -> Iterator[Row]:
    """Yield each figure, at one severity or at all."""
    found = {
        name: Compared(now.at(level), before.at(level)) for name, (now, before) in page.digest.figures.items()
    }
    counts = [
        *COUNTS,
        *(name for name in (FigureName.BREACHES, FigureName.NEAR_MISSES) if name in page.figures),
    ]
    for name in counts:
        yield *head, page.name(name), page.say("unit.count"), *(each.count for each in found[name])
    shares = [*KEPT, *(name for name in (FigureName.FIRST_CONTACT,) if name in page.figures)]
    for name in shares:
        yield from _share(page, head, name, found[name])
    for promise in PROMISES:
        if promise.time:
            yield from _length(page, head, promise.time, found[promise.time])
        if promise.left:
            both = found[promise.left]
            yield *head, page.name(promise.left), page.say("unit.count"), *(each.count for each in both)


def _share(page: ReportPage, head: tuple[str, str], name: FigureName, found: Compared) -> Iterator[Row]:
    label = page.name(name)
    yield *head, label, "%", *(each.percent for each in found)
    yield *head, page.say("hits", name=label), page.say("unit.count"), *(each.hits for each in found)
    yield *head, page.say("of_all", name=label), page.say("unit.count"), *(each.count for each in found)


def _length(page: ReportPage, head: tuple[str, str], name: FigureName, found: Compared) -> Iterator[Row]:
    label, unit = page.name(name), page.say("unit.minutes")
    yield *head, page.say("median", name=label), unit, *(_minutes(each.median) for each in found)
    yield *head, page.say("ninetieth", name=label), unit, *(_minutes(each.ninetieth) for each in found)


def _minutes(micros: int | None) -> int | None:
    return None if micros is None else round(micros / _MINUTE)


def _satisfaction(page: ReportPage, part: str) -> Iterator[Row]:
    both = (page.digest.ratings, page.digest.ratings_before)
    yield part, "", page.say("score"), page.say("unit.of_five"), *map(_score, both)
    yield part, "", page.say("answered"), "%", *(each.percent if each else None for each in both)


def _score(each: Ratings | None) -> float | None:
    return None if each is None or each.score_tenths is None else each.score_tenths / _TENTHS


def _by_severity(page: ReportPage) -> Iterator[Row]:
    for level in Severity:
        if any(
            case.severity == level
            for each in page.digest.figures.values()
            for one in each
            for case in one.cases
        ):
            yield from _figures(page, (page.say("heading.severity"), page.severity(level)), level)


def _clients(page: ReportPage) -> Iterator[Row]:
    if page.client is not None:
        return
    part, unit = page.say("heading.clients"), page.say("unit.count")
    for each in page.digest.standings:
        name = page.client_name(each.client)
        yield part, name, page.name(FigureName.OPENED), unit, each.opened, None
        yield part, name, page.name(FigureName.RESOLVED), unit, each.resolved, None
        yield part, name, page.name(FigureName.BACKLOG), unit, each.backlog, each.backlog_before
        yield part, name, page.name(FigureName.BREACHES), unit, each.missed, None
        yield part, name, page.say("column.kept"), "%", each.percent, None


def _hours(page: ReportPage) -> Iterator[Row]:
    part, unit = page.say("column.hours"), page.say("unit.minutes")
    for each in page.hours:
        whose = f"{page.client_name(each.client)} {each.begins_on.isoformat()}"
        yield part, whose, page.say("used"), unit, each.used, None
        yield part, whose, page.say("allowed"), unit, each.allowed, None


def _promises(page: ReportPage) -> Iterator[Row]:
    """Yield each promise that was missed, or nearly: how long we took, and how long others did."""
    near = page.digest.nearly_missed if page.is_internal else []
    for name, found in ((FigureName.BREACHES, page.digest.missed), (FigureName.NEAR_MISSES, near)):
        for each in found:
            yield from _promise(page, page.name(name), each)


def _promise(page: ReportPage, part: str, each: Outcome) -> Iterator[Row]:
    about, clock, unit = f"#{each.ticket}", page.clock(each.clock), page.say("unit.minutes")
    waited = page.say("column.waited" if page.is_internal else "column.waited_you")
    yield part, about, f"{clock}: {page.say('column.us')}", unit, _minutes(each.used), None
    yield part, about, f"{clock}: {waited}", unit, _minutes(each.on_client), None
    if page.is_internal:
        third = f"{clock}: {page.say('column.third')}"
        yield part, about, third, unit, _minutes(each.on_third), None


def _measured(page: ReportPage) -> Iterator[Row]:
    """Yield what was measured elsewhere; what is not connected yet is empty."""
    part, measures = measure_heading(page.language), page.digest.measures
    for row in measures.rows if measures else ():
        amounts = [_amount(row.metric, each) for each in (row.now, row.before)]
        yield part, "", metric_name(row.metric, page.language), _unit(page, row), *amounts


def _unit(page: ReportPage, row: MeasureRow) -> str:
    if row.metric in SHARES:
        return "%"
    if row.metric is Metric.MONEY_SAVED:
        return next((each.currency for each in (row.now, row.before) if each), "")
    return page.say("unit.minutes" if row.metric is Metric.HOURS_SAVED else "unit.count")


def _amount(metric: Metric, found: Amount | None) -> Cell:
    if found is None:
        return None
    if metric is Metric.MONEY_SAVED:
        return exact_amount(Money(found.amount, found.currency))
    return Decimal(found.amount) / _THOUSAND if metric in SHARES else found.amount


def _kinds(page: ReportPage) -> Iterable[Row]:
    before = {kind: len(tickets) for kind, tickets in kinds(page.digest.before)}
    for kind, tickets in kinds(page.digest.now):
        if kind:
            name, part = plain(page.language, f"client.kind.{kind}"), page.say("heading.kinds")
            yield (
                part,
                name,
                page.name(FigureName.OPENED),
                page.say("unit.count"),
                len(tickets),
                before.get(kind, 0),
            )


_PARTS: Final = (_whole, _by_severity, _clients, _hours, _promises, _measured, _kinds)
