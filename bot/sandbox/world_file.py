"""The world file: which workspaces, people and channels the sandbox starts with."""

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from bot.sandbox.people import Standing

Handle = str
_DEMO = "demo.toml"


class WorldFileError(Exception):
    """A world file that cannot be used; the text names the file, the place and what is wrong there."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TeamEntry(_Entry):
    """One workspace; the first in the file is the company that installed the app."""

    key: str
    name: str
    time_zone: str = "UTC"
    locale: str = "en-US"
    grid: bool = False
    """Whether it belongs to an Enterprise Grid organisation: mentions then name its `E...` id."""

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        return known_zone(zone)


class PersonEntry(_Entry):
    """One person of a workspace."""

    handle: Handle = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    name: str
    team: str
    standing: Standing = Standing.MEMBER
    title: str = ""
    email: str = ""
    time_zone: str | None = None
    locale: str | None = None

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, zone: str | None) -> str | None:
        return None if zone is None else known_zone(zone)


class ChannelEntry(_Entry):
    """One channel; people of another workspace among its members make it shared with theirs."""

    name: str = Field(pattern=r"^[a-z0-9_-]+$", max_length=80)
    members: tuple[Handle, ...]
    bot: bool = True
    private: bool = False
    archived: bool = False
    topic: str = ""


class GroupEntry(_Entry):
    """One user group of the company, such as @support."""

    handle: str
    members: tuple[Handle, ...]


Deed = Annotated[str, Field(pattern=r"^((say|press|send|be) \S.*|reply|move)$")]
"""What somebody does on the page, and how its words begin.

`say` or `reply` (in the thread), `press` (a button or menu), `send` (a form, by its title), `be` (somebody),
`move` (the clock).
"""


class TourEntry(_Entry):
    """One thing that the page suggests to a person: what to try, where, and words to begin with."""

    person: Handle
    channel: str = ""
    """Where it is tried; empty for the conversation with the app."""
    text: str = Field(min_length=1, max_length=300)
    write: str = ""
    thread: str = ""
    """How the message begins whose thread is meant; the page offers to open it."""
    done_by: tuple[Deed, ...] = ()
    """What else than sending the words to begin with shows that it was tried, so that the page goes on."""


class WorldFile(_Entry):
    """A whole world, checked: every name that is used is declared."""

    starts_at: AwareDatetime | None = None
    starts_why: str = ""
    """What the page's clock says of where it began."""
    manifest: Path | None = None
    teams: tuple[TeamEntry, ...] = Field(min_length=1)
    people: tuple[PersonEntry, ...] = Field(min_length=1)
    channels: tuple[ChannelEntry, ...] = ()
    groups: tuple[GroupEntry, ...] = ()
    tour: tuple[TourEntry, ...] = ()
    """What the page suggests to try, to each person in this order."""

    @model_validator(mode="after")
    def _names_are_declared(self) -> "WorldFile":
        teams = _unique("team", [team.key for team in self.teams])
        people = _unique("person", [person.handle for person in self.people])
        _unique("channel", [channel.name for channel in self.channels])
        unknown = [
            f"team {person.team!r} of {person.handle}" for person in self.people if person.team not in teams
        ]
        for channel in self.channels:
            unknown += [
                f"member {name!r} of #{channel.name}" for name in channel.members if name not in people
            ]
        for group in self.groups:
            unknown += [f"member {name!r} of @{group.handle}" for name in group.members if name not in people]
        unknown += [f"person {step.person!r} of the tour" for step in self.tour if step.person not in people]
        channels = {"", *(channel.name for channel in self.channels)}
        unknown += [f"#{step.channel} of the tour" for step in self.tour if step.channel not in channels]
        if unknown:
            message = f"not declared in this file: {', '.join(unknown)}"
            raise ValueError(message)
        return self


def known_zone(name: str) -> str:
    """Return *name* when it is an IANA time zone, else raise ValueError."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        message = f"{name!r} is not a time zone such as Europe/Berlin"
        raise ValueError(message) from error
    return name


def _unique(what: str, names: list[str]) -> set[str]:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        message = f"{what} declared twice: {', '.join(twice)}"
        raise ValueError(message)
    return set(names)


def read_world(path: Path) -> WorldFile:
    """Read the world file at *path*; a manifest named in it is taken as relative to it."""
    try:
        world = parse_world(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        message = f"{path}: {error}"
        raise WorldFileError(message) from error
    manifest = world.manifest and path.parent / world.manifest
    return world.model_copy(update={"manifest": manifest})


def parse_world(text: str) -> WorldFile:
    """Read a world from TOML; ValueError says what is wrong."""
    try:
        return WorldFile.model_validate(tomllib.loads(text))
    except ValidationError as error:
        problems = (f"{'.'.join(map(str, each['loc'])) or 'file'}: {each['msg']}" for each in error.errors())
        raise ValueError("; ".join(problems)) from error


def demo_world() -> WorldFile:
    """Return the world that ships with the sandbox."""
    return parse_world(files(__package__).joinpath(_DEMO).read_text(encoding="utf-8"))
