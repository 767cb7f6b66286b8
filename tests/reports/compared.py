"""What reports say of the fixed world, beside the slow count of the same."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Final

from bot.domain.digests import Reader, Standing, Wanted, digest
from bot.domain.figures import Figure, FigureName, figures
from bot.domain.report_periods import PeriodUnit, ReportPeriod, last_whole, read_period
from bot.domain.samples import Sample
from bot.services.sampling import sample
from storage import Store
from tests.reports.facts import COMPANIES, NEW_YORK, SEVERITIES
from tests.reports.minutes import minute_of
from tests.reports.slow import Life
from tests.reports.slow_figures import Counted, slow_figures, slow_median, slow_ninetieth, slow_percent
from tests.reports.stories import Stand

_QUARTERS: Final = 2
_MONTHS: Final = 6
_WEEKS: Final = 26
_DAY: Final = 86_400_000_000


def periods(now: datetime, zone: str) -> Iterator[ReportPeriod]:
    """Yield each week, month and quarter of the half-year before a moment, the present ones, and odd ones."""
    today = now.date()
    for unit, count in (
        (PeriodUnit.WEEK, _WEEKS),
        (PeriodUnit.MONTH, _MONTHS),
        (PeriodUnit.QUARTER, _QUARTERS),
    ):
        period = last_whole(unit, today, zone).following
        for _ in range(count + 1):
            yield period
            period = period.before
    for typed in ("last 30 days", "1 day"):
        yield read_period(typed, today, zone)
    yield ReportPeriod(PeriodUnit.MONTH, date(2025, 11, 1), date(2025, 11, 30), zone)


async def differences(store: Store, lives: Sequence[Life], now: datetime) -> list[str]:
    """Return where reports, told at a moment, differ from the slow count: of all clients, and of each."""
    wrong: list[str] = []
    for period in periods(now, NEW_YORK):
        whole = await sample(store, period, None, now)
        wrong += _differences(f"all, {_named(period)}", whole, lives)
        before = await sample(store, period.before, None, now)
        wrong += [
            f"{_named(period)}: {standing.client} stands otherwise by itself"
            for standing in digest(Wanted(Reader.MANAGER, period), whole, before).standings
            if standing != await _standing(store, period, standing.client, now)
        ]
    for company in COMPANIES:
        own = [each for each in lives if each.story.company is company]
        for period in periods(now, company.zone):
            found = await sample(store, period, company.id, now)
            wrong += _differences(f"{company.id}, {_named(period)}", found, own)
    return wrong


async def _standing(store: Store, period: ReportPeriod, client: str, now: datetime) -> Standing:
    """Return how a client stands by what is read of it alone."""
    found = figures(await sample(store, period, client, now))
    before = figures(await sample(store, period.before, client, now))
    return Standing(
        client,
        found[FigureName.OPENED].count,
        found[FigureName.RESOLVED].count,
        found[FigureName.BACKLOG].count,
        before[FigureName.BACKLOG].count,
        (found[FigureName.BACKLOG_AGE].longest or 0) // _DAY,
        found[FigureName.BREACHES].count,
        found[FigureName.NEAR_MISSES].count,
        sum(each.count for name, each in found.items() if name.endswith("_met")),
        None,
    )


def _named(period: ReportPeriod) -> str:
    return f"{period.unit} from {period.first} to {period.last}"


def _differences(where: str, found: Sample, lives: Sequence[Life]) -> Iterator[str]:
    """Yield what differs of one sample: each figure, at all severities and at each."""
    since, until = (minute_of(datetime.fromtimestamp(at / 1e6, UTC)) for at in (found.since, found.until))
    wanted = slow_figures(lives, since, until)
    yield from (f"{where}: {each}" for each in _other_waits(found, lives, since, until))
    for name, figure in figures(found).items():
        of_severities = figure.by_severity
        yield from (f"{where}: {each}" for each in _unlike(figure, wanted[name]))
        for severity in SEVERITIES:
            part = of_severities.get(severity, Figure(name, ()))
            counted = [each for each in wanted[name] if each.severity == severity]
            yield from (f"{where}, {severity}: {each}" for each in _unlike(part, counted))


def _other_waits(found: Sample, lives: Iterable[Life], since: int, until: int) -> Iterator[str]:
    """Yield where what stopped in that time did not wait so long for the client, and for third parties."""
    wanted = sorted(
        (life.story.number, kept.clock, kept.used, kept.waited[Stand.CLIENT], kept.waited[Stand.THIRD])
        for life in lives
        for kept in life.kept
        if kept.stopped is not None and since <= kept.stopped < until
    )
    minutes = sorted(
        (
            each.ticket,
            each.clock,
            *(time // 60_000_000 for time in (each.used, each.on_client, each.on_third)),
        )
        for each in found.outcomes
        if found.is_within(each.stopped_at)
    )
    if wanted != minutes:
        yield f"waits of {set(minutes) - set(wanted)}, not {set(wanted) - set(minutes)}"


def _unlike(figure: Figure, counted: Sequence[Counted]) -> Iterator[str]:
    """Yield what differs of one figure: the cases behind it, and every number that is made of them."""
    cases = sorted((case.ticket, case.severity, case.value) for case in figure.cases)
    if cases != sorted(map(tuple, counted)):
        lost, odd = set(counted) - set(cases), set(cases) - set(counted)
        yield f"{figure.name}: not counted {sorted(lost)}, counted {sorted(odd)}"
    values = [each.value for each in counted]
    hits = sum(values)
    wanted = {
        "count": len(values),
        "hits": hits,
        "percent": slow_percent(hits, len(values)) if values and figure.name in _SHARES else None,
        "median": slow_median(values),
        "ninetieth": slow_ninetieth(values),
        "longest": max(values, default=None),
        "tickets": sorted({each.ticket for each in counted}),
    }
    for name, value in wanted.items():
        given = getattr(figure, name)
        if given != value and (name != "percent" or figure.name in _SHARES):
            yield f"{figure.name}: {name} is {given}, not {value}"


_SHARES: Final = frozenset(
    {
        FigureName.FIRST_RESPONSE_MET,
        FigureName.NEXT_RESPONSE_MET,
        FigureName.UPDATE_MET,
        FigureName.RESOLUTION_MET,
        FigureName.FIRST_CONTACT,
    }
)
