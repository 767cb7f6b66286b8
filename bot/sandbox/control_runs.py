"""Control calls that run the sandbox itself: clock, faults, raw events, connections, reset."""

from datetime import timedelta

from bot.sandbox.control_bodies import ClockBody, DisconnectBody, EventBody, FaultBody, Nothing
from bot.sandbox.errors import CallerError
from bot.sandbox.events import emit_raw, handed_over
from bot.sandbox.faults import ANY_METHOD, RESPONSE_URL, Fault
from bot.sandbox.hub import Hub
from bot.sandbox.shapes import Json
from bot.sandbox.web_api import METHODS


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
    if body.method not in METHODS and body.method not in {ANY_METHOD, RESPONSE_URL}:
        raise CallerError("unknown_method", f"There is no method {body.method!r}; '*' stands for any.", 404)
    hub.faults.add(Fault(body.method, body.kind, body.count, body.after, body.seconds))
    return {"faults": [fault.as_json() for fault in hub.faults.waiting]}


async def reset(hub: Hub, _: Nothing) -> Json:
    """Put the world back as it was at start."""
    await hub.reset()
    return {"clock": hub.now.isoformat()}


async def disconnect(hub: Hub, body: DisconnectBody) -> Json:
    """Tell Socket Mode connections to leave, or cut them."""
    if hub.links is None:
        raise CallerError("socket_mode_not_enabled", "This sandbox delivers over HTTP.")
    if body.reason == "cut":
        return {"connections": await hub.links.cut()}
    return {"connections": await hub.links.disconnect(body.reason, body.count)}
