"""Messages as Slack tells them, and what becomes of one that was edited or deleted."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.desk import Desk, Request
from bot.domain import moves
from bot.domain.desks import Attachment, Message, Side
from bot.domain.grouping import title_of
from bot.domain.tickets import Ticket
from bot.slack import attachment_of
from storage import Store


def at_of(ts: str) -> datetime:
    """Return the moment that Slack's `ts` names, to the microsecond."""
    seconds, _, fraction = ts.partition(".")
    return datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=int(fraction[:6].ljust(6, "0")))


async def read_message(desk: Desk, said: Mapping[str, Any], channel: str, side: Side) -> Message:
    """Return a message from Slack's event or history, with its files looked up where only an id was sent."""
    ts = str(said["ts"])
    head = str(said.get("thread_ts") or "")
    return Message(
        channel=channel,
        ts=ts,
        thread_ts=head if head not in {"", ts} else None,
        author=str(said.get("user") or ""),
        side=side,
        text=str(said.get("text") or ""),
        at=at_of(ts),
        files=tuple([await _attachment(desk, file) for file in said.get("files") or ()]),
    )


async def _attachment(desk: Desk, file: Mapping[str, Any]) -> Attachment:
    known = attachment_of(file)
    if file.get("file_access") == "check_file_info":
        return await desk.slack.file(known.id) or known
    return known


async def fetched(desk: Desk, channel: str, ts: str, thread_ts: str | None) -> Message | None:
    """Return a message that we wrote down, or else Slack's; None where it is gone or a bot's."""
    async with desk.database.reading() as store:
        known = await store.messages.get(channel, ts)
    if known is not None:
        return known
    said = await desk.slack.message(channel, ts, thread_ts)
    if said is None or said.get("bot_id") or not said.get("user"):
        return None
    return await read_message(desk, said, channel, Side.CLIENT)


async def edited(desk: Desk, request: Request, channel: str, ts: str, text: str) -> None:
    """Take in that a message was edited: its former text is kept, its ticket shows the new one."""
    async with desk.transaction(request) as store:
        message = await store.messages.get(channel, ts)
        if message is None or message.text == text or message.deleted_at:
            return
        await store.messages.edit(channel, ts, text, request.at)
        ticket = await _ticket_of(store, message)
        if ticket is not None:
            title = title_of(text) if await _heads(store, ticket, message) else ""
            await store.save(moves.edit(ticket, ts, title=title, by=request.person, at=request.at))


async def deleted(desk: Desk, request: Request, channel: str, ts: str) -> None:
    """Take in that a message was deleted: a tombstone stays in its place, and the ticket stays."""
    async with desk.transaction(request) as store:
        message = await store.messages.get(channel, ts)
        if message is None or message.deleted_at:
            return
        await store.messages.delete(channel, ts, request.at)
        ticket = await _ticket_of(store, message)
        if ticket is not None:
            author = replace(request.person, id=message.author)
            await store.save(moves.delete(ticket, ts, by=author, at=request.at))


async def _ticket_of(store: Store, message: Message) -> Ticket | None:
    return await store.tickets.lock(message.ticket) if message.ticket else None


async def _heads(store: Store, ticket: Ticket, message: Message) -> bool:
    """Whether a message is the first of its ticket, whose words are its title."""
    messages = await store.messages.of_ticket(ticket.number)
    return bool(messages) and messages[0].ts == message.ts
