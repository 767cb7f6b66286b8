"""A plan as a page that a client could be sent: what is promised, when we are there, what it costs.

The page is Markdown, in the plan's own language, and says nothing of how we work inside.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Final

from babel import Locale
from babel.dates import format_date, get_day_names
from babel.lists import format_list
from babel.numbers import format_currency, get_currency_precision
from babel.units import format_unit

from bot.domain.plans import Plan
from bot.domain.spans import WEEKDAYS
from bot.domain.targets import ALWAYS, Length, Target, Unit
from bot.domain.terms import AddOn, Cadence, Charge, Cover, Coverage, Money, MonthlyHours, Phone
from bot.domain.tickets import Severity
from bot.domain.timetables import Region, Spans, Timetable
from bot.views.text import known_language, plain

_CADENCES: Final = {
    Cadence.WEEKLY: "weekly",
    Cadence.MONTHLY: "monthly_report",
    Cadence.QUARTERLY: "quarterly",
    Cadence.YEARLY: "yearly",
}
_DASH: Final = "\N{EN DASH}"
_UNITS: Final = {Unit.MINUTES: "minute", Unit.HOURS: "hour", Unit.DAYS: "day"}


def plan_page(plan: Plan) -> str:
    """Return the page."""
    tongue = known_language(plan.language)
    chapters = (
        ("promises", _promises(plan, tongue)),
        ("opening", _opening(plan, tongue)),
        ("costs", _costs(plan, tongue)),
        ("monthly", _hours(plan.hours, plan.step_minutes, tongue) if plan.hours else ()),
        ("phone", _phone(plan.phone, plan, tongue) if plan.phone else ()),
        ("reports", _reports(plan, tongue)),
        ("waiting", _waiting(plan, tongue)),
        ("addons", _addons(plan, tongue)),
    )
    lines = [f"# {plan.name}"]
    if plan.chosen:
        labels = [plan.addons[name].label for name in plan.chosen]
        lines += ["", _say(tongue, "with", addons=format_list(labels, locale=tongue))]
    for title, chapter in chapters:
        told = list(chapter)
        lines += ["", f"## {_say(tongue, title)}", "", *told] if told else []
    return "\n".join(lines)


def length_in_words(length: Length, tongue: str) -> str:
    """Return a length that is counted, in words: "4 hours", "1 business day"."""
    if length.unit is Unit.BUSINESS_DAYS:
        return _say(tongue, "business_days", n=length.amount)
    return format_unit(length.amount, f"duration-{_UNITS[length.unit]}", length="long", locale=tongue)


def target_in_words(target: Target, plan: Plan, tongue: str) -> str:
    """Return a target as a client is told of it: "4 hours of our opening hours", "1 business day"."""
    match target.length.unit:
        case Unit.BEST_EFFORT:
            return _say(tongue, "best_effort")
        case Unit.NEXT_PLANNING:
            return _say(tongue, "next_planning", title=plan.planning.title if plan.planning else "")
    length = length_in_words(target.length, tongue)
    if target.calendar == ALWAYS:
        return _say(tongue, "around_the_clock", length=length)
    is_day = target.length.unit is Unit.BUSINESS_DAYS
    return length if is_day else _say(tongue, "in_calendar", length=length)


def opening_hours(timetable: Timetable, tongue: str) -> Iterator[str]:
    """Yield the hours of a week, a line for each run of days, and whose holidays it is closed on."""
    zone = _say(tongue, "zone", zone=timetable.time_zone)
    where = _say(tongue, "your_zone") if timetable.follows_client else zone
    for days, spans in _runs(timetable.week):
        yield f"{_days(days, tongue)}: {_spans(spans)}, {where}"
    if timetable.region:
        yield _say(tongue, "region", region=_region(timetable.region, tongue))


def _say(tongue: str, key: str, **facts: object) -> str:
    return plain(tongue, f"client.plan.{key}", **facts)


def _promises(plan: Plan, tongue: str) -> Iterator[str]:
    for number, (level, words) in enumerate(plan.severities.items()):
        yield from ([""] if number else [])
        yield from (f"### {words.label}", "", words.meaning, "")
        for clock, target in plan.targets[level].items():
            yield f"- {_say(tongue, clock)}: {target_in_words(target, plan, tongue)}"


def _opening(plan: Plan, tongue: str) -> Iterator[str]:
    used = {
        level: {target.calendar for target in targets.values()} for level, targets in plan.targets.items()
    }
    always = [plan.severities[level].label for level, calendars in used.items() if ALWAYS in calendars]
    if always:
        yield f"- {_say(tongue, 'always', levels=format_list(always, locale=tongue))}"
    for name in sorted({plan.business_calendar}.union(*used.values()) - {ALWAYS}):
        yield from (f"- {line}" for line in _timetable(plan.calendars[name], tongue))
    if plan.emergency:
        yield f"- {plan.emergency.contact}"


def _timetable(timetable: Timetable, tongue: str) -> Iterator[str]:
    yield from opening_hours(timetable, tongue)
    for day, reason in timetable.closed.items():
        yield _say(tongue, "closed", day=_date(day, tongue), reason=reason)
    for day in timetable.worked:
        yield _say(tongue, "worked", day=_date(day, tongue))
    for day, spans in timetable.shifts.items():
        yield _say(tongue, "shift", day=_date(day, tongue), hours=_spans(spans))


def _runs(week: Mapping[str, Spans]) -> Iterator[tuple[list[str], Spans]]:
    """Yield the days that follow one another with the same hours."""
    for spans, days in groupby(WEEKDAYS, key=week.get):
        if spans:
            yield list(days), spans


def _days(days: list[str], tongue: str) -> str:
    names = get_day_names("wide", locale=tongue)
    ends = [names[WEEKDAYS.index(day)] for day in dict.fromkeys((days[0], days[-1]))]
    said = f" {_DASH} ".join(ends)
    return said[:1].upper() + said[1:]


def _spans(spans: Spans) -> str:
    return ", ".join(f"{start}{_DASH}{end}" for start, end in spans)


def _region(region: Region, tongue: str) -> str:
    country = Locale(tongue).territories.get(region.country, region.country)
    return f"{country} ({region.subdivision})" if region.subdivision else country


def _date(day: date, tongue: str) -> str:
    return format_date(day, "long", locale=tongue)


def _costs(plan: Plan, tongue: str) -> Iterator[str]:
    for kind, words in plan.kinds.items():
        cost = _cost(plan.coverage[kind], tongue)
        yield f"- {words.label}: {cost}. {words.meaning.rstrip('.')}."


def _cost(coverage: Coverage, tongue: str) -> str:
    """Return what a kind of work costs, in hours and after them."""
    in_hours, after_hours = (
        _priced(cover, coverage, tongue) for cover in (coverage.in_hours, coverage.after_hours)
    )
    if in_hours == after_hours:
        return in_hours
    return _say(tongue, "after_hours", cost=in_hours, otherwise=after_hours)


def _priced(cover: Cover, coverage: Coverage, tongue: str) -> str:
    cost = _say(tongue, cover)
    if cover is not Cover.BILLABLE:
        return cost
    prices = (
        [_say(tongue, "rate", price=_money(coverage.hourly_rate, tongue))] if coverage.hourly_rate else []
    )
    prices += [_say(tongue, "flat_fee")] if prices and Charge.FLAT_FEE in coverage.charges else []
    if prices:
        either = prices[0] if len(prices) == 1 else _say(tongue, "either", one=prices[0], other=prices[1])
        cost = _say(tongue, "priced", cost=cost, price=either)
    return _say(tongue, "approved", cost=cost) if coverage.needs_approval else cost


def _hours(hours: MonthlyHours, step_minutes: int, tongue: str) -> Iterator[str]:
    yield f"- {_say(tongue, 'granted', length=_minutes(hours.minutes, tongue))}"
    most = _minutes(hours.minutes * hours.rollover_cap, tongue)
    carried = _say(tongue, "carried", length=most) if hours.rollover_cap > 1 else _say(tongue, "lapses")
    yield f"- {carried}"
    yield f"- {_say(tongue, 'step', n=step_minutes)}"


def _minutes(minutes: int, tongue: str) -> str:
    hours, rest = divmod(minutes, 60)
    lengths = (Length(hours, Unit.HOURS), Length(rest, Unit.MINUTES))
    return " ".join(length_in_words(length, tongue) for length in lengths if length.amount)


def _phone(phone: Phone, plan: Plan, tongue: str) -> Iterator[str]:
    limit = (
        _say(tongue, "phone_capped", length=_minutes(phone.minutes_a_month, tongue))
        if phone.minutes_a_month
        else _say(tongue, "phone_free")
    )
    yield f"- {limit}"
    yield f"- {_say(tongue, 'phone_always' if phone.calendar == ALWAYS else 'phone_open')}"
    if set(phone.severities) != set(Severity):
        labels = [plan.severities[level].label for level in phone.severities]
        yield f"- {_say(tongue, 'phone_for', levels=format_list(labels, locale=tongue))}"


def _reports(plan: Plan, tongue: str) -> Iterator[str]:
    names = get_day_names("wide", locale=tongue)
    for cadence, report in plan.reports.items():
        day = names[report.day - 1] if cadence is Cadence.WEEKLY else ""
        yield f"- {_say(tongue, _CADENCES[cadence], title=report.title, day=day, n=report.day)}"
    if plan.planning:
        yield f"- {_say(tongue, 'planning', title=plan.planning.title, n=plan.planning.day)}"


def _waiting(plan: Plan, tongue: str) -> Iterator[str]:
    silence = plan.client_silence
    if silence.nudge_after_days:
        days = format_list([str(day) for day in silence.nudge_after_days], locale=tongue)
        yield f"- {_say(tongue, 'nudged', days=days)}"
    if silence.resolve_after_days:
        yield f"- {_say(tongue, 'resolved', n=silence.resolve_after_days)}"
    if plan.reopen_days:
        yield f"- {_say(tongue, 'reopened', n=plan.reopen_days)}"


def _addons(plan: Plan, tongue: str) -> Iterator[str]:
    return (_addon(each, tongue) for name, each in plan.addons.items() if name not in plan.chosen)


def _addon(addon: AddOn, tongue: str) -> str:
    words = {"label": addon.label, "meaning": addon.meaning}
    if addon.monthly_price:
        return f"- {_say(tongue, 'addon', price=_money(addon.monthly_price, tongue), **words)}"
    return f"- {_say(tongue, 'addon_unpriced', **words)}"


def _money(money: Money, tongue: str) -> str:
    amount = Decimal(money.cents).scaleb(-get_currency_precision(money.currency))
    return format_currency(amount, money.currency, locale=tongue)
