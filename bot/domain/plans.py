"""What a client was promised: a plan, read from TOML that the company writes.

`read_plan` is the only way to make one from text. A plan is values alone; the text it was read from goes with
it, for that is what is kept when the file changes, and what an add-on changes before it is read again.
`PlanFile` has the text without reading it: a start knows every plan, and seldom needs what one promises.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

if TYPE_CHECKING:  # what a plan is made of is loaded with `bot.domain.plan_reading`
    from bot.domain.rotations_file import RotationEntry
    from bot.domain.targets import Clock, Target
    from bot.domain.terms import (
        AddOn,
        Cadence,
        ClientSilence,
        Coverage,
        Emergency,
        Estimates,
        Level,
        Measuring,
        MonthlyHours,
        Phone,
        Planning,
        Report,
        Satisfaction,
    )
    from bot.domain.tickets import RequestKind, Severity
    from bot.domain.timetables import Timetable

_VERSION_LENGTH: Final = 12
_NO_ADDON: Final = ""


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
    measuring: Measuring
    client_silence: ClientSilence
    satisfaction: Satisfaction
    addons: Mapping[str, AddOn]
    """What can be bought beside it, by name."""
    text: str = field(repr=False)
    """The file."""

    def timetable(self, target: Target, time_zone: str) -> Timetable:
        """Return the hours that a target is counted in, as a client in *time_zone* has them."""
        return self.calendars[target.calendar].for_client(time_zone)

    def business_hours(self, time_zone: str) -> Timetable:
        """Return the hours that tell business days, as a client in *time_zone* has them."""
        return self.calendars[self.business_calendar].for_client(time_zone)

    @property
    def follows_client(self) -> bool:
        """Whether what it promises depends on where the client is."""
        return any(each.follows_client for each in self.calendars.values())

    def pages_after_hours(self, severity: Severity) -> bool:
        """Whether staff are paged for such a ticket while the calendar of its clock is closed."""
        return self.emergency is not None and severity in self.emergency.severities

    @property
    def reopen_window(self) -> timedelta:
        """How long after it was resolved a ticket can be opened again by a reply."""
        return timedelta(days=self.reopen_days)

    @property
    def addon_labels(self) -> Mapping[str, str]:
        """What can be bought beside it is called so, by the names of the add-ons."""
        return {name: addon.label for name, addon in self.addons.items()}

    @property
    def full_name(self) -> str:
        """Its name and those of the add-ons that it stands with: `Growth + After hours`."""
        return full_name(self, self.chosen)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The names of the add-ons that it stands with."""
        return chosen_addons(self.version)


class Offer(Protocol):
    """What anybody may know of a plan, whatever it promises."""

    @property
    def id(self) -> str:
        """The file's name without `.toml`."""

    @property
    def name(self) -> str:
        """What clients call it."""

    @property
    def language(self) -> str:
        """The language of its words."""

    @property
    def time_zone(self) -> str:
        """The zone of its hours."""

    @property
    def addon_labels(self) -> Mapping[str, str]:
        """What can be bought beside it is called so, by the names of the add-ons."""


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan's file that is known to be good; what it says is read once somebody asks."""

    id: str
    text: str

    @property
    def version(self) -> str:
        """The version of the plan without add-ons."""
        return version_of(self.text)

    @property
    def name(self) -> str:
        """The plan's name, as clients know it."""
        return _title(self.text).name

    @property
    def language(self) -> str:
        """The language of the plan's words."""
        return _title(self.text).language

    @property
    def time_zone(self) -> str:
        """The zone of the plan's hours."""
        return _title(self.text).time_zone

    @property
    def addon_labels(self) -> Mapping[str, str]:
        """What can be bought beside it is called so, by the names of the add-ons."""
        return _title(self.text).addon_labels

    def cadences(self, addons: Collection[str]) -> frozenset[str]:
        """Return how often reports are promised with these add-ons: the values of `Cadence`."""
        reports = _title(self.text).reports
        return frozenset().union(*(reports.get(each, frozenset()) for each in (_NO_ADDON, *addons)))

    def has_check_ins(self, addons: Collection[str]) -> bool:
        """Whether talks with the client are promised with these add-ons."""
        return not _title(self.text).check_ins.isdisjoint((_NO_ADDON, *addons))

    @property
    def rotations(self) -> tuple[RotationEntry, ...]:
        """The on-call rotations that the file declares, for the whole desk."""
        if "rotations" not in self.text:
            return ()
        found: tuple[RotationEntry, ...] = import_module("bot.domain.rotations_file").rotations_in(self.text)
        return found

    @property
    def may_name_people(self) -> bool:
        """Whether an escalation may go to a person by their handle, which is written with an @."""
        return "@" in self.text

    def plan(self, addons: Collection[str] = ()) -> Plan:
        """Return what the file says, as *addons* change it; UnknownWordError names one there is none of."""
        return _read(self, tuple(sorted(set(addons))))


