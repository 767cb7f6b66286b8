"""A plan as a page that a client could be sent: what is promised, when we are there, what it costs.

The page is Markdown, in the plan's own language, and says nothing of how we work inside.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from babel.dates import format_date, get_day_names
from babel.lists import format_list

from bot.domain.plans import Plan
from bot.domain.targets import ALWAYS
from bot.domain.terms import AddOn, Cadence, Metric, MonthlyHours, Phone
from bot.domain.tickets import Severity
from bot.domain.timetables import Timetable
from bot.views.digest_measures import amount_words, metric_name
from bot.views.money import exact_money
from bot.views.plan_calls import calls
from bot.views.plan_costs import cost_in_words
from bot.views.plan_words import (
    minutes_in_words,
    opening_hours,
    plan_say,
    spans_in_words,
    target_in_words,
)
from bot.views.text import known_language

_CADENCES: Final = {
    Cadence.WEEKLY: "weekly",
    Cadence.MONTHLY: "monthly_report",
    Cadence.QUARTERLY: "quarterly",
    Cadence.YEARLY: "yearly",
}


def plan_page(plan: Plan) -> str:
    """Return the page."""
    tongue = known_language(plan.language)
    chapters = (
        ("promises", _promises(plan, tongue)),
        ("opening", _opening(plan, tongue)),
        ("call.title", calls(plan, tongue)),
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
        lines += ["", plan_say(tongue, "with", addons=format_list(labels, locale=tongue))]
    for title, chapter in chapters:
        told = list(chapter)
        lines += ["", f"## {plan_say(tongue, title)}", "", *told] if told else []
    return "\n".join(lines)


def _promises(plan: Plan, tongue: str) -> Iterator[str]:
    for number, (level, words) in enumerate(plan.severities.items()):
        yield from ([""] if number else [])
        yield from (f"### {words.label}", "", words.meaning, "")
        for clock, target in plan.targets[level].items():
            yield f"- {plan_say(tongue, clock)}: {target_in_words(target, plan, tongue)}"


def _opening(plan: Plan, tongue: str) -> Iterator[str]:
    used = {
        level: {target.calendar for target in targets.values()} for level, targets in plan.targets.items()
    }
    always = [plan.severities[level].label for level, calendars in used.items() if ALWAYS in calendars]
    if always:
        yield f"- {plan_say(tongue, 'always', levels=format_list(always, locale=tongue))}"
    for name in sorted({plan.business_calendar}.union(*used.values()) - {ALWAYS}):
        yield from (f"- {line}" for line in _timetable(plan.calendars[name], tongue))
    if plan.emergency:
        yield f"- {plan.emergency.contact}"


def _timetable(timetable: Timetable, tongue: str) -> Iterator[str]:
    yield from opening_hours(timetable, tongue)
    for day, reason in timetable.closed.items():
        yield plan_say(tongue, "closed", day=_date(day, tongue), reason=reason)
    for day in timetable.worked:
        yield plan_say(tongue, "worked", day=_date(day, tongue))
    for day, spans in timetable.shifts.items():
        yield plan_say(tongue, "shift", day=_date(day, tongue), hours=spans_in_words(spans))


def _date(day: date, tongue: str) -> str:
    return format_date(day, "long", locale=tongue)


def _costs(plan: Plan, tongue: str) -> Iterator[str]:
    for kind, words in plan.kinds.items():
        said = cost_in_words(plan.coverage[kind], tongue)
        yield f"- {words.label}: {said}. {words.meaning.rstrip('.')}."


def _hours(hours: MonthlyHours, step_minutes: int, tongue: str) -> Iterator[str]:
    yield f"- {plan_say(tongue, 'granted', length=minutes_in_words(hours.minutes, tongue))}"
    most = minutes_in_words(hours.minutes * hours.rollover_cap, tongue)
    carried = (
        plan_say(tongue, "carried", length=most) if hours.rollover_cap > 1 else plan_say(tongue, "lapses")
    )
    yield f"- {carried}"
    yield f"- {plan_say(tongue, f'upgrade.{hours.upgrade}')}"
    yield f"- {plan_say(tongue, 'step', n=step_minutes)}"


def _phone(phone: Phone, plan: Plan, tongue: str) -> Iterator[str]:
    limit = (
        plan_say(tongue, "phone_capped", length=minutes_in_words(phone.minutes_a_month, tongue))
        if phone.minutes_a_month
        else plan_say(tongue, "phone_free")
    )
    yield f"- {limit}"
    if phone.rate:
        yield f"- {plan_say(tongue, 'phone_rate', rate=exact_money(phone.rate, tongue))}"
    yield f"- {plan_say(tongue, 'phone_always' if phone.calendar == ALWAYS else 'phone_open')}"
    if set(phone.severities) != set(Severity):
        labels = [plan.severities[level].label for level in phone.severities]
        yield f"- {plan_say(tongue, 'phone_for', levels=format_list(labels, locale=tongue))}"


def _reports(plan: Plan, tongue: str) -> Iterator[str]:
    names = get_day_names("wide", locale=tongue)
    for cadence, report in plan.reports.items():
        day = names[report.day - 1] if cadence is Cadence.WEEKLY else ""
        yield f"- {plan_say(tongue, _CADENCES[cadence], title=report.title, day=day, n=report.day)}"
    if plan.planning:
        yield f"- {plan_say(tongue, 'planning', title=plan.planning.title, n=plan.planning.day)}"
    if plan.measuring.metrics:
        told = [_measured(metric, plan, tongue) for metric in plan.measuring.metrics]
        yield f"- {plan_say(tongue, 'measured', list=format_list(told, locale=tongue))}"


def _measured(metric: Metric, plan: Plan, tongue: str) -> str:
    name, target = metric_name(metric, tongue), plan.measuring.target(metric)
    if target is None:
        return name
    return plan_say(tongue, "aimed", name=name, target=amount_words(metric, target, "", tongue))


def _waiting(plan: Plan, tongue: str) -> Iterator[str]:
    silence = plan.client_silence
    if silence.nudge_after_days:
        days = format_list([str(day) for day in silence.nudge_after_days], locale=tongue)
        yield f"- {plan_say(tongue, 'nudged', days=days, n=silence.nudge_after_days[-1])}"
    if silence.resolve_after_days:
        yield f"- {plan_say(tongue, 'resolved', n=silence.resolve_after_days)}"
    if plan.reopen_days:
        yield f"- {plan_say(tongue, 'reopened', n=plan.reopen_days)}"
    if plan.satisfaction.asks:
        yield f"- {plan_say(tongue, 'asked')}"


def _addons(plan: Plan, tongue: str) -> Iterator[str]:
    return (_addon(each, tongue) for name, each in plan.addons.items() if name not in plan.chosen)


def _addon(addon: AddOn, tongue: str) -> str:
    words = {"label": addon.label, "meaning": addon.meaning}
    if addon.monthly_price:
        return f"- {plan_say(tongue, 'addon', price=exact_money(addon.monthly_price, tongue), **words)}"
    return f"- {plan_say(tongue, 'addon_unpriced', **words)}"
