"""What anybody on the internet may send to our address: refused, and no error of ours."""

import logging
from typing import Any

import pytest

from bot.clock import SystemClock
from tests.databases import ON_SQLITE
from tests.live import Live


@ON_SQLITE
@pytest.mark.parametrize(
    ("headers", "body"),
    [
        pytest.param({}, b"{}", id="nothing is signed"),
        pytest.param({"X-Slack-Signature": "v0=1"}, b"{}", id="a wrong signature"),
        pytest.param({"X-Slack-Signature": "v0=\u00e9"}, b"{}", id="a signature that is no ASCII"),
        pytest.param({"X-Slack-Request-Timestamp": "noon"}, b"{}", id="a time that is no number"),
        pytest.param({"X-Slack-Request-Timestamp": "9" * 400}, b"{}", id="a time beyond all numbers"),
        pytest.param({"X-Slack-Request-Timestamp": "1"}, b"{}", id="a time long ago"),
        pytest.param({"X-Slack-Signature": "v0=1"}, b"\xff\xfe", id="a body that is no text"),
        pytest.param({"Content-Type": "application/json; charset=none"}, b"{}", id="an unknown charset"),
    ],
)
async def test_what_slack_did_not_sign_is_refused_and_no_error(
    live: Live, caplog: pytest.LogCaptureFixture, headers: dict[str, str], body: bytes
) -> None:
    usual: dict[str, Any] = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": str(int(SystemClock().now().timestamp())),
        "X-Slack-Signature": f"v0={'0' * 64}",
    }
    sent = usual | headers
    if not headers:
        del sent["X-Slack-Signature"]
    url = f"{live.bot.url}/slack/events"
    async with live.session.post(url, data=body, headers=sent) as answer:
        assert (answer.status, await answer.json()) == (401, {"error": "invalid request"})
    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING] == []
