"""The door: every request from Slack is written into the inbox before anything else happens to it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from slack_bolt.async_app import AsyncApp, AsyncBoltContext, AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.desk import Desk, Request
from bot.domain.desks import InboxRow
from bot.domain.people import HOURGLASS
from bot.logs import about, learnt
from bot.services.inbox import Pump
from bot.services.people import fresh_person, identify
from bot.services.reading import at_of
from bot.services.scribe import EVENT
from handlers.envelope import inbox_row, user_of
from storage.errors import DatabaseConflictError

_OK: Final = 200


@dataclass(frozen=True, slots=True)
class Door:
    """Bolt's first middleware of ours, and the way back in for rows that are handled after their ack."""

    desk: Desk
    pump: Pump

    async def enter(
        self,
        body: dict[str, Any],
        context: AsyncBoltContext,
        next: Callable[[], Awaitable[None]],  # noqa: A002
    ) -> BoltResponse | None:
        """Write a new request down; ack an event at once, let a click or a command through to its listener.

        Where writing fails the error goes up: nothing is acked, and Slack sends it again.
        """
        row = context.get("row")
        if row is None:
            row = inbox_row(body, self.desk.clock.now())
            if row is not None:
                learnt(event_id=row.key)
                context["kind"] = row.kind
            if row is None or not await self.pump.write_down(row):
                return BoltResponse(status=_OK, body="")
            if row.kind == EVENT:
                return BoltResponse(status=_OK, body="")
        context["row"] = row
        context["desk"] = self.desk
        context["request"] = await request_from(self.desk, row)
        await next()
        return None

    async def receive(self, app: AsyncApp, incoming: AsyncBoltRequest) -> BoltResponse:
        """Let Bolt handle a request that came in; its row is done once its answer is ready."""
        began_at = self.desk.clock.now()
        with about():
            response = await self._answered(app, incoming)
        kind = incoming.context.get("kind")
        if kind is not None and response.status == _OK:
            waited = self.desk.clock.now() - began_at
            self.desk.meters.acks.labels(kind).observe(waited.total_seconds())
        return response

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


async def handle_row(app: AsyncApp, row: InboxRow) -> None:
    """Let Bolt's listeners handle an event from the inbox; what they raise goes up, to be tried again."""
    incoming = AsyncBoltRequest(body=dict(row.body), mode="socket_mode", context={"row": row})
    await app.async_dispatch(incoming)
    failure = incoming.context.get("failure")
    if isinstance(failure, Exception):
        raise failure
    if "request" not in incoming.context:
        raise RuntimeError("Bolt answered an event without handing it to us")


async def request_from(desk: Desk, row: InboxRow) -> Request:
    """Return who asks, when and where."""
    event = row.body.get("event")
    happened = _happened(event) if isinstance(event, Mapping) else ""
    at = at_of(happened) if happened else row.received_at
    user = user_of(row.body)
    async with desk.database.glancing() as store:
        channel = await store.channels.now(row.lane)
        person = await fresh_person(desk, store, user, channel) if user else HOURGLASS
    return Request(row.key, person or await identify(desk, user, channel), at, channel)


def _happened(event: Mapping[str, Any]) -> str:
    """Return Slack's own time of an event: what was said has a `ts`, everything else an `event_ts`."""
    said = event.get("ts") if event.get("type") in {"message", "app_mention"} else None
    return str(said or event.get("event_ts") or "")
