"""The sandbox's page as it is served: its files, its state, its pictures, and the headers that guard it."""

from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Final

from aiohttp import web

from bot.sandbox import control, page_asks
from bot.sandbox.control import ControlCall
from bot.sandbox.hub import Hub
from bot.sandbox.page_calls import calls_page
from bot.sandbox.page_live import live
from bot.sandbox.page_look import look_of
from bot.sandbox.page_state import state

_FOLDER: Final = Path(__file__).parent / "web"
_SERVED: Final = frozenset({"css", "js", "vendor"})
_TYPES: Final = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".woff2": "font/woff2",
}
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_GUARD: Final = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
# What people upload could be a page of its own: it never runs here, and only pictures and texts open.
_FILE_GUARD: Final = {**_GUARD, "Content-Security-Policy": "default-src 'none'; sandbox"}
_OPENS_IN_PLACE: Final = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "text/plain", "text/csv"}
)


_LIVED: Final = "Its people live through the last days, and the app answers them: {} of {} things are done."
_ASKS: Final = (
    ControlCall("POST", "read", page_asks.ReadBody, page_asks.read),
    ControlCall("POST", "options", page_asks.OptionsBody, page_asks.options),
    ControlCall("POST", "upload", page_asks.UploadBody, page_asks.add_file),
    ControlCall("GET", "entry", page_asks.DetailQuery, page_asks.entry),
)


def add_page(app: web.Application, hub: Hub) -> None:
    """Serve the page at `/`, what it needs below `/page/`, and the list of control calls at `/control`."""
    app.router.add_get("/", partial(_shell, hub))
    app.router.add_get("/control", partial(_calls, hub))
    app.router.add_get("/page/state", partial(_state, hub))
    app.router.add_get("/page/live", partial(_live, hub))
    app.router.add_get("/page/file/{id}", partial(_file, hub))
    for ask in _ASKS:
        app.router.add_route(ask.verb, f"/page/{ask.name}", partial(_asked, hub, ask))
    app.router.add_get("/page/icon.svg", _icon)
    app.router.add_get(r"/page/{folder}/{name:[a-z0-9.-]+}", _asset)


async def _shell(hub: Hub, _: web.Request) -> web.Response:
    return _sent(_FOLDER / "index.html") if hub.is_present else _soon(hub)


def _soon(hub: Hub) -> web.Response:
    """Return what a browser shows, and asks for anew each second, until the world has come to the present."""
    now = "The app is starting." if hub.lived is None else _LIVED.format(*hub.lived)
    text = (_FOLDER / "soon.html").read_text(encoding="utf-8").replace("{now}", now)
    return web.Response(
        status=HTTPStatus.SERVICE_UNAVAILABLE, text=text, content_type="text/html", headers=_GUARD
    )


async def _icon(_: web.Request) -> web.Response:
    return _sent(_FOLDER / "icon.svg")


async def _asset(request: web.Request) -> web.Response:
    folder, name = request.match_info["folder"], request.match_info["name"]
    path = _FOLDER / folder / name
    if folder not in _SERVED or not path.is_file():
        raise web.HTTPNotFound
    return _sent(path)


def _sent(path: Path) -> web.Response:
    kind = _TYPES.get(path.suffix, "application/octet-stream")
    charset = None if kind.startswith("font/") else "utf-8"
    return web.Response(body=path.read_bytes(), content_type=kind, charset=charset, headers=_GUARD)


async def _calls(hub: Hub, _: web.Request) -> web.Response:
    return web.Response(text=calls_page(hub), content_type="text/html", headers=_GUARD)


async def _live(hub: Hub, request: web.Request) -> web.WebSocketResponse:
    """Keep a page up to date; one that was open before comes again until there is a present to show."""
    if not hub.is_present:
        raise web.HTTPServiceUnavailable(headers=_GUARD)
    return await live(hub, request)


async def _state(hub: Hub, request: web.Request) -> web.Response:
    await hub.past_over()
    told = {"now": hub.now.isoformat(), "sections": state(hub, look_of(hub, request.query))}
    return web.json_response(told, headers=_GUARD)


async def _asked(hub: Hub, ask: ControlCall, request: web.Request) -> web.Response:
    return await control.serve(hub, request, ask)


async def _file(hub: Hub, request: web.Request) -> web.Response:
    """Return a file's content; what could act as a page is kept from doing so, or offered to be saved."""
    file = hub.world.files.get(request.match_info["id"])
    if file is None or not file.complete:
        raise web.HTTPNotFound
    kind = file.mimetype.partition(";")[0].strip().lower()
    place = "inline" if kind in _OPENS_IN_PLACE else "attachment"
    response = web.Response(body=file.content, content_type=kind, headers=_FILE_GUARD)
    # A header's value cannot carry every name; the page names the file where it offers it.
    response.headers["Content-Disposition"] = place
    return response
