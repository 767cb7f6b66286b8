"""What a row of the outbox says, found at the moment of sending, so that a card is never stale."""

import json
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from typing import Final

from bot.desk import Desk
from bot.domain.desks import OutboxRow
from bot.domain.notices import Act, Words
from bot.errors import UnknownTicketError
from bot.services.kept_for_morning import kept_for
from bot.services.scenes import scene_of, with_alike
from bot.services.today import as_it_stands
from bot.views.notices import render, render_plain
from bot.views.rendered import Rendered

_ALIKE: Final = "bot.services.alike"
"""Loaded with the first card: a start has no use for it."""
_WORKED_OUT: Final[Mapping[Words, str]] = {
    Words.DIGEST: "bot.services.digests",
    Words.AGENDA: "bot.services.agendas",
}
"""Loaded when one is sent: most starts have no use for them."""
_PEOPLE: Final = ("by", "assignee", "author", "because_of", "elsewhere", "held", "over_by", "worker", "told")
"""The facts of a row that name somebody, or several."""


async def rendered(desk: Desk, row: OutboxRow) -> Rendered:
    """Return the text and blocks of a row as things stand now."""
    words = Words(row.words)
    if row.facts.get("blocks"):
        return Rendered(str(row.facts["text"]), tuple(json.loads(str(row.facts["blocks"]))))
    if words is Words.TODAY:
        return await as_it_stands(desk, row)
    if words in _WORKED_OUT:
        said: Rendered = await import_module(_WORKED_OUT[words]).as_it_stands(desk, row)
        return said
    if words is Words.MORNING:
        return await kept_for(desk, row)
    if row.ticket is None:
        return render_plain(words, str(row.facts.get("language") or "en"), row.facts)
    is_card = words is Words.CARD
    if is_card and row.act == Act.POST:
        await import_module(_ALIKE).note_alike(desk, row.ticket)
    people = [each for name in _PEOPLE for each in str(row.facts.get(name) or "").split()]
    async with desk.database.glancing() as store:
        ticket = await store.tickets.get(row.ticket)
        if ticket is None:
            raise UnknownTicketError(row.ticket)
        scene = await scene_of(desk, store, ticket, *people)
        if words is Words.RATING:
            scene = replace(scene, ratings=await store.ratings.of_ticket(ticket.number))
        return render(words, await with_alike(store, scene) if is_card else scene, row.facts)
