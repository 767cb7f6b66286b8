"""A channel's history, read into the requests that Slack would have sent us had we been there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from bot.desk import Desk
from bot.domain.desks import ChannelState, Gap, InboxRow, Keeping, Message, Side
from bot.services.pace import Pace
from bot.services.reading import SAID, TOMBSTONE, at_of, is_heard, ts_of
from bot.services.scribe import EVENT
from bot.slack import SlackRefusedError
from storage.codec import clean

WINDOW: Final = timedelta(days=7)
"""What was said longer ago is not taken in any more; the inbox has to remember its keys for longer."""
_DISORDER: Final = timedelta(minutes=10)
"""How late Slack may hand over what it tells at once and after one and five minutes."""
_JOINED: Final = frozenset({"channel_join", "group_join"})
_GONE: Final = frozenset({"thread_not_found", "message_not_found"})

_Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Known:
    """What we know of a channel before we look: our messages by `ts`, and its tickets' threads."""

    channel: str
    oldest: str
    messages: Mapping[str, Message]
    threads: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Found:
    """What Slack showed: messages by `ts`, whole from *oldest* on at the top level and in *threads*."""

    oldest: str
    messages: Mapping[str, _Said]
    threads: frozenset[str]


async def missed(desk: Desk, pace: Pace, gap: Gap) -> list[InboxRow]:
    """Return what was said, edited and deleted in a channel that we have not heard, in order.

    Whatever Slack refuses or cannot answer goes up. Nothing comes of a channel that we are not in any more.
    """
    known = await _known(desk, gap)
    if known is None:
        return []
    found = await _find(_Reader(desk, pace, known.channel), known, gap)
    gone = [each for each in _absent(known, found) if await _is_gone(desk, pace, each)]
    rows = [*_news(desk, known, found), *(_deletion(desk, each) for each in gone)]
    return sorted(rows, key=lambda row: (row.received_at, row.key))


async def _known(desk: Desk, gap: Gap) -> _Known | None:
    window_from = desk.clock.now() - WINDOW
    oldest = ts_of(max(gap.from_at, window_from))
    async with desk.database.reading() as store:
        place = await store.channels.get(gap.channel)
        if place is None or place.state is not ChannelState.ACTIVE:
            return None
        said = {each.ts: each for each in await store.messages.since(place.id, oldest)}
        threads = await store.tickets.threads(place.id, window_from)
        for thread_ts in threads:
            head = await store.messages.get(place.id, thread_ts)
            said |= {head.ts: head} if head else {}
    return _Known(place.id, oldest, said, threads)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads pages of one channel, at Slack's pace."""

    desk: Desk
    pace: Pace
    channel: str

    async def all(self, thread_ts: str | None, oldest: str) -> list[_Said]:
        """Return all pages of the top level or of a thread."""
        found: list[_Said] = []
        cursor = ""
        while True:
            await self.pace.look("replies" if thread_ts else "history")
            page = await self.desk.slack.page(self.channel, thread_ts, oldest, cursor)
            found += page.messages
            cursor = page.cursor
            if not cursor:
                return found

    async def thread(self, thread_ts: str, oldest: str) -> list[_Said]:
        """Return a thread from its head on; nothing where it is gone."""
        try:
            return await self.all(thread_ts, oldest)
        except SlackRefusedError as refused:
            if refused.error in _GONE:
                return []
            raise


async def _find(reader: _Reader, known: _Known, gap: Gap) -> _Found:
    """Read the top level, and the threads in which there may be something new.

    Those are the ones with a reply since the gap began, and those of tickets whose head is too old to show
    when the last reply was.
    """
    top = await reader.all(None, known.oldest)
    oldest = _since_we_joined(reader.desk, top, known.oldest)
    found = {str(each["ts"]): each for each in top if str(each["ts"]) > oldest}
    news_from = ts_of(gap.since_at - _DISORDER)
    with_news = [ts for ts, each in found.items() if str(each.get("latest_reply") or "") > news_from]
    threads = [*with_news, *(ts for ts in known.threads if ts <= oldest)]
    for thread_ts in threads:
        found |= {str(each["ts"]): each for each in await reader.thread(thread_ts, oldest)}
    return _Found(oldest, found, frozenset(threads))


