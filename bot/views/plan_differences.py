"""What differs between two plans, for people and for programs."""

from collections.abc import Mapping, Sequence

from pydantic_core import to_jsonable_python

from bot.domain.plan_differences import Difference
from bot.domain.plans import Plan
from bot.domain.toml_text import field_name


def difference_in_words(found: Difference) -> str:
    """Return one difference as a line."""
    old, new = _said(found.old), _said(found.new)
    if found.old is None:
        change = f"added, {new}"
    elif found.new is None:
        change = f"left out, was {old}"
    else:
        change = f"was {old}; is {new}"
    return f"{field_name(found.place)}: {change}"


def differences_as_json(old: Plan, new: Plan, found: Sequence[Difference]) -> dict[str, object]:
    """Return the differences in values that JSON has; null is what a file does not state."""
    return {
        "old": {"plan": old.id, "version": old.version},
        "new": {"plan": new.id, "version": new.version},
        "changes": [_as_json(each) for each in found],
    }


def _as_json(found: Difference) -> dict[str, object]:
    return {
        "field": field_name(found.place),
        "old": to_jsonable_python(found.old),
        "new": to_jsonable_python(found.new),
    }


def _said(value: object) -> str:
    """Return a value of TOML as people read it; words of several are quoted."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"' if " " in value or not value else value
        case list():
            return ", ".join(map(_said, value)) or "none"
        case Mapping():
            return ", ".join(f"{name} {_said(each)}" for name, each in value.items())
    return str(value)
