"""The pictures that go with a digest, as charts with words, and what they show in words for who sees none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from babel.dates import format_skeleton

from bot.domain.charts import Chart, Layout, Series, Tone
from bot.domain.used_hours import HoursUsed
from bot.domain.weeks import Week
from bot.views.digest_words import interval_words
from bot.views.text import known_language, plain
from bot.views.times import minutes_length, short_day

_MOST_ROWS: Final = 12
"""So many clients are in a picture, those who have used most of their hours."""
_NOTHING: Final = "-"
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, and what it shows in words."""

    name: str
    """The name of its file."""
    chart: Chart
    said: str


def week_pictures(weeks: Sequence[Week], language: str) -> list[Picture]:
    """Return what came and went in some weeks; and which promises were kept, where any were decided."""
    if not any(any(each.counts) or each.backlog for each in weeks):
        return []
    found = [_volume(weeks, language)]
    if any(each.percent is not None for each in weeks):
        found.append(_promises(weeks, language))
    return found


def _volume(weeks: Sequence[Week], language: str) -> Picture:
    words = _Words(language, "volume")
    chart = Chart(
        words.say("title"),
        _labels(weeks, language),
        Layout.BESIDE,
        (
            Series(Tone.MAIN, words.say("opened"), tuple(each.counts.opened for each in weeks)),
            Series(Tone.SECOND, words.say("resolved"), tuple(each.counts.resolved for each in weeks)),
        ),
        Series(Tone.MAIN, words.say("backlog"), tuple(each.backlog for each in weeks)),
    )
    told = [
        words.say(
            "told", week=label, opened=each.counts.opened, resolved=each.counts.resolved, backlog=each.backlog
        )
        for label, each in zip(chart.labels, weeks, strict=True)
    ]
    return Picture("tickets.png", chart, words.told(chart.title, told))


def _promises(weeks: Sequence[Week], language: str) -> Picture:
    words = _Words(language, "promises")
    chart = Chart(
        words.say("title"),
        _labels(weeks, language),
        Layout.STACKED,
        (
            Series(Tone.MAIN, words.say("met"), tuple(each.counts.met for each in weeks)),
            Series(Tone.WARNING, words.say("missed"), tuple(each.counts.missed for each in weeks)),
        ),
        notes=tuple(_note(words, each) for each in weeks),
    )
    told = [_kept(words, label, each) for label, each in zip(chart.labels, weeks, strict=True)]
    return Picture("promises.png", chart, words.told(chart.title, told))


def _note(words: "_Words", week: Week) -> str:
    return "" if week.percent is None else words.say("note", percent=week.percent)


def _kept(words: "_Words", label: str, week: Week) -> str:
    if week.percent is None:
        return words.say("none", week=label)
    of = week.counts.met + week.counts.missed
    return words.say("told", week=label, percent=week.percent, met=week.counts.met, of=of)


def _labels(weeks: Sequence[Week], language: str) -> tuple[str, ...]:
    """Return the first day of each week; of the present one that it is not over."""
    days = [format_skeleton("MMMd", each.period.first, locale=known_language(language)) for each in weeks]
    return tuple(day if each.is_over else f"{day}…" for day, each in zip(days, weeks, strict=True))


def month_picture(months: Sequence[HoursUsed], language: str) -> Picture | None:
    """Return what a client has used of its hours month by month; None where there were none."""
    labels = [month_label(each.begins_on, language) for each in months]
    words = _Words(language, "hours")
    return _hours([*zip(labels, months, strict=True)], words, words.say("title"))


def client_picture(
    used: Sequence[HoursUsed], names: Mapping[str, str], day: date, language: str
) -> Picture | None:
    """Return what each client has used of its hours in the month of a day, those first who have used most."""
    ranked = sorted(used, key=lambda each: (-each.percent, each.client))[:_MOST_ROWS]
    rows = [(names.get(each.client, each.client), each) for each in ranked]
    words, key = _Words(language, "hours"), "title_all" if len(used) <= _MOST_ROWS else "title_most"
    return _hours(rows, words, words.say(key, months=_months(used, words, day)))


def _months(used: Sequence[HoursUsed], words: "_Words", day: date) -> str:
    """Return which month the hours are of; where clients' months differ, the day that each of them holds."""
    months = {(each.begins_on, each.last_day) for each in used}
    (begins_on, last_day), *others = months or {(day, None)}
    if others or last_day is None:
        return words.say("each_month", day=short_day(day, words.language))
    locale = known_language(words.language)
    if begins_on.day == 1 and last_day.month == begins_on.month and (last_day + _DAY).day == 1:
        return format_skeleton("yMMMM", begins_on, locale=locale)
    return interval_words(begins_on, last_day, words.language)


def month_label(begins_on: date, language: str) -> str:
    """Return how a month of a contract is called: by its first day, unless it is one of the calendar."""
    if begins_on.day != 1:
        return short_day(begins_on, language)
    return format_skeleton("yMMM", begins_on, locale=known_language(language))


def _hours(rows: Sequence[tuple[str, HoursUsed]], words: "_Words", title: str) -> Picture | None:
    if not any(each.used or each.allowed > 0 for _, each in rows):
        return None
    parts: Sequence[tuple[Tone, str, Callable[[HoursUsed], int]]] = (
        (Tone.MAIN, "used", lambda each: min(each.used, max(each.allowed, 0))),
        (Tone.WARNING, "over", lambda each: max(each.used - max(each.allowed, 0), 0)),
        (Tone.REST, "left", lambda each: max(each.allowed - each.used, 0)),
    )
    amounts = [(tone, name, tuple(part(each) for _, each in rows)) for tone, name, part in parts]
    notes = tuple(words.say("of", **words.times(each)) for _, each in rows)
    chart = Chart(
        title,
        tuple(label for label, _ in rows),
        Layout.ROWS,
        tuple(Series(tone, words.say(name), each) for tone, name, each in amounts if any(each)),
        notes=notes,
    )
    told = [words.say("told", whose=label, percent=each.percent, **words.times(each)) for label, each in rows]
    return Picture("hours.png", chart, words.told(chart.title, told))


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of one picture."""

    language: str
    picture: str

    def say(self, key: str, **facts: object) -> str:
        """Return one of them."""
        return plain(self.language, f"client.chart.{self.picture}.{key}", **facts)

    def times(self, each: HoursUsed) -> dict[str, str]:
        """Return what was used, and of what."""
        used, allowed = each.used, max(each.allowed, 0)
        return {
            "used": minutes_length(used, self.language),
            "allowed": minutes_length(allowed, self.language),
        }

    def told(self, title: str, rows: Sequence[str]) -> str:
        """Return all that a picture shows."""
        return f"{title}. {'; '.join(rows) or _NOTHING}."
