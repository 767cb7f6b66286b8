"""What we tell Slack: rows in order, one sender a channel, and where each post went."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bot.domain.desks import OutboxRow
from bot.domain.instants import from_micros, micros
from bot.domain.notices import Act, Notice, Words
from storage.codec import Shape, moment, number, texts, value_or_none, values
from storage.stamps import Stamps
from storage.statements import Connection, Statements

_NOTICE = Shape(Notice)
_ROW = Shape(OutboxRow)


class Place(NamedTuple):
    """Where a message of ours is."""

    channel: str
    ts: str


class Outbox:
    """Rows to be sent, and the posts they became. A row is open until it is done or parked."""

    def __init__(self, connection: Connection, stamps: Stamps) -> None:
        self._sql = Statements(connection, "outbox")
        self._stamps = stamps

    async def tell(self, notices: Sequence[Notice]) -> None:
        """Add rows in order; a key told before is left out, and an edit replaces one that is not yet sent."""
        now = micros(self._stamps.now())
        rows = [{**_NOTICE.cells(each), "id": self._stamps.next_id(), "created_at": now} for each in notices]
        await self._sql.many("tell", [row for row in rows if row["act"] != Act.EDIT])
        await self._sql.many("tell_edit", [row for row in rows if row["act"] == Act.EDIT])

    async def channels_waiting(self, now: datetime, by: str) -> list[str]:
        """Return the channels whose next row is due, leaving out those that others than *by* send to.

        A row that waits holds back those behind it.
        """
        rows = await self._sql.rows("channels_waiting", now=micros(now), leased_by=by)
        return texts(rows, "channel")

    async def next_due(self, by: str) -> datetime | None:
        """Return when *by* may send the first channel's next row; None where nothing waits."""
        return moment(await self._sql.row("next_due", leased_by=by), "due_at")

    async def lease_lane(self, channel: str, by: str, now: datetime, until: datetime) -> bool:
        """Become a channel's only sender, or stay it; False where another is."""
        until_micros, now_micros = micros(until), micros(now)
        row = await self._sql.row(
            "lease_lane", channel=channel, leased_by=by, now=now_micros, leased_until=until_micros
        )
        return row is not None

    async def release_lane(self, channel: str, by: str) -> None:
        """Stop being a channel's sender."""
        await self._sql.run("release_lane", channel=channel, leased_by=by)

    async def release_lanes(self) -> None:
        """Let everybody stop being a sender: for a start where no other process can be alive."""
        await self._sql.run("release_lanes")
        await self._sql.run("bring_all_back")

    async def next_rows(self, channel: str, most: int, now: datetime | None = None) -> list[OutboxRow]:
        """Return a channel's open rows, in order, due or not; none while outsiders would read them.

        Those that are laid aside *now* are left out.
        """
        at = micros(now) if now else None
        return values(_ROW, await self._sql.rows("next_rows", channel=channel, now=at, most=most))

    async def lay_aside(self, row_id: int, until: datetime) -> None:
        """Let a row hold up nothing else in its channel, until a moment or `bring_back`."""
        await self._sql.run("lay_aside", id=row_id, until=micros(until))

    async def bring_back(self, row_id: int) -> None:
        """Let a row be sent that was laid aside."""
        await self._sql.run("bring_back", id=row_id)

    async def attempt(self, row_id: int, at: datetime) -> OutboxRow | None:
        """Note that Slack is about to be called, and return the row; commit this before the call.

        None where it must not be called.
        """
        return value_or_none(_ROW, await self._sql.row("attempt", id=row_id, at=micros(at)))

    async def done(self, row_id: int, at: datetime) -> None:
        """Note that Slack has it."""
        await self._sql.run("done", id=row_id, at=micros(at))

    async def delay(
        self, row_id: int, due_at: datetime, error: str, *, unclear: bool = False, tries: int = 0
    ) -> None:
        """Try again at *due_at*; unless it is *unclear* whether Slack has it, it counts as not attempted.

        *tries* were made so far, with those that failed before Slack was called for the row itself.
        """
        if not unclear and await self._sql.row("supersede", id=row_id) is not None:
            return
        due = micros(due_at)
        await self._sql.run("delay", id=row_id, due_at=due, error=error, unclear=unclear, tries=tries)

    async def park(self, row_id: int, at: datetime, error: str) -> None:
        """Leave a row to staff: it can never go as it is, and holds nothing back."""
        await self._sql.run("park", id=row_id, at=micros(at), error=error)

    async def parked(self) -> list[OutboxRow]:
        """Return what was left to staff, in order."""
        return values(_ROW, await self._sql.rows("parked"))

    async def parked_at(self) -> dict[int, datetime]:
        """Return since when each row has been left to staff, by its id."""
        rows = await self._sql.rows("parked")
        return {number(row, "id"): from_micros(number(row, "parked_at")) for row in rows}

    async def unpark(self, row_id: int) -> bool:
        """Send a parked row after all; False where it is not parked."""
        if await self._sql.row("supersede", id=row_id) is not None:
            return True
        return await self._sql.row("unpark", id=row_id) is not None

    async def drop(self, row_id: int) -> bool:
        """Never send a parked row; False where it is not parked."""
        return await self._sql.row("drop", id=row_id) is not None

    async def drop_channel(self, channel: str, at: datetime) -> None:
        """Never send what is still to be told in a channel, laid aside or not."""
        await self._sql.run("drop_channel", channel=channel, at=micros(at))

    async def forget(self, before: datetime, most: int) -> bool:
        """Let go of so many things told before a moment, but for their keys; True where there may be more.

        The keys guard against telling the same twice.
        """
        edits = await self._sql.rows("forget_edits", before=micros(before), most=most)
        others = await self._sql.rows("forget_facts", before=micros(before), most=most)
        return most in {len(edits), len(others)}

    async def told(self, key: str) -> bool:
        """Whether a post of that key was ever to be told, whatever became of it."""
        return await self._sql.row("told", key=key) is not None

    async def how_many_open(self, words: Words) -> int:
        """Return how many rows that say something of a kind are still to be sent."""
        return number(await self._sql.row("how_many_open", words=words), "rows_open")

    async def coming(self, key: str) -> OutboxRow | None:
        """Return the post of that key if it is still to be sent: neither done nor parked nor unheard of."""
        return value_or_none(_ROW, await self._sql.row("coming", key=key))

    async def again(self, key: str, at: datetime) -> bool:
        """Let a post that is gone be made once more, from *at* on; False where we know of none."""
        if await self._sql.row("again", key=key, at=micros(at)) is None:
            return False
        await self._sql.run("lose", key=key)
        return True

    async def posted(self, key: str, channel: str, ts: str, at: datetime) -> None:
        """Note where the post of that key is."""
        await self._sql.run("posted", key=key, channel=channel, ts=ts, at=micros(at))

    async def post_of(self, key: str) -> Place | None:
        """Return where the post of that key is; None where it was not posted yet."""
        row = await self._sql.row("post_of", key=key)
        return None if row is None else Place(str(row["channel"]), str(row["ts"]))
