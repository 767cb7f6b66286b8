"""Setting a channel up: whose it is, under which plan, and how messages there become tickets."""

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import available_timezones

from bot.desk import Desk, Request
from bot.domain.access import Action, check
from bot.domain.desks import Channel, ChannelState, Client, Intake, Purpose
from bot.domain.notices import Act, Notice, Words
from bot.errors import BadFormError, ChannelNotSetUpError
from bot.services.intake import take_kept
from bot.services.people import learn_members
from bot.views.rendered import View
from bot.views.setup import setup_modal
from bot.views.text import LANGUAGES, say
from storage import Store

_LONGEST_JOIN_MINUTES: Final = 1440


@dataclass(frozen=True, slots=True)
class Setup:
    """What the set-up form asks; people and channels are Slack ids."""

    channel: str
    name: str
    plan: str
    time_zone: str
    language: str
    triage: str
    account_manager: str | None = None
    approvers: tuple[str, ...] = ()
    intake: str = Intake.AUTO
    join_minutes: int = 5
    client_id: str = ""
    """As declared in a file; empty: made of the name."""


def setup_key(channel: str, place: str) -> str:
    """Return our name of the offer to set *channel* up, as posted in *place*."""
    return f"setup:{channel}:{place}"


async def set_up(desk: Desk, request: Request, setup: Setup) -> Client:
    """Make a channel a client's, and tickets of what was said there before; a second time, change it."""
    check(request.person, Action.SET_UP_CHANNEL, None)
    check_setup(desk, setup)
    await learn_members(desk, setup.triage)
    async with desk.transaction(request) as store:
        client, news = await put_setup(desk, store, request, setup)
        await store.tell(*news)
    return client


async def setup_form(desk: Desk, request: Request, channel: str) -> View:
    """Return the form that sets *channel* up, filled in with what is known of it."""
    check(request.person, Action.SET_UP_CHANNEL, None)
    async with desk.database.reading() as store:
        place = await store.channels.get(channel)
        if place is None or place.purpose is Purpose.TRIAGE:
            raise ChannelNotSetUpError(channel)
        client = await store.clients.get(place.client) if place.client else None
        triage = next((each.id for each in await store.channels.triage()), "")
    plans = sorted(desk.plans.values(), key=lambda plan: plan.name)
    return setup_modal(place, plans, client=client, time_zone=request.person.time_zone, triage=triage)


async def put_setup(
    desk: Desk, store: Store, request: Request, setup: Setup
) -> tuple[Client, tuple[Notice, ...]]:
    """Write a channel's set-up into an open transaction; return the client and what there is to tell."""
    before = await store.channels.lock(setup.channel)
    if before is None or before.purpose is Purpose.TRIAGE:
        raise ChannelNotSetUpError(setup.channel)
    client = client_of_setup(setup, before.client)
    channel = replace(
        before,
        purpose=Purpose.CLIENT,
        client=client.id,
        intake=Intake(setup.intake),
        join_minutes=setup.join_minutes,
    )
    await store.clients.put(client)
    await store.channels.put(channel)
    await _put_triage(store, setup.triage)
    await take_kept(desk, store, request, channel, client)
    return client, await _news(store, before, client, request.person.name)


def check_setup(desk: Desk, setup: Setup) -> None:
    """Raise BadFormError, with every field that cannot be used, unless all of *setup* can be."""
    wrong = {
        "client": not setup.name.strip() or setup.name.isspace(),
        "plan": setup.plan not in desk.plans,
        "time_zone": setup.time_zone not in available_timezones(),
        "language": setup.language not in LANGUAGES,
        "triage": not setup.triage or setup.triage == setup.channel,
        "intake": setup.intake not in set(Intake),
        "join_minutes": not 0 <= setup.join_minutes <= _LONGEST_JOIN_MINUTES,
    }
    problems = {field: f"setup_{field}" for field, is_wrong in wrong.items() if is_wrong}
    if problems:
        raise BadFormError(problems)


def client_of_setup(setup: Setup, known: str | None) -> Client:
    """Return the client that a set-up declares; one whose channel this was keeps its id."""
    return Client(
        id=setup.client_id or known or slug(setup.name),
        name=setup.name.strip(),
        plan=setup.plan,
        time_zone=setup.time_zone,
        language=setup.language,
        triage=setup.triage,
        account_manager=setup.account_manager,
        approvers=setup.approvers,
    )


async def make_triage(desk: Desk, request: Request, channel: str) -> None:
    """Make a channel one of the company's own triage channels: its members are engineers from now on."""
    check(request.person, Action.SET_UP_CHANNEL, None)
    members = await desk.slack.members(channel)
    async with desk.transaction(request) as store:
        known = await store.channels.lock(channel)
        if known is None or known.purpose is Purpose.CLIENT:
            raise ChannelNotSetUpError(channel)
        await store.channels.put(replace(known, purpose=Purpose.TRIAGE))
        await store.people.set_members(channel, set(members))


async def offers(store: Store, channel: Channel, inviter: str) -> list[Notice]:
    """Return the offers to set *channel* up, one for each triage channel."""
    facts = {"channel": channel.id, "name": channel.name, "by": inviter}
    places = [each.id for each in await store.channels.triage() if each.state is ChannelState.ACTIVE]
    return [
        Notice(setup_key(channel.id, place), Act.POST, Words.SETUP_OFFER, place, facts=facts)
        for place in places
    ]


def slug(name: str) -> str:
    """Return a short plain id for a client's name: `Café Central` is `cafe-central`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "client"


async def _put_triage(store: Store, triage: str) -> None:
    known = await store.channels.lock(triage) or Channel(triage, triage)
    if known.purpose is Purpose.CLIENT:
        raise BadFormError({"triage": "setup_triage"})
    await store.channels.put(replace(known, purpose=Purpose.TRIAGE))


async def _news(store: Store, before: Channel, client: Client, by: str) -> tuple[Notice, ...]:
    """Mend the offers, and the first time greet the client's people."""
    facts = {"channel": before.id, "name": before.name, "client": client.name, "plan": client.plan, "by": by}
    mended = [
        Notice(setup_key(before.id, place.id), Act.EDIT, Words.SETUP_DONE, place.id, facts=facts)
        for place in await store.channels.triage()
    ]
    if before.purpose is Purpose.CLIENT:
        return tuple(mended)
    greeting = {"text": say(client.language, "client.welcome", client=client.name)}
    welcome = Notice(f"welcome:{before.id}", Act.POST, Words.ANSWER, before.id, facts=greeting)
    return (*mended, welcome)
