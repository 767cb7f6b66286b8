"""What was put aside: requests that failed too often, and messages that can never go as they are."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.desks import Channel, Client, InboxRow, OutboxRow
from storage import Database, Store


@dataclass(frozen=True, slots=True)
class Parked:
    """One thing that was put aside; `key` is what retry and drop take."""

    key: str
    what: str
    """What kind of request or message it is; never what anybody said."""
    channel: str
    """Its name, as in `#acme`; its id, or a person's, where we know no name."""
    ticket: int | None
    client: str | None
    """The client's name."""
    put_aside_at: datetime
    why: str


class Way(StrEnum):
    """What can be done about it."""

    LIST = "list"
    RETRY = "retry"
    DROP = "drop"


async def put_aside(database: Database, way: Way, key: str, at: datetime) -> list[Parked] | None:
    """Try again or give up what was put aside under *key*, and return all that is then; None: no such key."""
    if way is Way.LIST:
        async with database.reading() as store:
            return await _parked(store)
    async with database.transaction() as store:
        if all(each.key != key for each in await _parked(store)):
            return None
        if way is Way.RETRY:
            await _retry(store, key)
        else:
            await _drop(store, key, at)
        return await _parked(store)


async def _parked(store: Store) -> list[Parked]:
    """Return what Slack told us, then what we would have told Slack, each oldest first."""
    around = await _around(store)
    since = await store.inbox.parked_at()
    heard = [await around.heard(store, row, since[row.key]) for row in await store.inbox.parked()]
    untold_since = await store.outbox.parked_at()
    untold = [await around.untold(store, row, untold_since[row.id]) for row in await store.outbox.parked()]
    return heard + untold


@dataclass(frozen=True, slots=True)
class _Around:
    """Which channels and clients there are: people know both by their names."""

    channels: Mapping[str, Channel]
    clients: Mapping[str, Client]

    async def heard(self, store: Store, row: InboxRow, at: datetime) -> Parked:
        what, thread_ts = _heard(row)
        number = await store.tickets.by_thread(row.lane, thread_ts) if thread_ts else None
        return await self._named(store, Parked(row.key, what, row.lane, number, None, at, row.error or ""))

    async def untold(self, store: Store, row: OutboxRow, at: datetime) -> Parked:
        what = f"{row.act} ({row.words.replace('_', ' ')})"
        return await self._named(
            store, Parked(row.key, what, row.channel, row.ticket, None, at, row.error or "")
        )

    async def _named(self, store: Store, found: Parked) -> Parked:
        """Return it with its client, and its channel by name."""
        ticket = await store.tickets.get(found.ticket) if found.ticket else None
        channel = self.channels.get(found.channel)
        client = self.clients.get((ticket.client if ticket else channel and channel.client) or "")
        name = f"#{channel.name}" if channel else found.channel
        return replace(found, channel=name, client=client.name if client else None)


async def _around(store: Store) -> _Around:
    channels, clients = await store.channels.all(), await store.clients.all()
    return _Around({each.id: each for each in channels}, {each.id: each for each in clients})


def _heard(row: InboxRow) -> tuple[str, str]:
    """Return what kind of request it is, and the thread that it was said in, if any."""
    event = row.body.get("event")
    if isinstance(event, Mapping):
        return f"{row.kind} ({event.get('type') or 'unknown'})", str(event.get("thread_ts") or "")
    command = row.body.get("command")
    return (f"{row.kind} ({command})" if command else row.kind), ""


async def _retry(store: Store, key: str) -> None:
    await store.inbox.unpark(key)
    for row in await store.outbox.parked():
        if row.key == key:
            await store.outbox.unpark(row.id)


async def _drop(store: Store, key: str, at: datetime) -> None:
    if any(row.key == key for row in await store.inbox.parked()):
        await store.inbox.finish(key, at)
    for row in await store.outbox.parked():
        if row.key == key:
            await store.outbox.drop(row.id)
