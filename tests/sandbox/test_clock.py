"""The movable clock, and moving it through everything that is due, with a bot that keeps its own agenda."""

import asyncio
from datetime import UTC, datetime, timedelta

import aiohttp
from aiohttp import web

from bot.sandbox import BotControl, Manifest, MovableClock, Sandbox, demo_world
from tests.sandbox.ends import Control, Json

START = datetime(2026, 3, 6, 16, 0, tzinfo=UTC)


class Bot:
    """A bot that has something to do at given instants, and writes down when it did it."""

    def __init__(self, clock: MovableClock, *due: datetime) -> None:
        self.clock = clock
        self.due = sorted(due)
        self.done: list[datetime] = []
        self.told: list[datetime] = []
        self.resets = 0
        self.is_ready = asyncio.Event()

    async def next_due(self) -> datetime | None:
        return self.due[0] if self.due else None

    async def idle(self) -> None:
        while self.due and self.due[0] <= self.clock.now():
            self.due.pop(0)
            self.done.append(self.clock.now())

    async def reset(self) -> None:
        self.resets += 1

    async def ready(self) -> None:
        await self.is_ready.wait()

    @property
    def control(self) -> BotControl:
        return BotControl(self.next_due, self.idle, self.reset, self.ready)


def close(first: datetime, second: datetime) -> bool:
    return abs(first - second) < timedelta(seconds=5)


async def test_a_clock_runs_from_where_it_was_set() -> None:
    clock = MovableClock(START)
    assert close(clock.now(), START)
    await clock.sleep(0.05)
    assert clock.now() > START


async def test_sleepers_wake_in_order_when_the_clock_is_moved() -> None:
    clock, woken = MovableClock(START), []

    async def sleep(hours: int) -> None:
        await clock.sleep(3600 * hours)
        woken.append(hours)

    sleepers = [asyncio.ensure_future(sleep(hours)) for hours in (3, 1, 2, 48)]
    await asyncio.sleep(0)
    clock.move_to(START + timedelta(hours=4))
    await asyncio.wait(sleepers[:3])
    assert woken == [1, 2, 3]
    sleepers[3].cancel()


async def test_a_clock_never_goes_back() -> None:
    clock = MovableClock(START)
    clock.move_to(START - timedelta(days=1))
    assert clock.now() >= START


async def test_the_clock_stops_at_everything_that_is_due(manifest: Manifest) -> None:
    clock = MovableClock(START)
    due = [START + timedelta(minutes=minutes) for minutes in (15, 60, 61, 4000)]
    bot = Bot(clock, *due)
    async with (
        Sandbox.start(demo_world(), manifest, clock=clock, bot=bot.control) as sandbox,
        Control.of(sandbox) as control,
    ):
        answer = await control.post("clock", to=(START + timedelta(hours=2)).isoformat())
    assert close(datetime.fromisoformat(answer["clock"]), START + timedelta(hours=2))
    assert all(close(done, at) for done, at in zip(bot.done, due[:3], strict=True))


async def test_a_weekend_is_crossed_quickly(manifest: Manifest) -> None:
    clock = MovableClock(START)
    bot = Bot(clock, *(START + timedelta(minutes=5 * step) for step in range(1, 800)))
    begun = asyncio.get_running_loop().time()
    async with (
        Sandbox.start(demo_world(), manifest, clock=clock, bot=bot.control) as sandbox,
        Control.of(sandbox) as control,
    ):
        await control.post("clock", to="2026-03-09T10:00:00+01:00")
    assert len(bot.done) > 700
    assert asyncio.get_running_loop().time() - begun < 10


async def test_a_bot_that_is_stuck_does_not_hold_the_clock_up(manifest: Manifest) -> None:
    async def stuck() -> datetime | None:
        return START

    clock = MovableClock(START)
    async with (
        Sandbox.start(demo_world(), manifest, clock=clock, bot=BotControl(next_due=stuck)) as sandbox,
        Control.of(sandbox) as control,
    ):
        answer = await control.post("clock", advance=3600)
    assert close(datetime.fromisoformat(answer["clock"]), START + timedelta(hours=1))


