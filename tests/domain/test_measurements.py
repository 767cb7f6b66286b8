"""What measurements come to in a report, how values are written, and what is wrong with files of them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest

from bot.domain.measurements import (
    Amount,
    Measurement,
    Measures,
    NoteKind,
    ReportNote,
    measures,
    standing,
)
from bot.domain.measures_file import Measured, read_measures
from bot.domain.measures_typed import (
    Span,
    TypedMetric,
    TypedNote,
    Value,
    read_span,
    read_typed_metric,
    read_typed_note,
    read_value,
)
from bot.domain.report_periods import PeriodUnit, ReportPeriod, read_period
from bot.domain.terms import Measuring, Metric
from bot.errors import BadFileError, WrongValueError
from bot.report_errors import BadMeasureError

AT: Final = datetime(2026, 11, 9, 15, tzinfo=UTC)
TODAY: Final = date(2026, 11, 9)
OCTOBER: Final = read_period("2026-10", TODAY, "UTC")
QUARTER: Final = read_period("2026-q4", TODAY, "UTC")
WEEK: Final = read_period("2026-w41", TODAY, "UTC")
PROMISED: Final = Measuring((Metric.UPTIME, Metric.OPERATIONS), uptime_target=99_000)
NOTHING: Final = Measuring()


def said(metric: Metric, days: str, amount: int | None, currency: str = "") -> Measurement:
    return Measurement("acme", metric, *read_span(days), amount, currency, "U1", AT)


def told(
    *given: Measurement, period: ReportPeriod = OCTOBER, terms: Measuring = NOTHING
) -> dict[Metric, tuple[Amount | None, Amount | None]]:
    return {each.metric: (each.now, each.before) for each in measures(period, given, (), terms).rows}


UPTIME, SUCCESS, OPERATIONS, MONEY = (
    Metric.UPTIME,
    Metric.SUCCESS_RATE,
    Metric.OPERATIONS,
    Metric.MONEY_SAVED,
)


@pytest.mark.parametrize(
    ("given", "metric", "expected"),
    [
        pytest.param([(UPTIME, "2026-10", 99_950)], UPTIME, Amount(99_950, "", 31), id="a month is itself"),
        pytest.param(
            [(UPTIME, "2026-10-01", 100_000), (UPTIME, "2026-10-02", 99_000), (UPTIME, "2026-10-03", 99_001)],
            UPTIME,
            Amount(99_333, "", 3),
            id="days are averaged, and what is no thousandth is cut off",
        ),
        pytest.param(
            [(UPTIME, "2026-10-01", 0), (UPTIME, "2026-10", 99_900)],
            UPTIME,
            Amount(99_900, "", 31),
            id="a month's value stands for its days",
        ),
        pytest.param(
            [(UPTIME, "2026-10", 99_900), (UPTIME, "2026-10", 99_800)],
            UPTIME,
            Amount(99_800, "", 31),
            id="the last word stands",
        ),
        pytest.param(
            [(UPTIME, "2026-10", 99_900), (UPTIME, "2026-10", None), (UPTIME, "2026-10-05", 98_000)],
            UPTIME,
            Amount(98_000, "", 1),
            id="what is taken back hides no day",
        ),
        pytest.param(
            [(OPERATIONS, "2026-10-01", 100), (OPERATIONS, "2026-10-02", 300)],
            OPERATIONS,
            Amount(400, "", 2),
            id="counts are summed up",
        ),
        pytest.param(
            [
                *((OPERATIONS, "2026-10-01", 100), (OPERATIONS, "2026-10-02", 300)),
                *((SUCCESS, "2026-10-01", 100_000), (SUCCESS, "2026-10-02", 96_000)),
            ],
            SUCCESS,
            Amount(97_000, "", 2),
            id="a success rate weighs by operations",
        ),
        pytest.param(
            [
                *((OPERATIONS, "2026-10-01", 100),),
                *((SUCCESS, "2026-10-01", 100_000), (SUCCESS, "2026-10-02", 96_000)),
            ],
            SUCCESS,
            Amount(98_000, "", 2),
            id="and by days where operations are not known for all",
        ),
        pytest.param(
            [
                *((OPERATIONS, "2026-10-01", 0), (OPERATIONS, "2026-10-02", 0)),
                *((SUCCESS, "2026-10-01", 100_000), (SUCCESS, "2026-10-02", 96_000)),
            ],
            SUCCESS,
            Amount(98_000, "", 2),
            id="and where there were none",
        ),
        pytest.param([(UPTIME, "2026-q4", 99_000)], UPTIME, None, id="a quarter says nothing of a month"),
        pytest.param([(UPTIME, "2026-09-30", 1)], UPTIME, None, id="the day before says nothing of it"),
    ],
)
def test_what_values_of_a_month_come_to(
    given: Sequence[tuple[Metric, str, int | None]], metric: Metric, expected: Amount | None
) -> None:
    assert told(*(said(*each) for each in given)).get(metric, (None, None))[0] == expected


def test_a_quarter_weighs_its_months_by_their_days() -> None:
    found = told(
        *(
            said(UPTIME, "2026-10", 100_000),
            said(UPTIME, "2026-11", 94_000),
            said(UPTIME, "2026-12", 100_000),
        ),
        period=QUARTER,
    )
    assert found[UPTIME][0] == Amount((62 * 100_000 + 30 * 94_000) // 92, "", 92)


def test_the_time_before_is_beside_it() -> None:
    found = told(said(MONEY, "2026-09", 5_000, "EUR"), said(MONEY, "2026-10", 7_000, "EUR"))
    assert found[MONEY] == (Amount(7_000, "EUR", 31), Amount(5_000, "EUR", 30))


def test_what_is_promised_is_told_though_nothing_was_given_but_not_of_a_week() -> None:
    assert told(terms=PROMISED) == {UPTIME: (None, None), OPERATIONS: (None, None)}
    assert told(terms=PROMISED, period=WEEK) == {}
    given = said(UPTIME, "2026-10-06", 99_000)
    assert told(given, terms=PROMISED, period=WEEK) == {UPTIME: (Amount(99_000, "", 1), None)}
    assert told(said(SUCCESS, "2026-09", 99_000)) == {SUCCESS: (None, Amount(99_000, "", 30))}


@pytest.mark.parametrize(("amount", "is_met"), [(99_000, True), (98_999, False)])
def test_a_target_is_met_from_its_own_value_on(amount: int, is_met: bool) -> None:
    (row, _) = measures(OCTOBER, [said(UPTIME, "2026-10", amount)], (), PROMISED).rows
    assert (row.target, row.is_met) == (99_000, is_met)
    assert measures(OCTOBER, [], (), PROMISED).rows[0].is_met is None


def note(days: str, number: int, kind: NoteKind, *, removed: bool = False) -> ReportNote:
    gone = ("U1", AT) if removed else (None, None)
    return ReportNote("acme", *read_span(days), number, kind, f"{days} {number}", "U1", AT, *gone)


def test_notes_stand_in_the_report_that_holds_their_days() -> None:
    notes = [
        note("2026-10", 1, NoteKind.ROADMAP),
        note("2026-10", 2, NoteKind.IMPROVEMENT),
        note("2026-10", 3, NoteKind.IMPROVEMENT, removed=True),
        note("2026-11", 1, NoteKind.IMPROVEMENT),
        note("2026-q4", 1, NoteKind.ROADMAP),
    ]
    october = measures(OCTOBER, [], notes, NOTHING)
    assert [each.text for each in october.notes] == ["2026-10 2", "2026-10 1"]
    quarter = measures(QUARTER, [], notes, NOTHING)
    assert [each.text for each in quarter.of_kind(NoteKind.ROADMAP)] == ["2026-q4 1", "2026-10 1"]
    assert measures(WEEK, [], notes, NOTHING) == Measures()


@pytest.mark.parametrize(
    ("metric", "text", "value"),
    [
        (UPTIME, "99.95", Value(99_950)),
        (UPTIME, " 100 % ", Value(100_000)),
        (SUCCESS, "0", Value(0)),
        (OPERATIONS, "12345", Value(12_345)),
        (Metric.HOURS_SAVED, "12.5", Value(750)),
        (Metric.HOURS_SAVED, "12.5 h", Value(750)),
        (Metric.HOURS_SAVED, "0.33", Value(20)),
        (MONEY, "1200.50", Value(120_050, "USD")),
        (MONEY, "1200.5 eur", Value(120_050, "EUR")),
        (MONEY, "BRL 80", Value(8_000, "BRL")),
        (MONEY, "500 JPY", Value(500, "JPY")),
    ],
)
def test_values_are_read(metric: Metric, text: str, value: Value) -> None:
    assert read_value(metric, text, "USD") == value


@pytest.mark.parametrize(
    ("metric", "text"),
    [
        *(
            (UPTIME, "100.1"),
            (UPTIME, "99,9"),
            (UPTIME, "-1"),
            (UPTIME, "nan"),
            (UPTIME, ""),
            (UPTIME, "1e1"),
        ),
        *((UPTIME, "99.9999"), (OPERATIONS, "1,000"), (OPERATIONS, "1.5"), (OPERATIONS, "-3")),
        *((OPERATIONS, "9" * 40), (Metric.HOURS_SAVED, "1:30"), (MONEY, "1.234"), (MONEY, "10 XQZ")),
        *((MONEY, "EUR 10 USD"), (MONEY, "500.5 JPY"), (MONEY, "$5")),
    ],
)
def test_what_is_no_value_is_refused(metric: Metric, text: str) -> None:
    with pytest.raises(WrongValueError):
        read_value(metric, text, "USD")


def test_money_without_a_currency_is_refused_where_none_is_known() -> None:
    with pytest.raises(WrongValueError, match="names no currency"):
        read_value(MONEY, "12", "")


@pytest.mark.parametrize(
    ("word", "first", "last"),
    [
        ("2026-10-05", "2026-10-05", "2026-10-05"),
        ("2026-10", "2026-10-01", "2026-10-31"),
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("2024-2", "2024-02-01", "2024-02-29"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026q1", "2026-01-01", "2026-03-31"),
    ],
)
def test_days_are_read(word: str, first: str, last: str) -> None:
    assert read_span(word) == Span(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("word", ["", "october", "2026-13", "2026-02-30", "2026-q5", "2026", "2026-w41"])
def test_what_names_no_days_is_refused(word: str) -> None:
    with pytest.raises(WrongValueError):
        read_span(word)


OCT: Final = read_span("2026-10")


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("", TypedMetric("")),
        ("acme", TypedMetric("acme")),
        ("Acme Orders 2026-10", TypedMetric("Acme Orders", span=OCT)),
        ("acme uptime 99.95 2026-10", TypedMetric("acme", UPTIME, "99.95", OCT)),
        ("acme uptime 2026-10 99.95 %", TypedMetric("acme", UPTIME, "99.95 %", OCT)),
        ("success rate 99 2026-10", TypedMetric("", SUCCESS, "99", OCT)),
        ("acme Success-Rate off 2026-10", TypedMetric("acme", SUCCESS, "off", OCT)),
        ("acme uptime 99.95", TypedMetric("acme", UPTIME, "99.95")),
    ],
)
def test_measurements_are_typed(text: str, typed: TypedMetric) -> None:
    assert read_typed_metric(text) == typed
    assert typed.is_off == ("off" in text)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("acme", TypedNote("acme")),
        ("acme 2026-10", TypedNote("acme", OCT)),
        ('acme 2026-10 "Two more workers"', TypedNote("acme", OCT, text="Two more workers")),
        ("2026-10 roadmap: Move in 2026-11", TypedNote("", OCT, NoteKind.ROADMAP, "Move in 2026-11")),
        ("acme 2026-10 “Roadmap: it”", TypedNote("acme", OCT, NoteKind.ROADMAP, "it")),
        ("acme 2026-10 remove 2", TypedNote("acme", OCT, removed=2)),
        ("acme 2026-10 Remove 2 steps", TypedNote("acme", OCT, text="Remove 2 steps")),
    ],
)
def test_notes_are_typed(text: str, typed: TypedNote) -> None:
    assert read_typed_note(text) == typed


@pytest.mark.parametrize("text", ["acme 2026-13 words", f"acme 2026-10 {'long ' * 400}"])
def test_notes_that_cannot_be_used_are_refused(text: str) -> None:
    with pytest.raises(BadMeasureError):
        read_typed_note(text)


CLIENTS: Final = (
    Measured("acme", "Acme Orders", TODAY, "USD"),
    Measured("globex", "Globex", TODAY, "", saved_in="EUR"),
)


def problems(text: str, only: str = "") -> list[str]:
    with pytest.raises(BadFileError) as refused:
        read_measures(text, "file.csv", CLIENTS, only)
    return [str(each) for each in refused.value.problems]


@pytest.mark.parametrize(
    "text",
    [
        "client,metric,period,value\nacme,uptime,2026-10,99.95\nAcme Orders,operations,2026-10-05,12\n",
        "\ufeffClient;Metric;Date;Value\r\nacme;Uptime;2026-10;99.95\r\n\r\nACME;operations;2026-10-05;12\r\n",
        "value,period,metric,client\n99.95%,2026-10,uptime,acme\n12,2026-10-05,operations,acme",
        'client\tmetric\tperiod\tvalue\n"acme"\tuptime\t2026-10\t99.95\nacme\toperations\t2026-10-05\t12',
    ],
    ids=["commas", "as a spreadsheet with a mark and semicolons", "columns in any order", "tabs"],
)
def test_a_file_is_read(text: str) -> None:
    found = read_measures(text, "file.csv", CLIENTS)
    assert [(each.client, each.metric, each.span.first, each.value) for each in found] == [
        ("acme", UPTIME, date(2026, 10, 1), Value(99_950)),
        ("acme", OPERATIONS, date(2026, 10, 5), Value(12)),
    ]


def test_a_file_about_one_client_needs_no_column_for_it() -> None:
    assert read_measures("metric,period,value\nuptime,2026-10,9", "f", CLIENTS, "acme")[0].client == "acme"
    wrong = problems("client,metric,period,value\nglobex,uptime,2026-10,9", "acme")
    assert wrong == ["line 2: client is 'globex', not 'acme': take the row out, or leave --client out"]


HEAD: Final = "client,metric,period,value"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["line 1: has no column 'client'", "'metric'", "'value'", "'period'"]),
        (
            "client,metrik,period,value\n",
            ["line 1: has the column 'metrik', which is not known: did you mean 'metric'?", "'metric'"],
        ),
        ("client,metric,period,date,value\n", ["has the columns 'period' and 'date': leave one of them"]),
        (f"{HEAD},value\n", ["has the column 'value' more than once"]),
        (f"{HEAD}\n", ["holds no values"]),
        (f"{HEAD}\nacme,uptime\n", ["line 2: has 2 cells, the first line has 4"]),
        (
            f"{HEAD}\nacmee,uptime,2026-10,9\n",
            ["line 2: client is 'acmee', which is no client: did you mean 'acme'?"],
        ),
        (
            f"{HEAD}\nacme,uptme,2026-10,9\n",
            ["line 2: metric is 'uptme', which is no metric: did you mean 'uptime'?"],
        ),
        (f"{HEAD}\nacme,uptime,10/2026,9\n", ["line 2: period is '10/2026', which names no days"]),
        (f"{HEAD}\nacme,uptime,2026-12,9\n", ["line 2: period begins on 2026-12-01, which is still to come"]),
        (f"{HEAD}\nacme,uptime,2026-10,high\n", ["line 2: value is 'high', which is no percentage"]),
        (f"{HEAD}\nglobex,money_saved,2026-10,5 USD\n", ["line 2: value is in USD, all before it in EUR"]),
        (
            f"{HEAD}\nacme,uptime,2026-10,9\nacme,uptime,2026-10,8\n",
            ["line 3: value is another than line 2 says of the same days"],
        ),
        (
            f"{HEAD}\nacme,money_saved,2026-10,9\nacme,money_saved,2026-09,8 EUR\n",
            ["line 3: value is in EUR, others of this client in USD"],
        ),
        (f'{HEAD}\nacme,"uptime"x,2026-10,9\n', ["line 2: cannot be read as CSV"]),
        (
            f"{HEAD}\nacme,uptime,2026-10,9\nacme,x,2026-10,9\n\nacme,uptime,y,9\n",
            ["line 3: metric", "line 5: period"],
        ),
    ],
    ids=lambda value: value.replace("\n", "|") if isinstance(value, str) else "",
)
def test_what_is_wrong_with_a_file_is_told_row_by_row(text: str, expected: list[str]) -> None:
    found = problems(text)
    assert len(found) == len(expected), found
    assert all(words in each for each, words in zip(found, expected, strict=True)), found


def test_the_history_stands_in_its_order() -> None:
    first, last = said(UPTIME, "2026-10", 1), said(UPTIME, "2026-10", 2)
    assert standing([first, last]) == {last.place: last}
    assert standing([last, first]) == {first.place: first}
    assert standing([first, said(UPTIME, "2026-10", None)]) == {}


def test_a_period_of_days_is_no_month() -> None:
    days = ReportPeriod(PeriodUnit.DAYS, TODAY - timedelta(days=29), TODAY, "UTC")
    assert told(terms=PROMISED, period=days) == {}
