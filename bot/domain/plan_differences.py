"""What differs between two plans, by the fields of their files.

Only what a file means is compared: comments, the order of tables, a default that is written out and `mon-fri`
for five days in a row make no difference.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel

from bot.domain.plan_text import PlanText
from bot.domain.plans import Plan
from bot.domain.timetable_text import by_day
from bot.domain.toml_text import Place, parse_toml

_KINDS: Final = "kinds"
_WEEK: Final = "week"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is not the same in both files, with its values as TOML has them; None: not stated."""

    place: Place
    old: object
    new: object


def differences(old: Plan, new: Plan) -> tuple[Difference, ...]:
    """Return what has to change in the file of *old* to mean what *new* says, in the order of the new file.

    What is left out comes last in its table. Chosen add-ons are not looked at, those on offer are.
    """
    before, after = _tree(old), _tree(new)
    terms = PlanText.model_validate(before), PlanText.model_validate(after)
    found = (*_between((), before, after), *_reordered(before, after))
    return tuple(each for each in found if _differ(each, *terms))


def _tree(plan: Plan) -> Mapping[str, object]:
    return parse_toml(plan.text, f"{plan.id}.toml").tree


def _between(place: Place, old: object, new: object) -> Iterator[Difference]:
    """Yield the values that differ at *place* and below it."""
    olds, news = _parts(place, old), _parts(place, new)
    if olds is None or news is None:
        if old != new:
            yield Difference(place, old, new)
        return
    for part in (*news, *(part for part in olds if part not in news)):
        yield from _between((*place, part), olds.get(part), news.get(part))


def _parts(place: Place, value: object) -> Mapping[str | int, object] | None:
    """Return what a table, or a list of tables, consists of; None of a value, as a week's hours are."""
    if value is None:
        return {}
    if isinstance(value, Mapping) and place[-1:] != (_WEEK,):
        return value
    is_tables = isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value)
    return dict(enumerate(value)) if is_tables and isinstance(value, list) else None


def _reordered(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[Difference]:
    """Yield the kinds of work in both orders if it changed: clients choose from them in that order."""
    olds, news = (tuple(_parts((), tree.get(_KINDS)) or ()) for tree in (old, new))
    if [kind for kind in olds if kind in news] != [kind for kind in news if kind in olds]:
        yield Difference((_KINDS,), list(olds), list(news))


def _differ(found: Difference, old: PlanText, new: PlanText) -> bool:
    """Whether a difference in what is written is one in what is meant."""
    meant = _meaning(old, found.place), _meaning(new, found.place)
    return found.place == (_KINDS,) or meant[0] is None or meant[0] != meant[1]


def _meaning(terms: PlanText, place: Place) -> object:
    """Return what stands at *place* once it is read, with the defaults of what is left out; None: nothing."""
    found: object = terms
    for part in place:
        if isinstance(found, BaseModel):
            found = getattr(found, str(part), None)
        elif isinstance(found, Mapping):
            found = found.get(part)
        elif isinstance(found, Sequence) and isinstance(part, int):
            found = found[part] if part < len(found) else None
    return by_day(found) if place[-1:] == (_WEEK,) and isinstance(found, Mapping) else found
