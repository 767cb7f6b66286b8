"""The file that declares whom we serve: clients, their channels, who manages, and who is on call.

`clients.example.toml` documents its format.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import EllipsisType
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictInt

from bot.domain.desks import LONGEST_JOIN_MINUTES, Intake
from bot.domain.field_types import Language, PersonName, Slug, TimeZone, Words
from bot.domain.plan_fields import MoneyText
from bot.domain.plans import Offer
from bot.domain.rotations_file import RotationEntry, RotationTexts, rotation_entries, rotation_problems
from bot.domain.terms import Money
from bot.domain.toml_text import Place, Problem, TomlText, nearest, parse_toml, read_model, values_at
from bot.errors import WrongValueError


@dataclass(frozen=True, slots=True)
class ChannelEntry:
    """A client's channel, as the file names it."""

    channel: str
    """Name, with or without "#", or id."""
    intake: Intake
    join_minutes: int


@dataclass(frozen=True, slots=True)
class ClientEntry:
    """A client, as the file declares it; people and channels are names or ids, as written."""

    id: str
    name: str
    plan: str
    addons: tuple[str, ...]
    time_zone: str | None
    """None: the plan's."""
    language: str | None
    """None: the plan's."""
    account_manager: str | None
    approvers: tuple[str, ...]
    triage: str | None
    """None: the first triage channel there is."""
    channels: tuple[ChannelEntry, ...]
    contract_from: date | None = None
    """None: the day on which the client was first set up."""
    contract_to: date | None = None
    hourly_rate: Money | None = None
    """Of hourly work for which the plan names no rate."""

    def under(self, plan: Offer) -> "ClientEntry":
        """Return this entry with what it leaves to *plan* filled in."""
        return replace(
            self,
            time_zone=self.time_zone or plan.time_zone,
            language=self.language or plan.language,
        )


@dataclass(frozen=True, slots=True)
class ClientsFile:
    """What the file declares."""

    toml: TomlText
    admins: tuple[str, ...]
    managers: tuple[str, ...]
    triage: tuple[str, ...]
    clients: tuple[ClientEntry, ...]
    rotations: tuple[RotationEntry, ...] = ()


def _channel(name: str) -> str:
    bare = name.strip().removeprefix("#")
    if not bare or any(letter.isspace() for letter in bare):
        raise WrongValueError(
            f"is {name!r}", 'write the name or id of a channel, such as "#acme" or "C012AB3CD"'
        )
    return name.strip()


_Channel = Annotated[str, AfterValidator(_channel)]


