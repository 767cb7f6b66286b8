"""The tables of reports: figures beside those of the time before, by severity and by client, and lists."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from bot.domain.digests import Compared, Reason, Standing
from bot.domain.documents import Column, Table
from bot.domain.figures import KEPT, PROMISES, FigureName, Promise, kinds
from bot.domain.measurements import Measures
from bot.domain.outcomes import Outcome
from bot.domain.percents import nearest_percent
from bot.domain.rating import Rating
from bot.domain.tickets import Severity
from bot.domain.used_hours import HoursUsed
from bot.views.digest_measures import measure_row_words
from bot.views.digest_standings import reason_words
from bot.views.digest_words import days_words
from bot.views.rating import face
from bot.views.report_words import MOST_LISTED, NOTHING, ReportPage, score
from bot.views.text import plain
from bot.views.times import minutes_length

COUNTS: Final = (FigureName.OPENED, FigureName.RESOLVED, FigureName.BACKLOG, FigureName.REOPENED)
_DAY: Final = timedelta(days=1)


def figures_table(page: ReportPage) -> Table:
    """Return each figure of the whole beside that of the time before."""
    found = page.digest.figures
    rows = [(page.name(each), *(f"{one.count}" for one in found[each])) for each in COUNTS]
    ages = [NOTHING if one.longest is None else days_words(one.longest, page.language) for one in _ages(page)]
    rows.append((page.say("oldest"), *ages))
    shares = [*KEPT, *([FigureName.FIRST_CONTACT] if page.is_internal else [])]
    rows += [(page.name(each), *map(page.share, found[each])) for each in shares if _any(found[each])]
    rows += _lengths(page)
    missed = [FigureName.BREACHES, *([FigureName.NEAR_MISSES] if page.is_internal else [])]
    rows += [(page.name(each), *(f"{one.count}" for one in found[each])) for each in missed]
    rows += _satisfaction(page)
    columns = (Column(page.say("column.figure")), _number(page, "now"), _number(page, "before"))
    return Table(columns, tuple((label, now, before) for label, now, before in rows))


def _ages(page: ReportPage) -> Compared:
    return page.digest.figures[FigureName.BACKLOG_AGE]


def _any(compared: Compared) -> bool:
    return any(each.cases for each in compared)


def _lengths(page: ReportPage) -> list[tuple[str, str, str]]:
    """Return the median and the ninetieth percentile of each length, and how many have none yet."""
    rows: list[tuple[str, str, str]] = []
    for promise in PROMISES:
        if promise.time and _any(compared := page.digest.figures[promise.time]):
            name, (now, before) = page.name(promise.time), compared
            median, ninetieth = page.say("median", name=name), page.say("ninetieth", name=name)
            rows.append((median, page.time(now.median), page.time(before.median)))
            rows.append((ninetieth, page.time(now.ninetieth), page.time(before.ninetieth)))
        if promise.left and _any(compared := page.digest.figures[promise.left]):
            rows.append((page.name(promise.left), f"{compared.now.count}", f"{compared.before.count}"))
    return rows


def _satisfaction(page: ReportPage) -> list[tuple[str, str, str]]:
    now, before = page.digest.ratings, page.digest.ratings_before
    if now is None and before is None:
        return []
    scores = [score(each.score_tenths) if each else NOTHING for each in (now, before)]
    rates = [_rate(page, each.rated, each.asked) if each else NOTHING for each in (now, before)]
    return [(page.say("score"), scores[0], scores[1]), (page.say("answered"), rates[0], rates[1])]


def _rate(page: ReportPage, rated: int, asked: int) -> str:
    return page.say("share", percent=nearest_percent(rated, asked), hits=rated, n=asked) if asked else NOTHING


def volume_table(page: ReportPage) -> Table:
    """Return what was opened, resolved and left open at each severity."""
    shown = (FigureName.OPENED, FigureName.RESOLVED, FigureName.BACKLOG)
    columns = [Column(page.say("column.severity"))]
    for name in shown:
        columns += [Column(page.name(name), is_number=True), _number(page, "before")]
    rows = []
    for level in Severity:
        cells = [f"{each.at(level).count}" for name in shown for each in page.digest.figures[name]]
        if any(cell != "0" for cell in cells):
            rows.append((page.severity(level), *cells))
    return Table(tuple(columns), tuple(rows), when_empty=page.say("nothing"))


def promise_table(page: ReportPage, promise: Promise) -> Table | None:
    """Return how a promise was kept at each severity, and how long that took; None where nothing was due."""
    times = (promise.time,) if promise.time else ()
    compared = [page.digest.figures[each] for each in (promise.met, *times)]
    if not any(map(_any, compared)):
        return None
    columns = [Column(page.say("column.severity")), *_pair(page, "kept")]
    columns += [*_pair(page, "median"), *_pair(page, "ninetieth")] if times else []
    left = page.digest.figures[promise.left].now if promise.left else None
    columns += [Column(page.name(left.name), is_number=True)] if left and left.cases else []
    rows = []
    for level in Severity:
        cells = _promise_cells(page, compared, level)
        if any(cell != NOTHING for cell in cells):
            cells += [f"{left.at(level).count}"] if left and left.cases else []
            rows.append((page.severity(level), *cells))
    return Table(tuple(columns), tuple(rows))


def _promise_cells(page: ReportPage, compared: Sequence[Compared], level: Severity) -> list[str]:
    met, *times = compared
    cells = [page.share(each.at(level)) for each in met]
    for time in times:
        now, before = (each.at(level) for each in time)
        cells += [page.time(each.median) for each in (now, before)]
        cells += [page.time(each.ninetieth) for each in (now, before)]
    return cells


def _number(page: ReportPage, key: str) -> Column:
    return Column(page.say(f"column.{key}"), is_number=True)


def _pair(page: ReportPage, key: str) -> tuple[Column, Column]:
    return _number(page, key), _number(page, "before")


def clients_table(page: ReportPage) -> Table:
    """Return how each client stands, those first that need attention most."""
    columns = (
        Column(page.say("column.client")),
        *(Column(page.name(each), is_number=True) for each in COUNTS[:3]),
        _number(page, "kept"),
        _number(page, "hours"),
        Column(page.say("column.why")),
    )
    used = {each.client: each for each in page.hours}
    rows = tuple(_client_row(page, each, used.get(each.client)) for each in page.digest.standings)
    return Table(columns, rows, when_empty=page.say("nothing"))


def _client_row(page: ReportPage, each: Standing, used: HoursUsed | None) -> tuple[str, ...]:
    kept = NOTHING if each.percent is None else page.say("percent", percent=each.percent)
    hours = NOTHING
    if used is not None:
        times = (minutes_length(max(one, 0), page.language) for one in (used.used, used.allowed))
        hours = page.say("of", used=next(times), allowed=next(times))
    counts = (f"{one}" for one in (each.opened, each.resolved, each.backlog))
    why = ", ".join(reason_words(each, reason) for reason in each.reasons if reason not in _OF_HOURS)
    return page.client_name(each.client), *counts, kept, hours, why


_OF_HOURS: Final = frozenset({Reason.OVER_HOURS, Reason.NEAR_HOURS})
"""They stand in a column of their own, of the report's own month."""


