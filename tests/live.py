"""A running Hourglass against a running local Slack, for tests: all that is said goes over real HTTP."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import aiohttp

from bot.app import Hourglass, running
from bot.command_line.sandbox import connect
from bot.sandbox import BotControl, Manifest, MovableClock, Sandbox, WorldFile, demo_world, read_manifest
from bot.settings import Settings, read_settings
from bot.shipped import demo_clients, manifest_text

Json = dict[str, Any]

_SOON_SECONDS: Final = 30
"""What is tried again later than that, `/control/settle` does not wait for either."""


@dataclass(frozen=True, slots=True)
class Control:
    """The control API as a test speaks it, whichever bot is behind it."""

    sandbox: Sandbox
    session: aiohttp.ClientSession

    async def post(self, call: str, **body: object) -> Json:
        """Make a control call that does something."""
        async with self.session.post(f"{self.sandbox.url}/control/{call}", json=body) as response:
            answer: Json = await response.json()
            assert response.status == 200, answer
            return answer

    async def get(self, call: str, **query: str) -> Json:
        """Make a control call that looks."""
        async with self.session.get(f"{self.sandbox.url}/control/{call}", params=query) as response:
            answer: Json = await response.json()
            assert response.status == 200, answer
            return answer

    async def say(
        self, user: str, channel: str, text: str = "", thread_ts: str | None = None, **more: object
    ) -> str:
        """Say something and wait until the bot has dealt with it; return the message's `ts`."""
        said = await self.post("message", user=user, channel=channel, text=text, thread_ts=thread_ts, **more)
        await self.settle()
        return str(said["ts"])

    async def begin(self, user: str, channel: str, text: str, **more: object) -> str:
        """Say something without waiting for what the bot makes of it; return the message's `ts`."""
        return str((await self.post("message", user=user, channel=channel, text=text, **more))["ts"])

    async def fault(self, method: str, kind: str, count: int = 1, **more: object) -> None:
        """Let the next calls of a method go wrong; `count=0` takes back what was asked for it."""
        await self.post("faults", method=method, kind=kind, count=count, **more)

    async def settle(self) -> None:
        """Wait until the bot has nothing left to do."""
        await self.post("settle")

    async def advance(self, **time: float) -> None:
        """Move the clock forward: seconds, minutes, hours or days."""
        units = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}
        await self.post("clock", advance=sum(units[unit] * amount for unit, amount in time.items()))

    async def messages(self, channel: str, thread_ts: str | None = None) -> list[Json]:
        """The messages of a channel, or a thread with its parent first, as Slack keeps them."""
        query = {"channel": channel} | ({"thread_ts": thread_ts} if thread_ts else {})
        found = await self.get("messages", **query)
        return [each | {"channel": found["channel"]} for each in found["messages"]]

    async def replies(self, channel: str, thread_ts: str) -> list[Json]:
        """What stands in a thread below its parent."""
        return (await self.messages(channel, thread_ts))[1:]

    async def texts(self, channel: str, thread_ts: str | None = None) -> list[str]:
        """The texts of a channel, or of a thread's replies."""
        found = await (self.replies(channel, thread_ts) if thread_ts else self.messages(channel))
        return [each["text"] for each in found]

    async def cards(self, channel: str = "#triage") -> list[Json]:
        """The tickets' cards in a triage channel, oldest first."""
        return [each for each in await self.messages(channel) if each["text"].startswith("#")]

    async def card(self, number: int) -> Json:
        """One ticket's card."""
        return next(each for each in await self.cards() if each["text"].startswith(f"#{number} "))

    async def card_lines(self, number: int) -> list[str]:
        """What stands in the thread of a ticket's card, which no client sees."""
        return await self.texts("#triage", (await self.card(number))["ts"])

    async def press(self, user: str, message: Json, action_id: str, value: object = None) -> Json:
        """Press a button or pick an option of a message, and wait until the bot has dealt with it."""
        place = {"channel": message["channel"], "ts": message["ts"]}
        answer = await self.post("action", user=user, action_id=action_id, value=value, **place)
        await self.settle()
        return answer

    async def press_in_view(
        self, user: str, view: Json, action_id: str, value: object = None, block_id: str | None = None
    ) -> Json:
        """Press a button of a modal or of App Home."""
        place = {"view_id": view["id"], "block_id": block_id}
        answer = await self.post("action", user=user, action_id=action_id, value=value, **place)
        await self.settle()
        return answer

    async def view(self, user: str) -> Json:
        """The modal that this person has on top."""
        found: list[Json] = (await self.get("views", user=user))["modals"]
        return found[-1]

    async def submit(self, user: str, **fields: object) -> Json:
        """Fill in and send the modal on top; each field's block and element bear its name."""
        values = {name: {name: value} for name, value in fields.items()}
        view = await self.view(user)
        answer = await self.post("submit", user=user, view_id=view["id"], values=values)
        await self.settle()
        return answer

    async def command(self, user: str, command: str, text: str = "", channel: str = "#triage") -> str:
        """Type a slash command; return what its sender reads."""
        answer = await self.post("command", user=user, channel=channel, command=command, text=text)
        assert answer["ok"], answer
        return "\n".join(str(each.get("text", "")) for each in answer["responses"])

    async def told(self, user: str) -> list[str]:
        """What the bot told somebody directly."""
        world = await self.get("world")
        ids = [each["id"] for each in world["users"] if each["name"] == user]
        places = [each["id"] for each in world["channels"] if each.get("user") in ids]
        return [text for place in places for text in await self.texts(place)]

    async def whispers(self, user: str) -> list[str]:
        """The ephemeral messages that this person sees."""
        return [str(each["text"]) for each in (await self.get("ephemerals", user=user))["ephemerals"]]


