"""Socket Mode: Slack's requests over a connection that we open, for machines that nobody can reach."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.desk import Desk
from bot.slack import SlackRefusedError
from handlers.door import Door


class Socket(AsyncSocketModeHandler):
    """A Socket Mode connection whose requests go through our door."""

    def __init__(self, app: AsyncApp, door: Door, app_token: str, desk: Desk) -> None:
        super().__init__(app, app_token, web_client=desk.slack.reader)
        self._door = door
        self._desk = desk

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """Hand one request to the door, and send Bolt's answer back."""
        started = self._desk.clock.now().timestamp()
        incoming = AsyncBoltRequest(mode="socket_mode", body=req.payload, headers=build_headers(req))
        response = await self._door.receive(self.app, incoming)
        await send_async_response(client, req, response, started)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Stay connected for as long as the block lasts.

        The token is tried first: with one that Slack refuses, the SDK would try again for ever.
        """
        try:
            await self._try_token()
            await self.client.connect()  # type: ignore[no-untyped-call]
            yield
        finally:
            await self.client.close()  # type: ignore[no-untyped-call]

    async def _try_token(self) -> None:
        try:
            await self._desk.slack.reader.apps_connections_open(app_token=self.app_token)
        except SlackApiError as error:
            raise SlackRefusedError("apps.connections.open", str(error.response.get("error"))) from error