def promises_listed(page: ReportPage, name: FigureName) -> Table:
    """Return the promises that were missed, or nearly, with whom was waited for."""
    found = page.digest.missed if name is FigureName.BREACHES else page.digest.nearly_missed
    is_all = page.client is None
    columns = [
        *_ticket_columns(page, is_all=is_all),
        Column(page.say("column.promise")),
        _number(page, "us"),
        _number(page, "waited" if page.is_internal else "waited_you"),
        *([_number(page, "third")] if page.is_internal else []),
    ]
    rows = [_promise_row(page, each, is_all=is_all) for each in found[:MOST_LISTED]]
    return Table(tuple(columns), tuple(rows), when_empty=page.say("none"))


def _promise_row(page: ReportPage, each: Outcome, *, is_all: bool) -> tuple[str, ...]:
    third = (_waited(page, each.on_third),) if page.is_internal else ()
    ticket = _ticket_cells(page, each.ticket, each.severity, each.client if is_all else "")
    return *ticket, page.clock(each.clock), page.time(each.used), _waited(page, each.on_client), *third


def _waited(page: ReportPage, micros: int) -> str:
    return page.time(micros) if micros else NOTHING


def _ticket_columns(page: ReportPage, *, is_all: bool) -> list[Column]:
    keys = ("ticket", *(("client",) if is_all else ()), "title", "severity")
    return [Column(page.say(f"column.{key}")) for key in keys]


