"""How a plan's file is read: through the shapes of `bot.domain.plan_text`, and through every check.

`bot.domain.plans.read_plan` loads this by name when the first text is read, since the shapes take 6 MB and
0.1 s, which no start has to spend.
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePath
from typing import Final

from bot.domain.field_types import check_slug
from bot.domain.plan_checks import plan_problems
from bot.domain.plan_text import PlanText
from bot.domain.plans import KindWords, Plan, SeverityWords, version_of
from bot.domain.rotations_file import rotation_problems
from bot.domain.term_texts import AddOnText
from bot.domain.toml_text import Place, Problem, TomlText, nearest, parse_toml, read_model, shape_problems
from bot.errors import UnknownWordError, WrongValueError

_NOT_BY_ADDON: Final = (
    "cannot be changed by an add-on, for who is on call is the same for all clients",
    "write [rotations.NAME] outside of add-ons, and let the add-on change whom `escalations` notify",
)


def read_plan(text: str, file: str, addons: Collection[str] = ()) -> Plan:
    """Return the plan that *text* states, as *addons* change it; its id is the name of *file*.

    BadFileError lists every problem, UnknownWordError names an add-on that there is none of.
    """
    toml = parse_toml(text, file)
    problems = [*_name_problems(file), *plan_problems(toml.tree), *rotation_problems(toml)]
    read = read_model(PlanText, toml, also=[*problems, *_addon_problems(toml)])
    for name in sorted(addons):
        if name not in read.addons:
            raise UnknownWordError("addon", name, nearest(name, read.addons), tuple(sorted(read.addons)))
    terms = PlanText.model_validate(_with_addons(toml.tree, addons))
    return _plan(PurePath(file).stem, version_of(text, addons), text, read.addons, terms)


def _name_problems(file: str) -> list[Problem]:
    try:
        check_slug(PurePath(file).stem)
    except WrongValueError as error:
        return [Problem((), f"the file's name {error.wrong}", error.remedy)]
    return []


def _addon_problems(toml: TomlText) -> Iterator[Problem]:
    """Yield what each add-on makes wrong that was not wrong without it."""
    before = _all_problems(_with_addons(toml.tree, ()))
    places = {problem.place for problem in before}
    for name, addon in _table(toml.tree.get("addons")).items():
        changes = _table(addon).get("changes")
        if "rotations" in _table(changes):
            yield Problem(("addons", name, "changes", "rotations"), *_NOT_BY_ADDON)
        for problem in _all_problems(_with_addons(toml.tree, [name])):
            is_known = problem in before or (problem.place in places and not _reaches(changes, problem.place))
            if not is_known:
                yield Problem(("addons", name, "changes", *problem.place), problem.wrong, problem.remedy)


def _reaches(table: object, place: Place) -> bool:
    """Whether something stands in *table* at *place*."""
    if not place:
        return True
    head, *rest = place
    return head in _table(table) and _reaches(_table(table)[str(head)], tuple(rest))


def _all_problems(tree: Mapping[str, object]) -> list[Problem]:
    return [*shape_problems(PlanText, tree), *plan_problems(tree)]


def _with_addons(tree: Mapping[str, object], addons: Collection[str]) -> Mapping[str, object]:
    """Return *tree* with what these add-ons change, in the order of their names, and without add-ons."""
    tables = _table(tree.get("addons"))
    changed: Mapping[str, object] = {name: value for name, value in tree.items() if name != "addons"}
    for name in sorted(addons):
        changed = _overlaid(changed, _table(_table(tables.get(name)).get("changes")))
    return changed


def _overlaid(under: Mapping[str, object], over: Mapping[str, object]) -> Mapping[str, object]:
    """Return *under* with the keys of *over*; tables are laid over tables, all else is replaced."""
    merged = dict(under)
    for name, value in over.items():
        below = merged.get(name)
        is_both = isinstance(value, Mapping) and isinstance(below, Mapping)
        merged[name] = _overlaid(_table(below), _table(value)) if is_both else value
    return merged


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _plan(name: str, version: str, text: str, offered: Mapping[str, AddOnText], terms: PlanText) -> Plan:
    levels = terms.severities.by_level()
    policies = {
        policy: tuple(each.level(number) for number, each in enumerate(written, start=1))
        for policy, written in terms.escalations.items()
    }
    return Plan(
        id=name,
        name=terms.name,
        version=version,
        language=terms.language,
        time_zone=terms.time_zone,
        severities={
            level: SeverityWords(each.label, each.meaning, each.examples) for level, each in levels.items()
        },
        kinds={kind: KindWords(each.label, each.meaning) for kind, each in terms.kinds.items()},
        default_severity=terms.default_severity,
        default_kind=terms.default_kind or next(iter(terms.kinds)),
        reopen_days=terms.reopen_days,
        claim_counts_as_response=terms.claim_counts_as_response,
        ask_again_minutes=terms.ask_again_minutes,
        calendars=terms.timetables(),
        business_calendar=terms.business_calendar,
        targets={level: each.targets(terms.business_calendar) for level, each in levels.items()},
        third_party_pauses_resolution=terms.third_party_pauses_resolution,
        warnings_percent=terms.warnings_percent,
        escalations={level: policies.get(each.escalation or "", ()) for level, each in levels.items()},
        clients_may_escalate=terms.clients_may_escalate,
        tells_client_of_breach=terms.tells_client_of_breach,
        emergency=terms.emergency.emergency() if terms.emergency else None,
        coverage={kind: each.worth(terms.rates) for kind, each in terms.kinds.items()},
        hours=terms.hours.hours() if terms.hours else None,
        step_minutes=terms.step_minutes,
        estimates=terms.estimates.estimates(),
        phone=terms.phone.phone(terms.rates) if terms.phone else None,
        planning=terms.planning.planning() if terms.planning else None,
        reports=terms.reports.reports(),
        measuring=terms.reports.measuring(),
        client_silence=terms.waiting_on_client.silence(),
        satisfaction=terms.satisfaction.satisfaction(),
        addons={addon: each.add_on() for addon, each in offered.items()},
        text=text,
    )
