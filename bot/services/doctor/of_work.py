"""What Hourglass works by: the plans, the clients, and the channels it is in."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bot.domain.clients_file import ClientsFile
from bot.domain.desks import Channel, ChannelState, Client, Purpose
from bot.domain.measurements import Measurement
from bot.domain.plans import Plan
from bot.domain.rotations import Rota
from bot.errors import BadFileError
from bot.services.clients import read_clients
from bot.services.doctor.findings import Finding, counted, problem, skipped, warning, well
from bot.services.oncall import everybody
from bot.services.plans import load_plans
from bot.slack_answers import ChannelFacts
from storage import Database


@dataclass(frozen=True, slots=True)
class Desks:
    """The clients and channels that the database knows."""

    clients: Sequence[Client]
    channels: Sequence[Channel]
    rota: Rota = field(default_factory=Rota)
    names: Mapping[str, str] = field(default_factory=dict)
    """Of those who are on call, by their ids."""
    measured: Mapping[str, Sequence[Measurement]] = field(default_factory=dict)
    """All that was given of clients' metrics, in order, by the client's id."""
    since: Mapping[str, date] = field(default_factory=dict)
    """When the first month of hours began, of clients who had any."""

    def of(self, purpose: Purpose) -> list[Channel]:
        """Return the channels that serve a purpose."""
        return [each for each in self.channels if each.purpose is purpose]

    @property
    def worked_in(self) -> list[Channel]:
        """The channels that serve any purpose."""
        return [each for each in self.channels if each.purpose is not Purpose.UNSET]


async def read_desks(database: Database) -> Desks:
    """Return what the database knows."""
    async with database.reading() as store:
        rota = await store.rota.read()
        known = await store.people.get_all(everybody(rota))
        names = {each.id: each.name for each in known.values()}
        clients = await store.clients.all()
        measured = {each.id: await store.measurements.all_said(each.id) for each in clients}
        months = {each.id: await store.ledger.months(each.id) for each in clients}
        since = {client: known[0] for client, known in months.items() if known}
        return Desks(clients, await store.channels.all(), rota, names, measured, since)


def look_at_plans(folder: Path | None) -> tuple[list[Finding], Mapping[str, Plan] | None]:
    """Return what there is to say of the plan files, and the plans; None where they cannot be read."""
    try:
        plans = load_plans(folder)
    except BadFileError as error:
        remedy = "Correct the file; the README says what belongs into one."
        return [problem("plans", str(each), remedy) for each in error.problems], None
    except OSError as error:
        return [problem("plans", str(error), "Let this user read HOURGLASS_PLANS and what is in it.")], None
    return [well("plans", f"{len(plans)}: {', '.join(sorted(plans))}")], plans


def look_at_clients_file(
    path: Path,
    plans: Mapping[str, Plan] | None,
    channels: Sequence[ChannelFacts] | None,
    bot_name: str,
    told_elsewhere: Collection[str],
) -> Iterator[Finding]:
    """Say whether the clients file can be read, and name the channels in it that we are not in.

    Those *told_elsewhere*, by name or id, are left to another check.
    """
    if plans is None:
        yield skipped("clients file", "the plans cannot be read")
        return
    try:
        declared = read_clients(path, plans)
    except BadFileError as error:
        remedy = f"Correct {error.file}; clients.example.toml documents it."
        yield from (problem("clients file", str(each), remedy) for each in error.problems)
        return
    missing = [] if channels is None else sorted(_named(declared) - _names(channels) - {*told_elsewhere})
    for name in missing:
        remedy = f"Type `/invite @{bot_name}` in #{name}, or correct {path.name}."
        yield problem("clients file", f"#{name} is not there, or the bot is not in it", remedy)
    if not missing:
        yield well("clients file", f"{path.name} declares {counted(len(declared.clients), 'client')}")


def _named(declared: ClientsFile) -> set[str]:
    """Return the channels that a file names, by name or id, with those names as Slack spells them."""
    names = [each.channel for entry in declared.clients for each in entry.channels]
    names += [*declared.triage, *(entry.triage for entry in declared.clients if entry.triage)]
    return {_as_slack_spells(name) for name in names}


def _as_slack_spells(channel: str) -> str:
    """Return a channel's name in lower case, as all of them are; an id, which has none, as it is."""
    bare = channel.removeprefix("#")
    return bare if bare.isupper() else bare.lower()