def _since_we_joined(desk: Desk, top: Iterable[_Said], oldest: str) -> str:
    """Return from where on a channel is ours to hear: what was said before we were let in again is not."""
    us = desk.installation.bot_user
    joined = [str(each["ts"]) for each in top if each.get("subtype") in _JOINED and each.get("user") == us]
    return max([oldest, *joined])


def _absent(known: _Known, found: _Found) -> Iterator[Message]:
    """Yield the messages of people that we know and Slack does not show, where it shows everything."""
    for each in known.messages.values():
        place = each.thread_ts or each.ts
        is_covered = place in found.threads or (each.thread_ts is None and each.ts > found.oldest)
        is_covered = is_covered and (each.ts > found.oldest or each.thread_ts is None)
        if is_covered and each.ts not in found.messages and not each.deleted_at and each.side is not Side.BOT:
            yield each


async def _is_gone(desk: Desk, pace: Pace, message: Message) -> bool:
    """Ask Slack for the very message: that a list leaves it out is not enough to let its words go."""
    await pace.look("replies")
    try:
        page = await desk.slack.page(message.channel, message.ts, "", "")
    except SlackRefusedError as refused:
        return refused.error in _GONE
    shown = [each for each in page.messages if each.get("ts") == message.ts]
    return not page.cursor and all(each.get("subtype") == TOMBSTONE for each in shown)


def _news(desk: Desk, known: _Known, found: _Found) -> Iterator[InboxRow]:
    """Yield a request for each message that is new to us, reads otherwise than we know, or is a tombstone."""
    for ts, said in found.messages.items():
        before = known.messages.get(ts)
        if said.get("subtype") == TOMBSTONE:
            if before is not None and not before.deleted_at:
                yield _deletion(desk, before)
        elif str(said.get("subtype") or "") not in SAID or not is_heard(said):
            continue
        elif before is None or _was_overtaken(before):
            if ts > found.oldest:
                yield _said(desk, known.channel, said)
        elif _reads_otherwise(before, said):
            yield _edit(desk, before, said)


def _was_overtaken(before: Message) -> bool:
    """Whether we may know a message by its edit alone; the inbox tells whether we heard it, too."""
    return before.edited_at is not None and before.ticket is None and before.keeping is Keeping.SEEN


def _reads_otherwise(before: Message, said: _Said) -> bool:
    edited = bool(said.get("edited")) and not before.deleted_at
    return edited and clean(str(said.get("text") or "")) != before.text


def _said(desk: Desk, channel: str, said: _Said) -> InboxRow:
    """Return the request that tells of a message, as Slack sends it."""
    ts = str(said["ts"])
    event = {**said, "type": "message", "channel": channel, "event_ts": ts}
    return _row(desk, f"{channel}:{ts}", event, message=f"{channel}:{ts}")


def _edit(desk: Desk, before: Message, said: _Said) -> InboxRow:
    """Return the request that tells of an edit."""
    at_ts = str(said["edited"]["ts"])
    event = _change(before, "message_changed", at_ts) | {"message": said}
    return _row(desk, f"{before.channel}:{before.ts}:edited:{at_ts}", event)


def _deletion(desk: Desk, before: Message) -> InboxRow:
    """Return the request that tells of a deletion; nobody says when that was, so it is now."""
    event = _change(before, "message_deleted", ts_of(desk.clock.now())) | {"deleted_ts": before.ts}
    return _row(desk, f"{before.channel}:{before.ts}:deleted", event)


def _change(before: Message, subtype: str, at_ts: str) -> dict[str, object]:
    previous = {"type": "message", "user": before.author, "ts": before.ts, "text": before.text}
    if before.thread_ts is not None:
        previous["thread_ts"] = before.thread_ts
    event = {"type": "message", "subtype": subtype, "hidden": True, "channel": before.channel}
    return event | {"ts": at_ts, "event_ts": at_ts, "previous_message": previous}


def _row(desk: Desk, name: str, event: Mapping[str, Any], *, message: str | None = None) -> InboxRow:
    """Return an inbox row that stands among the others by the time at which it happened."""
    key, at = f"history:{name}", at_of(str(event["ts"]))
    team = desk.installation.team
    body = {"type": "event_callback", "team_id": team, "event_id": key, "event_time": int(at.timestamp())}
    return InboxRow(key, EVENT, str(event["channel"]), message, {**body, "event": event}, at)
