"""A channel's history, read into the requests that Slack would have sent us had we been there."""

from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping, Sequence
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
    replies: Mapping[str, Sequence[str]]
    """The `ts` of every reply that we have, our own too, by the thread that it stands in."""


@dataclass(slots=True)
class Unread:
    """What is still to be looked into of a channel whose top level was read; it shrinks with the reading."""

    gap: Gap
    oldest: str
    """What was said until then is not for us to hear."""
    threads: list[str]
    """Threads with news, the newest news last."""
    heads: list[str]
    """Threads of tickets that began before what was read, oldest first: there may be news in them."""
    missing: list[Message]
    """Messages that we know and that the top level does not show."""

    def __bool__(self) -> bool:
        """Whether anything is left."""
        return bool(self.threads or self.heads or self.missing)


async def at_top_level(desk: Desk, pace: Pace, gap: Gap) -> tuple[list[InboxRow], Unread | None]:
    """Return what was said and edited outside threads that we have not heard, in order, and what is left.

    Whatever Slack refuses or cannot answer goes up. Nothing comes of a channel that we are not in any more.
    """
    known = await _known(desk, gap)
    if known is None:
        return [], None
    top = await _Reader(desk, pace, known.channel).all(None, known.oldest)
    oldest = _since_we_joined(desk, top, known.oldest)
    shown = {str(each["ts"]): each for each in top}
    ours = {ts: each for ts, each in shown.items() if ts > oldest}
    said_here = (each for each in known.messages.values() if each.thread_ts is None and each.ts > oldest)
    with_news = [each for each in shown.values() if _has_news(each, known, gap)]
    heads = [ts for ts in known.threads if ts not in shown and ts <= oldest]
    left = Unread(gap, oldest, _newest_last(with_news), heads, _absent(said_here, ours))
    return _in_order(_news(desk, known, oldest, ours)), left


async def in_threads(desk: Desk, pace: Pace, unread: Unread) -> AsyncGenerator[list[InboxRow], None]:
    """Yield what each thread tells us as soon as it was read, the newest news first, then what was deleted.

    What was yielded is taken off *unread* when the next is asked for: then it must be in the inbox.
    """
    known = await _known(desk, unread.gap)
    if known is None:
        return
    reader = _Reader(desk, pace, known.channel)
    while unread.heads:
        yield await _heads(reader, known, unread)
    while unread.threads:
        yield await _thread(reader, known, unread.threads[-1], unread.oldest)
        unread.threads.pop()
    while unread.missing:
        yield await _deletions(reader, unread.missing[-1:])
        unread.missing.pop()


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
        replies = await store.gaps.replies(place.id, min([oldest, *threads]))
    return _Known(place.id, oldest, said, threads, replies)


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

    async def until(self, ts: str) -> tuple[Mapping[str, _Said], str]:
        """Return a page of the top level that ends with *ts*, by `ts`, and from where on it is whole."""
        await self.pace.look("history")
        page = await self.desk.slack.page(self.channel, None, "0", "", latest=ts)
        shown = {str(each["ts"]): each for each in page.messages}
        return shown, min(shown, default=ts) if page.cursor else ""

    async def thread(self, thread_ts: str, oldest: str) -> list[_Said]:
        """Return a thread from its head on; nothing where it is gone."""
        try:
            return await self.all(thread_ts, oldest)
        except SlackRefusedError as refused:
            if refused.error in _GONE:
                return []
            raise


async def _heads(reader: _Reader, known: _Known, unread: Unread) -> list[InboxRow]:
    """Look at the newest head that is left, and at those that the same page shows, for signs of news.

    One call so answers for up to 200 messages, where asking for each thread would take a call each.
    """
    shown, whole_from = await reader.until(unread.heads[-1])
    looked_at = [ts for ts in unread.heads if ts >= whole_from]
    there = {ts: shown[ts] for ts in looked_at if ts in shown}
    with_news = [each for each in there.values() if _has_news(each, known, unread.gap)]
    gone = [ts for ts in looked_at if ts not in shown]
    unread.heads = [ts for ts in unread.heads if ts < whole_from]
    unread.threads = [*gone, *_newest_last(with_news), *unread.threads]
    return _in_order(_news(reader.desk, known, unread.oldest, there))


async def _thread(reader: _Reader, known: _Known, thread_ts: str, oldest: str) -> list[InboxRow]:
    """Return what was said, edited and deleted in a thread."""
    found = {str(each["ts"]): each for each in await reader.thread(thread_ts, oldest)}
    said_here = (
        each
        for each in known.messages.values()
        if each.ts == thread_ts or (each.thread_ts == thread_ts and each.ts > oldest)
    )
    gone = await _deletions(reader, _absent(said_here, found))
    return _in_order([*_news(reader.desk, known, oldest, found), *gone])


async def _deletions(reader: _Reader, missing: Iterable[Message]) -> list[InboxRow]:
    desk = reader.desk
    return [_deletion(desk, each) for each in missing if await _is_gone(desk, reader.pace, each)]


def _in_order(rows: Iterable[InboxRow]) -> list[InboxRow]:
    return sorted(rows, key=lambda row: (row.received_at, row.key))


def _newest_last(heads: Iterable[_Said]) -> list[str]:
    return [str(each["ts"]) for each in sorted(heads, key=lambda each: str(each["latest_reply"]))]


def _has_news(head: _Said, known: _Known, gap: Gap) -> bool:
    """Whether a thread may hold a reply since the gap began that we do not have.

    That we have the last one is not enough: it may be ours, posted after one that we did not hear.
    """
    latest = str(head.get("latest_reply") or "")
    if latest <= ts_of(gap.since_at - _DISORDER):
        return False
    ours = {ts for ts in known.replies.get(str(head["ts"]), ()) if ts <= latest}
    return latest not in ours or len(ours) != head.get("reply_count")


def _since_we_joined(desk: Desk, top: Iterable[_Said], oldest: str) -> str:
    """Return from where on a channel is ours to hear: what was said before we were let in again is not."""
    us = desk.installation.bot_user
    joined = [str(each["ts"]) for each in top if each.get("subtype") in _JOINED and each.get("user") == us]
    return max([oldest, *joined])


def _absent(known: Iterable[Message], shown: Mapping[str, _Said]) -> list[Message]:
    """Return those messages of people that we know and Slack does not show."""
    alive = (each for each in known if not each.deleted_at and each.side is not Side.BOT)
    return [each for each in alive if each.ts not in shown]


async def _is_gone(desk: Desk, pace: Pace, message: Message) -> bool:
    """Ask Slack for the very message: that a list leaves it out is not enough to let its words go."""
    await pace.look("replies")
    try:
        page = await desk.slack.page(message.channel, message.ts, "", "")
    except SlackRefusedError as refused:
        return refused.error in _GONE
    shown = [each for each in page.messages if each.get("ts") == message.ts]
    return not page.cursor and all(each.get("subtype") == TOMBSTONE for each in shown)


def _news(desk: Desk, known: _Known, oldest: str, found: Mapping[str, _Said]) -> Iterator[InboxRow]:
    """Yield a request for each message that is new to us, reads otherwise than we know, or is a tombstone.

    What is new counts from *oldest* on.
    """
    for ts, said in found.items():
        before = known.messages.get(ts)
        if said.get("subtype") == TOMBSTONE:
            if before is not None and not before.deleted_at:
                yield _deletion(desk, before)
        elif str(said.get("subtype") or "") not in SAID or not is_heard(said):
            continue
        elif before is None or _was_overtaken(before):
            if ts > oldest:
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
