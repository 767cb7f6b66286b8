"""What was measured outside Hourglass, and the notes, as reports word them: in messages and on paper."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from babel.numbers import format_decimal

from bot.domain.measurements import SHARES, Amount, MeasureRow, Measures, NoteKind
from bot.domain.report_periods import ReportPeriod
from bot.domain.terms import Metric, Money
from bot.views.markup import Safe, typed
from bot.views.money import money_in_words
from bot.views.rendered import lines
from bot.views.text import known_language, plain, say
from bot.views.times import minutes_length

_THOUSANDTHS: Final = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """A row in words; what there is nothing of is empty."""

    name: str
    value: str
    """With for how many days it is known, where that is not all; or that it is not connected yet."""
    before: str
    target: str
    verdict: str
    """Whether the target was met."""


def measure_heading(language: str) -> str:
    """Return what the rows are headed with."""
    return plain(language, "client.digest.measured.heading")


def note_heading(kind: NoteKind, language: str) -> str:
    """Return what the notes of a kind are headed with."""
    return plain(language, f"client.digest.note.{kind}")


def metric_name(metric: Metric, language: str) -> str:
    """Return what a metric is called."""
    return plain(language, f"client.digest.metric.{metric}")


def amount_words(metric: Metric, amount: int, currency: str, language: str) -> str:
    """Return an amount of a metric in words: "99.95 %", "12,345", "12 h 30 min", "$1,200"."""
    tongue = known_language(language)
    if metric in SHARES:
        return f"{format_decimal(Decimal(amount) * _THOUSANDTHS, '#,##0.###', locale=tongue)} %"
    if metric is Metric.HOURS_SAVED:
        return minutes_length(amount, tongue)
    if metric is Metric.MONEY_SAVED:
        return money_in_words(Money(amount, currency), tongue)
    return format_decimal(amount, locale=tongue)


def measure_row_words(row: MeasureRow, period: ReportPeriod, language: str) -> MeasureWords:
    """Return a row in words, for a table."""
    target = "" if row.target is None else amount_words(row.metric, row.target, "", language)
    verdict = ""
    if row.is_met is not None:
        verdict = plain(language, f"client.digest.measured.{'met' if row.is_met else 'not_met'}")
    value = plain(language, "client.digest.measured.unconnected")
    if row.now is not None:
        value = f"{_of(row.metric, row.now, language)}{_known_days(row.now, period, language)}"
    before = _of(row.metric, row.before, language) if row.before else ""
    return MeasureWords(metric_name(row.metric, language), value, before, target, verdict)


def measure_lines(measures: Measures, period: ReportPeriod, language: str) -> Safe:
    """Return the rows as a part of a message; nothing where there are none."""
    if not measures.rows:
        return Safe()
    heading = say(language, "client.digest.measured.part", heading=measure_heading(language))
    return lines([heading, *(_line(row, period, language) for row in measures.rows)])


def note_lines(measures: Measures, language: str) -> Safe:
    """Return the notes as a part of a message; nothing where there are none."""
    told: list[Safe] = []
    for kind in NoteKind:
        notes = measures.of_kind(kind)
        if notes:
            heading = note_heading(kind, language)
            told.append(say(language, "client.digest.measured.part", heading=heading))
            told += [Safe(f"• {typed(each.text)}") for each in notes]
    return lines(told)


def _of(metric: Metric, amount: Amount, language: str) -> str:
    return amount_words(metric, amount.amount, amount.currency, language)


def _known_days(amount: Amount, period: ReportPeriod, language: str) -> str:
    if amount.days >= period.days:
        return ""
    return plain(language, "client.digest.measured.days", n=amount.days, of=period.days)


def _line(row: MeasureRow, period: ReportPeriod, language: str) -> Safe:
    said = measure_row_words(row, period, language)
    facts = {"name": said.name, "value": said.value}
    if row.now is None:
        told = say(language, "client.digest.measured.missing", **facts)
    else:
        told = say(language, "client.digest.measured.row", **facts)
    target = say(language, "client.digest.measured.target", target=said.target) if said.target else Safe()
    if said.verdict:
        target = say(language, "client.digest.measured.judged", target=said.target, verdict=said.verdict)
    return Safe(f"{told}{target}{_change(row, said.before, language)}")


def _change(row: MeasureRow, before: str, language: str) -> Safe:
    if row.now is None or row.before is None or row.now.currency != row.before.currency:
        return Safe()
    if row.now.amount == row.before.amount:
        return Safe(f" {say(language, 'client.digest.change.same')}")
    moved = "up" if row.now.amount > row.before.amount else "down"
    return say(language, f"client.digest.measured.{moved}", before=before)
