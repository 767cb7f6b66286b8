"""What Slack says of channels, people and files, read into our own values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import aiohttp

from bot.domain.desks import Attachment, Profile

_SILENCES: Final[Mapping[type[Exception], str]] = {
    TimeoutError: "no answer came in time",
    aiohttp.ClientConnectorDNSError: "its name is not known to this network",
    aiohttp.ClientSSLError: "its certificate cannot be trusted",
    aiohttp.ClientConnectorError: "nobody answers at its address",
    aiohttp.InvalidURL: "its address is none",
    aiohttp.ClientConnectionError: "the connection was cut",
    aiohttp.ClientPayloadError: "the answer was cut off",
}
"""Why no answer came, in words; the first that fits, as the later ones are wider."""


def silence(error: Exception) -> str:
    """Return why no answer came, as people say it."""
    return next((said for kind, said in _SILENCES.items() if isinstance(error, kind)), type(error).__name__)


def attachment_of(file: Mapping[str, Any]) -> Attachment:
    """Return what we keep of a file that Slack describes."""
    name = str(file.get("name") or file.get("title") or file.get("id"))
    return Attachment(
        str(file["id"]), name, str(file.get("mimetype") or ""), str(file.get("permalink") or "")
    )


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a channel's history or of a thread; *cursor* leads to the next, and is empty on the last."""

    messages: Sequence[Mapping[str, Any]]
    cursor: str


def page_of(answer: Mapping[str, Any]) -> Page:
    """Return the page that Slack answers with."""
    return Page(answer.get("messages") or (), next_cursor(answer))


def next_cursor(answer: Mapping[str, Any]) -> str:
    """Return what leads to the next page; empty on the last."""
    return str((answer.get("response_metadata") or {}).get("next_cursor") or "")


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """What Slack says of a channel."""

    id: str
    name: str
    is_archived: bool
    is_member: bool
    is_shared_outside: bool


def channel_of(channel: Mapping[str, Any], *, is_member: bool) -> ChannelFacts:
    """Return what Slack says of a channel that we may or may not be in."""
    return ChannelFacts(
        id=str(channel["id"]),
        name=str(channel.get("name") or channel["id"]),
        is_archived=bool(channel.get("is_archived")),
        is_member=is_member,
        is_shared_outside=bool(channel.get("is_ext_shared")),
    )


def names_in(user: Mapping[str, Any]) -> set[str]:
    """Return the names that somebody goes by, in lower case."""
    profile = user.get("profile") or {}
    found = (user.get("name"), user.get("real_name"), profile.get("display_name"), profile.get("real_name"))
    return {str(name).lower() for name in found if name}


def is_guest(user: Mapping[str, Any]) -> bool:
    """Tell whether somebody is a guest of their workspace."""
    return bool(user.get("is_restricted") or user.get("is_ultra_restricted"))


def profile_of(user: Mapping[str, Any], seen_at: datetime) -> Profile:
    """Return what we keep of a person whom Slack describes."""
    profile = user.get("profile") or {}
    shown = (
        profile.get("display_name") or profile.get("real_name") or user.get("real_name") or user.get("name")
    )
    return Profile(
        id=str(user["id"]),
        team=str(user.get("team_id") or ""),
        name=str(shown or user["id"]),
        is_bot=bool(user.get("is_bot")),
        is_guest=is_guest(user),
        is_owner=bool(user.get("is_primary_owner")),
        language=str(user.get("locale") or "en")[:2],
        time_zone=str(user.get("tz") or "UTC"),
        seen_at=seen_at,
        is_deactivated=bool(user.get("deleted")),
    )
