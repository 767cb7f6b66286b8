"""Who is on call, in words for staff: now, at the next hand-overs, and what was changed. English."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton

from bot.domain.rota_text import handover_text
from bot.domain.rotations import Absence, Rotation, Shift, Why
from bot.views.answers import COMMANDS, help_staff
from bot.views.markup import Safe, typed
from bot.views.rendered import Rendered, context, header, lines, message, section
from bot.views.text import STAFF, moment, plain, say

_MOST_NEXT: Final = 3
_MOST_AWAY: Final = 10
_OWN: Final = tuple(each for each in COMMANDS if each.startswith("oncall_"))


class Changed(StrEnum):
    """What somebody changed about who is on call; the facts its sentence needs stand beside it."""

    OVERRIDE = "override"
    """person, rotation, from_at, to_at"""
    OVERRIDE_OFF = "override_off"
    """person, rotation, from_at, to_at"""
    SWAP_OFF = "swap_off"
    """rotation, one (who had from_at to to_at), other (who had then_from_at to then_to_at)"""
    SWAP = "swap"
    """rotation, other (who has from_at to to_at), one (who has then_from_at to then_to_at)"""
    AWAY = "away"
    """person, days"""
    BACK = "back"
    """person, days"""
    ROTATION = "rotation"
    """rotation, members, handover, zone, now"""
    ROTATION_OFF = "rotation_off"
    """rotation"""


class Beside(StrEnum):
    """What a change brings about beside what was asked for; the facts its sentence needs stand beside it."""

    REPLACES = "replaces"
    """person, rotation, from_at, to_at: so much of their override"""
    GAP = "gap"
    """rotation, from_at, to_at"""
    HALF_OVER = "half_over"
    """person, from_at, to_at: the half of a swap that cannot be taken back any more"""


Also: TypeAlias = Sequence[tuple[Beside, Mapping[str, object]]]


@dataclass(frozen=True, slots=True)
class OnCall:
    """What is shown of the rotations: each with its shifts from now on, and who is away."""

    rotations: Sequence[tuple[Rotation, Sequence[Shift]]]
    absences: Sequence[Absence]
    names: Mapping[str, str]
    """Of people, by their ids."""
    time_zone: str
    """The reader's."""


def on_call_page(shown: OnCall) -> Rendered:
    """Return who is on call now in each rotation, and the next hand-overs; how to make one where none is."""
    if not shown.rotations:
        nothing = say(STAFF, "staff.oncall.nothing")
        return message(nothing, section(nothing))
    title = plain(STAFF, "staff.oncall.title")
    parts = [_rotation(shown, rotation, shifts) for rotation, shifts in shown.rotations]
    away, zone = _away(shown), say(STAFF, "staff.oncall.zone", zone=shown.time_zone)
    return message(
        lines([typed(title), *parts, away, zone]),
        header(title),
        *(section(each) for each in parts),
        *([section(away)] if away else []),
        context(zone),
    )


def who_is_on_call(shown: OnCall) -> Rendered:
    """Return who is on call now in a rotation, and who comes next."""
    said = lines(
        [each for rotation, shifts in shown.rotations for each in _people(shown, rotation, shifts[:2])]
    )
    return message(said, section(said))


def on_call_lines(shown: OnCall) -> Safe:
    """Return who is on call now, a line for each rotation; how to make one where none is."""
    if not shown.rotations:
        return say(STAFF, "staff.oncall.nothing")
    return lines(
        [each for rotation, shifts in shown.rotations for each in _people(shown, rotation, shifts[:2])]
    )


def _rotation(shown: OnCall, rotation: Rotation, shifts: Sequence[Shift]) -> Safe:
    members = ", ".join(shown.names.get(each, each) for each in rotation.members)
    handover, zone = handover_text(rotation), rotation.time_zone
    turns = say(STAFF, "staff.oncall.turns", members=members, handover=handover, zone=zone)
    return lines([*_people(shown, rotation, shifts[: _MOST_NEXT + 1]), turns])


def _people(shown: OnCall, rotation: Rotation, shifts: Sequence[Shift]) -> list[Safe]:
    """Return who is on call in the first of *shifts*, and then who in the others, a line each."""
    now, *later = shifts
    key = "on" if not later and now.why is Why.TURN else now.why.value
    until = moment(now.to_at, STAFF, shown.time_zone)
    facts = {"rotation": rotation.name, "person": _name(shown, now), "until": until}
    return [say(STAFF, f"staff.oncall.now.{key}", **facts), *(_next(shown, each) for each in later)]


def _next(shown: OnCall, shift: Shift) -> Safe:
    at = moment(shift.from_at, STAFF, shown.time_zone)
    return say(STAFF, f"staff.oncall.next.{shift.why}", person=_name(shown, shift), at=at)


def _name(shown: OnCall, shift: Shift) -> str:
    return shown.names.get(shift.person or "", shift.person or "")


def _away(shown: OnCall) -> Safe:
    """Return who is away, or will be; nothing where nobody is."""
    listed = [
        say(
            STAFF,
            "staff.oncall.absence",
            person=shown.names.get(each.person, each.person),
            days=days_of(each),
        )
        for each in shown.absences[:_MOST_AWAY]
    ]
    return say(STAFF, "staff.oncall.away", people=Safe(", ".join(listed))) if listed else Safe()


def days_of(absence: Absence) -> str:
    """Return the days of an absence, one where it has no other."""
    first, last = (format_skeleton("yMMMEd", day, locale=STAFF) for day in (absence.from_on, absence.to_on))
    return first if first == last else f"{first} \N{EN DASH} {last}"


def changed_text(changed: Changed, by: str, time_zone: str, also: Also = (), **facts: object) -> Safe:
    """Return what *by* changed, with moments by the clocks of *time_zone*; `Changed` says which facts."""
    done = say(STAFF, f"staff.oncall.done.{changed}", **_shown(facts, time_zone), by=by)
    beside = (say(STAFF, f"staff.oncall.beside.{each}", **_shown(own, time_zone)) for each, own in also)
    return lines([done, *beside])


def _shown(facts: Mapping[str, object], time_zone: str) -> dict[str, object]:
    """Return facts for a sentence: each moment as people read it, and as they type it."""
    moments = {name: fact for name, fact in facts.items() if isinstance(fact, datetime)}
    zone = ZoneInfo(time_zone)
    typed_ones = {f"{name}_typed": f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for name, at in moments.items()}
    shown = {name: moment(at, STAFF, time_zone) for name, at in moments.items()}
    return {"zone": time_zone, **typed_ones, **facts, **shown}


def changed_by_you(changed: Changed, time_zone: str, also: Also = (), **facts: object) -> Rendered:
    """Return the same for whoever changed it."""
    said = changed_text(changed, plain(STAFF, "staff.oncall.you"), time_zone, also, **facts)
    return message(said, section(said))


def hours_text(person: str, hours: str) -> Rendered:
    """Return at which hours somebody works; *hours* is empty where they have none of their own."""
    key = "staff.oncall.hours" if hours else "staff.oncall.no_hours"
    said = say(STAFF, key, person=person, **({"hours": hours} if hours else {}))
    return message(said, section(said))


def help_on_call() -> Rendered:
    """Return what staff can type about being on call."""
    return help_staff(_OWN)
