"""Measurements and notes as people write them: in a file, after `/digest metric` and after `/digest note`."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from babel.numbers import get_currency_precision, is_currency

from bot.domain.measurements import SHARES, NoteKind, ReportNote
from bot.domain.terms import Metric
from bot.domain.toml_text import nearest
from bot.errors import WrongValueError
from bot.report_errors import BadMeasureError

_DAY: Final = timedelta(days=1)
_YEAR: Final = 12
_QUARTER: Final = 3
_ALL: Final = 100_000
_HOUR: Final = 60
_MOST: Final = 10**15
_LONGEST_NOTE: Final = 1500
_DATE: Final = re.compile(r"(20\d\d)-(\d{1,2})-(\d{1,2})")
_MONTH: Final = re.compile(r"(20\d\d)-(\d{1,2})")
_QUARTERS: Final = re.compile(r"(20\d\d)-?q([1-4])", re.IGNORECASE)
_SPAN: Final = re.compile(
    r"(?:^|(?<=\s))20\d\d-(?:\d{1,2}(?:-\d{1,2})?|q\d)(?=\s|$)|(?:^|(?<=\s))20\d\dq\d(?=\s|$)", re.IGNORECASE
)
_METRIC: Final = re.compile(
    rf"(?:^|(?<=\s))({'|'.join(each.replace('_', '[ _-]?') for each in Metric)})(?=\s|$)", re.IGNORECASE
)
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_MONEY: Final = re.compile(r"(?:([A-Za-z]{3})\s*)?(\d+(?:\.\d+)?)(?:\s*([A-Za-z]{3}))?")
_HOURS: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(?:h|hours?)?", re.IGNORECASE)
_OFF: Final = frozenset({"off", "remove", "none"})
_KIND: Final = re.compile(rf"({'|'.join(NoteKind)})s?\s*:\s*", re.IGNORECASE)
_REMOVAL: Final = re.compile(r"(?:remove|off)\s+#?(\d{1,6})", re.IGNORECASE)
_VERB: Final = re.compile(r"(?:is|names|begins)\b")
_QUOTED: Final = re.compile(r"""["'\u201c\u201d](.*)["'\u201c\u201d]""", re.DOTALL)


class Span(NamedTuple):
    """Days, the last one included."""

    first: date
    last: date


class Value(NamedTuple):
    """An amount as `bot.domain.measurements` counts it, with the currency of money."""

    amount: int
    currency: str = ""


@dataclass(frozen=True, slots=True)
class TypedMetric:
    """What was typed after `/digest metric`; without a metric, what was given is to be shown."""

    client: str
    metric: Metric | None = None
    value: str = ""
    span: Span | None = None

    @property
    def is_off(self) -> bool:
        """Whether a value is to be taken back."""
        return self.value.lower() in _OFF


@dataclass(frozen=True, slots=True)
class TypedNote:
    """What was typed after `/digest note`; without words or a number, the notes are to be shown."""

    client: str
    span: Span | None = None
    kind: NoteKind = NoteKind.RECOMMENDATION
    text: str = ""
    removed: int | None = None
    """The number of the one to take away."""

    def says(self, note: ReportNote) -> bool:
        """Whether a note of the same days, which stands, says the very same."""
        return note.removed_at is None and (note.kind, note.text) == (self.kind, self.text)


def read_typed_metric(typed: str) -> TypedMetric:
    """Return what `acme uptime 99.95 2026-10` says; BadMeasureError for days that there are not."""
    text = " ".join(typed.split())
    found = _METRIC.search(text)
    if found is None:
        span, rest = _take_span(text)
        return TypedMetric(rest, span=span)
    span, value = _take_span(text[found.end() :])
    return TypedMetric(text[: found.start()].strip(), metric_named(found[1]), value, span)


def read_typed_note(typed: str) -> TypedNote:
    """Return what `acme 2026-10 roadmap: Two more shops` says; BadMeasureError."""
    found = _SPAN.search(typed)
    if found is None:
        return TypedNote(" ".join(typed.split()))
    client, span = " ".join(typed[: found.start()].split()), _span_typed(found[0])
    text = _unquoted(typed[found.end() :].strip())
    if removal := _REMOVAL.fullmatch(text):
        return TypedNote(client, span, removed=int(removal[1]))
    kind = _KIND.match(text)
    text = _unquoted(text[kind.end() :]) if kind else text
    if len(text) > _LONGEST_NOTE:
        raise BadMeasureError(
            f"{text[:20]}…", f"has {len(text)} characters", f"write at most {_LONGEST_NOTE}"
        )
    return TypedNote(client, span, NoteKind(kind[1].lower()) if kind else NoteKind.RECOMMENDATION, text)


def metric_named(word: str) -> Metric:
    """Return the metric of that name, however its words are joined; WrongValueError has the nearest."""
    folded = re.sub(r"[ _-]+", "_", word.strip().lower())
    known = {each.replace("_", ""): each for each in Metric}
    found = known.get(folded.replace("_", ""))
    if found is None:
        near = nearest(folded, [each.value for each in Metric])
        remedy = f"did you mean {near!r}?" if near else f"write one of {', '.join(Metric)}"
        raise WrongValueError(f"is {word!r}, which is no metric", remedy)
    return found


def read_span(word: str) -> Span:
    """Return the days that `2026-10-05`, `2026-10` or `2026-q4` means; WrongValueError."""
    word = word.strip()
    try:
        if found := _DATE.fullmatch(word):
            day = date(int(found[1]), int(found[2]), int(found[3]))
            return Span(day, day)
        if found := _MONTH.fullmatch(word):
            return _months(int(found[1]), int(found[2]), 1)
        if found := _QUARTERS.fullmatch(word):
            return _months(int(found[1]), (int(found[2]) - 1) * _QUARTER + 1, _QUARTER)
    except ValueError:  # 2026-13, 2026-02-30
        pass
    raise WrongValueError(
        f"is {word!r}, which names no days", "write a day, month or quarter: 2026-10-05, 2026-10 or 2026-q4"
    )


def _months(year: int, month: int, count: int) -> Span:
    first = date(year, month, 1)
    years, following = divmod(month - 1 + count, _YEAR)
    return Span(first, date(year + years, following + 1, 1) - _DAY)


def read_value(metric: Metric, text: str, currency: str) -> Value:
    """Return what a value says; *currency* stands where money names none. WrongValueError."""
    text = text.strip()
    if metric in SHARES:
        return Value(_thousandths(text))
    if metric is Metric.OPERATIONS:
        return Value(_count(text))
    if metric is Metric.HOURS_SAVED:
        return Value(_minutes(text))
    return _money(text, currency)


def _thousandths(text: str) -> int:
    bare = text.removesuffix("%").strip()
    thousandths = Decimal(bare) * 1000 if _NUMBER.fullmatch(bare) else None
    if thousandths is None or thousandths != int(thousandths) or thousandths > _ALL:
        raise WrongValueError(
            f"is {text!r}, which is no percentage", "write a number from 0 to 100 such as 99.95"
        )
    return int(thousandths)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) > _MOST:
        raise WrongValueError(f"is {text!r}, which is no whole number", "write digits alone, such as 12345")
    return int(text)


