"""Our own web server: Slack's requests where they come by HTTP, and the answers that a watchdog asks for."""

from http import HTTPStatus
from typing import Final

from aiohttp import web
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp

from bot.services.health import Health
from bot.services.metrics import metrics
from handlers.door import Door

_MOST_BYTES: Final = 2 * 1024 * 1024


def routes(door: Door, app: AsyncApp, health: Health, *, signed: bool) -> web.Application:
    """Return the web application; Slack's requests are taken only where their signature is checked."""

    async def slack(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await door.receive(app, await to_bolt_request(request)))

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
    if signed:
        server.router.add_post("/slack/events", slack)
    return server
