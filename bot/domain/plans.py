"""What a client was promised: a plan, read from TOML that the company writes.

`read_plan` is the only way to make one from text. A plan is values alone; the text it was read from goes with
it, for that is what is kept when the file changes, and what an add-on changes before it is read again.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import PurePath
from typing import Final

from bot.domain.field_types import check_slug
from bot.domain.plan_checks import plan_problems
from bot.domain.plan_text import PlanText
from bot.domain.targets import Clock, Target
from bot.domain.term_texts import AddOnText
from bot.domain.terms import (
    AddOn,
    Cadence,
    ClientSilence,
    Coverage,
    Emergency,
    Estimates,
    Level,
    MonthlyHours,
    Phone,
    Planning,
    Report,
)
from bot.domain.tickets import RequestKind, Severity
from bot.domain.timetables import Timetable
from bot.domain.toml_text import Place, Problem, TomlText, nearest, parse_toml, read_model, shape_problems
from bot.errors import UnknownWordError

_VERSION_LENGTH: Final = 12


@dataclass(frozen=True, slots=True)
class SeverityWords:
    """A level of severity in the plan's own words, for the client to choose by."""

    label: str
    meaning: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KindWords:
    """A kind of work that the plan offers, in its own words."""

    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A support plan as it stood in one version of its file, with the add-ons that were chosen."""

    id: str
    """The file's name without `.toml`."""
    name: str
    version: str
    """Changes with every change of the file's text; names the add-ons: `3f5a0c9b12de+after-hours`."""
    language: str
    time_zone: str
    severities: Mapping[Severity, SeverityWords]
    """All four, worst first."""
    kinds: Mapping[RequestKind, KindWords]
    """The kinds of work that are offered, in the file's order."""
    default_severity: Severity
    """Stands until somebody chooses."""
    default_kind: RequestKind
    """What work counts as until somebody says of which kind it is."""
    reopen_days: int
    """A client's reply reopens a resolved ticket for so many days; later it opens a new one."""
    claim_counts_as_response: bool
    """Whether a claim stops the first-response clock, or only a public reply does."""
    ask_again_minutes: int
    """The severity is asked for once more after so long."""
    calendars: Mapping[str, Timetable]
    """By name; `24/7` is always among them."""
    business_calendar: str
    """The calendar that tells business days, and work in hours from work after them."""
    targets: Mapping[Severity, Mapping[Clock, Target]]
    """A clock that is left out is not promised at all."""
    third_party_pauses_resolution: bool
    warnings_percent: tuple[int, ...]
    """Of a target, smallest first."""
    escalations: Mapping[Severity, tuple[Level, ...]]
    """The levels in order; none where nothing is escalated."""
    clients_may_escalate: bool
    tells_client_of_breach: bool
    """Whether a client is told of a missed first response, with a new expectation."""
    emergency: Emergency | None
    """None: nobody is paged while a clock's calendar is closed."""
    coverage: Mapping[RequestKind, Coverage]
    """For each of `kinds`."""
    hours: MonthlyHours | None
    """None: the plan grants no monthly hours."""
    step_minutes: int
    """Each entry of time is rounded up to a multiple of this."""
    estimates: Estimates
    phone: Phone | None
    planning: Planning | None
    reports: Mapping[Cadence, Report]
    client_silence: ClientSilence
    addons: Mapping[str, AddOn]
    """What can be bought beside it, by name."""
    text: str = field(repr=False)
    """The file."""

    @property
    def reopen_window(self) -> timedelta:
        """How long after it was resolved a ticket can be opened again by a reply."""
        return timedelta(days=self.reopen_days)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The names of the add-ons that it stands with."""
        return tuple(self.version.split("+")[1:])


def read_plan(text: str, file: str, addons: Collection[str] = ()) -> Plan:
    """Return the plan that *text* states, as *addons* change it; its id is the name of *file*.

    BadFileError lists every problem, UnknownWordError names an add-on that there is none of.
    """
    toml = parse_toml(text, file)
    problems = [*_name_problems(file), *plan_problems(toml.tree)]
    read = read_model(PlanText, toml, also=[*problems, *_addon_problems(toml)])
    for name in sorted(addons):
        if name not in read.addons:
            raise UnknownWordError("addon", name, nearest(name, read.addons), tuple(sorted(read.addons)))
    terms = PlanText.model_validate(_with_addons(toml.tree, addons))
    return _plan(PurePath(file).stem, _version(text, addons), text, read.addons, terms)


def text_version(version: str) -> str:
    """Return the part of a plan's version that its file alone decides, add-ons left out."""
    return version.partition("+")[0]


def with_addons(plan: Plan, addons: Collection[str]) -> Plan:
    """Return *plan* as exactly these add-ons change it; UnknownWordError names one that there is none of."""
    return read_plan(plan.text, f"{plan.id}.toml", addons)


def _name_problems(file: str) -> list[Problem]:
    try:
        check_slug(PurePath(file).stem)
    except ValueError as error:
        return [Problem((), f"the file's name {error}")]
    return []


def _addon_problems(toml: TomlText) -> Iterator[Problem]:
    """Yield what each add-on makes wrong that was not wrong without it."""
    before = _all_problems(_with_addons(toml.tree, ()))
    places = {problem.place for problem in before}
    for name, addon in _table(toml.tree.get("addons")).items():
        changes = _table(addon).get("changes")
        for problem in _all_problems(_with_addons(toml.tree, [name])):
            is_known = problem in before or (problem.place in places and not _reaches(changes, problem.place))
            if not is_known:
                yield Problem(("addons", name, "changes", *problem.place), problem.wrong)


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


def _version(text: str, addons: Collection[str]) -> str:
    return "+".join([hashlib.sha256(text.encode()).hexdigest()[:_VERSION_LENGTH], *sorted(addons)])


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
        phone=terms.phone.phone() if terms.phone else None,
        planning=terms.planning.planning() if terms.planning else None,
        reports=terms.reports.reports(),
        client_silence=terms.waiting_on_client.silence(),
        addons={addon: each.add_on() for addon, each in offered.items()},
        text=text,
    )
