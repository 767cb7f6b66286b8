"""What a row of the outbox says, found at the moment of sending, so that a card is never stale."""

import json
from typing import Final

from bot.desk import Desk
from bot.domain.desks import OutboxRow
from bot.domain.notices import Words
from bot.domain.tickets import Ticket
from bot.errors import UnknownTicketError
from bot.logs import learnt
from bot.services.people import names_of
from bot.services.today import as_it_stands
from bot.views.notices import render, render_plain
from bot.views.rendered import Rendered
from bot.views.scene import Scene
from storage import Store

_PEOPLE: Final = ("by", "assignee", "author", "because_of")
"""The facts of a row that name somebody."""


async def rendered(desk: Desk, row: OutboxRow) -> Rendered:
    """Return the text and blocks of a row as things stand now."""
    words = Words(row.words)
    if row.facts.get("blocks"):
        return Rendered(str(row.facts["text"]), tuple(json.loads(str(row.facts["blocks"]))))
    if words is Words.TODAY:
        return await as_it_stands(desk, row)
    if row.ticket is None:
        return render_plain(words, str(row.facts.get("language") or "en"), row.facts)
    people = [str(row.facts[name]) for name in _PEOPLE if row.facts.get(name)]
    async with desk.database.glancing() as store:
        ticket = await store.tickets.get(row.ticket)
        if ticket is None:
            raise UnknownTicketError(row.ticket)
        return render(words, await scene_of(desk, store, ticket, *people), row.facts)


async def scene_of(desk: Desk, store: Store, ticket: Ticket, *people: str) -> Scene:
    """Return all that a message about *ticket* is made of; *people* are named in it besides its own."""
    client = await store.clients.get(ticket.client)
    if client is None:
        raise UnknownTicketError(ticket.number)
    learnt(client=client.id)
    messages = tuple(await store.messages.of_ticket(ticket.number))
    authors = {message.author for message in messages}
    names = await names_of(
        store, ticket.requester, ticket.assignee, client.account_manager, *authors, *people
    )
    now = desk.clock.now()
    return Scene(
        ticket=ticket,
        client=client,
        plan=await desk.promises.of_ticket(store, ticket),
        names=names,
        messages=messages,
        workspace_url=desk.installation.workspace_url,
        now=now,
        clocks=await desk.promises.clocks(store, ticket, now),
        into=await store.tickets.get(ticket.merged_into) if ticket.merged_into else None,
    )
