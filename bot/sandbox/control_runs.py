"""Control calls that run the sandbox itself: clock, faults, raw events, connections, reset."""

from datetime import timedelta
from typing import Final

from bot.sandbox.control_bodies import (
    ClockBody,
    DisconnectBody,
    EventBody,
    FaultBody,
    Nothing,
    TokenBody,
    TokenState,
)
from bot.sandbox.errors import CallerError
from bot.sandbox.events import Handover, emit, emit_raw, handed_over
from bot.sandbox.faults import ANY_METHOD, RESPONSE_URL, UPLOAD, Fault
from bot.sandbox.hub import Hub
from bot.sandbox.shapes import Json
from bot.sandbox.socket import SocketLinks
from bot.sandbox.web_api import METHODS

_REFUSALS: Final = {TokenState.REVOKED: "token_revoked", TokenState.UNINSTALLED: "account_inactive"}


async def event(hub: Hub, body: EventBody) -> Json:
    """Push a raw event, subscribed or not."""
    event_id = body.event_id or hub.world.new_id("Ev")
    await handed_over([emit_raw(hub, dict(body.event), body.team, event_id)])
    return {"event_id": event_id}


async def clock(hub: Hub, body: ClockBody) -> Json:
    """Move the clock forward, through everything that is due on the way."""
    now = hub.now
    target = body.to if body.to is not None else now + timedelta(seconds=body.advance or 0)
    if target < now:
        raise CallerError(
            "clock_only_moves_forward", f"It is {now.isoformat()} here; {target.isoformat()} has passed."
        )
    await hub.move_clock(target)
    return {"clock": hub.now.isoformat()}


async def settle(hub: Hub, _: Nothing) -> Json:
    """Answer when nothing is left to deliver, and nothing for the bot to do or to try again soon."""
    await hub.settle_retries()
    return {"clock": hub.now.isoformat()}


async def add_fault(hub: Hub, body: FaultBody) -> Json:
    """Make the next calls of a method go wrong."""
    if body.method not in METHODS and body.method not in {ANY_METHOD, RESPONSE_URL, UPLOAD}:
        raise CallerError("unknown_method", f"There is no method {body.method!r}; '*' stands for any.", 404)
    channel = hub.world.channel(body.channel).id if body.channel else ""
    hub.faults.add(Fault(body.method, body.kind, body.count, body.after, body.seconds, body.error, channel))
    return {"faults": [fault.as_json() for fault in hub.faults.waiting]}


async def reset(hub: Hub, _: Nothing) -> Json:
    """Put the world back as it was at start."""
    await hub.reset()
    return {"clock": hub.now.isoformat()}


async def disconnect(hub: Hub, body: DisconnectBody) -> Json:
    """Tell Socket Mode connections to leave, cut them, or let them fall silent."""
    return {"connections": await _links(hub).disconnect(body.reason, body.count, body.connection)}


async def connections(hub: Hub, _: Nothing) -> Json:
    """Return the Socket Mode connections that are open, oldest first."""
    return {"connections": _links(hub).as_json()}


def _links(hub: Hub) -> SocketLinks:
    if hub.links is None:
        raise CallerError("socket_mode_not_enabled", "This sandbox delivers over HTTP.")
    return hub.links


async def token(hub: Hub, body: TokenBody) -> Json:
    """Take the bot's token away, with the whole app or without, or give it back."""
    handovers: list[Handover] = []
    if body.state is TokenState.UNINSTALLED:
        handovers += emit(hub, {"type": "app_uninstalled"})
    if body.state is not TokenState.GOOD:
        handovers += emit(hub, {"type": "tokens_revoked", "tokens": {"bot": [hub.app.bot_user_id]}})
    # Before anything is handed over: whoever hears of it finds the token refused.
    hub.faults.token_refusal = _REFUSALS.get(body.state, "")
    await handed_over(handovers)
    return {"state": body.state.value}
