"""What was put aside: requests that failed too often, and messages that can never go as they are."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage import Database, Store


@dataclass(frozen=True, slots=True)
class Parked:
    """One thing that was put aside; `key` is what staff were told of it."""

    key: str
    what: str
    """event, command and so on for what Slack told us; post, edit or react for what we tell Slack."""
    channel: str
    error: str


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
    heard, untold = await store.inbox.parked(), await store.outbox.parked()
    return [
        *(Parked(row.key, row.kind, row.lane, row.error or "") for row in heard),
        *(Parked(row.key, row.act, row.channel, row.error or "") for row in untold),
    ]


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
