"""What somebody was to be told outside their own hours: one message when their day begins.

Each thing is a timer that goes off then; the message is a key that names person and moment, so it is posted
once, and worded at sending: what was done meanwhile is left out.
"""

from datetime import datetime
from typing import Final

from bot.desk import Desk
from bot.domain.desks import OutboxRow
from bot.domain.notices import Act, Notice, Timer, Words
from bot.domain.telling import card_key
from bot.errors import UnknownTicketError
from bot.services.scenes import scene_of
from bot.views.morning import Kept, morning_text
from bot.views.rendered import NOTHING, Rendered
from bot.views.scene import message_address
from storage import Store

_MOST: Final = 20
"""So many tickets are named; of the rest only how many there are."""


def morning_notice(timer: Timer) -> Notice:
    """Return the message of a morning, to which a timer belongs with all others of that person and moment."""
    person, at = str(timer.facts["person"]), timer.due_at.isoformat()
    facts = {"person": person, "due": at}
    return Notice(f"morning:{person}:{at}", Act.POST, Words.MORNING, person, facts=facts)


async def kept_for(desk: Desk, row: OutboxRow) -> Rendered:
    """Return the message of a row of the outbox, true at this moment."""
    person, due_at = str(row.facts["person"]), datetime.fromisoformat(str(row.facts["due"]))
    async with desk.database.reading() as store:
        timers = [each for each in await store.timers.held_until(due_at) if _is_for(person, each)]
        latest = {timer.ticket: timer for timer in sorted(timers, key=_seq)}
        found = [await _kept(desk, store, timer) for timer in list(latest.values())[:_MOST]]
    kept = [each for each in found if each is not None]
    return morning_text(kept, max(0, len(latest) - _MOST)) if kept else NOTHING


async def _kept(desk: Desk, store: Store, timer: Timer) -> Kept | None:
    """Return the latest that was kept of a ticket; None where nothing is left to do about it."""
    ticket = await store.tickets.get(timer.ticket or 0)
    if ticket is None or not ticket.is_active:
        return None
    events = await store.tickets.events(ticket.number)
    event = next((each for each in events if each.seq == _seq(timer)), None)
    if event is None:
        raise UnknownTicketError(ticket.number)
    place = await store.outbox.post_of(card_key(ticket.number))
    address = message_address(desk.installation.workspace_url, place.channel, place.ts) if place else ""
    return Kept(await scene_of(desk, store, ticket, event.by), event, address)


def _is_for(person: str, timer: Timer) -> bool:
    return timer.facts.get("person") == person


def _seq(timer: Timer) -> int:
    return int(str(timer.facts.get("seq") or 0))
