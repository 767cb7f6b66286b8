"""Whom a plan calls while nobody answers, and when, as a client is told of it on the plan's page."""

from collections.abc import Iterator, Mapping
from typing import Final

from babel.lists import format_list

from bot.domain.plans import Plan
from bot.domain.targets import ALWAYS
from bot.domain.terms import Level, OfClock, RecipientKind
from bot.domain.tickets import Severity
from bot.views.plan_words import minutes_in_words, plan_say
from bot.views.text import plain

_WHOM: Final[Mapping[RecipientKind, str]] = {
    RecipientKind.ASSIGNEE: "call.assignee",
    RecipientKind.ACCOUNT_MANAGER: "call.account_manager",
    RecipientKind.ON_CALL: "call.on_call",
}
_BREACH: Final = 100


def calls(plan: Plan, tongue: str) -> Iterator[str]:
    """Yield the levels of each severity, once where several have the same, and what the client can do."""
    alike: dict[tuple[tuple[Level, ...], str], list[str]] = {}
    for severity, levels in plan.escalations.items():
        if levels:
            label = plan.severities[severity].label
            alike.setdefault((levels, _hours(plan, severity)), []).append(label)
    for (levels, hours), labels in alike.items():
        yield f"- {plan_say(tongue, hours, levels=format_list(labels, locale=tongue))}"
        yield from (f"  - {_level(number, level, tongue)}" for number, level in enumerate(levels, 1))
    if alike and plan.clients_may_escalate:
        yield f"- {plan_say(tongue, 'call.urge', button=plain(tongue, 'client.button.urge'))}"


def _hours(plan: Plan, severity: Severity) -> str:
    """Return how it is told whether people are called while we are closed, too."""
    levels, targets = plan.escalations[severity], plan.targets[severity]
    followed = {level.when.clock for level in levels if isinstance(level.when, OfClock)}
    never_closes = all(targets[clock].calendar == ALWAYS for clock in followed if clock in targets)
    return "call.any_hour" if never_closes or plan.pages_after_hours(severity) else "call.in_hours"


def _level(number: int, level: Level, tongue: str) -> str:
    named = plan_say(tongue, "call.level", n=number)
    if level.title:
        named = plan_say(tongue, "call.titled", level=named, title=level.title)
    told = dict.fromkeys(plan_say(tongue, _WHOM.get(each.kind, "call.others")) for each in level.notify)
    return f"{named}: {format_list(list(told), locale=tongue)}; {_when(level, tongue)}"


def _when(level: Level, tongue: str) -> str:
    if not isinstance(level.when, OfClock):
        return plan_say(tongue, "call.after", length=minutes_in_words(level.when.minutes, tongue))
    percent, clock = level.when.percent, plan_say(tongue, level.when.clock)
    if percent == _BREACH:
        return plan_say(tongue, "call.over", clock=clock)
    return plan_say(tongue, "call.part" if percent else "call.at_once", percent=percent, clock=clock)
