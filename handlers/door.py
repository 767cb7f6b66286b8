"""The door: every request from Slack is written into the inbox before anything else happens to it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any, Final

from slack_bolt.async_app import AsyncApp, AsyncBoltContext, AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.desk import Desk, Request
from bot.domain.desks import InboxRow
from bot.errors import ChannelNotSetUpError, NotAllowedError, UnknownTicketError, UnknownWordError
from bot.logs import about, learnt
from bot.report_errors import BadPeriodError, DigestPlaceError, PeriodAheadError
from bot.services.inbox import Pump
from bot.services.people import identify_author
from bot.services.reading import at_of
from handlers.asked import Listener
from handlers.envelope import inbox_row, user_of
from storage.errors import DatabaseConflictError

_ERRORS: Final = "handlers.errors"
"""Loaded with the first refusal."""
_TOLD: Final = (
    *(NotAllowedError, UnknownTicketError, UnknownWordError, ChannelNotSetUpError),
    *(BadPeriodError, PeriodAheadError, DigestPlaceError),
)
"""All that somebody can be refused who merely says something; any other error would lose their words."""
_OK: Final = 200
_ABOUT_US: Final = frozenset({"member_joined_channel", "member_left_channel"})
"""What matters to us about ourselves."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where all that Slack tells us comes in: it is written down before anything else happens to it.

    Events are all alike here, and many: they are acked as soon as that is done. Commands, clicks and
    submissions go through Bolt, whose first middleware of ours `enter` is, to their listeners.
    """

    desk: Desk
    pump: Pump

    async def take_event(self, body: Mapping[str, Any]) -> None:
        """Write an event down, so that Slack may be acked; one that we have, or did ourselves, is let go.

        Where writing fails the error goes up: nothing is acked, and Slack sends it again.
        """
        began_at = self.desk.clock.now()
        row = inbox_row(body, began_at)
        if row is None or self._is_our_doing(body["event"]):
            return
        with about(event_id=row.key):
            await self.pump.write_down(row)
        self._acked(row.kind, began_at)

    def _is_our_doing(self, event: Mapping[str, Any]) -> bool:
        """Whether an event tells only what we did ourselves, such as the sign that we put on a message."""
        is_ours = event.get("user") == self.desk.installation.bot_user
        return is_ours and event.get("type") not in _ABOUT_US

    async def enter(
        self,
        body: dict[str, Any],
        context: AsyncBoltContext,
        next: Callable[[], Awaitable[None]],  # noqa: A002
    ) -> BoltResponse | None:
        """Write a new request down, and let it through to its listener.

        Where writing fails the error goes up: nothing is acked, and Slack sends it again.
        """
        row = context.get("row") or await self._written_down(body, context)
        if row is None:
            return BoltResponse(status=_OK, body="")
        context["row"] = row
        context["desk"] = self.desk
        context["request"] = await request_from(self.desk, row)
        await next()
        return None

    async def _written_down(self, body: Mapping[str, Any], context: AsyncBoltContext) -> InboxRow | None:
        """Write a request down; None where it is nothing to us, or was written down before."""
        row = inbox_row(body, self.desk.clock.now())
        if row is None:
            return None
        learnt(event_id=row.key)
        context["kind"] = row.kind
        return row if await self.pump.write_down(row) else None

    async def receive(self, app: AsyncApp, incoming: AsyncBoltRequest) -> BoltResponse:
        """Let Bolt handle a request that came in; its row is done once its answer is ready."""
        began_at = self.desk.clock.now()
        with about():
            response = await self._answered(app, incoming)
        kind = incoming.context.get("kind")
        if kind is not None and response.status == _OK:
            self._acked(kind, began_at)
        return response

    def _acked(self, kind: str, began_at: datetime) -> None:
        waited = self.desk.clock.now() - began_at
        self.desk.meters.acks.labels(kind).observe(waited.total_seconds())

    async def _answered(self, app: AsyncApp, incoming: AsyncBoltRequest) -> BoltResponse:
        try:
            response = await app.async_dispatch(incoming)
            row = incoming.context.get("row")
            if isinstance(row, InboxRow):
                if isinstance(incoming.context.get("failure"), DatabaseConflictError):
                    response = await _once_more(app, row)
                await self.pump.finish(row.key)
            return response
        finally:
            self.pump.let_go(incoming.context.get("row"))


async def _once_more(app: AsyncApp, row: InboxRow) -> BoltResponse:
    """Let Bolt handle again what somebody else came before, so that nothing of it was saved."""
    context = {"row": row, "is_last_try": True}
    return await app.async_dispatch(
        AsyncBoltRequest(body=dict(row.body), mode="socket_mode", context=context)
    )


async def handle_row(desk: Desk, listeners: Mapping[str, Listener], row: InboxRow) -> None:
    """Hand an event from the inbox to its listener; what goes wrong goes up, but what people are told."""
    event = row.body["event"]
    if not isinstance(event, Mapping) or event["type"] not in listeners:
        return
    asked = await request_from(desk, row)
    try:
        await listeners[event["type"]](desk, asked, event)
    except _TOLD as error:
        await import_module(_ERRORS).tell_refusal(desk, asked, row, error)


async def request_from(desk: Desk, row: InboxRow) -> Request:
    """Return who asks, when and where."""
    event = row.body.get("event")
    happened = _happened(event) if isinstance(event, Mapping) else ""
    at = at_of(happened) if happened else row.received_at
    person, channel = await identify_author(desk, user_of(row.body), row.lane)
    return Request(row.key, person, at, channel)


def _happened(event: Mapping[str, Any]) -> str:
    """Return Slack's own time of an event: what was said has a `ts`, everything else an `event_ts`."""
    said = event.get("ts") if event.get("type") in {"message", "app_mention"} else None
    return str(said or event.get("event_ts") or "")
