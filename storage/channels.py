"""The channels that the bot is in."""

from collections.abc import Collection

from bot.domain.desks import Channel
from bot.domain.instants import micros
from storage.codec import Shape, to_json, value_or_none, values
from storage.stamps import Stamps
from storage.statements import Connection, Statements

_CHANNEL = Shape(Channel)
_MOVES = (
    *("noted", "channel", "clients", "schedules", "members", "said_twice", "messages", "outbox", "posts"),
    *("post_keys", "outbox_keys", "parents", "moves"),
)


class Channels:
    """Channels by their Slack ids."""

    def __init__(self, connection: Connection, stamps: Stamps) -> None:
        self._sql = Statements(connection, "channels")
        self._stamps = stamps

    async def get(self, channel: str) -> Channel | None:
        """Return a channel, by the id that it has or had."""
        return value_or_none(_CHANNEL, await self._sql.row("get", id=channel))

    async def lock(self, channel: str) -> Channel | None:
        """Return a channel that nobody else decides on until this transaction ends."""
        return value_or_none(_CHANNEL, await self._sql.row("lock", id=channel))

    async def lock_free(self, channels: Collection[str]) -> dict[str, Channel]:
        """Return, by their ids of today, those channels that nobody decides on, and keep it so.

        It waits for nobody, and so needs no order.
        """
        rows = await self._sql.rows("lock_free", ids=to_json(sorted(channels)))
        return {channel.id: channel for channel in values(_CHANNEL, rows)}

    async def all(self) -> list[Channel]:
        """Return every channel, by name."""
        return values(_CHANNEL, await self._sql.rows("all"))

    async def of_author(self, person: str) -> Channel | None:
        """Return a client's channel that somebody has spoken in, if there is one."""
        return value_or_none(_CHANNEL, await self._sql.row("of_author", author=person))

    async def triage(self) -> list[Channel]:
        """Return the triage channels, by name, in whatever state."""
        return values(_CHANNEL, await self._sql.rows("triage"))

    async def put(self, *channels: Channel) -> None:
        """Write channels down as they are now."""
        known_at = micros(self._stamps.now())
        await self._sql.many("put", [{**_CHANNEL.cells(each), "known_at": known_at} for each in channels])

    async def now(self, channel: str) -> str:
        """Return the id that a channel has today, where Slack gave it another one since."""
        row = await self._sql.row("now", id=channel)
        return channel if row is None else str(row["new_id"])

    async def move(self, old_id: str, new_id: str) -> None:
        """Give a channel its new id wherever it is named but in tickets; the old id leads to it from now on.

        What came under the new id before we heard of it joins what came under the old one.
        """
        await self.lock(old_id)
        for subject in _MOVES:
            await self._sql.run(f"move_{subject}", old_id=old_id, new_id=new_id)
        await self._sql.run("leave_members", old_id=old_id)
        await self._sql.run("move_back", new_id=new_id)
        await self._sql.run("move_from", old_id=old_id, new_id=new_id)
