"""Our own web server: Slack's requests where they come by HTTP, and the answers that a watchdog asks for."""

import json
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from aiohttp import web
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier

from bot.errors import SupportError
from bot.logs import get_log
from bot.services.health import Health
from bot.services.metrics import metrics
from handlers.door import Door

_MOST_BYTES: Final = 2 * 1024 * 1024

_log = get_log(__name__)


def routes(door: Door, app: AsyncApp, health: Health, verifier: SignatureVerifier | None) -> web.Application:
    """Return the web application; Slack's requests are taken only where their signature can be checked."""

    async def slack(request: web.Request, verifier: SignatureVerifier) -> web.Response:
        body = await request.read()
        if not _is_signed(verifier, request, body):
            return web.json_response({"error": "invalid request"}, status=HTTPStatus.UNAUTHORIZED)
        event = _event_in(body)
        if event is None:
            return await to_aiohttp_response(await door.receive(app, await to_bolt_request(request)))
        try:
            await door.take_event(event)
        except SupportError as error:
            _log.error("an event could not be written down", exc_info=error)
            return web.Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)
        return web.Response()

    async def healthz(_: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def readyz(_: web.Request) -> web.Response:
        readiness = await health.readiness()
        status = HTTPStatus.OK if readiness.is_ready else HTTPStatus.SERVICE_UNAVAILABLE
        return web.json_response(readiness.as_json(), status=status)

    async def metered(_: web.Request) -> web.Response:
        headers = {"Content-Type": CONTENT_TYPE_PLAIN_0_0_4}
        return web.Response(body=await metrics(health.desk), headers=headers)

    server = web.Application(client_max_size=_MOST_BYTES)
    server.router.add_get("/healthz", healthz)
    server.router.add_get("/readyz", readyz)
    server.router.add_get("/metrics", metered)
    if verifier is not None:
        server.router.add_post("/slack/events", partial(slack, verifier=verifier))
    return server


def _is_signed(verifier: SignatureVerifier, request: web.Request, body: bytes) -> bool:
    """Whether Slack signed a request; anybody may send us what the verifier itself cannot read."""
    try:
        return verifier.is_valid_request(body, dict(request.headers))
    except (ValueError, TypeError, OverflowError):
        return False


def _event_in(body: bytes) -> Mapping[str, Any] | None:
    """Return the event that a request brings; None where it brings anything else, which Bolt reads.

    By what it looks like, as Bolt has it, and not by its type: Bolt has no listener for an event.
    """
    if not body.lstrip().startswith(b"{"):
        return None
    found = json.loads(body)
    return found if found.get("type") == "event_callback" else None
