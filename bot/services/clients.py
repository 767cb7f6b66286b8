"""The clients file applied: names become ids, and what differs from before is said, line by line."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final, TypeAlias

from bot.desk import Desk, Request
from bot.domain.clients_file import ChannelEntry, ClientEntry, ClientsFile, check_plans, read_clients_file
from bot.domain.desks import Channel, Client
from bot.domain.people import HOURGLASS
from bot.domain.plans import Offer
from bot.errors import BadFileError, FileProblem
from bot.logs import get_log
from bot.services.check_in_timers import arm_check_ins
from bot.services.declared_rota import declare_plans_rotations, declare_rotations
from bot.services.digest_timers import arm_digests
from bot.services.directory import Directory, directory_of
from bot.services.months import arm_months
from bot.services.mornings import arm_mornings
from bot.services.people import is_ours, profile_of
from bot.services.setup import Setup, check_setup, put_setup
from bot.services.triage import declare_triage, triage_for
from storage import Store

_ADMIN: Final = "admin"
_MANAGER: Final = "manager"
_PEOPLE: Final = frozenset({"account_manager", "approvers"})

_Standing: TypeAlias = tuple[Channel | None, Client | None]

_log = get_log(__name__)


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying a clients file changed, and what in it could not be found in Slack yet."""

    changes: tuple[str, ...]
    missing: tuple[str, ...]


def read_clients(path: Path, plans: Mapping[str, Offer]) -> ClientsFile:
    """Return the declarations in a file; BadFileError lists every problem, unknown plans among them."""
    declared = read_clients_file(_text(path), path.name)
    check_plans(declared, plans)
    return declared


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problem = FileProblem(f"the file cannot be read as text in UTF-8: {error}")
        raise BadFileError(str(path), (problem,)) from None


async def apply_clients(desk: Desk, declared: ClientsFile) -> Applied:
    """Make clients, channels, roles and rotations as declared; what is declared nowhere stays as it is."""
    directory = await directory_of(desk, declared)
    changes = await _triage(desk, directory, declared)
    changes += await _roles(desk, directory, declared)
    changes += await declare_rotations(desk, directory, declared.rotations)
    for entry in declared.clients:
        changes += await _client(desk, directory, declared, entry)
    async with desk.transaction() as store:
        await arm_mornings(desk, store)
        await arm_months(desk, store)
        await arm_digests(desk, store)
        await arm_check_ins(desk, store)
    return Applied(tuple(changes), tuple(directory.missing))


async def _triage(desk: Desk, directory: Directory, declared: ClientsFile) -> list[str]:
    names = [*declared.triage, *(entry.triage for entry in declared.clients if entry.triage)]
    places = {place: name for name in names if (place := directory.channel(name))}
    return [change for place, name in places.items() for change in await declare_triage(desk, place, name)]


async def _roles(desk: Desk, directory: Directory, declared: ClientsFile) -> list[str]:
    wanted = [(name, _MANAGER) for name in declared.managers] + [(name, _ADMIN) for name in declared.admins]
    changes: list[str] = []
    for name, role in wanted:
        person = directory.person(name)
        if person is not None and not await is_ours(desk, person):
            directory.missing[f"{name!r} is no full member of your workspace and cannot be {role}"] = None
        elif person is not None:
            changes += await _role(desk, person, role)
    return changes


async def _role(desk: Desk, person: str, role: str) -> list[str]:
    profile = await profile_of(desk, person)
    if profile is None or profile.role == role:
        return []
    async with desk.transaction() as store:
        await store.people.set_role(person, role)
    return [f"{profile.name} is {'an' if role == _ADMIN else 'a'} {role}"]


async def _client(desk: Desk, directory: Directory, declared: ClientsFile, entry: ClientEntry) -> list[str]:
    plan = desk.promises.file(entry.plan)
    client, changes = entry.under(plan), []
    triage_name = client.triage or next(iter(declared.triage), None)
    triage = directory.channel(triage_name) if triage_name else await first_triage(desk)
    if triage is None:
        directory.missing[f"{client.name} has no triage channel: declare one, or set HOURGLASS_TRIAGE"] = None
        return []
    for each in client.channels:
        place = directory.channel(each.channel)
        if place is not None:
            changes += await _channel(desk, directory, client, each, (place, triage))
    return changes


async def first_triage(desk: Desk) -> str | None:
    """Return the first triage channel that we can write to, or None while there is none."""
    async with desk.database.reading() as store:
        return await triage_for(store)


async def _channel(
    desk: Desk, directory: Directory, client: ClientEntry, entry: ChannelEntry, places: tuple[str, str]
) -> list[str]:
    place, triage = places
    approvers = [directory.person(name) for name in client.approvers]
    setup = Setup(
        channel=place,
        name=client.name,
        plan=client.plan,
        addons=client.addons,
        time_zone=client.time_zone or "UTC",
        language=client.language or "en",
        triage=triage,
        account_manager=directory.person(client.account_manager) if client.account_manager else None,
        approvers=tuple(each for each in approvers if each),
        intake=entry.intake,
        join_minutes=entry.join_minutes,
        client_id=client.id,
        contract_from=client.contract_from,
        contract_to=client.contract_to,
        hourly_rate=client.hourly_rate,
    )
    check_setup(desk, setup)
    request = Request("", HOURGLASS, desk.clock.now(), place)
    async with desk.transaction() as store:
        before = await _standing(store, place, client.id)
        _, news = await put_setup(desk, store, request, setup)
        after = await _standing(store, place, client.id)
        if before != after:
            await store.tell(*news)
    return _changes(f"#{entry.channel.removeprefix('#')}", before, after)


async def _standing(store: Store, place: str, client: str) -> _Standing:
    return await store.channels.lock(place), await store.clients.get(client)


def _changes(place: str, before: _Standing, after: _Standing) -> list[str]:
    """Say what became of a channel and its client, a line for each thing that is not as it was."""
    if before == after:
        return []
    (was, client_was), (channel, client) = before, after
    if was is None or client is None or client_was is None or was.client != client.id:
        return [f"{place} is set up for {client.name if client else place}"]
    told = [(client.name, _differences(client_was, client)), (place, _differences(was, channel))]
    return [f"{name}: {change}" for name, changes in told for change in changes]


def _differences(before: Client | Channel, after: Client | Channel | None) -> list[str]:
    values = (
        (each.name, getattr(before, each.name), getattr(after, each.name, None)) for each in fields(before)
    )
    return [
        f"{name} is {_shown(name, now)} (was {_shown(name, was)})" for name, was, now in values if now != was
    ]


def _shown(name: str, value: object) -> str:
    """Return a value as it stands in the file: a list with commas, and a word for nothing."""
    if value in (None, ()):
        return "nobody" if name in _PEOPLE else "none"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


async def apply_plans_rotations(desk: Desk, declared: ClientsFile | None) -> Applied:
    """Make the rotations that plans' files declare; those of the clients file outweigh them."""
    elsewhere = [each.name for each in declared.rotations] if declared else []
    changes, missing = await declare_plans_rotations(desk, elsewhere)
    return Applied(tuple(changes), tuple(missing))


def log_applied(source: str, applied: Applied) -> None:
    """Write down what applying the files at start did."""
    for change in applied.changes:
        _log.info(source, change=change)
    for missing in applied.missing:
        _log.warning(source, missing=missing)