@dataclass(frozen=True, slots=True)
class Live(Control):
    """The control API, and the bot behind it in this process."""

    bot: Hourglass

    async def settle(self) -> None:
        """As `/control/settle`, but what the bot tries again within seconds the clock is moved to."""
        tried_at = None
        await self.sandbox.settle()
        while (again_at := await self.bot.next_try()) is not None and again_at != tried_at:
            wait_seconds = (again_at - self.sandbox.clock.now()).total_seconds()
            if wait_seconds > _SOON_SECONDS:
                return
            await self.advance(seconds=max(wait_seconds, 0))
            tried_at = again_at


def button_texts(message: Mapping[str, Any]) -> list[str]:
    """The labels of a message's buttons, in order."""
    return [str(each["text"]["text"]) for each in elements(message) if each["type"] == "button"]


def elements(message: Mapping[str, Any]) -> list[Json]:
    """The controls of a message or view."""
    found: list[Json] = []
    for block in message.get("blocks", ()):
        found += block.get("elements", []) if block["type"] == "actions" else []
        found += [block["accessory"]] if "accessory" in block else []
    return found


def shown(message: Mapping[str, Any]) -> str:
    """Everything that a message or view shows in words, in one text."""
    return "\n".join(_words(message.get("blocks", ())))


def _words(tree: object) -> Sequence[str]:
    if isinstance(tree, Mapping):
        own = [str(tree["text"])] if isinstance(tree.get("text"), str) else []
        return [
            *own,
            *(word for name, each in tree.items() if name != "text" or not own for word in _words(each)),
        ]
    if isinstance(tree, list | tuple):
        return [word for each in tree for word in _words(each)]
    return []


def bot_settings(
    sandbox: Sandbox,
    database_url: str,
    clients: Path | None,
    *,
    socket: bool = False,
    plans: Path | None = None,
    charts: str = "none",
) -> Settings:
    """Settings of a bot for this sandbox; drawing charts takes seconds, so few tests want any."""
    settings = read_settings(
        {
            "DATABASE_URL": database_url,
            "HOURGLASS_CLIENTS": str(clients or ""),
            "HOURGLASS_PLANS": str(plans or ""),
            "HOURGLASS_CHARTS": charts,
            "SLACK_BOT_TOKEN": sandbox.bot_token,
            "SLACK_SIGNING_SECRET": sandbox.signing_secret,
            "SLACK_APP_TOKEN": sandbox.app_token if socket else "",
            "SLACK_API_URL": sandbox.api_url,
        }
    )
    return settings.model_copy(update={"port": 0})


@asynccontextmanager
async def slack(
    world: WorldFile | None = None, *, socket: bool = False, rate_limits: bool = False
) -> AsyncIterator[Sandbox]:
    """A local Slack with the demo world, without its limits unless asked for."""
    file = world or _demo_world()
    clock = MovableClock(file.starts_at)
    async with Sandbox.start(
        file, _our_manifest(), clock=clock, socket=socket, rate_limits=rate_limits
    ) as sandbox:
        yield sandbox


_demo_world = cache(demo_world)


@cache
def _our_manifest() -> Manifest:
    """Our own manifest, read once: that takes as long as the rest of a sandbox's start."""
    return read_manifest(manifest_text())


@asynccontextmanager
async def desk(
    sandbox: Sandbox,
    database_url: str,
    clients: Path | None,
    *,
    socket: bool = False,
    unlimited_pace: bool = True,
    plans: Path | None = None,
    charts: str = "none",
) -> AsyncIterator[Live]:
    """A bot at work against *sandbox*, faster than Slack would let it unless told otherwise."""
    settings = bot_settings(sandbox, database_url, clients, socket=socket, plans=plans, charts=charts)
    async with (
        aiohttp.ClientSession() as session,
        running(settings, sandbox.clock, unlimited_pace=unlimited_pace) as bot,
    ):
        connect(sandbox, bot, socket=socket)
        live = Live(sandbox, session, bot)
        await live.advance(seconds=0)  # settles without waiting for what an earlier run has to try again
        yield live
        sandbox.attach(BotControl())  # nobody there any more
        failed = bot.desk.meters.registry.get_sample_value("hourglass_looks_failed_total")
        assert not failed, "a look at what is due failed: the log says why"


def demo_clients_file(folder: Path, *, on_call: bool = True) -> Path:
    """The demo world's clients file; without anybody *on_call*, a bot need not know who everybody is."""
    path, declared = folder / "clients.toml", demo_clients()
    path.write_text(declared if on_call else declared.partition("[rotations.")[0], encoding="utf-8")
    return path


@asynccontextmanager
async def demo(
    database_url: str,
    folder: Path,
    *,
    socket: bool = False,
    starts_at: datetime | None = None,
    charts: str = "none",
) -> AsyncIterator[Live]:
    """The demo world with its clients declared, and a bot at work in it; it is now, or *starts_at*."""
    world = _demo_world().model_copy(update={"starts_at": starts_at})
    async with (
        slack(world, socket=socket) as sandbox,
        desk(sandbox, database_url, demo_clients_file(folder), socket=socket, charts=charts) as live,
    ):
        yield live
