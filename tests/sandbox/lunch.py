"""Drives the lunch apps, which know nothing of Hourglass, through all that the local Slack offers an app."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import aiohttp

from bot.sandbox import Sandbox, read_manifest, read_world
from tests.ports import free_port

T = TypeVar("T")
Json = dict[str, Any]
Way = Literal["http", "socket"]

HERE = Path(__file__).parent
PATIENCE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Kitchen:
    """The local Slack that a lunch app serves, as a test sees it: through its control API alone."""

    session: aiohttp.ClientSession
    url: str
    people: Mapping[str, str]

    async def look(self, call: str, **query: str) -> Json:
        async with self.session.get(f"{self.url}/control/{call}", params=query) as response:
            found: Json = await response.json()
        return found

    async def do(self, call: str, **body: object) -> Json:
        async with self.session.post(f"{self.url}/control/{call}", json=body) as response:
            done: Json = await response.json()
        return done

    async def replies(self, ts: str) -> list[Json]:
        found = await self.look("messages", channel="kitchen", thread_ts=ts)
        return list(found["messages"][1:])

    async def said(self, text: str) -> Json | None:
        found = await self.look("messages", channel="kitchen")
        return next((message for message in found["messages"] if message["text"] == text), None)

    async def modal(self, user: str) -> Json | None:
        found = await self.look("views", user=user)
        return found["modals"][-1] if found["modals"] else None

    async def home(self, user: str) -> Json | None:
        found = await self.look("views", user=user)
        return None if found["home"] is None else dict(found["home"])


async def eventually(look: Callable[[], Awaitable[T | None]]) -> T:
    """Return what *look* finds as soon as it finds something; the app works in its own process."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        # Another process is being waited for: there is no event of ours that could tell.
        while not (found := await look()):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        return found


@asynccontextmanager
async def kitchen(command: Sequence[str], folder: Path, way: Way) -> AsyncIterator[Kitchen]:
    """Start a local Slack and, as a process of its own, the lunch app that *command* runs in *folder*."""
    world = read_world(HERE / "lunch_world.toml")
    manifest = read_manifest((HERE / "lunch_manifest.yml").read_text(encoding="utf-8"))
    port = free_port()
    push_url = f"http://127.0.0.1:{port}/slack/events" if way == "http" else None
    async with (
        Sandbox.start(world, manifest, socket=way == "socket", push_url=push_url) as slack,
        _running(command, folder, _environment(slack, port, way)) as app,
        aiohttp.ClientSession() as session,
    ):
        await _connected(app, slack, port, way)
        people = {user.name: user.id for user in slack.world.users.values()}
        yield Kitchen(session, slack.url, people)


def _environment(slack: Sandbox, port: int, way: Way) -> dict[str, str]:
    tokens = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_SIGNING_SECRET": slack.signing_secret}
    here = {"SLACK_API_URL": slack.api_url, "PORT": str(port)}
    return {**tokens, **here, **({"SLACK_APP_TOKEN": slack.app_token} if way == "socket" else {})}


@asynccontextmanager
async def _running(
    command: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> AsyncIterator[Process]:
    app = await asyncio.create_subprocess_exec(*command, cwd=folder, env=environment)
    try:
        yield app
    finally:
        with suppress(ProcessLookupError):
            app.terminate()
        await _ended(app)


async def _ended(app: Process) -> None:
    try:
        async with asyncio.timeout(5):
            await app.wait()
    except TimeoutError:
        app.kill()
        await app.wait()


async def _connected(app: Process, slack: Sandbox, port: int, way: Way) -> None:
    async def ready() -> bool:
        assert app.returncode is None, "the app ended; see its log above"
        return slack.connections > 0 if way == "socket" else await _listens(port)

    await eventually(ready)


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True


async def a_day_in_the_kitchen(here: Kitchen) -> None:
    """Walk through message, button, modal with errors, mention, command and App Home."""
    lea, tom = here.people["lea"], here.people["tom"]
    await _order_by_button(here, await _hear_that_lea_is_hungry(here, lea), tom)
    await _call_the_app(here, lea)
    await _order_by_command(here, lea)
    await _look_at_the_menu(here, lea)
    await _check_what_was_delivered(here)


async def _hear_that_lea_is_hungry(here: Kitchen, lea: str) -> Json:
    said = await here.do("message", channel="#kitchen", user="lea", text="hungry & tired")
    (offer,) = await eventually(lambda: here.replies(said["ts"]))
    assert offer["blocks"][0]["text"]["text"] == f"Hungry, <@{lea}>?"
    return offer


async def _order_by_button(here: Kitchen, offer: Json, tom: str) -> None:
    pressed = await here.do("action", user="tom", channel="kitchen", ts=offer["ts"], action_id="open_order")
    assert pressed == {"ok": True, "status": 200}
    form = await eventually(lambda: here.modal("tom"))
    assert form["title"]["text"] == "Order lunch"
    order = {"user": "tom", "view_id": form["id"]}
    empty = await here.do("submit", **order)
    assert (empty["ok"], empty["errors"].keys()) == (False, {"dish"})
    refused = await here.do("submit", **order, values={"dish": {"name": "lobster"}})
    assert (refused["ok"], refused["errors"]) == (False, {"dish": "We are out of lobster"})
    assert (await here.do("submit", **order, values={"dish": {"name": "soup"}}))["ok"] is True
    assert await here.modal("tom") is None
    await eventually(lambda: here.said(f"<@{tom}> gets soup"))


async def _call_the_app(here: Kitchen, lea: str) -> None:
    called = await here.do("message", channel="kitchen", user="lea", text="@lunch are you there?")
    (answer,) = await eventually(lambda: here.replies(called["ts"]))
    assert answer["text"] == f"You called, <@{lea}>?"


async def _order_by_command(here: Kitchen, lea: str) -> None:
    ran = await here.do("command", user="lea", channel="kitchen", command="/lunch", text="soup & bread")
    assert (ran["ok"], ran["status"]) == (True, 200)
    noted = [each["response_type"] for each in ran["responses"] if each["text"] == "Noted: soup &amp; bread"]
    assert noted == ["ephemeral"]
    posted = await eventually(lambda: here.said("lea ordered soup &amp; bread"))
    assert posted["user"] != lea
    unknown = await here.do("command", user="lea", channel="kitchen", command="/dinner")
    assert (unknown["ok"], unknown["error"]) == (False, "unknown_command")


async def _look_at_the_menu(here: Kitchen, lea: str) -> None:
    await here.do("home", user="lea")
    home = await eventually(lambda: here.home("lea"))
    assert home["blocks"][0]["text"]["text"] == f"Today's menu for <@{lea}>: soup"


async def _check_what_was_delivered(here: Kitchen) -> None:
    said = await here.said("hungry &amp; tired")
    assert said is not None
    await here.do("reaction", channel="kitchen", ts=said["ts"], user="tom", name="soup")
    deliveries = (await here.look("deliveries"))["deliveries"]
    assert [each["type"] for each in deliveries if not each["acked"] or len(each["attempts"]) != 1] == []
    assert {each["type"] for each in deliveries if each["kind"] == "events_api"} == {
        "message",
        "app_mention",
        "app_home_opened",
    }
