"""A desk whose bot ends and begins again while the local Slack goes on, driven without `await`."""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final, TypeVar

import aiohttp

from bot.promises import Promises
from bot.sandbox import Sandbox, demo_world
from bot.services.plans import plan_files
from tests.crash.audit import kept, lines_told
from tests.databases import opened
from tests.live import Control, Json, Live, demo_clients_file, desk, elements, slack
from tests.promised.missing import missed_warnings, missing
from tests.promised.paused import broken_pauses
from tests.promised.seen import Seen, seen
from tests.promised.wrong import fell, told_twice, told_wrongly

STARTS_AT: Final = datetime(2026, 11, 19, 14, 0, tzinfo=UTC)
"""A Thursday, a week before Thanksgiving: business days, a weekend and a holiday lie ahead."""
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Look:
    """All tickets at one moment, and whether a bot has been there ever since the look before."""

    at: datetime
    tickets: dict[int, Seen]


class ChanceDesk:
    """The demo world and a bot in it, which may be away, on a database that outlives it."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self._url = database_url
        self._clients = demo_clients_file(folder)
        self._runner = asyncio.Runner()
        self._world = AsyncExitStack()
        self._bot = AsyncExitStack()
        self._promises = Promises(plan_files(None))
        self.live: Live | None = None
        self._control = self._do(self._open())
        self.last = Look(STARTS_AT, {})
        self.start()

    @property
    def slack(self) -> Sandbox:
        """The local Slack."""
        return self._control.sandbox

    def start(self) -> None:
        """Let a bot come to work."""
        self.live = self._do(self._bot.enter_async_context(desk(self.slack, self._url, self._clients)))

    def stop(self) -> None:
        """Let the bot end."""
        self._do(self._bot.aclose())
        self.slack.push_url = None
        self.live = None

    def close(self) -> None:
        """Look for the last time at what stands in Slack, and end."""
        try:
            if self.live is None:
                self.start()
            wrong = self._do(self._audit())
        finally:
            self._do(self._bot.aclose())
            self._do(self._world.aclose())
            self._runner.close()
        assert wrong == "", wrong

    def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> None:
        """Say something."""
        self._do(self._control.say(user, channel, text, thread_ts))

    def command(self, user: str, text: str) -> None:
        """Type a command, whatever its answer."""
        self._do(self._control.command(user, "/ticket", text))

    def support(self, user: str, text: str) -> None:
        """Type a command about a client, whatever its answer."""
        self._do(self._control.command(user, "/support", text))

    @property
    def today(self) -> date:
        """The day that it is in London."""
        return self.slack.clock.now().date()

    def press(self, user: str, channel: str, thread_ts: str | None, action_id: str) -> bool:
        """Press the last button of its kind in a thread, if there is one."""
        return self._do(self._press(user, channel, thread_ts, action_id))

    def card(self, number: int) -> str | None:
        """Return the `ts` of a ticket's card; None where it has none yet."""
        cards = self._do(self._control.cards())
        return next((str(each["ts"]) for each in cards if each["text"].startswith(f"#{number} ")), None)

    def pass_time(self, minutes: float) -> None:
        """Let time pass; a bot that is there does all at its moment."""
        self._do(self._control.advance(minutes=minutes))

    def sleep(self, minutes: float) -> None:
        """Let the machine sleep with all that runs on it."""
        self._do(self._sleep(timedelta(minutes=minutes)))

    def look(self, *, watched: bool) -> str:
        """Return what is wrong since the last look; *watched*: a bot was awake at every moment of it."""
        before, self.last = self.last, self._do(self._look())
        wrong = [
            f"#{number}: {each}"
            for number, ticket in self.last.tickets.items()
            for each in _wrong(before.tickets.get(number), ticket, watched=watched)
        ]
        return "\n".join(wrong)

    async def _open(self) -> Control:
        world = demo_world().model_copy(update={"starts_at": STARTS_AT})
        sandbox = await self._world.enter_async_context(slack(world))
        session = await self._world.enter_async_context(aiohttp.ClientSession())
        return Control(sandbox, session)

    async def _sleep(self, time: timedelta) -> None:
        clock = self.slack.clock
        clock.move_to(clock.now() + time)
        await self._control.settle()

    async def _look(self) -> Look:
        assert self.live is not None
        await self._control.advance(seconds=2)  # what waited for other things to be heard comes a tick later
        now = self.slack.clock.now()
        return Look(now, await seen(self.live.bot.desk.database, self._promises, now))

    async def _press(self, user: str, channel: str, thread_ts: str | None, action_id: str) -> bool:
        found = await self._control.messages(channel, thread_ts)
        offered = [each for each in found if _offers(each, action_id)]
        if offered:
            await self._control.press(user, offered[-1], action_id)
        return bool(offered)

    async def _audit(self) -> str:
        await self._control.advance(seconds=0)
        async with opened(self._url) as database:
            found = await kept(database)
        return str(lines_told(found, self.slack))

    def _do(self, work: Coroutine[object, object, _T]) -> _T:
        return self._runner.run(work)


def _offers(message: Json, action_id: str) -> bool:
    return any(each.get("action_id") == action_id for each in elements(message))


def _wrong(before: Seen | None, now: Seen, *, watched: bool) -> list[str]:
    wrong = [*told_twice(now.log), *fell(now.log), *told_wrongly(now, len(before.log) if before else 0)]
    wrong += [*broken_pauses(now), *(f"missing: {each}" for each in missing(now))]
    if before:
        wrong += [f"missing: {each}" for each in missed_warnings(before, now, watched=watched)]
    return wrong
