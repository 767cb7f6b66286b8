"""One call to Slack for its headers' sake: which scopes a token has, and what time it is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack_answers import silence

_TIMEOUT_SECONDS: Final = 10
_PASSING: Final = frozenset(
    {"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
)
"""Errors that say nothing of the token."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What Slack said to one token: yes, no and why, or nothing that could be understood."""

    is_clear: bool
    """Whether it is about the token: False where none came, or Slack was busy or in trouble."""
    error: str
    """Slack's name for its no, or what went wrong on the way; empty for a yes."""
    body: Mapping[str, Any]
    scopes: frozenset[str] | None = None
    """What the token was granted; None where Slack does not say."""
    now_at: datetime | None = None
    """Slack's own time, in whole seconds."""

    @property
    def is_yes(self) -> bool:
        """Whether Slack did what was asked."""
        return self.is_clear and not self.error


async def ask(session: aiohttp.ClientSession, api_url: str, method: str, token: str) -> Answer:
    """Make one call, once."""
    client = AsyncWebClient(
        token=token, base_url=api_url, session=session, timeout=_TIMEOUT_SECONDS, retry_handlers=[]
    )
    try:
        response = await client.api_call(method)
    except SlackApiError as refusal:
        answer = refusal.response
        body = answer.data if isinstance(answer.data, dict) else {}
        error = str(body.get("error") or f"HTTP {answer.status_code}")
        return _read(body, answer.headers, error, is_clear=bool(body) and error not in _PASSING)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return Answer(is_clear=False, error=silence(error), body={})
    data = response.data
    return _read(data if isinstance(data, dict) else {}, response.headers, "", is_clear=True)


def _read(body: Mapping[str, Any], headers: Mapping[str, str], error: str, *, is_clear: bool) -> Answer:
    said = {name.lower(): value for name, value in headers.items()}
    granted = said.get("x-oauth-scopes")
    scopes = (
        None if granted is None else frozenset(each.strip() for each in granted.split(",") if each.strip())
    )
    return Answer(is_clear, error, body, scopes, _moment(said.get("date")))


def _moment(date: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(date).astimezone(UTC) if date else None
    except ValueError:
        return None
