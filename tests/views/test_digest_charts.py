"""What the pictures of digests show, in charts and in words, in the reader's language."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.charts import Tone
from bot.domain.report_periods import PeriodUnit, last_whole
from bot.domain.samples import Counts
from bot.domain.used_hours import HoursUsed
from bot.domain.weeks import Week, since_the_first, weeks_shown
from bot.views.digest_charts import client_picture, month_picture, week_pictures

LAST = last_whole(PeriodUnit.WEEK, date(2026, 11, 25), "UTC")
NOW = datetime(2026, 11, 25, tzinfo=UTC)


def week(back: int, *counts: int, backlog: int = 0, is_over: bool = True) -> Week:
    period = LAST
    for _ in range(back):
        period = period.before
    return Week(period, Counts(*counts), backlog, is_over)


WEEKS = [week(1, 12, 10, 9, 1, backlog=4), week(0, 0, 3, 0, 0, backlog=1)]


@pytest.mark.parametrize(
    ("language", "volume", "promises"),
    [
        pytest.param(
            "en",
            "Tickets by week. Nov 9: 12 opened, 10 resolved, 4 open; Nov 16: 0 opened, 3 resolved, 1 open.",
            "Promises kept by week. Nov 9: 90 % (9 of 10); Nov 16: none due.",
            id="English",
        ),
        pytest.param(
            "es",
            "Tickets por semana. 9 nov: 12 abiertos, 10 resueltos, 4 sin resolver;"
            " 16 nov: 0 abiertos, 3 resueltos, 1 sin resolver.",
            "Compromisos cumplidos por semana. 9 nov: 90 % (9 de 10); 16 nov: ninguno vencía.",
            id="Spanish",
        ),
        pytest.param(
            "pt",
            "Chamados por semana. 9 de nov.: 12 abertos, 10 resolvidos, 4 em aberto;"
            " 16 de nov.: 0 abertos, 3 resolvidos, 1 em aberto.",
            "Compromissos cumpridos por semana. 9 de nov.: 90% (9 de 10); 16 de nov.: nenhum vencia.",
            id="Portuguese",
        ),
    ],
)
def test_pictures_of_weeks_say_their_figures_in_words(language: str, volume: str, promises: str) -> None:
    found = week_pictures(WEEKS, language)
    assert [each.said for each in found] == [volume, promises]
    opened, resolved = found[0].chart.series
    assert (opened.amounts, resolved.amounts) == ((12, 0), (10, 3))
    assert found[0].chart.line is not None
    assert found[0].chart.line.amounts == (4, 1)
    assert [each.amounts for each in found[1].chart.series] == [(9, 0), (1, 0)]


def test_a_week_that_is_not_over_is_marked() -> None:
    (volume,) = week_pictures([week(0, 1, 0, 0, 0, is_over=False)], "en")
    assert volume.chart.labels == ("Nov 16…",)


def test_nothing_is_drawn_of_nothing() -> None:
    assert week_pictures([week(1, 0, 0, 0, 0), week(0, 0, 0, 0, 0)], "en") == []
    assert month_picture([], "en") is None
    assert month_picture([HoursUsed("acme", date(2026, 11, 1), 0, 0)], "en") is None


@pytest.mark.parametrize(
    ("used", "allowed", "parts", "note", "percent"),
    [
        pytest.param(90, 600, {Tone.MAIN: 90, Tone.REST: 510}, "1 h 30 min of 10 h", 15, id="some is left"),
        pytest.param(720, 600, {Tone.MAIN: 600, Tone.WARNING: 120}, "12 h of 10 h", 120, id="too much"),
        pytest.param(60, -60, {Tone.WARNING: 60}, "1 h of 0 min", 100, id="earlier months took it all"),
    ],
)
def test_hours_are_shown_against_what_there_was(
    used: int, allowed: int, parts: dict[Tone, int], note: str, percent: int
) -> None:
    found = month_picture([HoursUsed("acme", date(2026, 11, 1), used, allowed)], "en")
    assert found is not None
    assert {each.tone: each.amounts[0] for each in found.chart.series} == parts
    assert found.chart.notes == (note,)
    assert found.said == f"Hours used by month. Nov 2026: {note} ({percent} %)."


def test_of_many_clients_those_are_shown_who_have_used_most() -> None:
    used = [HoursUsed(f"c{n}", date(2026, 11, 1), n, 100) for n in range(40)]
    found = client_picture(used, {"c39": "Acme"}, date(2026, 11, 22), "en")
    assert found is not None
    assert found.chart.labels[:2] == ("Acme", "c38")
    assert len(found.chart.labels) == 12
    assert found.chart.title == "Most hours used, each in its month on Nov 22, 2026"


@pytest.mark.parametrize(
    ("first", "last", "language", "title"),
    [
        pytest.param("2026-11-01", "2026-11-30", "en", "November 2026", id="a month of the calendar"),
        pytest.param("2026-11-01", "2026-11-30", "pt", "novembro de 2026", id="the same in Portuguese"),
        pytest.param(
            "2026-12-05", "2027-01-04", "en", "Dec 5, 2026 \u2013 Jan 4, 2027", id="a contract's own"
        ),
        pytest.param("2026-11-01", "2027-01-31", "en", "Nov 1, 2026 \u2013 Jan 31, 2027", id="a long one"),
    ],
)
def test_the_month_of_hours_is_named(first: str, last: str, language: str, title: str) -> None:
    begins_on, last_day = date.fromisoformat(first), date.fromisoformat(last)
    used = [HoursUsed(each, begins_on, 60, 300, last_day) for each in ("acme", "globex")]
    found = client_picture(used, {}, date(2026, 11, 22), language)
    assert found is not None
    assert found.chart.title.partition(", ")[2] == title


def test_where_clients_months_differ_the_day_that_they_hold_is_named() -> None:
    used = [
        HoursUsed("acme", date(2026, 11, 1), 60, 300, date(2026, 11, 30)),
        HoursUsed("globex", date(2026, 11, 5), 60, 300, date(2026, 12, 4)),
    ]
    found = client_picture(used, {}, date(2026, 11, 22), "en")
    assert found is not None
    assert found.chart.title == "Hours used by client, each in its month on Nov 22, 2026"


def test_weeks_end_with_the_report_and_begin_with_the_client() -> None:
    shown = weeks_shown(LAST, NOW)
    assert (len(shown), shown[-1]) == (8, LAST)
    quarter = weeks_shown(last_whole(PeriodUnit.QUARTER, date(2026, 11, 25), "UTC"), NOW)
    assert len(quarter) == 14
    assert quarter[0].first <= date(2026, 7, 1)
    early = weeks_shown(LAST, LAST.from_at - timedelta(days=10))
    assert early[-1].first < LAST.first - timedelta(days=7)
    empty = [week(back, 0, 0, 0, 0) for back in range(8)][::-1]
    assert len(since_the_first(empty)) == 4
    assert len(since_the_first([*empty[:2], week(5, 1, 0, 0, 0), *empty[3:]])) == 6
