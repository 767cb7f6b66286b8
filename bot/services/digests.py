"""Digests: worked out when somebody asks or a row of the outbox is sent, and where each of them goes."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.desk import Desk, Request
from bot.domain.access import Action, check
from bot.domain.desks import Channel, ChannelState, Client, Keeping, Message, OutboxRow, Purpose
from bot.domain.digest_text import Where, unit_in
from bot.domain.digests import Digest, HoursUsed, Ratings, Reader, Wanted, digest, ratings
from bot.domain.notices import is_late
from bot.domain.report_periods import ReportPeriod, last_whole
from bot.domain.terms import AskedBy
from bot.errors import BadFileError, ChannelNotSetUpError
from bot.report_errors import DigestPlaceError
from bot.services.allowance import hours_left
from bot.services.digest_notices import Sending, digest_notice, wanted_of
from bot.services.heard import client_of
from bot.services.queries import answer_notice
from bot.services.sampling import sample
from bot.views.digest import MOST_MISSED, DigestPage, digest_message
from bot.views.digest_words import coming_directly, posted_here, working_on_it
from bot.views.rendered import Rendered
from bot.views.text import STAFF
from storage import Store

SOON_SECONDS = 2
"""A digest that takes longer comes later, and whoever asked is told so: Slack waits three seconds."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How a digest is shown beside what it says."""

    due_at: datetime | None = None
    """When it was to come, of one that comes by itself."""
    title: str = ""
    """What the plan calls it."""


_PLAINLY = Shown()


async def ask(
    desk: Desk, request: Request, wanted: Wanted, where: Where, soon_seconds: float = SOON_SECONDS
) -> Rendered:
    """Return a manager's digest, or where it goes instead; what takes long is sent to them directly."""
    check(request.person, Action.SEE_DIGEST, None)
    if where is Where.HERE:
        return await _post(desk, request, wanted)
    if where is Where.DIRECTLY:
        await _send(desk, request, wanted, request.person.id)
        return coming_directly()
    found = await soon(desk, wanted, soon_seconds)
    if found is None:
        await _send(desk, request, wanted, request.person.id)
        return working_on_it(STAFF, directly=True)
    return found


async def _send(desk: Desk, request: Request, wanted: Wanted, channel: str) -> None:
    async with desk.transaction(request) as store:
        await store.tell(digest_notice(wanted, Sending(f"digest:{request.key}", channel)))


async def _post(desk: Desk, request: Request, wanted: Wanted) -> Rendered:
    """Post a digest where it was asked for: in a client's channel the one that its people may read.

    DigestPlaceError where people would read it that it is not for.
    """
    async with desk.transaction(request) as store:
        here = await store.channels.get(request.channel)
        fit = _fit_for(here, wanted)
        await store.tell(digest_notice(fit, Sending(f"digest:{request.key}", request.channel)))
    return posted_here()


def _fit_for(here: Channel | None, wanted: Wanted) -> Wanted:
    """Return the edition that may be posted in a channel."""
    if here is None or here.purpose is Purpose.UNSET:
        raise DigestPlaceError("elsewhere")
    if here.state is ChannelState.EXPOSED:
        raise DigestPlaceError("outsiders")
    if here.purpose is Purpose.TRIAGE:
        return wanted
    if here.client is None or here.client != wanted.client:
        raise DigestPlaceError("others")
    return Wanted(Reader.CLIENT, wanted.period, wanted.client)


async def answer_mention(
    desk: Desk, request: Request, message: Message, soon_seconds: float = SOON_SECONDS
) -> None:
    """Answer "@Hourglass digest" in its thread: a client's people with what is theirs, in their language.

    What takes long is announced, and follows.
    """
    async with desk.database.reading() as store:
        channel = await store.channels.get(message.channel)
        client = await client_of(store, channel) if channel and channel.client else None
    if channel is None or channel.purpose is Purpose.UNSET:
        raise ChannelNotSetUpError(message.channel)
    reader = Reader.CLIENT if client else Reader.MANAGER
    action = Action.SEE_CLIENT_DIGEST if client else Action.SEE_DIGEST
    check(request.person, action, client.id if client else None)
    wanted = Wanted(reader, _asked_for(desk, request, message, client), client.id if client else "")
    found = await soon(desk, wanted, soon_seconds)
    said = found or working_on_it(client.language if client else STAFF, directly=False)
    thread_ts = message.thread_ts or message.ts
    async with desk.transaction(request) as store:
        if client is not None:
            await store.messages.put(replace(message, keeping=Keeping.SEEN))
        await store.tell(answer_notice(request, channel, message, said))
        if found is None:
            await store.tell(digest_notice(wanted, Sending(f"digest:{request.key}", channel.id, thread_ts)))


