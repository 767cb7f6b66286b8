"""The two ends of a sandbox under test: the control API's caller, and an app that gets pushed to."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import aiohttp
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from bot.sandbox import Sandbox

Json = dict[str, Any]
Answer = Callable[[Json], web.Response]


@dataclass(frozen=True, slots=True)
class Control:
    """Calls the control API."""

    url: str
    session: aiohttp.ClientSession

    @classmethod
    @asynccontextmanager
    async def of(cls, sandbox: Sandbox) -> AsyncIterator["Control"]:
        async with aiohttp.ClientSession() as session:
            yield cls(sandbox.url, session)

    async def post(self, call: str, **body: object) -> Json:
        status, answer = await self.tried(call, body)
        assert status == 200, answer
        return answer

    async def tried(self, call: str, body: Json) -> tuple[int, Json]:
        async with self.session.post(f"{self.url}/control/{call}", json=body) as response:
            return response.status, await response.json()

    async def get(self, call: str, **query: str) -> Json:
        async with self.session.get(f"{self.url}/control/{call}", params=query) as response:
            answer: Json = await response.json()
            assert response.status == 200, answer
            return answer

    async def say(self, user: str, channel: str, text: str, **more: object) -> str:
        said = await self.post("message", user=user, channel=channel, text=text, **more)
        assert said["ok"], said
        return str(said["ts"])


@dataclass(slots=True)
class Receiver:
    """An app's request URL: checks signatures, writes down what comes, answers as the test wants."""

    url: str
    signing_secret: str
    got: list[Json] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answer: Answer = field(default=lambda _: web.Response())

    def events(self, kind: str) -> list[Json]:
        return [each["event"] for each in self.got if each.get("event", {}).get("type") == kind]

    def payloads(self, kind: str) -> list[Json]:
        return [each for each in self.got if each.get("event", {}).get("type", each.get("type")) == kind]

    async def take(self, request: web.Request) -> web.StreamResponse:
        body = await request.text()
        headers = {name.lower(): value for name, value in request.headers.items()}
        assert SignatureVerifier(self.signing_secret).is_valid_request(body, headers)
        payload = _read(body, request.content_type)
        self.got.append(payload)
        self.headers.append(headers)
        return self.answer(payload)


def _read(body: str, content_type: str) -> Json:
    if content_type == "application/json":
        return dict(json.loads(body))
    form = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
    return dict(json.loads(form["payload"])) if "payload" in form else form


@asynccontextmanager
async def receiving(signing_secret: str) -> AsyncIterator[Receiver]:
    receiver = Receiver("", signing_secret)
    app = web.Application()
    app.router.add_post("/slack/events", receiver.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    try:
        yield receiver
    finally:
        await runner.cleanup()
