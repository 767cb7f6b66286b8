"""Messages as Slack tells them: in its events, and in a channel's history."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from bot.desk import Desk
from bot.domain.desks import Attachment, Keeping, Message, Side
from bot.services.people import identify
from bot.slack_answers import attachment_of

SAID: Final = frozenset({"", "file_share", "me_message", "thread_broadcast"})
"""Subtypes of `message` that are a person saying something."""
TOMBSTONE: Final = "tombstone"
"""What Slack puts in the place of a deleted message that has replies: it comes as an edit."""
_HEARD: Final = SAID | {"message_changed", "message_deleted"}


def is_heard(event: Mapping[str, Any]) -> bool:
    """Whether a message event is for us: said, edited or deleted by a person."""
    inner = event.get("message") or event.get("previous_message") or event
    return str(event.get("subtype") or "") in _HEARD and not inner.get("bot_id")


def at_of(ts: str) -> datetime:
    """Return the moment that Slack's `ts` names, to the microsecond."""
    seconds, _, fraction = ts.partition(".")
    return datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=int(fraction[:6].ljust(6, "0")))


def ts_of(at: datetime) -> str:
    """Return a moment as Slack's `ts`."""
    return f"{int(at.timestamp())}.{at.microsecond:06}"


async def read_message(desk: Desk, said: Mapping[str, Any], channel: str, side: Side) -> Message:
    """Return a message from Slack's event or history, with its files looked up where only an id was sent."""
    files = tuple([await _attachment(desk, file) for file in said.get("files") or ()])
    return words_of(said, channel, side, files)


def words_of(
    said: Mapping[str, Any], channel: str, side: Side, files: tuple[Attachment, ...] = ()
) -> Message:
    """Return a message from Slack's event or history, with its files as they were looked up."""
    ts = str(said["ts"])
    head = str(said.get("thread_ts") or "")
    return Message(
        channel=channel,
        ts=ts,
        thread_ts=head if head not in {"", ts} else None,
        author=str(said.get("user") or said.get("bot_id") or ""),
        side=side,
        text=str(said.get("text") or ""),
        at=at_of(ts),
        files=files,
    )


async def _attachment(desk: Desk, file: Mapping[str, Any]) -> Attachment:
    known = attachment_of(file)
    if file.get("file_access") == "check_file_info":
        return await desk.slack.file(known.id) or known
    return known


async def known_or_fetched(desk: Desk, channel: str, ts: str) -> tuple[Message, ...]:
    """Return a message as we know it, else as Slack does, with its replies; empty: it is gone, or our own."""
    async with desk.database.reading() as store:
        known = await store.messages.get(channel, ts)
    if known is not None:
        return () if known.deleted_at else (known,)
    thread = await desk.slack.thread(channel, ts)
    said = [each for each in thread if each.get("ts") == ts or each.get("thread_ts") == ts]
    said = [each for each in said if not _is_ours(desk, each) and (each.get("user") or each.get("bot_id"))]
    if not said or said[0]["ts"] != ts:
        return ()
    return tuple([await _from_history(desk, channel, each) for each in said])


async def _from_history(desk: Desk, channel: str, said: Mapping[str, Any]) -> Message:
    """Return a message that was said while we did not listen: what it is to us depends on who said it."""
    side = Side.BOT
    if not said.get("bot_id"):
        person = await identify(desk, str(said["user"]), channel)
        side = Side.STAFF if person.is_ours else Side.CLIENT
    return replace(await read_message(desk, said, channel, side), keeping=Keeping.SEEN)


def _is_ours(desk: Desk, said: Mapping[str, Any]) -> bool:
    return said.get("user") == desk.installation.bot_user or said.get("bot_id") == desk.installation.bot_id
