"""The page's WebSocket: tells a page of every section of what it shows that has changed."""

import asyncio
import json
from typing import Final

from aiohttp import WSMsgType, web

from bot.sandbox.hub import Hub
from bot.sandbox.page_look import look_of
from bot.sandbox.page_state import state

_HEARTBEAT_SECONDS: Final = 20.0
_GATHERED_SECONDS: Final = 0.04
"""So long what changes is gathered before it is told: an answer of an app changes many things at once."""


class _Watcher:
    """One page that is open: what it looks at, and what it was told last."""

    def __init__(self, hub: Hub, socket: web.WebSocketResponse, query: dict[str, str]) -> None:
        self._hub, self._socket, self._query = hub, socket, query
        self._told: dict[str, str] = {}

    async def listen(self, changed: asyncio.Event) -> None:
        """Take what the page wants to look at, until it leaves."""
        async for message in self._socket:
            if message.type is WSMsgType.TEXT:
                self._query = {name: str(each) for name, each in json.loads(message.data).items()}
                changed.set()

    async def tell(self, changed: asyncio.Event) -> None:
        """Send what changed, each time that something did, until the sandbox ends."""
        while not self._hub.closing.is_set():
            changed.clear()
            await self._send_changes()
            await changed.wait()
            await asyncio.sleep(_GATHERED_SECONDS)

    async def _send_changes(self) -> None:
        now = state(self._hub, look_of(self._hub, self._query))
        written = {name: json.dumps(section) for name, section in now.items()}
        changes = [name for name, text in written.items() if self._told.get(name) != text]
        self._told = written
        if not changes:
            return
        sections = ",".join(f"{json.dumps(name)}:{written[name]}" for name in changes)
        await self._socket.send_str(f'{{"now":"{self._hub.now.isoformat()}","sections":{{{sections}}}}}')


async def live(hub: Hub, request: web.Request) -> web.WebSocketResponse:
    """Keep one page up to date for as long as it is open; it says what it looks at whenever that changes."""
    socket = web.WebSocketResponse(heartbeat=_HEARTBEAT_SECONDS)
    await socket.prepare(request)
    watcher = _Watcher(hub, socket, dict(request.query))
    with hub.pulse.heard() as changed:
        tasks = [asyncio.ensure_future(each) for each in (watcher.listen(changed), watcher.tell(changed))]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    await socket.close()
    return socket
