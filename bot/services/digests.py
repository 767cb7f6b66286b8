"""Digests: worked out when somebody asks or a row of the outbox is sent, and where each of them goes."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from bot.desk import Desk, Request
from bot.domain.access import Action, check
from bot.domain.desks import Channel, ChannelState, Client, Keeping, Message, OutboxRow, Purpose
from bot.domain.digest_text import Where
from bot.domain.digests import Digest, Ratings, Reader, Wanted, digest, ratings
from bot.domain.enclosures import Theme
from bot.domain.grouping import strip_mention
from bot.domain.measurements import Measures
from bot.domain.notices import is_late
from bot.domain.report_periods import ReportPeriod, read_period
from bot.domain.times_asked import time_asked
from bot.domain.used_hours import HoursUsed
from bot.errors import ChannelNotSetUpError
from bot.report_errors import DigestPlaceError
from bot.services.digest_notices import Sending, digest_notice, is_files_only, wanted_of
from bot.services.finding import named_client
from bot.services.heard import client_of
from bot.services.measurements import measured
from bot.services.queries import answer_notice
from bot.services.rated import rated_in
from bot.services.sampling import beside_the_time_before
from bot.services.used_hours import hours_in_use, last_day, may_read_hours, months_ended
from bot.views.digest import MOST_MISSED, DigestPage, digest_head, digest_message
from bot.views.digest_words import coming_directly, followed, posted_here, working_on_it
from bot.views.rendered import Rendered
from bot.views.text import STAFF
from storage import Store

SOON_SECONDS = 2
"""A digest that takes longer comes later, and whoever asked is told so: Slack waits three seconds."""

ALL: Final = "all"
"""Said in a client's name's place by staff who ask for the digest of all."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How a digest is shown beside what it says."""

    due_at: datetime | None = None
    """When it was to come, of one that comes by itself."""
    title: str = ""
    """What the plan calls it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A digest in words, and whether files go with it: nothing is drawn of nothing."""

    said: Rendered
    has_files: bool


_PLAINLY = Shown()


async def ask(
    desk: Desk, request: Request, wanted: Wanted, where: Where, soon_seconds: float = SOON_SECONDS
) -> Rendered:
    """Return a manager's digest, or where it goes instead; what takes long is sent to them directly.

    Its pictures take a moment and follow.
    """
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
    if not found.has_files:
        return found.said
    await _send(desk, request, wanted, request.person.id, files_only=True)
    return followed(found.said, wanted.period)


async def _send(
    desk: Desk, request: Request, wanted: Wanted, channel: str, *, files_only: bool = False
) -> None:
    async with desk.transaction(request) as store:
        sending = Sending(f"digest:{request.key}", channel, files_only=files_only)
        await store.tell(digest_notice(wanted, sending))


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
    desk: Desk, request: Request, message: Message, name: str = "", soon_seconds: float = SOON_SECONDS
) -> None:
    """Answer "@Hourglass digest" in its thread: a client's people with what is theirs, in their language.

    What takes long is announced, and follows, as its pictures do in any case. *name* is a client that staff
    name. DigestPlaceError where another client's people would read it.
    """
    async with desk.database.reading() as store:
        channel = await store.channels.get(message.channel)
        client = await client_of(store, channel) if channel and channel.client else None
    if channel is None or channel.purpose is Purpose.UNSET:
        raise ChannelNotSetUpError(message.channel)
    action = Action.SEE_CLIENT_DIGEST if client else Action.SEE_DIGEST
    check(request.person, action, client.id if client else None)
    about = await named_client(desk, request, name, ALL) if name and name.lower() != ALL else client
    if name and client is not None:
        raise DigestPlaceError("others")
    reader = Reader.CLIENT if client else Reader.MANAGER
    wanted = Wanted(reader, _asked_for(desk, request, message, about), about.id if about else "")
    found = await soon(desk, wanted, soon_seconds)
    said = found.said if found else working_on_it(client.language if client else STAFF, directly=False)
    thread_ts = message.thread_ts or message.ts
    async with desk.transaction(request) as store:
        if client is not None:
            await store.messages.put(replace(message, keeping=Keeping.SEEN))
        await store.tell(answer_notice(request, channel, message, said))
        if found is None or found.has_files:
            sending = Sending(f"digest:{request.key}", channel.id, thread_ts, files_only=found is not None)
            await store.tell(digest_notice(wanted, sending))


