"""What just happened between Slack and the app: deliveries and Web API calls, side by side in their order."""

import json
from itertools import islice
from typing import Final

from bot.sandbox.delivery import Delivery
from bot.sandbox.errors import CallerError
from bot.sandbox.hub import Hub, RecordedCall
from bot.sandbox.shapes import Json

_MOST_SHOWN: Final = 80


def activity(hub: Hub) -> list[Json]:
    """Return the latest of both, newest first, without what was in them."""
    sent = [_sent(each) for each in islice(reversed(hub.courier.deliveries), _MOST_SHOWN)]
    called = [_called(hub, each) for each in islice(reversed(hub.calls), _MOST_SHOWN)]
    return sorted([*sent, *called], key=lambda each: str(each["at"]), reverse=True)[:_MOST_SHOWN]


def _sent(delivery: Delivery) -> Json:
    told = delivery.as_json()
    payload = delivery.payload
    event = payload.get("event", {})
    return {
        "kind": "sent",
        "n": delivery.number,
        "at": delivery.at.isoformat(),
        "name": told["type"],
        "envelope": told["kind"],
        "about": _what_was_done(payload),
        "user": event.get("user") or payload.get("user_id") or _id(payload.get("user")),
        "channel": event.get("channel") or payload.get("channel_id") or _id(payload.get("channel")),
        "acked": told["acked"],
        "attempts": [
            {
                "at": each.at.isoformat(),
                "ms": round(each.seconds * 1000),
                "status": each.reply.status,
                "failure": each.reply.failure,
            }
            for each in delivery.attempts
        ],
    }


def _what_was_done(payload: Json) -> str:
    """Return the name of what was pressed or submitted, or the words of a command."""
    actions = payload.get("actions") or [{}]
    view = payload.get("view") or {}
    named = (actions[0].get("action_id"), payload.get("callback_id"), view.get("callback_id"))
    return str(payload.get("text") or next(filter(None, named), ""))


def _id(described: object) -> object:
    return described.get("id") if isinstance(described, dict) else described


def _called(hub: Hub, call: RecordedCall) -> Json:
    answer = _answer(call)
    channel = answer.get("channel") or call.arguments.get("channel")
    return {
        "kind": "called",
        "n": call.number,
        "at": call.at.isoformat(),
        "name": call.method,
        "channel": _id(channel) if _id(channel) in hub.world.channels else None,
        "status": call.status,
        "ok": answer.get("ok") is True,
        "error": answer.get("error"),
        "fault": call.fault,
    }


def _answer(call: RecordedCall) -> Json:
    try:
        found = json.loads(call.answer or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def detail(hub: Hub, kind: str, number: int) -> Json:
    """Return one entry with all that was in it; CallerError when it is not kept any more."""
    if kind == "sent":
        found: Json | None = next(
            (each.as_json() for each in hub.courier.deliveries if each.number == number), None
        )
    else:
        found = next((each.as_json() for each in hub.calls if each.number == number), None)
    if found is None:
        raise CallerError("unknown_entry", f"There is no entry {number} of that kind any more.", 404)
    return found
