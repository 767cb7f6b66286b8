"""The addresses beside the Web API: uploads, downloads, and response_urls."""

import json

from aiohttp import BodyPartReader, web
from yarl import URL

from bot.sandbox import responses
from bot.sandbox.errors import SlackError
from bot.sandbox.faults import RESPONSE_URL, UPLOAD, FaultKind
from bot.sandbox.hub import Hub
from bot.sandbox.shapes import Json
from bot.sandbox.stored_files import fill
from bot.sandbox.web_api import cut
from bot.sandbox.world import StoredFile

_BROKEN = {FaultKind.RATE_LIMITED: 429, FaultKind.HTTP_500: 500}


async def upload(hub: Hub, request: web.Request) -> web.StreamResponse:
    """Take the content of a file that files.getUploadURLExternal began."""
    fault = hub.faults.next_for(UPLOAD)
    kind = None if fault is None else fault.kind
    if kind in {FaultKind.DROP_BEFORE, FaultKind.TIMEOUT}:
        return await cut(hub, request, hang=kind is FaultKind.TIMEOUT)
    if kind in _BROKEN:
        return web.Response(status=_BROKEN[kind], headers={"Retry-After": str(fault.seconds if fault else 1)})
    answer = await _uploaded(hub, request)
    return await cut(hub, request, hang=False) if kind is FaultKind.DROP_AFTER else answer


async def _uploaded(hub: Hub, request: web.Request) -> web.Response:
    file = hub.world.files.get(request.match_info["file"])
    if file is None or file.complete:
        return web.Response(status=404, text="Upload not found")
    content = await _content(request)
    if not content:
        return web.Response(status=400, text="Empty upload")
    if len(content) != file.size:
        return web.Response(status=400, text="Not as long as was said")
    fill(file, content)
    return web.Response(text=f"OK - {len(content)}")


async def _content(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader):
            return bytes(await part.read())
    return b""


async def download(hub: Hub, request: web.Request) -> web.Response:
    """Return a file's content to the bot's token; anybody else gets a page to sign in, as with Slack."""
    file = hub.world.files.get(request.match_info["file"])
    if request.headers.get("Authorization") != f"Bearer {hub.app.bot_token}":
        return web.Response(text="<html><title>Sign in to Slack</title></html>", content_type="text/html")
    return _sent(file)


async def follow_permalink(request: web.Request) -> web.Response:
    """Lead from a message's permalink to its thread as the control API shows it."""
    digits = request.query.get("thread_ts", "").replace(".", "") or request.match_info["message"]
    ts = f"{digits[:-6]}.{digits[-6:]}"
    query = {"channel": request.match_info["channel"], "thread_ts": ts}
    raise web.HTTPFound(URL("/control/messages").with_query(query))


async def look(hub: Hub, request: web.Request) -> web.Response:
    """Return a file's content to whoever runs the sandbox (`?id=`)."""
    return _sent(hub.world.files.get(request.query.get("id", "")))


def _sent(file: StoredFile | None) -> web.Response:
    if file is None or not file.complete:
        return web.json_response(
            {"error": "unknown_file", "detail": "There is no such file here."}, status=404
        )
    return web.Response(body=file.content, content_type=file.mimetype.partition(";")[0])


async def respond(hub: Hub, request: web.Request) -> web.StreamResponse:
    """Take an answer that an app posts to a response_url."""
    body = await _body(request)
    fault = hub.faults.next_for(RESPONSE_URL)
    kind = None if fault is None else fault.kind
    if kind in {FaultKind.DROP_BEFORE, FaultKind.TIMEOUT}:
        return await cut(hub, request, hang=kind is FaultKind.TIMEOUT)
    if kind in _BROKEN:
        return web.Response(status=_BROKEN[kind], headers={"Retry-After": "1"})
    status, answer = _answered(hub, request.match_info["key"], body)
    hub.record(RESPONSE_URL, body, status, json.dumps(answer).encode(), None if kind is None else kind.value)
    if kind is FaultKind.DROP_AFTER:
        return await cut(hub, request, hang=False)
    return web.json_response(answer, status=status)


def _answered(hub: Hub, key: str, body: Json) -> tuple[int, Json]:
    try:
        responses.answer(hub, key, body)
    except SlackError as refusal:
        return 404 if refusal.error.endswith("_url") else 400, refusal.answer()
    return 200, {"ok": True}


async def _body(request: web.Request) -> Json:
    text = await request.text()
    try:
        sent = json.loads(text) if text else {}
    except ValueError:
        sent = {"text": text}
    return sent if isinstance(sent, dict) else {}
