"""What keeps a level of an escalation from ever being reached."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from bot.domain.escalation_text import LevelText
from bot.domain.plan_draft import Draft
from bot.domain.tickets import Severity
from bot.domain.toml_text import Problem, nearest

_Levels: TypeAlias = Sequence[LevelText]


def escalation_problems(draft: Draft) -> Iterator[Problem]:
    """Yield policies that nothing uses or that nothing declares, and levels that no ticket can reach."""
    named = {level: draft.text_at("severities", level, "escalation") for level in Severity}
    used = {level: name for level, name in named.items() if name is not None}
    for name, levels in draft.policies.items():
        yield from _out_of_order(name, levels)
        for severity in (level for level, policy in used.items() if policy == name):
            yield from _without_clock(name, levels, severity, draft)
    yield from _misnamed(draft, used)


def _misnamed(draft: Draft, used: dict[Severity, str]) -> Iterator[Problem]:
    known = draft.names("escalations")
    for severity, name in used.items():
        if name not in known:
            near = nearest(name, sorted(known))
            remedy = f"did you mean {near!r}?" if near else f"add tables [[escalations.{name}]]"
            yield Problem(
                ("severities", severity, "escalation"),
                f"is {name!r}, and the plan has no escalation of that name",
                remedy,
            )
    unused = known - set(used.values()) if known.issuperset(used.values()) else ()
    for name in unused:
        yield Problem(
            ("escalations", name, 0),
            "is used by no severity",
            "name it as the `escalation` of one, or take it out",
        )


def _out_of_order(name: str, levels: _Levels) -> Iterator[Problem]:
    """Yield the levels whose moment does not come after those before them."""
    passed: dict[str, int] = {}
    for number, level in enumerate(levels):
        if number == 0 and level.after is not None:
            yield Problem(
                ("escalations", name, 0, "after"),
                "can never be reached, for no level comes before the first",
                "write `clock` and `percent`",
            )
        if level.clock is None or level.percent is None:
            continue
        before = passed.get(level.clock, -1)
        if level.percent <= before:
            yield Problem(
                ("escalations", name, number, "percent"),
                f"is {level.percent}, and a level before it waits for {before} of the same clock",
                "write a larger one, for levels only go up",
            )
        passed[level.clock] = max(before, level.percent)


def _without_clock(name: str, levels: _Levels, severity: Severity, draft: Draft) -> Iterator[Problem]:
    """Yield the levels that wait for a clock which never runs in *severity*."""
    never = draft.never_due(severity)
    for number, level in enumerate(levels):
        if level.clock in never:
            yield Problem(
                ("escalations", name, number, "clock"),
                f"is {level.clock}, which has no due time in {severity}, so this level is never reached",
                f"give {severity} another escalation, or the clock a target",
            )
