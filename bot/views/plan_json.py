"""A plan as programs read it: its fields by their names, with targets as plan files write them."""

from dataclasses import fields
from typing import Final

from pydantic_core import to_jsonable_python

from bot.domain.plans import Plan
from bot.domain.targets import Target

_UNTOLD: Final = frozenset({"text", "targets", "id"})


def plan_as_json(plan: Plan) -> dict[str, object]:
    """Return the plan in values that JSON has."""
    told = {each.name: getattr(plan, each.name) for each in fields(plan) if each.name not in _UNTOLD}
    targets = {
        level: {clock: _target(target) for clock, target in clocks.items()}
        for level, clocks in plan.targets.items()
    }
    return {"plan": plan.id, **to_jsonable_python(told), "targets": targets}


def _target(target: Target) -> dict[str, str]:
    return {"target": str(target.length), "calendar": target.calendar}
