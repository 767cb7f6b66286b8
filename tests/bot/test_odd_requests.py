"""Events that Slack signed and that look a little different."""

import hashlib
import hmac
import json

import pytest

from bot.clock import SystemClock
from tests.bot.test_inbox_handling import event_of
from tests.databases import ON_SQLITE
from tests.live import Live


@ON_SQLITE
@pytest.mark.parametrize(
    ("content_type", "before"),
    [("text/plain", ""), ("application/json; charset=utf-8", ""), ("application/json", " \n")],
    ids=["of no JSON type", "with its charset", "after white space"],
)
async def test_an_event_is_taken_in_whatever_its_type_and_spacing(
    live: Live, content_type: str, before: str
) -> None:
    said, _ = await event_of(live, await live.say("ana", "#acme", "The import fails"))
    event = {**said, "ts": later(said["ts"]), "text": "The export fails too", "client_msg_id": "odd"}
    body = before + json.dumps({"type": "event_callback", "event_id": "EvOdd", "event": event})
    stamp = str(int(SystemClock().now().timestamp()))
    secret = live.sandbox.signing_secret.encode()
    signed = hmac.new(secret, f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "X-Slack-Signature": f"v0={signed}",
        "X-Slack-Request-Timestamp": stamp,
        "Content-Type": content_type,
    }
    async with live.session.post(f"{live.bot.url}/slack/events", data=body, headers=headers) as answer:
        assert answer.status == 200
    await live.settle()
    async with live.bot.desk.database.reading() as store:
        assert await store.messages.get(event["channel"], event["ts"]) is not None


def later(ts: str) -> str:
    return f"{int(ts.split('.', maxsplit=1)[0]) + 1}.000100"
