"""All that a message about a ticket is made of, looked up at one moment."""

from dataclasses import replace
from typing import Final

from bot.desk import Desk
from bot.domain.estimates import estimates_of
from bot.domain.plain_text import mentioned
from bot.domain.telling import card_key
from bot.domain.tickets import Status, Ticket
from bot.domain.wishes import is_wish
from bot.errors import UnknownTicketError
from bot.logs import learnt
from bot.services.people import names_of
from bot.views.scene import Alike, Scene, message_address
from storage import Store

_ENDED: Final = frozenset({Status.RESOLVED, Status.CLOSED})


async def card_address(desk: Desk, store: Store, number: int) -> str:
    """Return the address of a ticket's card; empty while it has none."""
    place = await store.outbox.post_of(card_key(number))
    return message_address(desk.installation.workspace_url, place.channel, place.ts) if place else ""


async def scene_of(desk: Desk, store: Store, ticket: Ticket, *people: str) -> Scene:
    """Return all that a message about *ticket* is made of; *people* are named in it besides its own."""
    client = await store.clients.get(ticket.client)
    if client is None:
        raise UnknownTicketError(ticket.number)
    learnt(client=client.id)
    messages = tuple(await store.messages.of_ticket(ticket.number))
    authors = {message.author for message in messages}
    log = await store.tickets.events(ticket.number) if ticket.estimate else []
    estimates = estimates_of(log)
    answered = {each.answered_by for each in estimates}
    named = (ticket.requester, ticket.assignee, client.account_manager, *client.approvers)
    names = await names_of(store, *named, *answered, *authors, *people, *mentioned(ticket.title))
    now, plan = desk.clock.now(), await desk.promises.of_ticket(store, ticket)
    wished = is_wish(plan, ticket)
    return Scene(
        ticket=ticket,
        client=client,
        plan=plan,
        names=names,
        messages=messages,
        workspace_url=desk.installation.workspace_url,
        now=now,
        clocks=await desk.promises.clocks(store, ticket, now, log),
        estimates=estimates,
        is_wish=wished,
        votes=await store.votes.of_ticket(ticket.number) if wished else 0,
        into=await store.tickets.get(ticket.merged_into) if ticket.merged_into else None,
    )


async def with_alike(store: Store, scene: Scene) -> Scene:
    """Return a scene with the tickets that its ticket was like when its card was first told.

    Those that are not resolved any more are left out.
    """
    if not scene.ticket.is_active:
        return scene
    found = [each for each in await store.tickets.alike(scene.ticket.number) if each.status in _ENDED]
    others = {each.client for each in found} - {scene.ticket.client}
    clients = {other: client.name for other in others if (client := await store.clients.get(other))}
    alike = tuple(Alike(each, clients.get(each.client, "")) for each in found)
    return replace(scene, alike=alike)