async def test_the_world_waits_until_the_bot_is_ready(manifest: Manifest) -> None:
    async with (
        Sandbox.start(demo_world(), manifest, awaits_bot=True) as sandbox,
        Control.of(sandbox) as control,
    ):
        looking = asyncio.ensure_future(control.get("world"))
        await asyncio.sleep(0.05)
        assert not looking.done()
        bot = Bot(sandbox.clock)
        sandbox.attach(bot.control)
        await asyncio.sleep(0.05)
        assert not looking.done()
        bot.is_ready.set()
        assert (await looking)["app"]["name"] == "Hourglass"


async def test_a_reset_clears_the_world_and_the_bot(manifest: Manifest) -> None:
    bot = Bot(MovableClock())
    async with (
        Sandbox.start(demo_world(), manifest, bot=bot.control) as sandbox,
        Control.of(sandbox) as control,
    ):
        await control.say("ana", "#acme", "Help")
        await control.post("faults", method="*", kind="http_500", count=5)
        await control.post("reset")
        assert bot.resets == 1
        assert (await control.get("messages", channel="#acme"))["messages"] == []
        assert (await control.get("deliveries"))["deliveries"] == []
        assert (await control.get("faults"))["faults"] == []


async def test_a_bot_in_another_process_follows_the_clock(manifest: Manifest) -> None:
    clock = MovableClock(START)
    bot = Bot(clock, START + timedelta(hours=1))

    async def next_due(_: web.Request) -> web.Response:
        due = await bot.next_due()
        return web.json_response({"next_due": None if due is None else due.isoformat()})

    async def idle(_: web.Request) -> web.Response:
        await bot.idle()
        return web.json_response({})

    async def moved(request: web.Request) -> web.Response:
        body: Json = await request.json()
        bot.told.append(datetime.fromisoformat(body["now"]))
        return web.json_response({})

    app = web.Application()
    app.add_routes(
        [web.get("/bot/next_due", next_due), web.post("/bot/idle", idle), web.post("/bot/clock", moved)]
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/bot"
    async with (
        Sandbox.start(demo_world(), manifest, clock=clock, bot_control_url=url) as sandbox,
        Control.of(sandbox) as control,
    ):
        await control.post("clock", advance=7200)
        await control.post("settle")  # this bot offers no next_try: it has nothing that waits
        await control.post("reset")
    await runner.cleanup()
    assert len(bot.done) == 1
    assert close(bot.told[0], START + timedelta(hours=1))
    assert close(bot.told[-1], START + timedelta(hours=2))


async def test_settle_waits_for_what_the_bot_tries_again_soon_and_for_nothing_later(
    manifest: Manifest,
) -> None:
    clock = MovableClock(START)
    tries = [timedelta(seconds=0.3), timedelta(seconds=0.6), timedelta(minutes=5)]

    async def next_try() -> datetime | None:
        return next((START + after for after in tries if START + after > clock.now()), None)

    async with (
        Sandbox.start(demo_world(), manifest, clock=clock, bot=BotControl(next_try=next_try)) as sandbox,
        Control.of(sandbox) as control,
    ):
        await control.post("settle")
        assert START + timedelta(seconds=0.6) <= clock.now() < START + timedelta(minutes=4)
        before = clock.now()
        await control.post("clock", advance=1)
        assert clock.now() < before + timedelta(minutes=1)


async def test_settle_does_not_wait_for_a_bot_that_names_a_moment_gone_by_for_ever(
    manifest: Manifest,
) -> None:
    async def next_try() -> datetime:
        return START - timedelta(hours=1)

    async with (
        Sandbox.start(
            demo_world(), manifest, clock=MovableClock(START), bot=BotControl(next_try=next_try)
        ) as sandbox,
        Control.of(sandbox) as control,
    ):
        await control.post("settle")


async def test_the_clock_is_told_off_when_sent_back(control: Control) -> None:
    for body in (
        {"to": "2001-01-01T00:00:00Z"},
        {"to": "tomorrow"},
        {"advance": -1},
        {},
        {"advance": 1, "to": None},
    ):
        status, told = await control.tried("clock", body)
        expected = 200 if body == {"advance": 1, "to": None} else 400
        assert (body, status) == (body, expected), told


async def test_the_sandbox_lives_on_the_loopback_address_alone(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{sandbox.url}/control") as response:
        page = await response.text()
    assert sandbox.url.startswith("http://127.0.0.1:")
    assert "/control/settle" in page
