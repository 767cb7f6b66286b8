"""Everything that the sandbox's calls share: the world, the clock, the road to the app, the records."""

import asyncio
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.sandbox.agenda import Agenda
from bot.sandbox.bot_control import BotControl
from bot.sandbox.clock import MovableClock
from bot.sandbox.delivery import Courier
from bot.sandbox.faults import Faults
from bot.sandbox.limits import RateLimits
from bot.sandbox.manifest import Manifest
from bot.sandbox.pulse import Pulse
from bot.sandbox.shapes import Json
from bot.sandbox.socket import SocketLinks
from bot.sandbox.world import App, World
from bot.sandbox.world_file import TourEntry, WorldFile

_CALLS_KEPT = 50_000
_STALLED = 3
_SOON = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """One Web API call as it happened; `fault` names the fault that it met."""

    number: int
    at: datetime
    method: str
    arguments: Mapping[str, object]
    status: int
    answer: bytes | None
    """The body as it was sent; None where the connection was cut."""
    fault: str | None

    def as_json(self) -> Json:
        """Return the call for the control API."""
        return {
            "n": self.number,
            "at": self.at.isoformat(),
            "method": self.method,
            "args": dict(self.arguments),
            "status": self.status,
            "answer": None if self.answer is None else json.loads(self.answer),
            "fault": self.fault,
        }


@dataclass(slots=True)
class Hub:
    """One running sandbox; `world` is replaced by a reset, the rest stays."""

    file: WorldFile
    manifest: Manifest
    app: App
    clock: MovableClock
    agenda: Agenda
    courier: Courier
    limits: RateLimits
    links: SocketLinks | None
    pulse: Pulse
    world: World
    url: str = ""
    bot: BotControl | None = None
    awaits_bot: bool = False
    """Whether a bot is going to be attached, so that the world waits for it."""
    attached: asyncio.Event = field(default_factory=asyncio.Event)
    moving: asyncio.Lock = field(default_factory=asyncio.Lock)
    living: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while the world lives through its history."""
    lived: tuple[int, int] | None = None
    """How much of that is over, of how much."""
    tour: tuple[TourEntry, ...] = ()
    """What the page suggests to try: the world's own, or what its history leads to."""
    faults: Faults = field(default_factory=Faults)
    scanning_until: datetime | None = None
    """Until then uploads that are completed are looked through, as a fault asks for."""
    calls: deque[RecordedCall] = field(default_factory=lambda: deque(maxlen=_CALLS_KEPT))
    calls_counted: int = 0
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def now(self) -> datetime:
        """Return the sandbox's time."""
        return self.clock.now()

    def record(
        self,
        method: str,
        arguments: Mapping[str, object],
        status: int,
        answer: bytes | None,
        fault: str | None = None,
    ) -> None:
        """Keep one call, and the fault that it met."""
        self.calls_counted += 1
        call = RecordedCall(self.calls_counted, self.now, method, arguments, status, answer, fault)
        self.calls.append(call)

    def attach(self, bot: BotControl) -> None:
        """Let *bot* be asked between the steps of the clock from now on."""
        self.bot = bot
        self.attached.set()

    @property
    def is_present(self) -> bool:
        """Whether the bot that belongs to this sandbox, if one does, is there, and all past is over."""
        return not self.living.locked() and (self.attached.is_set() or not self.awaits_bot)

    async def past_over(self) -> None:
        """Wait until that is so."""
        if self.awaits_bot:
            await self.attached.wait()
        async with self.living:
            pass

    async def bot_ready(self) -> None:
        """Wait until the bot that belongs to this sandbox, if one does, hears Slack, and all past is over."""
        await self.past_over()
        if self.bot is not None:
            await self.bot.ready()

    async def settle(self) -> None:
        """Wait until every delivery under way was answered and the bot has nothing left to do."""
        while True:
            await self.agenda.quiet()
            started = self.agenda.started
            if self.bot is not None:
                await self.bot.idle()
            await self.agenda.quiet()
            if self.agenda.started == started:
                return

    async def settle_retries(self) -> None:
        """Settle, and wait on this clock for what the bot tries again within seconds, until nothing is left.

        A bot that keeps naming a moment that has passed is not waited for any longer.
        """
        last = None
        await self.settle()
        while (again_at := await self._next_try()) is not None and again_at != last:
            if again_at > self.now + _SOON:
                return
            await self.clock.sleep_until(again_at)
            last = again_at
            await self.settle()

    async def _next_try(self) -> datetime | None:
        return None if self.bot is None else await self.bot.next_try()

    async def move_clock(self, target: datetime) -> None:
        """Move the clock to *target*, stopping at everything that is due before it, in order."""
        async with self.moving:
            await self._step_through(target)

    async def _step_through(self, target: datetime) -> None:
        stalled, last = 0, None
        while (due := await self._next_due()) is not None and due <= target:
            # A bot that keeps naming a moment it has been given does not hold the clock up for ever.
            stalled = stalled + 1 if last is not None and due <= last else 0
            if stalled > _STALLED:
                break
            last = due
            await self._step_to(due)
        await self._step_to(target)

    async def _next_due(self) -> datetime | None:
        own = self.agenda.next_due()
        theirs = None if self.bot is None else await self.bot.next_due()
        return min((due for due in (own, theirs) if due is not None), default=None)

    async def _step_to(self, at: datetime) -> None:
        self.clock.move_to(at)
        if self.bot is not None:
            await self.bot.moved(self.now)
        self.pulse.beat()
        self.agenda.run_due()
        await self.settle()

    async def reset(self) -> None:
        """Put the world back as it was at start; the bot's data go too where it runs beside us."""
        # Not settled first: a reset must work when the bot is stuck, too.
        self.agenda.clear()
        await self.agenda.quiet()
        self.courier.clear()
        self.calls.clear()
        self.limits.clear()
        self.faults = Faults()
        self.world = World(self.file, self.app, self.clock)
        self.tour = self.file.tour
        if self.bot is not None:
            await self.bot.reset()
