"""Our own web server: Slack's requests where they come by HTTP, and the answers that a watchdog asks for."""

from http import HTTPStatus

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp

from bot.desk import Desk
from handlers.door import Door
from storage.errors import DatabaseUnavailableError

_MOST_BYTES = 2 * 1024 * 1024


def routes(desk: Desk, door: Door, app: AsyncApp, *, signed: bool) -> web.Application:
    """Return the web application; Slack's requests are taken only where their signature is checked."""

    async def slack(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await door.receive(app, await to_bolt_request(request)))

    async def healthz(_: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def readyz(_: web.Request) -> web.Response:
        try:
            async with desk.database.reading() as store:
                waiting = {"inbox": await store.inbox.pending(), "outbox": await store.outbox.pending()}
        except DatabaseUnavailableError as error:
            body = {"ok": False, "database": error.why}
            return web.json_response(body, status=HTTPStatus.SERVICE_UNAVAILABLE)
        return web.json_response({"ok": True, **waiting})

    server = web.Application(client_max_size=_MOST_BYTES)
    server.router.add_get("/healthz", healthz)
    server.router.add_get("/readyz", readyz)
    if signed:
        server.router.add_post("/slack/events", slack)
    return server
