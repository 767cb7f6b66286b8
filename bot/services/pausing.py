"""Pausing a client's plan for some months, and resuming it: both sides are told, once each."""

from dataclasses import replace

from bot.cost_errors import NotPausedError
from bot.desk import Desk, Request
from bot.domain import pauses
from bot.domain.access import Action, check
from bot.domain.desks import Client
from bot.domain.notices import LATE, Timer
from bot.domain.pauses import Pause, Wanted
from bot.errors import UnknownWordError
from bot.services.both_sides import answerable, tell_client
from bot.services.months import look_soon
from bot.services.triage import tell_staff
from bot.views.pauses import News, PausedPlan
from bot.views.rendered import Rendered
from storage import Store


async def pause(desk: Desk, request: Request, client: str, wanted: Wanted) -> Rendered:
    """Pause a client's plan; where it is paused, or to be paused, say until when. BadPauseError."""
    check(request.person, Action.PAUSE_PLAN, client)
    async with desk.transaction(request) as store:
        known = await _locked(store, client)
        now = max(request.at, desk.clock.now())
        standing = pauses.pending(await store.contracts.pauses(client), now)
        if standing is not None:
            return PausedPlan(known, standing).already(now)
        span = wanted.span(request.at, known.time_zone)
        made = Pause(request.key, client, *span, request.person.id, request.at)
        await store.contracts.add(made)
        await store.arm(pauses.begins(made), pauses.over(made))
        await look_soon(desk, store, known)
        return await _tell_by(desk, store, request, PausedPlan(known, made), News.PAUSED)


async def resume(desk: Desk, request: Request, client: str) -> Rendered:
    """Let a client's plan resume at once, or call off a pause that has not begun; NotPausedError."""
    check(request.person, Action.PAUSE_PLAN, client)
    async with desk.transaction(request) as store:
        known = await _locked(store, client)
        standing = pauses.pending(await store.contracts.pauses(client), max(request.at, desk.clock.now()))
        if standing is None:
            raise NotPausedError(known.name)
        ended = replace(standing, ended_by=request.person.id, ended_at=request.at)
        await store.contracts.end(ended)
        await store.timers.disarm([pauses.begins(standing).key, pauses.over(standing).key])
        await look_soon(desk, store, known)
        if ended.never_was:
            return await _tell_by(desk, store, request, PausedPlan(known, ended), News.CALLED_OFF)
        await store.arm(pauses.ends(ended))
        return await _tell_by(desk, store, request, PausedPlan(known, ended), News.RESUMED)


async def tell_over(desk: Desk, store: Store, timer: Timer) -> None:
    """Tell that a plan has resumed by itself, late where we come to it late."""
    over = await store.contracts.pause(str(timer.facts["pause"]))
    client = await store.clients.get(over.client) if over else None
    if over is None or client is None or over.ended_at is not None:
        return
    news = News.OVER_LATE if desk.clock.now() - timer.due_at > LATE else News.OVER
    await _tell(desk, store, PausedPlan(client, over), news, "")


async def _locked(store: Store, client: str) -> Client:
    """Return a client, so that of two who pause or resume their plan at once the second sees the first."""
    known = await store.clients.lock(client)
    if known is None:
        raise UnknownWordError("client", client)
    return known


async def _tell_by(desk: Desk, store: Store, request: Request, plan: PausedPlan, news: News) -> Rendered:
    """Tell both sides what somebody did, and return their answer."""
    told = await _tell(desk, store, plan, news, request.person.id)
    return plan.answer(news, tells_client=told)


async def _tell(desk: Desk, store: Store, plan: PausedPlan, news: News, by: str) -> bool:
    """Tell the client in each channel of theirs, and the account manager unless they did it; once each.

    Returns whether there is such a channel.
    """
    key = f"pause:{plan.pause.id}:{'paused' if news is News.PAUSED else 'over'}"
    if plan.client.account_manager != by or not by:
        profile = await store.people.get(by) if by else None
        text = plan.to_manager(news, profile.name if profile else by)
        await tell_staff(store, f"{key}:staff", text, await answerable(desk, store, plan.client))
    return await tell_client(store, key, plan.client, plan.to_client(news))
