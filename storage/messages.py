"""What people said in clients' channels."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.domain.desks import Keeping, Message
from bot.domain.instants import micros
from storage.codec import Shape, clean, texts, to_json, value_or_none, values
from storage.statements import Connection, Statements

_MESSAGE = Shape(Message, at="said_at")


class Messages:
    """Messages by channel and `ts`."""

    def __init__(self, connection: Connection) -> None:
        self._sql = Statements(connection, "messages")

    async def put(self, message: Message) -> None:
        """Write a message down, or what became of one that we have.

        What we have keeps its words, its tombstone, and the ticket that it is part of.
        """
        await self._sql.run("put", **_MESSAGE.cells(message))

    async def put_all(self, messages: Sequence[Message]) -> None:
        """Write messages down, leaving out those that we have."""
        await self._sql.many("put_all", [_MESSAGE.cells(each) for each in messages])

    async def get(self, channel: str, ts: str) -> Message | None:
        """Return a message."""
        return value_or_none(_MESSAGE, await self._sql.row("get", channel=channel, ts=ts))

    async def since(self, channel: str, ts: str) -> list[Message]:
        """Return what was said in a channel after a `ts`, replies too, in order, with its tombstones."""
        return values(_MESSAGE, await self._sql.rows("since", channel=channel, ts=ts))

    async def of_ticket(self, ticket: int) -> list[Message]:
        """Return what was said to a ticket, in order, tombstones too."""
        return values(_MESSAGE, await self._sql.rows("of_ticket", ticket=ticket))

    async def assign(self, channel: str, ts: str, ticket: int | None, keeping: Keeping) -> None:
        """Say what became of a message."""
        await self._sql.run("assign", channel=channel, ts=ts, ticket=ticket, keeping=keeping.value)

    async def reassign(self, from_ticket: int, to_ticket: int) -> None:
        """Give all that was said to one ticket to another."""
        await self._sql.run("reassign", from_ticket=from_ticket, to_ticket=to_ticket)

    async def kept(self, channel: str) -> list[Message]:
        """Return what was said before a channel was set up, oldest first."""
        return values(_MESSAGE, await self._sql.rows("kept", channel=channel))

    async def loose_replies(self, channel: str, thread_ts: str, after: datetime) -> list[Message]:
        """Return what was said in a thread after a moment and is part of no ticket, in order."""
        at_micros = micros(after)
        rows = await self._sql.rows("loose_replies", channel=channel, thread_ts=thread_ts, after=at_micros)
        return values(_MESSAGE, rows)

    async def edit(self, channel: str, ts: str, text: str, at: datetime) -> bool:
        """Change what a message says and keep what it said; False where there is none to edit."""
        at_micros = micros(at)
        await self._sql.run("keep_former", channel=channel, ts=ts, at=at_micros)
        edited = await self._sql.row("edit", channel=channel, ts=ts, text=clean(text), at=at_micros)
        return edited is not None

    async def delete(self, channel: str, ts: str, at: datetime) -> bool:
        """Leave a tombstone: text, files and former texts go; False where there is nothing to delete."""
        await self._sql.run("delete_former", channel=channel, ts=ts)
        return await self._sql.row("delete", channel=channel, ts=ts, at=micros(at)) is not None

    async def last_top_level(self, channel: str, author: str) -> Message | None:
        """Return the newest message outside threads by which somebody made or joined a ticket, or may yet."""
        return value_or_none(_MESSAGE, await self._sql.row("last_top_level", channel=channel, author=author))

    async def standing_alone(self, said: Iterable[tuple[Message, datetime]]) -> set[str]:
        """Return the channels of the messages, one of each, that are new and stand alone.

        They have no replies, and their authors said nothing outside threads from the moments beside them on.
        """
        cells = [
            {"channel": each.channel, "ts": each.ts, "author": each.author, "since_at": micros(since_at)}
            for each, since_at in said
        ]
        return set(texts(await self._sql.rows("standing_alone", said=to_json(cells)), "channel"))

    async def followers(self, asked: Message) -> list[Message]:
        """Return what goes where a message goes whose author was asked whether to open a ticket, in order."""
        at_micros = micros(asked.at)
        rows = await self._sql.rows("followers", channel=asked.channel, author=asked.author, at=at_micros)
        return values(_MESSAGE, rows)

    async def staff_spoke_between(
        self, channel: str, thread_ts: str, span: tuple[datetime, datetime]
    ) -> bool:
        """Whether our own people said anything outside threads, or in one thread, between two moments."""
        after, before = (micros(at) for at in sorted(span))
        found = await self._sql.row(
            "staff_spoke_between", channel=channel, thread_ts=thread_ts, after=after, before=before
        )
        return found is not None
