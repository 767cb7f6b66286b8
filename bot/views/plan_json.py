"""A plan, or what is wrong with one, as programs read it: fields by name, targets as in plan files."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Final

from pydantic_core import to_jsonable_python

from bot.domain.plans import Plan
from bot.domain.targets import Target
from bot.errors import FileProblem

_UNTOLD: Final = frozenset({"text", "targets", "id"})


def plan_as_json(plan: Plan) -> dict[str, object]:
    """Return the plan in values that JSON has."""
    told = {each.name: getattr(plan, each.name) for each in fields(plan) if each.name not in _UNTOLD}
    targets = {
        level: {clock: _target(target) for clock, target in clocks.items()}
        for level, clocks in plan.targets.items()
    }
    return {"plan": plan.id, **to_jsonable_python(told), "targets": targets}


def problems_as_json(problems: Iterable[FileProblem]) -> list[dict[str, object]]:
    """Return the problems of a file in values that JSON has; null where line or field cannot be told."""
    return [
        {
            "line": each.line,
            "field": each.field or None,
            "wrong": each.wrong,
            "remedy": each.remedy or None,
        }
        for each in problems
    ]


def _target(target: Target) -> dict[str, str]:
    return {"target": str(target.length), "calendar": target.calendar}
