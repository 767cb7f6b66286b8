"""The road that every Web API call takes: method, faults, token, scope, rate limit, answer."""

import asyncio
import base64
import json
from collections.abc import Mapping
from datetime import timedelta
from email.utils import format_datetime
from typing import Final

from aiohttp import web

from bot.sandbox import methods_chat, methods_conversations, methods_files, methods_people, methods_views
from bot.sandbox.arguments import Arguments
from bot.sandbox.calls import Call, Method, find_channel
from bot.sandbox.errors import SlackError
from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.hub import Hub
from bot.sandbox.shapes import Json

METHODS: Final[Mapping[str, Method]] = {
    **methods_people.METHODS,
    **methods_chat.METHODS,
    **methods_conversations.METHODS,
    **methods_files.METHODS,
    **methods_views.METHODS,
}
_WITHOUT_TOKEN: Final = frozenset({"api.test", "oauth.v2.access"})
_WITH_APP_TOKEN: Final = frozenset({"apps.connections.open"})
_HANG_SECONDS: Final = 600
_POLL_SECONDS: Final = 0.05
_PAGE: Final = "<html><body>Server Error</body></html>"
_ANSWERS: Final = {FaultKind.RATE_LIMITED: (429, "ratelimited"), FaultKind.HTTP_500: (500, "internal_error")}
_CUT: Final = frozenset({FaultKind.TIMEOUT, FaultKind.DROP_BEFORE, FaultKind.DROP_AFTER})


async def serve(hub: Hub, request: web.Request) -> web.StreamResponse:
    """Answer one call of a Web API method, or make the fault that waits for it."""
    method = request.match_info["method"]
    sent = await _sent(request)
    fault = hub.faults.next_for(method, _channel_id(hub, sent))
    if fault is not None:
        return await _faulty(hub, request, method, sent, fault)
    return await _answered(hub, method, sent, request, None)


async def _sent(request: web.Request) -> Json:
    sent: Json = {**_basic(request), **request.query}
    if request.content_type == "application/json":
        body = await request.read()
        try:
            posted = json.loads(body) if body else {}
        except ValueError:
            posted = {}
        return sent | (posted if isinstance(posted, dict) else {})
    form = await request.post() if request.method == "POST" else {}
    return sent | {name: value for name, value in form.items() if isinstance(value, str)}


def _basic(request: web.Request) -> Json:
    """Return the app's credentials from the header that oauth.v2.access may carry them in."""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        client_id, _, secret = base64.b64decode(encoded).decode().partition(":")
    except ValueError:
        return {}
    return {"client_id": client_id, "client_secret": secret}


async def _answered(
    hub: Hub, method: str, sent: Json, request: web.Request, fault: Fault | None
) -> web.StreamResponse:
    status, answer, headers = await _answer(hub, method, sent, request)
    body = json.dumps(answer).encode()
    named = None if fault is None else fault.kind.value
    hub.record(method, _without_token(sent), status, body, named)
    return web.Response(status=status, body=body, content_type="application/json", headers=headers)


async def _answer(
    hub: Hub, method: str, sent: Json, request: web.Request
) -> tuple[int, Json, Mapping[str, str]]:
    try:
        run = _method(method)
        call = Call(hub, method, Arguments(sent))
        _check_token(hub, method, _token(sent, request))
        call.need_scope()
        if wait := hub.limits.wait_seconds(method, _channel_id(hub, sent), hub.now):
            return 429, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(wait)}
        return 200, {"ok": True, **await run(call)}, _headers(hub)
    except SlackError as refusal:
        return 200, refusal.answer(), _headers(hub)


def _method(name: str) -> Method:
    if name not in METHODS:
        raise SlackError("unknown_method", req_method=name)
    return METHODS[name]


def _headers(hub: Hub) -> Mapping[str, str]:
    """Return what Slack sends with every answer: the token's scopes, and its own time."""
    return {
        "X-OAuth-Scopes": ",".join(hub.manifest.bot_scopes),
        "Date": format_datetime(hub.now, usegmt=True),
    }


def _token(sent: Json, request: web.Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" and token else str(sent.get("token") or "")


def _check_token(hub: Hub, method: str, token: str) -> None:
    if method in _WITHOUT_TOKEN:
        return
    if not token:
        raise SlackError("not_authed")
    if token == hub.app.bot_token and hub.faults.token_refusal:
        raise SlackError(hub.faults.token_refusal)
    if token not in {hub.app.bot_token, hub.app.app_token}:
        raise SlackError("invalid_auth")
    if (token == hub.app.app_token) != (method in _WITH_APP_TOKEN):
        raise SlackError("not_allowed_token_type")


def _channel_id(hub: Hub, sent: Json) -> str | None:
    channel = find_channel(hub.world, str(sent.get("channel", "")))
    return None if channel is None else channel.id


def _without_token(sent: Json) -> Json:
    return {name: value for name, value in sent.items() if name != "token"}


async def _faulty(
    hub: Hub, request: web.Request, method: str, sent: Json, fault: Fault
) -> web.StreamResponse:
    kind = fault.kind
    if kind is FaultKind.SLOW:
        await _wait(hub, request, fault.seconds)
    if kind is FaultKind.SCANNING:
        hub.scanning_until = hub.now + timedelta(seconds=fault.seconds)
    if kind in {FaultKind.SLOW, FaultKind.SCANNING}:
        return await _answered(hub, method, sent, request, fault)
    if kind in _CUT:
        answer = await _answer(hub, method, sent, request) if kind is FaultKind.DROP_AFTER else None
        body = None if answer is None else json.dumps(answer[1]).encode()
        hub.record(method, _without_token(sent), 0, body, kind.value)
        return await cut(hub, request, hang=kind is FaultKind.TIMEOUT)
    status, error = _ANSWERS.get(kind, (200, fault.error))
    refusal = {"ok": False, "error": error}
    hub.record(method, _without_token(sent), status, json.dumps(refusal).encode(), kind.value)
    if kind is FaultKind.HTTP_500:
        # Slack's failing front ends answer with a page, not with JSON.
        return web.Response(status=500, text=_PAGE, content_type="text/html")
    headers = {"Retry-After": str(fault.seconds)} if kind is FaultKind.RATE_LIMITED else {}
    return web.json_response(refusal, status=status, headers=headers)


async def cut(hub: Hub, request: web.Request, *, hang: bool) -> web.StreamResponse:
    """Cut the caller's connection without an answer, after keeping it waiting when *hang* is set."""
    if hang:
        await _wait(hub, request, _HANG_SECONDS)
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


async def _wait(hub: Hub, request: web.Request, seconds: float) -> None:
    """Wait in real time, but no longer than the caller or the sandbox lives."""
    try:
        async with asyncio.timeout(seconds):
            # aiohttp tells a handler nothing of a caller that has left, so one has to look.
            while not _is_gone(request) and not hub.closing.is_set():  # noqa: ASYNC110
                await asyncio.sleep(_POLL_SECONDS)
    except TimeoutError:
        return


def _is_gone(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()
