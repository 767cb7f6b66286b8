"""Setting a channel up: whose it is, under which plan, and how messages there become tickets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from typing import Final
from zoneinfo import ZoneInfo

from bot.desk import Desk, Request
from bot.domain.access import Action, check, may
from bot.domain.desks import (
    LONGEST_JOIN_MINUTES,
    Channel,
    ChannelState,
    Client,
    Intake,
    Purpose,
    ids_for,
    named,
)
from bot.domain.field_types import known_zones
from bot.domain.notices import Act, Notice, Words
from bot.domain.plans import full_name
from bot.domain.terms import Money
from bot.domain.tickets import Fact
from bot.errors import BadFormError, NotInChannelError, SharedChannelError, TriageChannelError
from bot.services.check_in_timers import arm_check_ins
from bot.services.digest_timers import arm_digests
from bot.services.months import arm_months
from bot.services.mornings import arm_mornings
from bot.services.people import is_ours
from bot.services.triage import Inside, look_inside, places_of_triage, put_triage
from bot.views.rendered import View
from bot.views.text import LANGUAGES, say
from storage import Store

_PLAN_CHANGES: Final = "bot.services.plan_changes"
"""Only what changes a plan loads what that does to hours."""
_INTAKE: Final = "bot.services.intake"
"""Loaded where something was said before a set-up: each start sets up again what its file declares."""
_FORM: Final = "bot.views.setup"
"""Only who is shown the form loads it."""


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
    addons: tuple[str, ...] = ()
    client_id: str = ""
    """As declared in a file; empty: made of the name."""
    contract_from: date | None = None
    """None: as it is known, or else today."""
    contract_to: date | None = None
    hourly_rate: Money | None = None
    """As declared in a file, which alone says so."""


def setup_key(channel: str, place: str) -> str:
    """Return our name of the offer to set *channel* up, as posted in *place*."""
    return f"setup:{channel}:{place}"


async def set_up(desk: Desk, request: Request, setup: Setup) -> Client:
    """Make a channel a client's, and tickets of what was said there before; a second time, change it."""
    check(request.person, Action.SET_UP_CHANNEL, None)
    check_setup(desk, setup)
    inside = await _check_with_slack(desk, setup)
    async with desk.transaction(request) as store:
        try:
            await put_triage(store, inside)
        except SharedChannelError:
            raise BadFormError({"triage": "setup_triage"}) from None
        client, news = await put_setup(desk, store, request, setup)
        await store.tell(*news)
        await arm_mornings(desk, store)
        await arm_months(desk, store)
        await arm_digests(desk, store)
        await arm_check_ins(desk, store)
    return client


async def _check_with_slack(desk: Desk, setup: Setup) -> Inside:
    """Return the triage channel; BadFormError unless cards can go there, and the account manager is ours."""
    problems: dict[str, str] = {}
    try:
        inside = await look_inside(desk, setup.triage)
    except NotInChannelError:
        problems["triage"] = "setup_triage_invite"
    except SharedChannelError:
        problems["triage"] = "setup_triage"
    if setup.account_manager and not await is_ours(desk, setup.account_manager):
        problems["account_manager"] = "setup_account_manager"
    if problems:
        raise BadFormError(problems)
    return inside


async def setup_form(desk: Desk, request: Request, channel: str) -> View:
    """Return the form that sets *channel* up, filled in with what is known of it."""
    check(request.person, Action.SET_UP_CHANNEL, None)
    place = await _known(desk, channel)
    if place.purpose is Purpose.TRIAGE:
        raise TriageChannelError(channel)
    async with desk.database.reading() as store:
        client = await store.clients.get(place.client) if place.client else None
        triage = next(iter(await places_of_triage(store)), "")
    plans = sorted(desk.promises.plans.values(), key=lambda plan: plan.name)
    modal: View = import_module(_FORM).setup_modal(
        place, plans, client=client, time_zone=request.person.time_zone, triage=triage
    )
    return modal


async def _known(desk: Desk, channel: str) -> Channel:
    """Return a channel that we are in; Slack is asked about one whose invitation never reached us."""
    async with desk.database.reading() as store:
        known = await store.channels.get(channel)
    if known is not None:
        return known
    facts = await desk.slack.channel(channel)
    if facts is None or not facts.is_member:
        raise NotInChannelError(channel)
    async with desk.transaction() as store:
        known = await store.channels.lock(channel) or Channel(channel, facts.name)
        await store.channels.put(known)
    return known


async def put_setup(
    desk: Desk, store: Store, request: Request, setup: Setup
) -> tuple[Client, tuple[Notice, ...]]:
    """Write a channel's set-up into an open transaction; return the client and what there is to tell."""
    before = await store.channels.lock(setup.channel)
    if before is None:
        raise NotInChannelError(setup.channel)
    if before.purpose is Purpose.TRIAGE:
        raise TriageChannelError(setup.channel)
    triage = await store.channels.get(setup.triage)
    if triage is None or triage.purpose is not Purpose.TRIAGE:
        raise BadFormError({"triage": "setup_triage"})
    today = request.at.astimezone(ZoneInfo(setup.time_zone)).date()
    client = _client(setup, before.client, await store.clients.all(), today)
    client = await _save(desk, store, request, client)
    channel = replace(
        before,
        purpose=Purpose.CLIENT,
        client=client.id,
        intake=Intake(setup.intake),
        join_minutes=setup.join_minutes,
    )
    await store.channels.put(channel)
    opened = await _take_kept(desk, store, request, channel, client)
    done: dict[str, Fact] = {
        "client": client.name,
        "plan": full_name(desk.promises.file(client.plan), client.addons),
        "opened": opened,
    }
    return client, (
        *await _done(store, before, done, at_least="" if setup.client_id else client.triage),
        *_greeting(before, channel, client),
    )


