"""Rotations, set and done away with in Slack by managers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.desk import Desk, Request
from bot.domain.access import Action, check
from bot.domain.rota_text import handover_text, read_handover
from bot.domain.rotations import Rotation
from bot.domain.rotations_file import is_rotation_name
from bot.errors import BadRotationError, NothingToTakeBackError
from bot.services.oncall import Change, on_call_name
from bot.views.oncall import Changed
from bot.views.rendered import Rendered


async def set_rotation(
    desk: Desk, request: Request, name: str, members: Sequence[str], handover: str, time_zone: str
) -> Rendered:
    """Set a rotation: whoever has the turn keeps it if they stay; else the first member has it."""
    check(request.person, Action.CHANGE_ON_CALL, None)
    rotation = _read(name, members, handover, time_zone)
    names = {each: await on_call_name(desk, each) for each in rotation.members}
    async with desk.transaction(request) as store:
        before = (await store.rota.read()).rotations
        known = next((each for each in before if each.name.casefold() == name.casefold()), None)
        rotation = _as_named(rotation, known).continuing(known, request.at)
        await store.rota.put(rotation)
        return await Change(desk, store, request).tell(
            Changed.ROTATION,
            rotation.time_zone,
            rotation=rotation.name,
            members=", ".join(names[each] for each in rotation.members),
            handover=handover_text(rotation),
            zone=rotation.time_zone,
            now=names[rotation.order_at(request.at)[0]],
        )


def _read(name: str, members: Sequence[str], handover: str, time_zone: str) -> Rotation:
    found = read_handover(handover)
    if not is_rotation_name(name):
        raise BadRotationError(name, "name")
    if not members:
        raise BadRotationError(name, "members")
    if found is None:
        raise BadRotationError(handover, "handover")
    return Rotation(name, tuple(dict.fromkeys(members)), time_zone, *found, date.min)


def _as_named(rotation: Rotation, known: Rotation | None) -> Rotation:
    """Return a rotation by the name that it has already, whose case may be another."""
    return replace(rotation, name=known.name) if known else rotation


async def drop_rotation(desk: Desk, request: Request, name: str) -> Rendered:
    """Do away with a rotation; what the clients file declares comes back at the next start."""
    check(request.person, Action.CHANGE_ON_CALL, None)
    async with desk.transaction(request) as store:
        rotations = (await store.rota.read()).rotations
        known = next((each.name for each in rotations if each.name.casefold() == name.casefold()), name)
        if not await store.rota.drop(known):
            raise NothingToTakeBackError("rotation", name)
        zone = request.person.time_zone
        return await Change(desk, store, request).tell(Changed.ROTATION_OFF, zone, rotation=known)