def read_plan(text: str, file: str, addons: Collection[str] = ()) -> Plan:
    """Return the plan that *text* states, as *addons* change it; its id is the name of *file*.

    BadFileError lists every problem, UnknownWordError names an add-on that there is none of.
    """
    plan: Plan = import_module("bot.domain.plan_reading").read_plan(text, file, addons)
    return plan


def with_addons(plan: Plan, addons: Collection[str]) -> Plan:
    """Return *plan* as exactly these add-ons change it; UnknownWordError names one that there is none of."""
    return PlanFile(plan.id, plan.text).plan(addons)


def full_name(offer: Offer, addons: Iterable[str]) -> str:
    """Return what a plan is called with these add-ons; one that it does not have is left out."""
    labels = (offer.addon_labels[each] for each in addons if each in offer.addon_labels)
    return " + ".join([offer.name, *labels])


def version_of(text: str, addons: Collection[str] = ()) -> str:
    """Return the version of a plan whose file says *text*, with these add-ons."""
    return "+".join([_digest(text), *sorted(addons)])


@cache  # each ticket asks whether the plan is still the one that it goes by
def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_VERSION_LENGTH]


def text_version(version: str) -> str:
    """Return the part of a plan's version that its file alone decides, add-ons left out."""
    return version.partition("+")[0]


def chosen_addons(version: str) -> tuple[str, ...]:
    """Return the add-ons that a plan's version names."""
    return tuple(version.split("+")[1:])


class _Title(NamedTuple):
    """What every start asks of a plan's file."""

    name: str
    language: str
    time_zone: str
    addon_labels: Mapping[str, str]
    reports: Mapping[str, frozenset[str]]
    """How often there are any, by the add-on that promises them; `_NO_ADDON`: by the plan itself."""
    check_ins: frozenset[str]
    """What promises talks with the client: add-ons, `_NO_ADDON` for the plan itself."""


@lru_cache(maxsize=256)
def _title(text: str) -> _Title:
    tree = tomllib.loads(text)
    addons = tree.get("addons", {})
    labels = {name: _on_one_line(addon["label"]) for name, addon in addons.items()}
    changes = {_NO_ADDON: tree, **{name: addon.get("changes", {}) for name, addon in addons.items()}}
    reports = {name: frozenset(each.get("reports", ())) for name, each in changes.items()}
    check_ins = frozenset(name for name, each in changes.items() if _promises_talks(each))
    return _Title(_on_one_line(tree["name"]), tree["language"], tree["time_zone"], labels, reports, check_ins)


def _promises_talks(terms: Mapping[str, Any]) -> bool:
    reports = terms.get("reports", {}).values()
    return "planning" in terms or any(
        isinstance(each, dict) and "meeting_minutes" in each for each in reports
    )


def _on_one_line(words: str) -> str:
    """Return words as the shapes of a plan's file have them."""
    return " ".join(words.split())


@lru_cache(maxsize=256)
def _read(file: PlanFile, addons: tuple[str, ...]) -> Plan:
    return read_plan(file.text, f"{file.id}.toml", addons)
