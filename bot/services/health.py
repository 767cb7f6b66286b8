"""Whether Hourglass can do its work now: what a watchdog is told, without a word of what people said."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.desk import Desk
from bot.slack import SlackBusyError, SlackLockedOutError, SlackRefusedError, SlackUnclearError
from storage import Store
from storage.errors import DATABASE_FAULTS
from storage.health import Waiting

OK: Final = "ok"
_ASK_AGAIN_AFTER: Final = timedelta(seconds=30)
_SLACK_SECONDS: Final = 3
DATABASE_SECONDS: Final = 3
"""Then a database that does not answer is told to be away: who asks does not wait for longer."""
_LONGEST_WAIT: Final = timedelta(seconds=60)
"""How long something may lie in the inbox that could be handled at once."""

Connected = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class CatchingUp:
    """What is still to be read of what was said while we were away."""

    channels: int
    threads: int
    """Of those channels whose top level this process has read: threads with news."""


async def catching_up(desk: Desk, store: Store) -> CatchingUp:
    """Return how far catching up is."""
    return CatchingUp(await store.gaps.count(), sum(desk.unread_threads.values()))


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is asked before work is given to this process: each part is `ok`, or says why it is not."""

    database: str
    slack: str
    socket: str | None
    """None where Slack's requests come by HTTP."""
    backlog: str
    inbox: int | None
    outbox: int | None
    """How many rows wait; None where the database does not say."""
    catching_up: CatchingUp | None
    """None where the database does not say; it makes nobody unready, as work goes on beside it."""

    @property
    def is_ready(self) -> bool:
        """Whether every part is well."""
        return {self.database, self.slack, self.socket or OK, self.backlog} == {OK}

    def as_json(self) -> Mapping[str, object]:
        """Return what `/readyz` answers."""
        parts = {"database": self.database, "slack": self.slack, "backlog": self.backlog}
        if self.socket is not None:
            parts["socket"] = self.socket
        reading = asdict(self.catching_up) if self.catching_up else None
        waiting = {"inbox": self.inbox, "outbox": self.outbox, "catching_up": reading}
        return {"ok": self.is_ready, **parts, **waiting}


@dataclass(slots=True)
class Health:
    """Looks at everything that work needs; Slack is asked every half minute at most, whoever asks us."""

    desk: Desk
    connected: Connected | None = None
    """Whether Socket Mode is connected; None where Slack's requests come by HTTP."""
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _asked_at: datetime | None = None
    _slack: str = OK

    async def readiness(self) -> Readiness:
        """Return how everything stands now."""
        slack = await self._of_slack()
        socket = None
        if self.connected is not None:
            socket = OK if self.connected() else "not connected"
        try:
            async with asyncio.timeout(DATABASE_SECONDS):
                inbox, outbox, reading = await self._of_database()
        except TimeoutError:
            return _without_database(f"no answer within {DATABASE_SECONDS} s", slack, socket)
        except DATABASE_FAULTS as error:
            return _without_database(error.why, slack, socket)
        backlog = _backlog(inbox, self.desk.clock.now())
        return Readiness(OK, slack, socket, backlog, inbox.rows, outbox.rows, reading)

    async def _of_database(self) -> tuple[Waiting, Waiting, CatchingUp]:
        async with self.desk.database.reading() as store:
            inbox, outbox = await store.health.inbox(self.desk.clock.now()), await store.health.outbox()
            return inbox, outbox, await catching_up(self.desk, store)

    async def _of_slack(self) -> str:
        async with self._asking:
            now = self.desk.clock.now()
            if self._asked_at is None or now - self._asked_at >= _ASK_AGAIN_AFTER:
                self._slack = await self._ask_slack()
                self._asked_at = now
            return self._slack

    async def _ask_slack(self) -> str:
        try:
            await self.desk.slack.try_token(_SLACK_SECONDS)
        except SlackLockedOutError as refused:
            return f"refuses our token: {refused.why}"
        except SlackRefusedError as refused:
            return f"refuses us: {refused.error}"
        except SlackUnclearError:
            return "does not answer"
        except SlackBusyError:
            return OK  # it answers, and knows us
        return OK


def _without_database(why: str, slack: str, socket: str | None) -> Readiness:
    return Readiness(why, slack, socket, backlog="unknown", inbox=None, outbox=None, catching_up=None)


def _backlog(inbox: Waiting, now: datetime) -> str:
    """Say whether requests lie that could be handled: one that waits for its next try is none of them."""
    waited = timedelta() if inbox.ready_at is None else now - inbox.ready_at
    if waited <= _LONGEST_WAIT:
        return OK
    return f"a request has been waiting for {waited.total_seconds():.0f} s"
