"""The state of the little Slack: everything that a reset throws away."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.sandbox.channels import Channel
from bot.sandbox.clock import MovableClock
from bot.sandbox.errors import CallerError
from bot.sandbox.people import Standing, Team, User, stable_id, stable_secret
from bot.sandbox.shapes import Json
from bot.sandbox.world_file import ChannelEntry, PersonEntry, TeamEntry, WorldFile

TRIGGER_SECONDS = 3
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class App:
    """The one installed app and its secrets; all derived from its name, so they are the same on every run."""

    id: str
    name: str
    bot_id: str
    bot_user_id: str
    bot_token: str
    app_token: str
    signing_secret: str
    client_id: str
    client_secret: str
    oauth_code: str

    @classmethod
    def named(cls, name: str) -> "App":
        """Return the app that calls itself *name*."""
        app_id = stable_id("A", name)
        return cls(
            id=app_id,
            name=name,
            bot_id=stable_id("B", name),
            bot_user_id=stable_id("U", f"bot {name}"),
            bot_token=f"xoxb-sandbox-{stable_secret(f'bot token of {name}')}",
            app_token=f"xapp-1-{app_id}-{stable_secret(f'app token of {name}')}",
            signing_secret=stable_secret(f"signing secret of {name}"),
            client_id=stable_id("", f"client id {name}"),
            client_secret=stable_secret(f"client secret of {name}"),
            oauth_code=f"code-{stable_id('', f'oauth code {name}')}",
        )


@dataclass(slots=True)
class Trigger:
    """The right to open a modal for one person: once, until `due`; `view_id` where it came out of a modal."""

    user_id: str
    due: datetime
    view_id: str | None = None
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """Where an app may answer one interaction: five times, until `due`."""

    user_id: str
    channel_id: str
    due: datetime
    message_ts: str | None = None
    thread_ts: str | None = None
    uses: int = 0


@dataclass(slots=True)
class StoredFile:
    """One uploaded file; it counts for nothing until it is complete."""

    id: str
    name: str
    title: str
    mimetype: str
    user_id: str
    created: int
    size: int = 0
    content: bytes = b""
    complete: bool = False
    channel_ids: list[str] = field(default_factory=list)
    scanned_at: datetime | None = None
    """Until then Slack looks through it: its type is not known, and no block may show it."""

    def is_scanned(self, now: datetime) -> bool:
        """Whether all is known of it."""
        return self.complete and (self.scanned_at is None or self.scanned_at <= now)


class World:
    """Teams, people, channels, views and the rest, as they stand now."""

    def __init__(self, file: WorldFile, app: App, clock: MovableClock) -> None:
        self.clock = clock
        self.app = app
        self._last_stamp = clock.now()
        self._made = 0
        self.created = int(self._last_stamp.timestamp())
        self.teams = {team.id: team for team in map(_team, file.teams)}
        self.home = next(iter(self.teams.values()))
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.groups: dict[str, tuple[str, tuple[str, ...]]] = {}
        self.files: dict[str, StoredFile] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.modals: dict[str, list[Json]] = {}
        self.homes: dict[str, Json] = {}
        self.ephemerals: dict[str, list[Json]] = {}
        self.heard: dict[str, list[Json]] = {}
        """By person, everything that they alone were told or that answered what they did."""
        self.picked: dict[tuple[str, str], dict[str, dict[str, object]]] = {}
        """By message and person, what they picked in its selects."""
        self.read: dict[tuple[str, str], str] = {}
        """By person and channel, the `ts` up to which the person has read."""
        self._populate(file)

    def _populate(self, file: WorldFile) -> None:
        teams = {entry.key: entry for entry in file.teams}
        for person in file.people:
            user = _user(person, teams[person.team])
            self.users[user.id] = user
        self.users[self.app.bot_user_id] = _bot_user(self.app, self.home, file.teams[0])
        for entry in file.channels:
            self._add_channel(entry)
        for group in file.groups:
            members = tuple(self.user(handle).id for handle in group.members)
            self.groups[stable_id("S", group.handle)] = (group.handle, members)

    def _add_channel(self, entry: ChannelEntry) -> None:
        people = [self.user(handle) for handle in entry.members]
        members = [*(person.id for person in people), *([self.app.bot_user_id] if entry.bot else [])]
        self.open_channel(
            entry.name, members, private=entry.private, topic=entry.topic
        ).is_archived = entry.archived

    def open_channel(
        self, name: str, members: list[str], *, private: bool = False, topic: str = ""
    ) -> Channel:
        """Create a channel; the workspaces of its members become connected to it."""
        channel = Channel(
            id=stable_id("C", name),
            name=name,
            team_ids=list(dict.fromkeys([self.home.id, *(self.users[each].team_id for each in members)])),
            members=members,
            creator=next((each for each in members if self.is_home(each)), self.app.bot_user_id),
            created=int(self.clock.now().timestamp()),
            is_private=private,
            topic=topic,
        )
        self.channels[channel.id] = channel
        return channel

    def stamp(self) -> str:
        """Return a new `ts`: the clock's time in microseconds, later than every one before it."""
        self._last_stamp = max(self.clock.now(), self._last_stamp + _MICROSECOND)
        return as_ts(self._last_stamp)

    def new_id(self, prefix: str) -> str:
        """Return an id that this world has not given out yet."""
        self._made += 1
        return stable_id(prefix, f"made {self._made} in {self.created}")

    def is_home(self, user_id: str) -> bool:
        """Tell whether a person belongs to the workspace that installed the app (guests do)."""
        return self.users[user_id].team_id == self.home.id

    def user(self, name: str) -> User:
        """Return the person with this id or handle; CallerError when there is none."""
        if (known := self.users.get(name)) is not None:
            return known
        wanted = name.removeprefix("@").casefold()
        for user in self.users.values():
            if wanted in {user.name.casefold(), user.real_name.casefold()}:
                return user
        people = ", ".join(sorted(user.name for user in self.users.values()))
        error = "unknown_user"
        raise CallerError(error, f"There is nobody called {name!r} here; there are {people}.", 404)

    def channel(self, name: str, user_id: str | None = None) -> Channel:
        """Return the channel with this id or name, or a direct message (`@somebody`); else CallerError."""
        if (known := self.channels.get(name)) is not None:
            return known
        wanted = name.removeprefix("#").casefold()
        for channel in self.channels.values():
            if not channel.is_im and channel.name.casefold() == wanted:
                return channel
        if name.startswith("@") or name.casefold() == self.app.name.casefold():
            return self._direct_with(self.user(name).id, user_id)
        names = ", ".join(f"#{channel.name}" for channel in self.channels.values() if not channel.is_im)
        error = "unknown_channel"
        raise CallerError(error, f"There is no channel {name!r} here; there are {names}.", 404)

    def _direct_with(self, named: str, user_id: str | None) -> Channel:
        if named != self.app.bot_user_id:
            return self.direct_message(named)
        if user_id is None:
            error = "unknown_channel"
            raise CallerError(error, "Whose direct message with the app? Name the person, as in '@ana'.", 404)
        return self.direct_message(user_id)

    def direct_message(self, user_id: str) -> Channel:
        """Return the direct message between the app's bot and a person, opened when it was not."""
        dm_id = stable_id("D", user_id)
        if dm_id not in self.channels:
            bot = self.app.bot_user_id
            teams = list(dict.fromkeys([self.home.id, self.users[user_id].team_id]))
            created = int(self.clock.now().timestamp())
            self.channels[dm_id] = Channel(dm_id, "", teams, [user_id, bot], bot, created, is_im=True)
        return self.channels[dm_id]

    def trigger(self, user_id: str, view_id: str | None = None) -> str:
        """Return a new trigger_id for a person."""
        trigger_id = f"{len(self.triggers)}.{self.created}.{stable_id('', self.new_id('X')).lower()}"
        due = self.clock.now() + timedelta(seconds=TRIGGER_SECONDS)
        self.triggers[trigger_id] = Trigger(user_id, due, view_id)
        return trigger_id


def as_ts(at: datetime) -> str:
    """Return an instant as Slack's `ts`: seconds with six decimals."""
    return f"{int(at.timestamp())}.{at.microsecond:06}"


def _team(entry: TeamEntry) -> Team:
    enterprise = stable_id("E", entry.key) if entry.grid else None
    return Team(stable_id("T", entry.key), entry.name, entry.key, enterprise)


def _user(entry: PersonEntry, team: TeamEntry) -> User:
    return User(
        id=stable_id("U", entry.handle),
        name=entry.handle,
        real_name=entry.name,
        team_id=stable_id("T", team.key),
        zone=entry.time_zone or team.time_zone,
        locale=entry.locale or team.locale,
        standing=entry.standing,
        title=entry.title,
        email=entry.email,
    )


def _bot_user(app: App, home: Team, entry: TeamEntry) -> User:
    return User(
        id=app.bot_user_id,
        name=app.name.lower().replace(" ", "_"),
        real_name=app.name,
        team_id=home.id,
        zone=entry.time_zone,
        locale=entry.locale,
        standing=Standing.BOT,
        bot_id=app.bot_id,
        app_id=app.id,
    )