def _ticket_cells(page: ReportPage, number: int, severity: str, client: str) -> tuple[str, ...]:
    whose = (page.client_name(client),) if client else ()
    return f"#{number}", *whose, page.ticket_title(number), page.severity(severity)


def resolved_table(page: ReportPage) -> Table:
    """Return the tickets that were resolved, each with what was done about it."""
    is_all = page.client is None
    columns = (*_ticket_columns(page, is_all=is_all), Column(page.say("column.resolution")))
    rows = [
        (
            *_ticket_cells(page, each.ticket, each.severity, page.whose_is(each.ticket)),
            page.summary(each.ticket),
        )
        for each in page.digest.figures[FigureName.RESOLVED].now.cases[:MOST_LISTED]
    ]
    return Table(columns, tuple(rows), when_empty=page.say("none"))


def reopened_table(page: ReportPage) -> Table:
    """Return the tickets that were opened again."""
    is_all = page.client is None
    rows = [
        _ticket_cells(page, each.ticket, each.severity, each.client if is_all else "")
        for each in page.digest.now.reopened[:MOST_LISTED]
    ]
    return Table(tuple(_ticket_columns(page, is_all=is_all)), tuple(rows), when_empty=page.say("none"))


def ratings_table(page: ReportPage) -> Table:
    """Return what requesters said; their comments are for staff alone."""
    is_all = page.client is None
    keys = ("face", "ticket", *(("client",) if is_all else ()), "title", *(_comment(page)))
    rows = [
        (
            _answer(page, each),
            f"#{each.ticket}",
            *((page.client_name(each.client),) if is_all else ()),
            page.ticket_title(each.ticket),
            *((each.comment,) if page.is_internal else ()),
        )
        for each in page.rated
    ]
    return Table(tuple(Column(page.say(f"column.{key}")) for key in keys), tuple(rows))


def _answer(page: ReportPage, each: Rating) -> str:
    """Return a face in words: the letters that we print with lack some faces."""
    return f"{each.score} · {face(each.score, page.language).partition(' ')[2]}"


def _comment(page: ReportPage) -> Iterable[str]:
    return ("comment",) if page.is_internal else ()


def measures_table(page: ReportPage, measures: Measures) -> Table:
    """Return what was measured elsewhere."""
    period = page.digest.wanted.period
    found = [measure_row_words(each, period, page.language) for each in measures.rows]
    rows = tuple((each.name, each.value, each.target, each.verdict, each.before) for each in found)
    keys = (("measure", False), ("now", False), ("target", True), ("verdict", False), ("before", True))
    return Table(tuple(Column(page.say(f"column.{key}"), is_number=number) for key, number in keys), rows)


def kinds_table(page: ReportPage) -> Table | None:
    """Return what was asked for; None where nobody said of any."""
    before = {kind: len(tickets) for kind, tickets in kinds(page.digest.before)}
    rows = tuple(
        (plain(page.language, f"client.kind.{kind}"), f"{len(tickets)}", f"{before.get(kind, 0)}")
        for kind, tickets in kinds(page.digest.now)
        if kind
    )
    columns = (Column(page.say("column.kind")), _number(page, "now"), _number(page, "before"))
    return Table(columns, rows, is_narrow=True) if rows else None