def _names(channels: Sequence[ChannelFacts]) -> set[str]:
    return {name for each in channels for name in (each.id, each.name)}


def look_at_desks(desks: Desks, plans: Mapping[str, Plan] | None) -> Iterator[Finding]:
    """Name the clients whose plan is gone, and those without a channel."""
    if plans is None:
        yield skipped("clients", "the plans cannot be read")
    else:
        for each in desks.clients:
            if each.plan not in plans:
                said = f"the plan {each.plan!r} of {each.name} is gone"
                yield problem("clients", said, f"Put {each.plan}.toml back, or give {each.id} another plan.")
    served = {each.client for each in desks.of(Purpose.CLIENT)}
    for each in desks.clients:
        if each.id not in served:
            yield warning(
                "clients", f"{each.name} has no channel", "Set one up for it: `/support setup` there."
            )
    if not desks.clients:
        remedy = "Invite the bot to a client's channel and set it up, or apply a clients file."
        yield warning("clients", "there are none yet", remedy)
    elif plans is not None:
        yield well("clients", f"{len(desks.clients)} in {counted(len(desks.of(Purpose.CLIENT)), 'channel')}")


def look_at_channels(
    desks: Desks, channels: Sequence[ChannelFacts] | None, triage: str | None, bot_name: str
) -> Iterator[Finding]:
    """Name the channels that we work in and are not in, and say whether there is one for triage."""
    there = None if channels is None else _names(channels)
    if there is None:
        yield skipped("channels", "Slack did not say which ones we are in")
    else:
        away = [each for each in desks.worked_in if each.id not in there]
        yield from (_not_in(each, bot_name) for each in away)
        if not away:
            yield well("channels", f"the bot is in all {len(desks.worked_in)} that it works in")
        yield from _not_set_up(desks, channels or (), triage)
    yield _of_triage(desks, there, triage, bot_name)


def _not_set_up(desks: Desks, channels: Sequence[ChannelFacts], triage: str | None) -> Iterator[Finding]:
    """Name the channels that we are in, but take nothing from."""
    used = {each.id for each in desks.worked_in}
    named = _as_slack_spells(triage) if triage else None
    for each in channels:
        if each.id not in used and named not in {each.id, each.name} and not each.is_archived:
            remedy = f"Type `/support setup` there, or remove the bot from #{each.name}."
            yield warning("channels", f"#{each.name} is not set up: nothing said there is heard", remedy)


def _not_in(channel: Channel, bot_name: str) -> Finding:
    if channel.state is ChannelState.ARCHIVED:
        remedy = f"Unarchive it, or set up another {channel.purpose} channel."
        return warning("channels", f"#{channel.name} is archived", remedy)
    remedy = f"Type `/invite @{bot_name}` in #{channel.name}."
    return problem("channels", f"the bot is not in #{channel.name} ({channel.purpose} channel)", remedy)


def _of_triage(desks: Desks, there: set[str] | None, triage: str | None, bot_name: str) -> Finding:
    known = {name for each in desks.of(Purpose.TRIAGE) for name in (each.id, each.name)}
    if triage and there is not None and _as_slack_spells(triage) not in there | known:
        remedy = f"Type `/invite @{bot_name}` in #{triage}, or correct HOURGLASS_TRIAGE."
        return problem("triage", f"the bot is not in #{triage}, which HOURGLASS_TRIAGE names", remedy)
    lost = [each.name for each in desks.of(Purpose.TRIAGE) if there is not None and each.id not in there]
    places = [each for each in desks.of(Purpose.TRIAGE) if there is None or each.id in there]
    exposed = [each.name for each in places if each.state is ChannelState.EXPOSED]
    if exposed:
        said = f"people from outside are in #{', #'.join(exposed)}: nothing is said there"
        return problem("triage", said, "Remove them from the channel, or set up another triage channel.")
    if places:
        return well("triage", f"#{', #'.join(each.name for each in places)}")
    if lost:  # which is told among the channels
        return skipped("triage", f"the bot is not in #{', #'.join(lost)}")
    if triage is not None:
        return well("triage", f"#{triage} becomes one when Hourglass starts")
    remedy = (
        f"Type `/invite @{bot_name}` in your engineers' channel and press *Set up this channel*, or name it "
        "in HOURGLASS_TRIAGE."
    )
    return problem("triage", "there is no channel for the tickets' cards", remedy)
