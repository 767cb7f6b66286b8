"""Who is on call: seen by staff, changed by whom it concerns or by managers, and told where triage is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.desk import Desk, Request
from bot.domain.access import Action, check
from bot.domain.rota_text import Times
from bot.domain.rotations import Override, Rota, Rotation, Shift
from bot.errors import CannotBeOnCallError, CannotSwapError, NothingToTakeBackError, UnknownRotationError
from bot.services.people import is_active, is_full_member, names_of, profile_of
from bot.services.triage import all_staff, tell_staff
from bot.views.oncall import (
    Also,
    Beside,
    Changed,
    OnCall,
    changed_by_you,
    changed_text,
    on_call_page,
    who_is_on_call,
)
from bot.views.rendered import Rendered
from storage import Store
from storage.rota import Made

_TURNS_AHEAD: Final = 5
_AWAY_AHEAD: Final = timedelta(days=30)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Change:
    """One request to change who is on call, in its open transaction."""

    desk: Desk
    store: Store
    request: Request

    @property
    def made(self) -> Made:
        """By whom and when, as it is kept."""
        return Made(self.request.key, self.request.person.id, self.request.at)

    async def tell(self, changed: Changed, time_zone: str, also: Also = (), **facts: object) -> Rendered:
        """Tell all staff what changed, by the clocks of *time_zone*; return the same for whoever asked.

        *also* is what comes of it beside.
        """
        text = changed_text(changed, self.request.person.name, time_zone, also, **facts)
        places = await all_staff(self.desk, self.store)
        await tell_staff(self.store, f"oncall:{self.request.key}", text, places)
        return changed_by_you(changed, self.request.person.time_zone, also, **facts)


async def show(desk: Desk, request: Request, rotation: str) -> Rendered:
    """Return who is on call now and the next hand-overs, in one rotation or (named by nothing) in all."""
    return on_call_page(await _seen(desk, request, rotation))


async def who(desk: Desk, request: Request, rotation: str) -> Rendered:
    """Return who is on call in a rotation, and who comes next."""
    seen = await _seen(desk, request, rotation)
    return who_is_on_call(seen) if seen.rotations else on_call_page(seen)


async def _seen(desk: Desk, request: Request, rotation: str) -> OnCall:
    check(request.person, Action.SEE_ON_CALL, None)
    async with desk.database.reading() as store:
        rota = await store.rota.read()
        shown = (named_rotation(rota, rotation),) if rotation else rota.rotations
        shifts = [(each, _ahead(rota, each, request.at)) for each in shown]
        today = request.at.date()
        away = [
            each
            for each in rota.absences
            if each.to_on >= today - _DAY and each.from_on <= today + _AWAY_AHEAD
        ]
        people = [*_people(shifts), *(each.person for each in away)]
        names = await names_of(store, *people)
    return OnCall(shifts, away, names, request.person.time_zone)


async def on_call_now(store: Store, request: Request) -> OnCall:
    """Return who is on call at this moment, in every rotation."""
    rota = await store.rota.read()
    shifts = [(each, _ahead(rota, each, request.at)) for each in rota.rotations]
    return OnCall(shifts, (), await names_of(store, *_people(shifts)), request.person.time_zone)


def _ahead(rota: Rota, rotation: Rotation, at: datetime) -> tuple[Shift, ...]:
    return rota.shifts(rotation.name, at, at + _TURNS_AHEAD * rotation.length)


def _people(shown: Iterable[tuple[Rotation, tuple[Shift, ...]]]) -> Iterable[str | None]:
    for rotation, shifts in shown:
        yield from rotation.members
        yield from (each.person for each in shifts)


async def is_rotation(desk: Desk, name: str) -> bool:
    """Whether there is a rotation of that name, whatever its case."""
    async with desk.database.reading() as store:
        rotations = (await store.rota.read()).rotations
    return any(each.name.casefold() == name.casefold() for each in rotations)


def named_rotation(rota: Rota, name: str) -> Rotation:
    """Return the rotation of that name, whatever its case; UnknownRotationError where there is none."""
    found = next((each for each in rota.rotations if each.name.casefold() == name.casefold()), None)
    if found is None:
        raise UnknownRotationError(name, tuple(each.name for each in rota.rotations))
    return found


async def override(desk: Desk, request: Request, rotation: str, person: str, when: str) -> Rendered:
    """Put somebody on call for a while, whosever turn it is; engineers may so take turns themselves."""
    check_change(request, person)
    name = await on_call_name(desk, person)
    from_at, to_at = Times(request.at, request.person.time_zone).span(when)
    async with desk.transaction(request) as store:
        rota = await store.rota.read()
        known = named_rotation(rota, rotation)
        made = Override(known.name, person, from_at, to_at)
        if _is_away(rota, known, made):
            raise CannotBeOnCallError(name, "away")
        change = Change(desk, store, request)
        also = await _replaced(store, rota, [made])
        await store.rota.override([made], change.made)
        facts = {"person": name, "rotation": known.name, **_when(made)}
        return await change.tell(Changed.OVERRIDE, known.time_zone, also, **facts)


async def _replaced(store: Store, rota: Rota, made: Iterable[Override]) -> Also:
    """Say what others lose of their overrides to those that are made now."""
    lost = [each for override in made for each in rota.replaced(override)]
    names = await names_of(store, *(each.person for each in lost))
    return [
        (Beside.REPLACES, {"person": names[each.person], "rotation": each.rotation, **_when(each)})
        for each in lost
    ]


def _when(override: Override) -> dict[str, object]:
    return {"from_at": override.from_at, "to_at": override.to_at}


def _is_away(rota: Rota, rotation: Rotation, made: Override) -> bool:
    """Whether somebody is away on any of the days of an override."""
    first = made.from_at.astimezone(rotation.zone).date()
    last = (made.to_at - timedelta(microseconds=1)).astimezone(rotation.zone).date()
    return any(rota.is_away(made.person, first + _DAY * day) for day in range((last - first).days + 1))


async def end_override(desk: Desk, request: Request, rotation: str) -> Rendered:
    """Take back the override that is in force in a rotation, else the next one to come; a swap as a whole.

    Engineers may take back what concerns them: an override of their own, or one of their turn.
    """
    check(request.person, Action.CHANGE_OWN_ON_CALL, None)
    async with desk.transaction(request) as store:
        rota = await store.rota.read()
        known = named_rotation(rota, rotation)
        found = _next_override(rota, known.name, request.at)
        made = sorted(await store.rota.made_with(found), key=lambda each: each.from_at)
        ended = [each for each in made if each.to_at > request.at]
        if not any(_has_turn(known, each, request) for each in ended):
            check_change(request, found.person)
        change = Change(desk, store, request)
        await store.rota.end_overrides(ended, change.made)
        names = await names_of(store, *(each.person for each in made))
        over = [each for each in made if each not in ended]
        also = [(Beside.HALF_OVER, {"person": names[each.person], **_when(each)}) for each in over]
        changed, facts = _taken_back(ended, names)
        return await change.tell(changed, known.time_zone, also, rotation=known.name, **facts)


def _has_turn(rotation: Rotation, override: Override, request: Request) -> bool:
    """Whether it would be the turn of whoever asks, were it not for an override."""
    return rotation.turn_at(max(override.from_at, request.at)).member == request.person.id


def _taken_back(ended: Sequence[Override], names: Mapping[str, str]) -> tuple[Changed, Mapping[str, object]]:
    """Return what is said of an override that is taken back, or of both that a swap made."""
    first, last = ended[0], ended[-1]
    if first is last:
        return Changed.OVERRIDE_OFF, {"person": names[first.person], **_when(first)}
    then = {f"then_{name}": at for name, at in _when(last).items()}
    return Changed.SWAP_OFF, {
        "one": names[first.person],
        "other": names[last.person],
        **_when(first),
        **then,
    }


def _next_override(rota: Rota, rotation: str, at: datetime) -> Override:
    open_ones = [each for each in rota.overrides if each.rotation == rotation and each.to_at > at]
    in_force = [each for each in open_ones if each.is_in_force(at)]
    if not open_ones:
        raise NothingToTakeBackError("override", rotation)
    return in_force[-1] if in_force else min(open_ones, key=lambda each: each.from_at)


async def swap(desk: Desk, request: Request, rotation: str, one: str, other: str) -> Rendered:
    """Let two members swap their next turns; engineers may swap their own."""
    check_change(request, one if request.person.id != other else other)
    names = {each: await on_call_name(desk, each) for each in (one, other)}
    async with desk.transaction(request) as store:
        rota = await store.rota.read()
        known = named_rotation(rota, rotation)
        pair = _swapped(known, (one, other), names, request.at)
        for each in pair:
            if _is_away(rota, known, each):
                raise CannotBeOnCallError(names[each.person], "away")
        change = Change(desk, store, request)
        also = await _replaced(store, rota, pair)
        await store.rota.override(pair, change.made)
        return await change.tell(
            Changed.SWAP,
            known.time_zone,
            also,
            rotation=known.name,
            one=names[one],
            other=names[other],
            from_at=pair[0].from_at,
            to_at=pair[0].to_at,
            then_from_at=pair[1].from_at,
            then_to_at=pair[1].to_at,
        )


def _swapped(
    rotation: Rotation, pair: tuple[str, str], names: Mapping[str, str], at: datetime
) -> tuple[Override, Override]:
    try:
        return rotation.swapped(*pair, at)
    except CannotSwapError as error:  # the rule knows ids, and people know names
        raise CannotSwapError(error.rotation, names[error.person], error.why) from None


def check_change(request: Request, person: str) -> None:
    """Refuse whoever may not say when *person* is on call: engineers may say so of themselves."""
    own = person == request.person.id
    check(request.person, Action.CHANGE_OWN_ON_CALL if own else Action.CHANGE_ON_CALL, None)


async def on_call_name(desk: Desk, person: str) -> str:
    """Return the name of somebody who can be on call; CannotBeOnCallError for everybody else."""
    profile = await profile_of(desk, person)
    if profile is None or not is_full_member(desk, profile):
        raise CannotBeOnCallError(profile.name if profile else person, "not_ours")
    if not is_active(desk, profile):
        raise CannotBeOnCallError(profile.name, "deactivated")
    return profile.name


def everybody(rota: Rota) -> list[str]:
    """Return all who are, or may come, on call."""
    members = [member for each in rota.rotations for member in each.members]
    return sorted({*members, *(each.person for each in rota.overrides)})