class _ChannelText(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    channel: _Channel = Field(description='the name or id of a channel, such as "#acme"')
    intake: Intake = Field(Intake.AUTO, description="auto, ask or manual")
    join_minutes: Annotated[StrictInt, Field(ge=0, le=LONGEST_JOIN_MINUTES)] = Field(
        5, description="a whole number of minutes from 0 to 1440; 0 joins nothing"
    )

    def entry(self) -> ChannelEntry:
        return ChannelEntry(self.channel, self.intake, self.join_minutes)


class _ClientText(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug = Field(description='a short name that never changes, such as "acme"')
    name: Words = Field(description="the client's name")
    plan: Words = Field(description='the id of a plan, such as "matai-growth"')
    addons: tuple[Slug, ...] = Field((), description='a list of the plan\'s add-ons, such as ["after-hours"]')
    time_zone: TimeZone | None = Field(None, description='a time zone such as "America/New_York"')
    language: Language | None = Field(None, description="en, es or pt")
    account_manager: PersonName | None = Field(None, description='one name or id in quotation marks: "max"')
    approvers: tuple[PersonName, ...] = Field((), description='a list of names or ids, such as ["ana", "bo"]')
    triage: _Channel | None = Field(None, description='one channel in quotation marks: "#triage"')
    contract_from: date | None = Field(None, description="a date without quotation marks, such as 2026-11-05")
    contract_to: date | None = Field(None, description="a date without quotation marks, such as 2027-11-04")
    hourly_rate: MoneyText | None = Field(
        None, description='what an hour costs, such as { cents = 15000, currency = "USD" }'
    )
    channels: tuple[_ChannelText, ...] = Field(
        min_length=1, description='a list of channels, such as [{ channel = "#acme" }]'
    )

    def entry(self) -> ClientEntry:
        given = {name: getattr(self, name) for name in type(self).model_fields}
        channels = tuple(each.entry() for each in self.channels)
        rate = self.hourly_rate.money() if self.hourly_rate else None
        addons = tuple(dict.fromkeys(self.addons))
        return ClientEntry(**given | {"channels": channels, "addons": addons, "hourly_rate": rate})


class _ClientsText(BaseModel):
    """The file. Each description says what to write; the owner reads it when the field is wrong."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    admins: tuple[PersonName, ...] = Field((), description='a list of names or ids, such as ["ada"]')
    managers: tuple[PersonName, ...] = Field((), description='a list of names or ids, such as ["max"]')
    triage: tuple[_Channel, ...] = Field((), description='a list of channels, such as ["#triage"]')
    clients: tuple[_ClientText, ...] = Field((), description="a table [[clients]] for each client")
    rotations: RotationTexts = Field({}, description="a table [rotations.NAME] for each on-call rotation")


def read_clients_file(text: str, file: str) -> ClientsFile:
    """Return what *text* declares; BadFileError lists every problem of *file* at once.

    Whether the plans exist is for `check_plans`, and whether people and channels do, for Slack.
    """
    toml = parse_toml(text, file)
    read = read_model(
        _ClientsText, toml, also=[*_repeated(toml), *_in_two_roles(toml), *rotation_problems(toml)]
    )
    clients = tuple(client.entry() for client in read.clients)
    rotations = rotation_entries(read.rotations)
    return ClientsFile(toml, read.admins, read.managers, read.triage, clients, rotations)


def check_plans(clients_file: ClientsFile, plans: Mapping[str, Offer]) -> None:
    """Raise BadFileError that lists each plan that is not among *plans*, and add-ons that its plan lacks."""
    clients_file.toml.refuse(
        problem
        for number, client in enumerate(clients_file.clients)
        for problem in _plan_problems(("clients", number), client, plans)
    )


def _plan_problems(place: Place, client: ClientEntry, plans: Mapping[str, Offer]) -> Iterator[Problem]:
    if client.plan not in plans:
        yield Problem(
            (*place, "plan"), *_unknown(client.plan, plans, "no plan that we have", "the plans are")
        )
        return
    known = plans[client.plan].addon_labels
    for number, name in enumerate(client.addons):
        if name not in known:
            wrong = _unknown(name, known, f"no add-on of {client.plan}", "its add-ons are")
            yield Problem((*place, "addons", number), *wrong)


def _unknown(word: str, known: Collection[str], what: str, those: str) -> tuple[str, str]:
    """Return what is wrong with a word that is not among those that are *known*, and the remedy."""
    near = nearest(word, known)
    listed = f"{those} {', '.join(sorted(known))}" if known else "it has none"
    return f"is {word!r}, which is {what}", f"did you mean {near!r}?" if near else listed


def _repeated(toml: TomlText) -> Iterator[Problem]:
    """Yield what may stand in the file once and stands there again."""
    yield from _twice(
        _texts(toml, "clients", ..., "id"), "is already another client's id", "write one of its own"
    )
    channels = _texts(toml, "clients", ..., "channels", ..., "channel")
    yield from _twice(channels, "is declared before", "a channel belongs to one client, once")


def _in_two_roles(toml: TomlText) -> Iterator[Problem]:
    """Yield clients' channels that are for triage as well, where clients would read what staff say."""
    internal = [*_texts(toml, "triage", ...), *_texts(toml, "clients", ..., "triage")]
    names = {name for _, name in internal}
    for place, name in _texts(toml, "clients", ..., "channels", ..., "channel"):
        if name in names:
            yield Problem(place, "is a triage channel too", "clients must not read what staff say there")


def _texts(toml: TomlText, *path: str | EllipsisType) -> Sequence[tuple[Place, str]]:
    """Return the texts at *path*, as names are compared: "#Acme" is "acme"."""
    found = values_at(toml.tree, *path)
    return [
        (place, value.strip().removeprefix("#").lower()) for place, value in found if isinstance(value, str)
    ]


def _twice(texts: Sequence[tuple[Place, str]], wrong: str, remedy: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, text in texts:
        if text in seen:
            yield Problem(place, wrong, remedy)
        seen.add(text)
