"""The desk: what every service needs at hand, put together once in `bot.app`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Final

from bot.clock import Clock
from bot.domain.desks import Profile
from bot.domain.enclosures import Theme
from bot.domain.people import Person
from bot.errors import AlreadyHandledError
from bot.meters import Meters
from bot.promises import Promises
from bot.slack import Installation, Slack
from storage import Database, Store

if TYPE_CHECKING:
    from bot.watch import Watch

_WATCH: Final = "bot.watch"
"""Loaded with the first ticket that is saved: a start has no use for it."""


@dataclass(frozen=True, slots=True)
class Request:
    """One thing a person asked for: who, when (Slack's time, never ours), where, and its row in the inbox."""

    key: str
    person: Person
    at: datetime
    channel: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Database, Slack, clock and promises of one running Hourglass."""

    database: Database
    slack: Slack
    clock: Clock
    promises: Promises
    installation: Installation
    process: str
    """Name of this process, under which it leases rows."""
    charts: Theme = Theme.LIGHT
    """How the charts of digests look."""
    meters: Meters = field(default_factory=Meters.fresh)
    outbox_grew: asyncio.Event = field(default_factory=asyncio.Event)
    gaps_noted: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when history is to be read, as something may have been said that we have not heard."""
    unread_threads: dict[str, int] = field(default_factory=dict)
    """How many threads of each channel are still to be read, as they may hold what we have not heard."""
    asking: dict[str, asyncio.Task[Profile | None]] = field(default_factory=dict)
    """The people whom Slack is being asked about, so that it is asked about each once at a time."""
    homes: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    """By person, who are about to see their App Home as it is now: the latest of what was asked for."""
    finished: set[str] = field(default_factory=set)
    """Keys of requests whose own transaction has just marked them done in the inbox."""

    @property
    def watch(self) -> "Watch":
        """Who looks at tickets that were saved, for what is due on them."""
        watch: Watch = import_module(_WATCH).Watch(self.promises, self.meters, self.installation.team)
        return watch

    @asynccontextmanager
    async def transaction(
        self, request: Request | None = None, *, long: bool = False
    ) -> AsyncIterator[Store]:
        """Open the one transaction of *request*; its inbox row is done when, and only when, this commits.

        AlreadyHandledError when the row was done before: then nothing of this transaction remains. One whose
        statements go through whole tables is *long*.
        """
        async with self.database.transaction(long=long) as store:
            if request is not None and not await store.inbox.finish(request.key, self.clock.now()):
                raise AlreadyHandledError(request.key)
            yield store
            watch = self.watch if store.has_saved() else None
            told = await watch.look(store, self.clock.now()) if watch else ()
        if watch:
            watch.count(told)
        if request is not None:
            self.finished.add(request.key)
        self.outbox_grew.set()
