"""When digests come by themselves: set and shown by managers, and told when their moment has come."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.desk import Desk, Request
from bot.domain.access import Action, check
from bot.domain.desks import Channel, ChannelState, Client, Purpose
from bot.domain.digest_schedules import OwnSchedule, Schedule, in_force
from bot.domain.digest_text import TypedSchedule
from bot.domain.digests import Reader, Wanted
from bot.domain.notices import Timer, Words
from bot.domain.report_periods import ReportPeriod
from bot.errors import BadFileError
from bot.report_errors import DigestPlaceError
from bot.services.digest_notices import Sending, digest_notice
from bot.services.digest_timers import client_place, client_timer, digest_key, triage_timer
from bot.views.digest_schedule import schedule_shown
from bot.views.rendered import Rendered
from storage import Store

_MOST_AT_ONCE: Final = 4
"""Files are printed one after the other, and a digest goes without what takes too long (`digest_files`); but
many clients have theirs at one moment, the first of the month at nine."""
_AGAIN: Final = timedelta(seconds=20)
_LONGEST_HELD: Final = timedelta(hours=2)
"""After that digests come as they can: what hinders those before may be no matter of printing."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where digests come by themselves: to a client's people, or into a triage channel."""

    channel: Channel | None
    """None: none of the client's channels is in use."""
    client: Client | None
    """None: it is a triage channel, which reads of all clients."""

    @property
    def id(self) -> str:
        """What schedules call it."""
        if self.client is not None:
            return client_place(self.client.id)
        return self.channel.id if self.channel else ""


async def schedule(desk: Desk, request: Request, client: Client | None, typed: TypedSchedule) -> Rendered:
    """Set what comes by itself, where something was typed, and show what does.

    Without a *client* it is about the triage channel that the command was typed in.
    """
    check(request.person, Action.SCHEDULE_DIGEST, None)
    async with desk.transaction(request) as store:
        if client is not None:
            await store.clients.lock(client.id)
        place = await _place(store, request, client)
        if typed.cadences:
            await _set(store, place, typed, place.client.time_zone if place.client else _zone(request))
        found, now = await schedules_of(desk, store, place), desk.clock.now()
        if typed.cadences:
            await _arm(desk, store, place, found, now)
    moments = [(each, each.next(now)) for each in found]
    return schedule_shown(moments, place.client, place.channel, was_set=bool(typed.cadences))


def _zone(request: Request) -> str:
    return request.person.time_zone


async def _place(store: Store, request: Request, client: Client | None) -> Place:
    if client is not None:
        return Place(await channel_of(store, client), client)
    here = await store.channels.get(request.channel)
    if here is None or here.purpose is not Purpose.TRIAGE:
        raise DigestPlaceError("elsewhere")
    return Place(here, None)


async def channel_of(store: Store, client: Client) -> Channel | None:
    """Return the channel that a client's digests go to: the first that can be written to."""
    own = (each for each in await store.channels.all() if each.client == client.id)
    return next((each for each in own if each.state is ChannelState.ACTIVE), None)


async def _set(store: Store, place: Place, typed: TypedSchedule, time_zone: str) -> None:
    if typed.day is None and typed.as_planned:
        await store.schedules.forget(place.id, typed.cadences)
        return
    await store.schedules.put(
        *(
            OwnSchedule(
                *(place.id, cadence, typed.day is None, typed.day or 1, typed.at),
                typed.time_zone or time_zone,
            )
            for cadence in typed.cadences
        )
    )


async def schedules_of(desk: Desk, store: Store, place: Place) -> list[Schedule]:
    """Return what comes by itself at a place, as promised and as it was set."""
    own = await store.schedules.of(place.id)
    if place.client is None:
        return in_force({}, own, "UTC")
    try:
        promised = desk.promises.of_client(place.client).reports
    except BadFileError:  # its plan is gone, which staff were told at the start
        promised = {}
    return in_force(promised, own, place.client.time_zone)


async def _arm(desk: Desk, store: Store, place: Place, found: Iterable[Schedule], now: datetime) -> None:
    """Wait for the next moment of a place; for none where nothing comes."""
    at = min((each.next(now) for each in found), default=None)
    if at is None:
        await store.timers.disarm([digest_key(place.id)])
    elif place.client is not None:
        await store.arm(client_timer(desk, place.client, at, since=now))
    elif place.channel is not None:
        await store.arm(triage_timer(place.channel.id, at, since=now))


async def digests_due(desk: Desk, store: Store, timer: Timer) -> None:
    """Tell the latest digest of each cadence whose moment has come at a place, and wait for the next.

    Nothing is told where we cannot write or outsiders would read it, nor of a time in which a client's
    contract was not in force or its plan was paused throughout.
    """
    place, now = await _place_of(store, timer), desk.clock.now()
    if place is None or await _is_held_back(store, timer, now):
        return
    found = await schedules_of(desk, store, place)
    await _arm(desk, store, place, found, now)
    since = datetime.fromisoformat(str(timer.facts["since"]))
    for each in found:
        moment = each.latest(since, now)
        if moment is not None and place.channel is not None:
            await _tell(store, place, place.channel, each, moment)


async def _is_held_back(store: Store, timer: Timer, now: datetime) -> bool:
    """Look again a little later where as many wait as get their files in time; return whether they do."""
    held_since = datetime.fromisoformat(str(timer.facts.get("held") or now.isoformat()))
    if now - held_since >= _LONGEST_HELD or await store.outbox.how_many_open(Words.DIGEST) < _MOST_AT_ONCE:
        return False
    facts = {**timer.facts, "held": held_since.isoformat()}
    await store.arm(replace(timer, due_at=now + _AGAIN, facts=facts))
    return True


async def _place_of(store: Store, timer: Timer) -> Place | None:
    if "client" in timer.facts:
        client = await store.clients.get(str(timer.facts["client"]))
        return Place(await channel_of(store, client), client) if client else None
    channel = await store.channels.get(str(timer.facts["channel"]))
    return Place(channel, None) if channel and channel.purpose is Purpose.TRIAGE else None


async def _tell(store: Store, place: Place, channel: Channel, each: Schedule, moment: datetime) -> None:
    period = each.period(moment)
    if channel.state is not ChannelState.ACTIVE or not await _counts(store, place.client, period):
        return
    wanted = Wanted(
        Reader.CLIENT if place.client else Reader.MANAGER, period, place.client.id if place.client else ""
    )
    key = f"{digest_key(place.id)}:{each.cadence}:{moment:%Y-%m-%dT%H:%M}"
    await store.tell(digest_notice(wanted, Sending(key, channel.id, due_at=moment, title=each.title)))


async def _counts(store: Store, client: Client | None, period: ReportPeriod) -> bool:
    """Whether anything was promised to a client in a period, if only on one day of it."""
    if client is None:
        return True
    begins_at = _midnight(client.contract_from, client) if client.contract_from else period.from_at
    ends_on = client.contract_to
    if period.until_at <= begins_at or (ends_on is not None and period.first > ends_on):
        return False
    pauses = await store.contracts.pauses(client.id)
    return not any(each.from_at <= period.from_at and period.until_at <= each.ends_at for each in pauses)


def _midnight(day: date, client: Client) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(client.time_zone)).astimezone(UTC)
