"""A file of measurements (CSV): each row is checked, and all problems are told at once."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Final, TypeVar

from bot.domain.measures_typed import Span, Value, metric_named, read_span, read_value
from bot.domain.terms import Metric
from bot.domain.toml_text import nearest
from bot.errors import BadFileError, FileProblem, WrongValueError

_CLIENT: Final = "client"
_METRIC: Final = "metric"
_PERIOD: Final = "period"
_DATE: Final = "date"
_VALUE: Final = "value"
_CURRENCY: Final = "currency"
_KNOWN: Final = (_CLIENT, _METRIC, _PERIOD, _DATE, _VALUE, _CURRENCY)
_ReadT = TypeVar("_ReadT")

_HEAD: Final = "client,metric,period,value"


@dataclass(frozen=True, slots=True)
class Measured:
    """A client that values may be given for."""

    id: str
    name: str
    today: date
    """Where it is."""
    currency: str
    """Of its savings, where a value names none; empty: it has to."""
    saved_in: str = ""
    """The currency of the savings that were given before, which are summed up; empty: none were."""


@dataclass(frozen=True, slots=True)
class Given:
    """A row of the file."""

    line: int
    client: str
    metric: Metric
    span: Span
    value: Value


class _Wrong(Exception):  # noqa: N818 - it never leaves this module
    """A field of a row cannot be used."""

    def __init__(self, field: str, error: WrongValueError) -> None:
        super().__init__(field)
        self.field = field
        self.error = error


def read_measures(text: str, file: str, clients: Sequence[Measured], only: str = "") -> list[Given]:
    """Return the rows of a file; BadFileError lists all that is wrong with it.

    *only*: the id of the one client that it may be about; then it needs no column for it.
    """
    rows = csv.reader(StringIO(text.removeprefix("\ufeff")), delimiter=_delimiter(text), strict=True)
    given, problems = list[Given](), list[FileProblem]()
    try:
        columns = _columns(next(rows, []), file, only)
        reader = _Rows(columns, clients, only)
        for cells in rows:
            if any(cell.strip() for cell in cells):
                _take(reader, rows.line_num, cells, given, problems)
    except csv.Error as error:
        problems.append(
            FileProblem(f"cannot be read as CSV ({error})", "mend its quotes", line=rows.line_num)
        )
    problems += _contradictions(given)
    if not given and not problems:
        problems.append(FileProblem("holds no values", f"write rows below {_HEAD}"))
    if problems:
        raise BadFileError(file, tuple(sorted(problems, key=lambda each: each.line or 0)))
    return given


def _delimiter(text: str) -> str:
    """Return what stands between cells: spreadsheets of half the world write semicolons."""
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _columns(head: Sequence[str], file: str, only: str) -> Mapping[str, int]:
    """Return where each column stands; BadFileError where one is missing, unknown or there twice."""
    names = [cell.strip().lower() for cell in head]
    problems = [_unknown(name) for name in dict.fromkeys(names) if name not in _KNOWN]
    problems += [
        FileProblem(f"has the column {name!r} more than once", "leave one", line=1)
        for name in _KNOWN
        if names.count(name) > 1
    ]
    if _PERIOD in names and _DATE in names:
        problems.append(FileProblem("has the columns 'period' and 'date'", "leave one of them", line=1))
    needed = [*([] if only else [_CLIENT]), _METRIC, _VALUE]
    missing = [name for name in needed if name not in names]
    missing += [] if _PERIOD in names or _DATE in names else [_PERIOD]
    problems += [
        FileProblem(f"has no column {name!r}", f"begin the file with the line {_HEAD}", line=1)
        for name in missing
    ]
    if problems:
        raise BadFileError(file, tuple(problems))
    return {_PERIOD if name == _DATE else name: place for place, name in enumerate(names)}


def _unknown(name: str) -> FileProblem:
    near = nearest(name, _KNOWN)
    remedy = f"did you mean {near!r}?" if near else f"write one of {', '.join(_KNOWN)}"
    return FileProblem(f"has the column {name!r}, which is not known", remedy, line=1)


def _take(
    reader: "_Rows", line: int, cells: Sequence[str], given: list[Given], problems: list[FileProblem]
) -> None:
    try:
        given.append(reader.read(line, cells))
    except _Wrong as wrong:
        problems.append(FileProblem(wrong.error.wrong, wrong.error.remedy, wrong.field, line))


class _Rows:
    """Reads rows by their columns."""

    def __init__(self, columns: Mapping[str, int], clients: Sequence[Measured], only: str) -> None:
        self._columns = columns
        self._clients = {name.lower(): each for each in clients for name in (each.name, each.id)}
        self._only = only

    def read(self, line: int, cells: Sequence[str]) -> Given:
        """Return what a row says; _Wrong names the field that cannot be used."""
        if len(cells) != len(self._columns):
            wrong = f"has {len(cells)} cells, the first line has {len(self._columns)}"
            raise _Wrong("", WrongValueError(wrong, "write one for each column"))
        client = self._client(self._cell(cells, _CLIENT) or self._only)
        metric = _in(_METRIC, lambda: metric_named(self._cell(cells, _METRIC)))
        days = self._cell(cells, _PERIOD)
        span = _in(_PERIOD, lambda: checked_span(read_span(days), client.today))
        currency = self._cell(cells, _CURRENCY) or client.currency
        said = self._cell(cells, _VALUE)
        value = _in(_VALUE, lambda: checked_currency(read_value(metric, said, currency), client.saved_in))
        return Given(line, client.id, metric, span, value)

    def _cell(self, cells: Sequence[str], name: str) -> str:
        return cells[self._columns[name]].strip() if name in self._columns else ""

    def _client(self, name: str) -> Measured:
        found = self._clients.get(name.lower())
        if found is None:
            near = nearest(name.lower(), self._clients)
            remedy = f"did you mean {self._clients[near].id!r}?" if near else "write a client's id"
            raise _Wrong(_CLIENT, WrongValueError(f"is {name!r}, which is no client", remedy))
        if self._only and found.id != self._only:
            remedy = "take the row out, or leave --client out"
            raise _Wrong(_CLIENT, WrongValueError(f"is {name!r}, not {self._only!r}", remedy))
        return found


def _in(field: str, read: Callable[[], _ReadT]) -> _ReadT:
    """Return what is read of a field; _Wrong where that cannot be used."""
    try:
        return read()
    except WrongValueError as error:
        raise _Wrong(field, error) from None


def checked_span(span: Span, today: date) -> Span:
    """Return days that have begun; WrongValueError for others: nothing was measured on them."""
    if span.first > today:
        raise WrongValueError(f"begins on {span.first}, which is still to come", "write days that have begun")
    return span


def checked_currency(value: Value, saved_in: str) -> Value:
    """Return a value in the currency of those before it; WrongValueError: another cannot be added to them."""
    if value.currency and saved_in and value.currency != saved_in:
        raise WrongValueError(
            f"is in {value.currency}, all before it in {saved_in}", "write it in that currency"
        )
    return value


def _contradictions(given: Sequence[Given]) -> Iterator[FileProblem]:
    """Yield the rows that say something else of the same days than one above them, or in another currency."""
    said: dict[tuple[str, Metric, Span], Given] = {}
    currencies: dict[str, str] = {}
    for each in given:
        above = said.setdefault((each.client, each.metric, each.span), each)
        if above.value != each.value:
            wrong = f"is another than line {above.line} says of the same days"
            yield FileProblem(wrong, "leave one of them", _VALUE, each.line)
        currency = each.value.currency
        if currency and currencies.setdefault(each.client, currency) != currency:
            wrong = f"is in {currency}, others of this client in {currencies[each.client]}"
            yield FileProblem(wrong, "write all in one currency", _VALUE, each.line)
