"""A history: what people said, typed and pressed until now, planned back from any present.

Its moments are so many working days ago by somebody's own clock, or so long before now, so that the same
stories fit a Monday morning, a Friday evening and a weekend.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, model_validator

from bot.sandbox.world_file import Handle, TourEntry, WorldFile

_DEMO: Final = "demo_history.toml"
_LENGTH: Final = re.compile(r"(?:(?P<hours>\d+)h)?(?:(?P<minutes>\d+)m)?")
_SATURDAY: Final = 5
_EARLIER: Final = timedelta(minutes=30)
"""How long before the first act the world begins, so that the app has settled in."""


def _length(written: object) -> timedelta:
    """Read `25m`, `3h` or `1h30m`."""
    found = _LENGTH.fullmatch(written) if isinstance(written, str) and written else None
    if found is None:
        message = f"{written!r} is no length of time such as 25m or 1h30m"
        raise ValueError(message)
    return timedelta(**{unit: int(n) for unit, n in found.groupdict(default="0").items()})


Length = Annotated[timedelta, PlainValidator(_length)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ActEntry(_Entry):
    """One thing that somebody does. When: `days_ago` and `at`, or `before`, or `later` than the act before.

    What: exactly one of `says`, `types`, `presses`, `picks` and `reacts`.
    """

    who: Handle
    where: str = ""
    """A channel; left out, the story's thread."""
    days_ago: int | None = Field(default=None, ge=1)
    """How many days ago that were no Saturday or Sunday; today is the company's, for everybody."""
    at: time | None = None
    """With `days_ago`: on that day, by that person's clock."""
    before: Length | None = None
    """How long before the present."""
    later: Length | None = None
    says: str = ""
    types: str = ""
    """A slash command; `{n}` is the number of the story's ticket, `{other}` that of the story so named."""
    presses: str = ""
    """The words on a button."""
    fills: Mapping[str, str] = {}
    """With `presses`: what goes into each field, by its label, of the form that opens; it is then sent."""
    picks: str = ""
    """The words of an option, of whichever menu has it."""
    reacts: str = ""
    """The name of an emoji, put on the message that began the story."""

    @model_validator(mode="after")
    def _is_one_act_at_one_time(self) -> "ActEntry":
        deeds = [each for each in (self.says, self.types, self.presses, self.picks, self.reacts) if each]
        if len(deeds) != 1 or (self.fills and not self.presses):
            message = "an act is exactly one of says, types, presses (which fills may follow), picks, reacts"
            raise ValueError(message)
        times = [each for each in (self.days_ago, self.before, self.later) if each is not None]
        if len(times) != 1 or (self.days_ago is None) != (self.at is None):
            message = "the time of an act is days_ago with at, or before, or later"
            raise ValueError(message)
        return self


class StoryEntry(_Entry):
    """Acts that belong together; the first says what begins the thread, and where."""

    name: str = Field(pattern=r"^[a-z][a-z-]*$")
    acts: tuple[ActEntry, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _begins_with_words_in_a_channel(self) -> "StoryEntry":
        first = self.acts[0]
        if not (first.says and first.where) or first.later is not None:
            message = f"{self.name}: the first act says something in a channel, at a time of its own"
            raise ValueError(message)
        return self


class History(_Entry):
    """What a world has been through before somebody opens it, and what its page then suggests to try."""

    story: tuple[StoryEntry, ...] = Field(min_length=1)
    tour: tuple[TourEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """One act, and when it happens."""

    at: datetime
    story: str
    act: ActEntry
    begins: bool
    """Whether the story begins with it."""


@dataclass(frozen=True, slots=True)
class Past:
    """A history as it leads to one present: its scenes in their order."""

    present: datetime
    scenes: tuple[Scene, ...]
    tour: tuple[TourEntry, ...] = ()

    @property
    def begins_at(self) -> datetime:
        """Return when the world has to begin for all of it to happen."""
        return self.scenes[0].at - _EARLIER


def past_of(history: History, world: WorldFile, present: datetime) -> Past:
    """Plan *history* back from *present*, by the clocks of the people of *world*."""
    zones = _zones(world)
    today = present.astimezone(ZoneInfo(world.teams[0].time_zone)).date()
    scenes = [scene for story in history.story for scene in _scenes(story, zones, present, today)]
    return Past(present, tuple(sorted(scenes, key=lambda each: each.at)), history.tour)


def _zones(world: WorldFile) -> dict[Handle, ZoneInfo]:
    teams = {each.key: each.time_zone for each in world.teams}
    return {each.handle: ZoneInfo(each.time_zone or teams[each.team]) for each in world.people}


def _scenes(
    story: StoryEntry, zones: Mapping[Handle, ZoneInfo], present: datetime, today: date
) -> Iterator[Scene]:
    at = present = present.astimezone(UTC)
    for place, act in enumerate(story.acts):
        if act.days_ago is not None and act.at is not None:
            day = _working_day(today, act.days_ago)
            at = datetime.combine(day, act.at, zones[act.who]).astimezone(UTC)
        else:
            at = at + act.later if act.later is not None else present - (act.before or timedelta())
        yield Scene(at, story.name, act, begins=place == 0)


def _working_day(day: date, ago: int) -> date:
    while ago:
        day -= timedelta(days=1)
        ago -= day.weekday() < _SATURDAY
    return day


def parse_history(text: str) -> History:
    """Read a history from TOML; ValueError says what is wrong."""
    return History.model_validate(tomllib.loads(text))


def demo_history() -> History:
    """Return the history of the demo world."""
    return parse_history(files(__package__).joinpath(_DEMO).read_text(encoding="utf-8"))