def _asked_for(desk: Desk, request: Request, message: Message, client: Client | None) -> ReportPeriod:
    zone = client.time_zone if client else request.person.time_zone
    today = desk.clock.now().astimezone(ZoneInfo(zone)).date()
    asked = time_asked(strip_mention(message.text, desk.installation.bot_user), today)
    return read_period(asked, today, zone)


async def soon(desk: Desk, wanted: Wanted, seconds: float) -> Answer | None:
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
    how = Shown(due_at, str(row.facts.get("title") or ""))
    if is_files_only(row):
        return await _head(desk, wanted_of(row), how)
    return (await shown(desk, wanted_of(row), how)).said


async def shown(desk: Desk, wanted: Wanted, how: Shown = _PLAINLY) -> Answer:
    """Work a digest out and word it."""
    now = desk.clock.now()
    page = await page_of(desk, wanted, now, how)
    # Of many tickets it takes a while, and others wait for us.
    said = await asyncio.to_thread(digest_message, page)
    return Answer(said, wanted.period.has_report or _has_charts(desk, page.digest))


def _has_charts(desk: Desk, found: Digest) -> bool:
    return desk.charts is not Theme.NONE and (not found.is_empty or bool(found.hours))


async def _head(desk: Desk, wanted: Wanted, how: Shown) -> Rendered:
    """Return what stands above the files of a digest that was answered in words."""
    async with desk.database.reading() as store:
        client = await store.clients.get(wanted.client) if wanted.client else None
    title = plan_title(desk, client, how.title) if wanted.reader is Reader.CLIENT else ""
    return digest_head(wanted, client, title)


async def page_of(desk: Desk, wanted: Wanted, now: datetime, how: Shown = _PLAINLY) -> DigestPage:
    """Return all that a digest tells, as things stood at a moment."""
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
        title=plan_title(desk, client, how.title) if wanted.reader is Reader.CLIENT else "",
        late_since=late_since,
    )


def plan_title(desk: Desk, client: Client | None, title: str) -> str:
    """Return what the plan calls a digest, where its words are in the client's language."""
    file = desk.promises.plans.get(client.plan) if client else None
    return title if client and file and file.language == client.language else ""


async def made(desk: Desk, store: Store, wanted: Wanted, now: datetime) -> Digest:
    """Work a digest out as things stood at a moment."""
    both = await beside_the_time_before(store, wanted.period, wanted.client or None, now)
    # The database works on what is told beside the figures while these are worked out.
    found, beside = await asyncio.gather(
        asyncio.to_thread(digest, wanted, *both), _beside(desk, store, wanted, now)
    )
    return replace(found, **beside._asdict())


class _Beside(NamedTuple):
    """What a digest tells beside its figures, named as there."""

    hours: Mapping[str, HoursUsed]
    months: Sequence[HoursUsed]
    ratings: Ratings | None
    ratings_before: Ratings | None
    measures: Measures | None


async def _beside(desk: Desk, store: Store, wanted: Wanted, now: datetime) -> _Beside:
    period, client = wanted.period, wanted.client or None
    hours = await _hours(desk, store, wanted, last_day(wanted, now))
    rated, rated_before = [await _ratings(store, each, client, now) for each in (period, period.before)]
    known = await store.clients.get(client) if client else None
    ended = await months_ended(desk, store, known, wanted, now) if known and period.has_months else []
    shown = {each.begins_on for each in hours.values()}
    months = [each for each in ended if each.begins_on not in shown]
    given = await measured(desk.promises, store, known, period) if known else None
    return _Beside(hours, months, rated, rated_before, given)


async def _ratings(store: Store, period: ReportPeriod, client: str | None, now: datetime) -> Ratings | None:
    return ratings(*await rated_in(store, period, client, now))


async def _hours(desk: Desk, store: Store, wanted: Wanted, day: date) -> dict[str, HoursUsed]:
    """Return what clients have used of their hours in the month that a day is in, of those that have any.

    A client's own edition leaves them out where its plan names who may ask: the channel reads it.
    """
    told = [
        each
        for each in await store.clients.all()
        if wanted.client in {"", each.id} and may_read_hours(desk, each, wanted.reader)
    ]
    return await hours_in_use(desk, store, told, day)
