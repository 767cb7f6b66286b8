"""For how long what people said is kept: asked and set by managers, and removed once it was kept so long.

Events, outcomes, ratings and hours stay as they are but for the words in them, so no figure changes.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.desk import Desk, Request
from bot.domain.access import Action, check
from bot.domain.audits import Audited, Deed
from bot.domain.desks import Client
from bot.domain.people import HOURGLASS
from bot.domain.retention import WORKSPACE, Retention, cutoff, emptied, in_force, without_text
from bot.domain.retention_text import Rule, TypedRetention
from bot.domain.tickets import ACTIVE
from bot.logs import get_log
from bot.views import retention as words
from bot.views.rendered import Rendered
from storage import Store

_AT_ONCE: Final = 25
"""Few enough that who writes meanwhile does not notice."""
_TOLD_MONTHS: Final = 4
"""What was told to Slack is let go of after 90 days, whatever is set."""
_MOST_DEEDS: Final = 10

_log = get_log(__name__)


async def ask(desk: Desk, request: Request, client: Client | None, typed: TypedRetention) -> Rendered:
    """Show what is set, of a client or of all; or set it, which whoever asks has to confirm by a button.

    What only lets text stay longer needs no confirmation.
    """
    check(request.person, Action.SET_RETENTION, None)
    if typed.months is None and typed.rule is None:
        return await _shown(desk)
    if typed.rule is Rule.KEEP:
        return await _set(desk, request, client.id if client else WORKSPACE, typed)
    async with desk.database.reading() as store:
        settings = await store.retention.all()
        months = typed.months if typed.months is not None else _of_all(settings)
        if months is None or (client is None and typed.rule is Rule.DEFAULT):
            pending = None
        else:
            pending = await _pending(store, client, settings, cutoff(desk.clock.now(), months))
    if months is None or pending is None:
        return await _set(desk, request, client.id if client else WORKSPACE, typed)
    return words.asked(client, months, pending, is_default=typed.rule is Rule.DEFAULT)


def _of_all(settings: Mapping[str, Retention]) -> int | None:
    return settings[WORKSPACE].months if WORKSPACE in settings else None


async def _pending(
    store: Store, client: Client | None, settings: Mapping[str, Retention], before: datetime
) -> int:
    """Return how many tickets a setting would rob of their text at once."""
    concerned = (
        [client] if client else [each for each in await store.clients.all() if each.id not in settings]
    )
    return sum([await store.retention.how_many(each.id, before) for each in concerned])


async def set_to(desk: Desk, request: Request, value: str) -> Rendered:
    """Set what the button says that whoever asked has pressed."""
    check(request.person, Action.SET_RETENTION, None)
    client, months = words.read_value(value)
    rule = Rule.DEFAULT if months is None else None
    return await _set(desk, request, client, TypedRetention(client, months, rule))


async def _set(desk: Desk, request: Request, client: str, typed: TypedRetention) -> Rendered:
    async with desk.transaction(request) as store:
        if typed.rule is Rule.DEFAULT:
            await store.retention.forget(client)
        else:
            made = Retention(client, typed.months, request.person.id, request.at)
            await store.retention.put(made)
        settings = await store.retention.all()
        holds = in_force(settings, client)
        months = holds.months if holds else None
        by = request.person.id
        await store.retention.note(Audited(Deed.RETENTION_SET, request.at, by, client, months, 0))
        known = await store.clients.get(client) if client else None
    return words.set_now(known, months)


async def _shown(desk: Desk) -> Rendered:
    async with desk.database.reading() as store:
        settings = await store.retention.all()
        deeds = await store.retention.noted(_MOST_DEEDS)
        clients = {each.id: each.name for each in await store.clients.all()}
        people = {each.set_by for each in settings.values()} | {each.made_by for each in deeds}
        names = {each: profile.name for each, profile in (await store.people.get_all(people)).items()}
    return words.shown(settings, deeds, clients, names)


async def remove_old_text(desk: Desk) -> None:
    """Remove what was said longer ago than is set, to tickets that ended then a few in each transaction."""
    async with desk.database.reading() as store:
        settings = await store.retention.all()
        clients = await store.clients.all()
    for client in clients:
        found = in_force(settings, client.id)
        if found is not None and found.months is not None:
            await _remove_of(desk, client, found.months)


async def _remove_of(desk: Desk, client: Client, months: int) -> None:
    now, removed, has_more = desk.clock.now(), 0, True
    async with desk.database.transaction() as store:
        await store.retention.empty_loose(client.id, cutoff(now, months))
    while has_more:
        async with desk.database.transaction() as store:
            numbers = await store.retention.due(client.id, cutoff(now, months), _AT_ONCE)
            some = await _remove_some(store, client, numbers, months, now)
            if some:
                await store.retention.note(
                    Audited(Deed.TEXT_REMOVED, now, HOURGLASS.id, client.id, months, some)
                )
            removed, has_more = removed + some, some == _AT_ONCE
    if removed:
        _log.info("text was removed", client=client.id, tickets=removed, months=months)


async def _remove_some(
    store: Store, client: Client, numbers: Sequence[int], months: int, now: datetime
) -> int:
    """Remove the text of tickets, where nobody changed that meanwhile; return of how many.

    The watch does not look at them: nothing of their clocks changes.
    """
    settings = await store.retention.all()
    found = in_force(settings, client.id)
    if not numbers or found is None or found.months != months:
        return 0
    await store.tickets.lock_all(numbers)
    tickets = await store.tickets.get_all(numbers)
    steps = [
        without_text(each, months, now)
        for each in tickets.values()
        if each.status not in ACTIVE and each.text_removed_at is None
    ]
    gone = [step.ticket.number for step in steps]
    logs = await store.tickets.logs(gone) if gone else {}
    await store.retention.empty(gone, [event for log in logs.values() for event in emptied(log)])
    if months < _TOLD_MONTHS:
        await store.retention.empty_told(gone)
    await store.tickets.save_rows(
        [step.ticket for step in steps], [event for step in steps for event in step.events]
    )
    return len(gone)
