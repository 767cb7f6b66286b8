"""Channels in which something may have been said that we have not heard."""

from collections import defaultdict
from datetime import datetime, timedelta

from bot.domain.desks import Gap
from bot.domain.instants import micros
from storage.codec import Shape, number, values
from storage.statements import Connection, Statements

_GAP = Shape(Gap)
_MICROSECOND = timedelta(microseconds=1)


class Gaps:
    """What is still to be read of channels' histories."""

    def __init__(self, connection: Connection) -> None:
        self._sql = Statements(connection, "gaps")

    async def note(
        self, at: datetime, *, since: datetime | None, known_before: datetime, overlap: timedelta
    ) -> None:
        """Note a gap in each channel where people report things: from *since*, else from its newest message.

        Channels that we came to know at *known_before* or later are left out. The history is to be read from
        *overlap* before that, but from no earlier than we know the channel. A gap that is noted already
        begins where it began.
        """
        await self._sql.run(
            "note",
            at=micros(at),
            since=None if since is None else micros(since),
            known_before=micros(known_before),
            overlap=overlap // _MICROSECOND,
        )

    async def all(self) -> list[Gap]:
        """Return every gap; where something was said last, first."""
        return values(_GAP, await self._sql.rows("all"))

    async def count(self) -> int:
        """Return how many gaps there are."""
        return number(await self._sql.row("count"), "rows")

    async def replies(self, channel: str, since_ts: str) -> dict[str, list[str]]:
        """Return the `ts` of the replies after a `ts` that we have, people's and ours, by their thread."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for row in await self._sql.rows("replies", channel=channel, since_ts=since_ts):
            found[str(row["thread_ts"])].append(str(row["ts"]))
        return dict(found)

    async def is_unheard(self, channel: str, noted_after: datetime) -> bool:
        """Whether something of a channel is written down and not handled yet, or looked for in its history.

        Gaps noted before *noted_after* are left out.
        """
        noted = micros(noted_after)
        return bool(number(await self._sql.row("unheard", channel=channel, noted_after=noted), "is_unheard"))

    async def filled(self, gap: Gap) -> None:
        """Forget a gap, unless it was noted once more since."""
        await self._sql.run("filled", channel=gap.channel, noted_at=micros(gap.noted_at))