async def _take_kept(desk: Desk, store: Store, request: Request, channel: Channel, client: Client) -> int:
    """Make tickets of what was said in a channel before, if anything was; return how many."""
    if not await store.messages.kept(channel.id):
        return 0
    opened: int = await import_module(_INTAKE).take_kept(desk, store, request, channel, client)
    return opened


def check_setup(desk: Desk, setup: Setup) -> None:
    """Raise BadFormError, with every field that cannot be used, unless all of *setup* can be."""
    plan = desk.promises.plans.get(setup.plan)
    wrong = {
        "client": not setup.name.strip(),
        "plan": plan is None,
        "addons": plan is not None and not plan.addon_labels.keys() >= set(setup.addons),
        "time_zone": setup.time_zone not in known_zones(),
        "language": setup.language not in LANGUAGES,
        "triage": not setup.triage or setup.triage == setup.channel,
        "intake": setup.intake not in set(Intake),
        "join_minutes": not 0 <= setup.join_minutes <= LONGEST_JOIN_MINUTES,
    }
    problems = {field: f"setup_{field}" for field, is_wrong in wrong.items() if is_wrong}
    if problems:
        raise BadFormError(problems)


def _client(setup: Setup, known: str | None, clients: Sequence[Client], today: date) -> Client:
    """Return the client that a set-up declares, with the id of this channel or name; a new one has none.

    One that gets a channel more keeps its add-ons where the form, which did not show them, names none.
    """
    namesake = named(setup.name, clients)
    if known and not setup.client_id and namesake is not None and namesake.id != known:
        raise BadFormError({"client": "setup_client_taken"})
    is_another = namesake is not None and not known and not setup.client_id
    client = setup.client_id or known or (namesake.id if namesake else "")
    before = next((each for each in clients if each.id == client), None)
    began, ends = (before.contract_from, before.contract_to) if before else (None, None)
    known_rate = before.hourly_rate if before and not setup.client_id else None
    rate = setup.hourly_rate or known_rate
    return Client(
        id=client,
        name=setup.name.strip(),
        plan=setup.plan,
        time_zone=setup.time_zone,
        language=setup.language,
        triage=setup.triage,
        account_manager=setup.account_manager,
        approvers=setup.approvers,
        addons=setup.addons or (namesake.addons if namesake and is_another else ()),
        contract_from=setup.contract_from or began or today,
        contract_to=setup.contract_to or ends,
        rate_cents=rate.cents if rate else None,
        rate_currency=rate.currency if rate else "",
    )


async def _save(desk: Desk, store: Store, request: Request, client: Client) -> Client:
    """Write a client down; one without an id gets the first that nobody has.

    BadFormError where it has another plan, and whoever asks may not change that.
    """
    if client.id:
        known = await store.clients.lock(client.id)
        if known is None or client.has_plan_of(known):
            await store.clients.put(client)
        elif may(request.person, Action.CHANGE_PLAN, None):
            await import_module(_PLAN_CHANGES).take(desk, store, request, client)
        else:
            raise BadFormError({"plan": "setup_plan_manager"})
        return client
    ids = ids_for(client.name)
    added = replace(client, id=next(ids))
    while not await store.clients.add(added):
        added = replace(client, id=next(ids))
    return added


async def make_triage(desk: Desk, request: Request, channel: str) -> None:
    """Make a channel one of the company's own triage channels: its members are engineers from now on."""
    check(request.person, Action.SET_UP_CHANNEL, None)
    inside = await look_inside(desk, channel)
    async with desk.transaction(request) as store:
        await put_triage(store, inside)
        known = await store.channels.lock(channel) or Channel(channel, inside.name)
        await store.tell(*await _done(store, known, {}, at_least=channel))
        await store.tell(*await _open_offers(store, channel))


async def _open_offers(store: Store, place: str) -> list[Notice]:
    """Return, for a new triage channel, the offers of channels that nobody has set up yet."""
    waiting = [
        each
        for each in await store.channels.all()
        if each.purpose is Purpose.UNSET and each.state is ChannelState.ACTIVE and each.invited_by
    ]
    return [_offer(each, place) for each in waiting]


async def offers(store: Store, channel: Channel) -> list[Notice]:
    """Return the offers to set *channel* up, one for each triage channel."""
    return [_offer(channel, place) for place in await places_of_triage(store)]


def _offer(channel: Channel, place: str) -> Notice:
    facts = {"channel": channel.id, "name": channel.name, "by": channel.invited_by}
    return Notice(setup_key(channel.id, place), Act.POST, Words.SETUP_OFFER, place, facts=facts)


async def _done(
    store: Store, channel: Channel, done: Mapping[str, Fact], *, at_least: str
) -> tuple[Notice, ...]:
    """Say in place of every offer that the channel is set up; where none was made, say so in *at_least*."""
    facts = {**done, "channel": channel.id, "name": channel.name}
    news = []
    for place in await places_of_triage(store):
        key = setup_key(channel.id, place)
        if await store.outbox.post_of(key) or await store.outbox.coming(key):
            news.append(Notice(key, Act.EDIT, Words.SETUP_DONE, place, facts=facts))
        elif place == at_least:
            news.append(Notice(key, Act.POST, Words.SETUP_DONE, place, facts=facts))
    return tuple(news)


def _greeting(before: Channel, channel: Channel, client: Client) -> tuple[Notice, ...]:
    """Greet the client's people, the first time."""
    if before.purpose is Purpose.CLIENT:
        return ()
    welcome = say(client.language, f"client.welcome.{channel.intake}", client=client.name)
    words = {"text": welcome}
    return (Notice(f"welcome:{before.id}", Act.POST, Words.ANSWER, before.id, facts=words),)
