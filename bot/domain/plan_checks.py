"""What is wrong across the fields of a plan's file: promises that cannot be counted, kept or paid for."""

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import Final

from bot.domain.escalation_checks import escalation_problems
from bot.domain.plan_draft import Draft, draft_of
from bot.domain.plan_text import KindText
from bot.domain.targets import ALWAYS, Clock, Target, Unit
from bot.domain.terms import Cover
from bot.domain.tickets import Severity
from bot.domain.timetable_text import TimetableText, timetable_problems
from bot.domain.toml_text import Place, Problem, nearest

_HOURS_OF_DAY: Final = 24


def plan_problems(tree: Mapping[str, object]) -> list[Problem]:
    """Return what is wrong across the fields of *tree*; what is wrong in one field is for its model."""
    draft = draft_of(tree)
    return [problem for rule in _RULES for problem in rule(draft)]


def unknown(word: str, what: str, choices: frozenset[str]) -> tuple[str, str]:
    """Return what is wrong with a name that nothing in the file has, and the remedy."""
    near = nearest(word, sorted(choices))
    remedy = f"did you mean {near!r}?" if near else f"write one of {', '.join(sorted(choices)) or 'none'}"
    return f"is {word!r}, and the plan has no {what} of that name", remedy


def _calendars(draft: Draft) -> Iterator[Problem]:
    for name, calendar in draft.calendars.items():
        for problem in timetable_problems(calendar):
            yield Problem(("calendars", name, *problem.place), problem.wrong, problem.remedy)
    known = draft.names("calendars") | {ALWAYS}
    for place, name in draft.named_calendars():
        if name not in known:
            yield Problem(place, *unknown(name, "calendar", known))
    if draft.text_at("business_calendar") is None and "business" not in known:
        yield Problem(
            ("business_calendar",), "is missing", "write the name of the calendar of your business hours"
        )


def _units(draft: Draft) -> Iterator[Problem]:
    for place, target in _each_target(draft):
        is_always = target.calendar == ALWAYS
        if target.length.unit is Unit.DAYS and target.calendar in draft.names("calendars"):
            yield Problem(place, *_ambiguous(target, draft.calendars.get(target.calendar)))
        if target.length.unit is Unit.BUSINESS_DAYS and is_always:
            hours = target.length.amount * _HOURS_OF_DAY
            yield Problem(
                place,
                f"is '{target.length}' on the calendar '24/7', which knows no business days",
                f"write '{hours}h', or a calendar that closes",
            )
        if target.length.unit is Unit.NEXT_PLANNING and "planning" not in draft.tree:
            wrong = "is 'next_planning', and no planning is planned"
            yield Problem(place, wrong, "add a table [planning]")


def _ambiguous(target: Target, calendar: TimetableText | None) -> tuple[str, str]:
    """Return what is wrong with days of 24 hours on a calendar that closes, and the remedy."""
    days = target.length.amount
    minutes = calendar.timetable("UTC").longest_day_minutes * days if calendar else 0
    open_time = f"'{minutes // 60}h'" if minutes % 60 == 0 else f"'{minutes}m'"
    instead = f"{open_time} or '{days}bd'" if minutes else f"'{days}bd'"
    return (
        f"is '{target.length}' on the calendar {target.calendar!r}, which is ambiguous, "
        "for its days are no 24 hours"
    ), f"write {instead}"


def _ladder(draft: Draft) -> Iterator[Problem]:
    """Yield targets that are looser than those of a milder severity."""
    for worse, milder in combinations(Severity, 2):
        for clock, target in draft.targets[worse].items():
            other = draft.targets[milder].get(clock)
            if other and _is_looser(target, other):
                yield Problem(
                    ("severities", worse, clock),
                    f"is '{target.length}', longer than the '{other.length}' of {milder}",
                    "promise what is worse no later than what is milder",
                )


def _is_looser(target: Target, other: Target) -> bool:
    never = target.length.unit is Unit.BEST_EFFORT and other.length.unit is not Unit.BEST_EFFORT
    return never or target.is_longer_than(other)


def _order(draft: Draft) -> Iterator[Problem]:
    """Yield targets that end after the resolution that they come before."""
    for level, targets in draft.targets.items():
        resolution = targets.get(Clock.RESOLUTION)
        too_long = (each for each in targets.items() if resolution and each[1].is_longer_than(resolution))
        for clock, target in too_long:
            yield Problem(
                ("severities", level, clock),
                f"is '{target.length}', longer than the resolution's '{targets[Clock.RESOLUTION].length}'",
                "write a shorter one, or a longer resolution",
            )


def _kinds(draft: Draft) -> Iterator[Problem]:
    for name, kind in draft.kinds.items():
        if Cover.HOURS in kind.covers and "hours" not in draft.tree:
            yield Problem(
                ("kinds", name), "uses monthly hours, and the plan grants none", "add a table [hours]"
            )
        yield from _rate(name, kind, draft.names("rates"))
    default = draft.text_at("default_kind")
    if default and default not in draft.names("kinds"):
        yield Problem(("default_kind",), *unknown(default, "kind of work", draft.names("kinds")))


def _rate(name: str, kind: KindText, rates: frozenset[str]) -> Iterator[Problem]:
    if kind.rate and kind.rate not in rates:
        yield Problem(("kinds", name, "rate"), *unknown(kind.rate, "rate", rates))
    if Cover.BILLABLE in kind.covers:
        return
    for field in ("rate", "charges", "needs_approval"):
        if field in kind.model_fields_set:
            yield Problem(
                ("kinds", name, field), "is for billable work, and this is never billed", "take it out"
            )


def _phone(draft: Draft) -> Iterator[Problem]:
    rate, rates = draft.text_at("phone", "rate"), draft.names("rates")
    if rate is None:
        return
    if rate not in rates:
        yield Problem(("phone", "rate"), *unknown(rate, "rate", rates))
    if draft.text_at("phone", "monthly") is None:
        yield Problem(
            ("phone", "rate"),
            "is for calls beyond the monthly hours, and there is no limit",
            "write `monthly`, or take it out",
        )


def _each_target(draft: Draft) -> Iterator[tuple[Place, Target]]:
    for level, targets in draft.targets.items():
        yield from ((("severities", level, clock), target) for clock, target in targets.items())


_RULES: Final[tuple[Callable[[Draft], Iterator[Problem]], ...]] = (
    _calendars,
    _units,
    _ladder,
    _order,
    _kinds,
    _phone,
    escalation_problems,
)
