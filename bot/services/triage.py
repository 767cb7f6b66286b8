"""The triage channels: how one begins and ends, who may be in it, and where staff are told of things."""

from dataclasses import dataclass, replace

from bot.desk import Desk, Request
from bot.domain.access import Action, check
from bot.domain.desks import Channel, ChannelState, Client, Purpose
from bot.domain.notices import Act, Notice, Words
from bot.errors import NotInChannelError, NotTriageError, SharedChannelError, TriageInUseError
from bot.logs import get_log
from bot.services.people import learn_members
from bot.slack_answers import ChannelFacts
from bot.views.text import say
from storage import Store

_log = get_log(__name__)


@dataclass(frozen=True, slots=True)
class Inside:
    """A channel in which Slack showed us our own people alone."""

    id: str
    name: str
    members: frozenset[str]


async def look_inside(desk: Desk, channel: str) -> Inside:
    """Return a channel that could be for triage; SharedChannelError where a guest or stranger reads it."""
    facts = await desk.slack.channel(channel)
    members = await desk.slack.members(channel) if facts and facts.is_member else None
    if facts is None or members is None:
        raise NotInChannelError(channel)
    if await _has_outsiders(desk, facts, members):
        raise SharedChannelError(channel)
    return Inside(channel, facts.name, frozenset(members))


async def _has_outsiders(desk: Desk, facts: ChannelFacts, members: set[str]) -> bool:
    return facts.is_shared_outside or not members <= await desk.slack.insiders(desk.installation.team)


async def put_triage(store: Store, inside: Inside) -> bool:
    """Make a channel one of our triage channels, its members engineers; False where it was one before."""
    known = await store.channels.lock(inside.id) or Channel(inside.id, inside.name)
    if known.purpose is Purpose.CLIENT:
        raise SharedChannelError(inside.id)
    await store.channels.put(replace(known, purpose=Purpose.TRIAGE, state=ChannelState.ACTIVE))
    await store.people.add_members(inside.id, inside.members)
    return known.purpose is not Purpose.TRIAGE


async def declare_triage(desk: Desk, place: str, name: str) -> list[str]:
    """Make a channel a triage channel, unless it is one; return what changed."""
    async with desk.database.reading() as store:
        known = await store.channels.get(place)
    if known is not None and known.purpose is Purpose.TRIAGE:
        return []
    inside = await look_inside(desk, place)
    async with desk.transaction() as store:
        await put_triage(store, inside)
    return [f"#{name.removeprefix('#')} is a triage channel"]


async def end_triage(desk: Desk, request: Request) -> Channel:
    """Take a triage channel back; TriageInUseError while clients' cards go there, or any stands there.

    Whatever was still to be said in it is dropped: it was meant for our own people.
    """
    check(request.person, Action.END_TRIAGE, None)
    async with desk.transaction(request) as store:
        known = await store.channels.lock(request.channel)
        if known is None or known.purpose is not Purpose.TRIAGE:
            raise NotTriageError(request.channel)
        clients = tuple(each.name for each in await store.clients.all() if each.triage == known.id)
        tickets = await store.tickets.carded_in(known.id)
        if clients or tickets:
            raise TriageInUseError(known.id, clients, tickets)
        await store.channels.put(replace(known, purpose=Purpose.UNSET, state=ChannelState.ACTIVE))
        await store.people.remove_members(known.id, await store.people.members(known.id))
        await store.outbox.drop_channel(known.id, desk.clock.now())
    return known


async def seen_inside(desk: Desk, channel: str) -> ChannelState | None:
    """Ask Slack whether outsiders are in a triage channel; None for another channel, or without an answer."""
    async with desk.database.reading() as store:
        known = await store.channels.get(channel)
    if known is None or known.purpose is not Purpose.TRIAGE:
        return None
    facts, members = await desk.slack.channel(channel), await desk.slack.members(channel)
    if facts is None or members is None:
        return None
    return ChannelState.EXPOSED if await _has_outsiders(desk, facts, members) else ChannelState.ACTIVE


async def stand(desk: Desk, store: Store, channel: str, state: ChannelState | None, key: str) -> None:
    """Fall silent in a triage channel with outsiders, and tell staff elsewhere; go on once they left."""
    known = await store.channels.lock(channel)
    if known is None or known.purpose is not Purpose.TRIAGE or state is None or state is known.state:
        return
    await store.channels.put(replace(known, state=state))
    if state is ChannelState.EXPOSED:
        text = say("en", "staff.channel_exposed", channel=f"#{known.name}")
        await tell_staff(store, f"exposed:{key}", text, await all_staff(desk, store))


async def look_after(desk: Desk) -> None:
    """At start: see who is in each triage channel, for whatever happened while we were away."""
    async with desk.database.reading() as store:
        known = [each.id for each in await store.channels.triage()]
    for each in known:
        state = await seen_inside(desk, each)
        await learn_members(desk, each)
        async with desk.transaction() as store:
            await stand(desk, store, each, state, f"seen:{desk.process}:{each}")


async def places_of_triage(store: Store) -> list[str]:
    """Return the triage channels that we can write to."""
    return [each.id for each in await store.channels.triage() if each.state is ChannelState.ACTIVE]


async def triage_for(
    store: Store,
    *,
    ticket: int | None = None,
    channel: str = "",
    client: Client | None = None,
    but: str = "",
) -> str | None:
    """Return the triage channel of a ticket, a client or the client of a channel, if we can write there.

    Else the first one where we can, other than *but*; None where there is none.
    """
    places = [each for each in await places_of_triage(store) if each != but]
    own = client.triage if client else await _own_triage(store, ticket, channel)
    return own if own in places else next(iter(places), None)


async def _own_triage(store: Store, ticket: int | None, channel: str) -> str | None:
    found = await store.tickets.get(ticket) if ticket else None
    if found is not None:
        return found.triage
    place = await store.channels.get(channel)
    client = await store.clients.get(place.client) if place and place.client else None
    return client.triage if client else None


async def staff_for(
    desk: Desk,
    store: Store,
    *,
    ticket: int | None = None,
    channel: str = "",
    client: Client | None = None,
    but: str = "",
) -> list[str]:
    """Return where staff are told of something (see `triage_for`); the admins where no triage can be told."""
    place = await triage_for(store, ticket=ticket, channel=channel, client=client, but=but)
    return [place] if place is not None else await _admins(desk, store)


async def all_staff(desk: Desk, store: Store) -> list[str]:
    """Return where all staff are told: each triage channel that we can write to, else the admins."""
    return await places_of_triage(store) or await _admins(desk, store)


async def _admins(desk: Desk, store: Store) -> list[str]:
    return [each.id for each in await store.people.admins(desk.installation.team)]


async def tell_staff(store: Store, key: str, text: str, places: list[str]) -> None:
    """Tell staff something, once in each of *places*: triage channels, or people by direct message."""
    if not places:
        _log.error("there is nobody to tell: name a triage channel", said=text)
    facts = {"text": text}
    await store.tell(*[Notice(f"{key}:{each}", Act.POST, Words.STAFF, each, facts=facts) for each in places])
