"""What somebody was to be told outside their own hours: one message when their day begins.

Each thing is a timer that goes off then; the message is a key that names person and moment, so it is posted
once, and worded at sending: what was done meanwhile is left out.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

from bot.desk import Desk
from bot.domain.desks import OutboxRow
from bot.domain.kept import still_matters
from bot.domain.notices import Act, Notice, Timer, Words
from bot.errors import BadFileError
from bot.services.scenes import card_address, scene_of
from bot.views.morning import Kept, morning_text
from bot.views.rendered import NOTHING, Rendered
from storage import Store

_MOST: Final = 20
"""So many tickets are named; of the rest only how many there are."""
_PEOPLE: Final = ("assignee", "because_of")
"""The facts of an event that name somebody in its sentence."""


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
        kept: list[Kept] = []
        left = _by_ticket(timers)
        while left and len(kept) < _MOST:
            with suppress(BadFileError):  # its plan is gone, which staff were told at the start
                found = await _kept(desk, store, person, left.pop(0))
                kept += [found] if found else []
    return morning_text(kept, len(left)) if kept else NOTHING


def _by_ticket(timers: Iterable[Timer]) -> list[list[Timer]]:
    """Return timers, those of a ticket together, the latest first."""
    found: dict[int | None, list[Timer]] = {}
    for timer in sorted(timers, key=_seq, reverse=True):
        found.setdefault(timer.ticket, []).append(timer)
    return list(found.values())


async def _kept(desk: Desk, store: Store, person: str, timers: Sequence[Timer]) -> Kept | None:
    """Return the latest that was kept of a ticket and still matters; None where all is done."""
    ticket = await store.tickets.get(timers[0].ticket or 0)
    if ticket is None:
        return None
    log = {event.seq: event for event in await store.tickets.events(ticket.number)}
    events = [log[_seq(timer)] for timer in timers if _seq(timer) in log]
    people = (each for event in events for each in (event.by, *map(event.text, _PEOPLE)))
    scene = await scene_of(desk, store, ticket, *people)
    alive = [e for e in events if still_matters(e, person, ticket, tuple(log.values()), scene.clocks)]
    if not alive:
        return None
    address = await card_address(desk, store, ticket.number)
    return Kept(scene, alive[0], address, earlier=len(alive) - 1)


def _is_for(person: str, timer: Timer) -> bool:
    return timer.facts.get("person") == person


def _seq(timer: Timer) -> int:
    return int(str(timer.facts.get("seq") or 0))