def _minutes(text: str) -> int:
    found = _HOURS.fullmatch(text)
    minutes = Decimal(found[1]) * _HOUR if found else None
    if minutes is None or minutes > _MOST:
        raise WrongValueError(f"is {text!r}, which is no number of hours", "write hours such as 12.5")
    return int(minutes.to_integral_value(ROUND_HALF_UP))


def _money(text: str, usual: str) -> Value:
    found = _MONEY.fullmatch(text)
    if found is None or (found[1] and found[3]):
        raise WrongValueError(
            f"is {text!r}, which is no amount", "write digits and a point, such as 1200.50 or 1200.50 EUR"
        )
    currency = (found[1] or found[3] or usual).upper()
    if not is_currency(currency):
        wrong = f"is {text!r}, in no known currency" if currency else f"is {text!r}, which names no currency"
        raise WrongValueError(wrong, "write its three letters behind it, such as 1200.50 EUR")
    cents = Decimal(found[2]).scaleb(get_currency_precision(currency))
    if cents != int(cents) or cents > _MOST:
        raise WrongValueError(f"is {text!r}, finer than {currency} goes", "round it")
    return Value(int(cents), currency)


def refused(typed: str, error: WrongValueError) -> BadMeasureError:
    """Return the refusal of what somebody typed: it names that already, as a file's problem does too."""
    said = re.match(
        rf"(?:is {re.escape(repr(typed))}|begins on {re.escape(typed)}), (?:which )?", error.wrong
    )
    wrong = error.wrong[said.end() :] if said else error.wrong
    return BadMeasureError(typed, wrong if _VERB.match(wrong) else f"is {wrong}", error.remedy)


def _take_span(text: str) -> tuple[Span | None, str]:
    """Return the days that are named in a text, if any are, and the rest of it."""
    found = _SPAN.search(text)
    if found is None:
        return None, text.strip()
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    return _span_typed(found[0]), " ".join(rest.split())


def _span_typed(word: str) -> Span:
    try:
        return read_span(word)
    except WrongValueError as error:
        raise refused(word, error) from None


def _unquoted(text: str) -> str:
    found = _QUOTED.fullmatch(text.strip())
    return (found[1] if found else text).strip()
