"""The rotations of the clients file and of plans applied: names become ids, and what changed is said."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Final

from bot.desk import Desk
from bot.domain.people import HOURGLASS
from bot.domain.rota_text import handover_text
from bot.domain.rotations import Absence, Rota, Rotation
from bot.domain.rotations_file import RotationEntry
from bot.services.directory import Directory
from bot.services.people import is_active, names_of, profile_of
from storage import Store
from storage.rota import Made

_AT_START: Final = "clients file"


async def declare_rotations(desk: Desk, directory: Directory, entries: Iterable[RotationEntry]) -> list[str]:
    """Make rotations as declared, of our own full members alone; return what changed."""
    return [change for entry in entries for change in await _rotation(desk, directory, entry)]


async def declare_plans_rotations(desk: Desk, elsewhere: Collection[str]) -> tuple[list[str], list[str]]:
    """Make the rotations that plans' files declare, but for those declared *elsewhere*, which outweigh them.

    Return what changed, and what could not be found in Slack.
    """
    found = {
        entry.name.casefold(): entry for plan in desk.promises.plans.values() for entry in plan.rotations
    }
    entries = [entry for name, entry in found.items() if name not in {each.casefold() for each in elsewhere}]
    if not entries:
        return [], []
    directory = Directory(await desk.slack.directory(), {})
    return await declare_rotations(desk, directory, entries), list(directory.missing)


async def _rotation(desk: Desk, directory: Directory, entry: RotationEntry) -> list[str]:
    ids = await _our_people(desk, directory, entry)
    members = tuple(dict.fromkeys(ids[name] for name in entry.members if name in ids))
    if not members:
        return []
    now = desk.clock.now()
    made = Made(_AT_START, HOURGLASS.id, now)
    away = [
        Absence(ids[each.person], each.from_on, each.to_on) for each in entry.absences if each.person in ids
    ]
    async with desk.transaction() as store:
        before = await store.rota.read()
        known = before.rotation(entry.name)
        rotation = _declared(entry, members, known)
        if entry.starts_on is None and rotation != known:
            rotation = rotation.continuing(known, now)
        await store.rota.put(rotation)
        for each in away:
            await store.rota.declare_away(each, made)
        names = await names_of(store, *members, *(known.members if known else ()), *ids.values())
        return [*_changes(known, rotation, names), *await _newly_away(store, before, names)]


def _declared(entry: RotationEntry, members: tuple[str, ...], known: Rotation | None) -> Rotation:
    """Return the rotation of an entry; one that says nothing of its beginning keeps the one it had."""
    begins = entry.starts_on or (known.starts_on if known else date.min)
    return Rotation(entry.name, members, entry.time_zone, entry.handover_weekday, entry.handover_at, begins)


async def _our_people(desk: Desk, directory: Directory, entry: RotationEntry) -> dict[str, str]:
    """Return the ids of those whom an entry names and who can be on call; the rest is noted as missing."""
    found: dict[str, str] = {}
    for name in entry.people:
        person = directory.person(name)
        if person is None:
            continue
        if is_active(desk, await profile_of(desk, person)):
            found[name] = person
        else:
            wrong = (
                f"{name.removeprefix('@')!r} is no active full member of your workspace and cannot be on call"
            )
            directory.missing[wrong] = None
    return found


def _changes(before: Rotation | None, rotation: Rotation, names: dict[str, str]) -> Iterator[str]:
    """Say what became of a rotation, a line for each thing that is not as it was."""
    who = ", ".join(names[each] for each in rotation.members)
    if before is None:
        yield f"{rotation.name} is on call: {who}, {handover_text(rotation)} {rotation.time_zone}"
        return
    if before.members != rotation.members:
        were = ", ".join(names[each] for each in before.members)
        yield f"{rotation.name}: members is {who} (was {were})"
    handovers = [f"{handover_text(each)} {each.time_zone}" for each in (before, rotation)]
    if handovers[0] != handovers[1]:
        yield f"{rotation.name}: handover is {handovers[1]} (was {handovers[0]})"
    if before.starts_on != rotation.starts_on and before.members == rotation.members:
        yield f"{rotation.name}: starts_on is {rotation.starts_on} (was {before.starts_on})"


async def _newly_away(store: Store, before: Rota, names: dict[str, str]) -> list[str]:
    after = await store.rota.read()
    new = [each for each in after.absences if each not in before.absences]
    return [
        f"{names.get(each.person, each.person)} is away from {each.from_on} to {each.to_on}" for each in new
    ]