def _asked_for(desk: Desk, request: Request, message: Message, client: Client | None) -> ReportPeriod:
    zone = client.time_zone if client else request.person.time_zone
    today = desk.clock.now().astimezone(ZoneInfo(zone)).date()
    return last_whole(unit_in(message.text), today, zone)


async def soon(desk: Desk, wanted: Wanted, seconds: float) -> Rendered | None:
    """Return a digest; None where it takes longer than so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            return await shown(desk, wanted)
    except TimeoutError:
        return None


async def as_it_stands(desk: Desk, row: OutboxRow) -> Rendered:
    """Return the digest that a row of the outbox is, worked out at this moment."""
    due = str(row.facts.get("due") or "")
    due_at = datetime.fromisoformat(due) if due else None
    return await shown(desk, wanted_of(row), Shown(due_at, str(row.facts.get("title") or "")))


async def shown(desk: Desk, wanted: Wanted, how: Shown = _PLAINLY) -> Rendered:
    """Work a digest out and word it."""
    now = desk.clock.now()
    page = await _page(desk, wanted, how, now)
    return await asyncio.to_thread(
        digest_message, page
    )  # of many tickets it takes a while, others wait for us


async def _page(desk: Desk, wanted: Wanted, how: Shown, now: datetime) -> DigestPage:
    async with desk.database.reading() as store:
        found = await made(desk, store, wanted, now)
        clients = {each.id: each for each in await store.clients.all()}
        tickets = await store.tickets.get_all({each.ticket for each in found.missed[:MOST_MISSED]})
    client = clients.get(wanted.client)
    late_since = how.due_at if how.due_at and is_late(how.due_at, now) else None
    return DigestPage(
        found,
        now,
        client,
        {name: each.name for name, each in clients.items()},
        tickets,
        desk.installation.workspace_url,
        title=_title(desk, client, how.title) if wanted.reader is Reader.CLIENT else "",
        late_since=late_since,
    )


def _title(desk: Desk, client: Client | None, title: str) -> str:
    """Return what the plan calls a digest, where its words are in the client's language."""
    file = desk.promises.plans.get(client.plan) if client else None
    return title if client and file and file.language == client.language else ""


async def made(desk: Desk, store: Store, wanted: Wanted, now: datetime) -> Digest:
    """Work a digest out as things stood at a moment."""
    client = wanted.client or None
    brought = await sample(store, wanted.period, client, now)
    before = await sample(store, wanted.period.before, client, now)
    hours = await _hours(desk, store, wanted)
    rated = [await _ratings(store, each, client) for each in (wanted.period, wanted.period.before)]
    found = await asyncio.to_thread(digest, wanted, brought, before, hours)
    return replace(found, ratings=rated[0], ratings_before=rated[1])


async def _ratings(store: Store, period: ReportPeriod, client: str | None) -> Ratings | None:
    span = period.from_at, period.until_at
    asked = await store.ratings.asked_in(*span, client)
    return ratings(asked, await store.ratings.rated_in(*span, client))


async def _hours(desk: Desk, store: Store, wanted: Wanted) -> dict[str, HoursUsed]:
    """Return what clients have used of their hours, of those that have any.

    A client's own edition leaves them out where its plan names who may ask: the channel reads it.
    """
    found = {}
    for client in await store.clients.all():
        if wanted.client in {"", client.id}:
            used = await _hours_of(desk, store, client, wanted.reader)
            if used is not None:
                found[client.id] = used
    return found


async def _hours_of(desk: Desk, store: Store, client: Client, reader: Reader) -> HoursUsed | None:
    try:
        plan = desk.promises.of_client(client)
        if plan.hours is None or (reader is Reader.CLIENT and plan.hours.asked_by is AskedBy.APPROVERS):
            return None
        left = await hours_left(desk, store, client)
    except BadFileError:  # its plan is gone, which staff were told at the start
        return None
    if left.is_over or left.is_ahead:
        return None
    return HoursUsed(left.balance.used, left.balance.granted)
