"""Telling both sides of what becomes of a client's contract: whoever answers for it, and the client."""

from datetime import datetime

from bot.desk import Desk
from bot.domain.desks import ChannelState, Client
from bot.domain.notices import Act, Notice, Words
from bot.services.triage import staff_for
from storage import Store


async def answerable(desk: Desk, store: Store, client: Client) -> list[str]:
    """Return where the account manager is told; the client's triage channel where there is none of ours."""
    manager = await store.people.get(client.account_manager) if client.account_manager else None
    if manager is not None and manager.is_active(desk.installation.team):
        return [manager.id]
    return await staff_for(desk, store, client=client)


async def waits_until(desk: Desk, store: Store, client: Client, now: datetime) -> datetime | None:
    """Return when an account manager who is outside their own hours begins to work: what is not urgent waits.

    None where they are at work, have named no hours, or somebody else is told.
    """
    places = await answerable(desk, store, client)
    if places != [client.account_manager]:
        return None
    hours = (await store.rota.hours(places)).get(places[0])
    return None if hours is None or hours.is_in(now) else hours.next_morning(now)


async def tell_client(store: Store, key: str, client: Client, text: str) -> bool:
    """Tell a client something in each channel of theirs, once each; return whether there is one."""
    places = [each for each in await store.channels.all() if each.client == client.id]
    notices = [
        Notice(f"{key}:{each.id}", Act.POST, Words.ANSWER, each.id, facts={"text": text})
        for each in places
        if each.state is ChannelState.ACTIVE
    ]
    await store.tell(*notices)
    return bool(notices)
