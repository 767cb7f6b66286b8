"""Why a ticket is due when it is: its clocks with all that was counted, for staff and for its client."""

from bot.desk import Desk, Request
from bot.domain.access import Action
from bot.services.scenes import scene_of
from bot.services.tickets import readable
from bot.views.client_receipt import client_receipt
from bot.views.receipt import Receipt
from bot.views.rendered import Rendered, View
from bot.views.staff_receipt import staff_receipt


async def for_staff(desk: Desk, request: Request, number: int) -> Rendered:
    """Return every clock of a ticket, each interval with its rule, in the time zone of the one who asks."""
    receipt = await _receipt(desk, request, number, Action.READ_RECEIPT)
    return staff_receipt(receipt, time_zone=request.person.time_zone)


async def for_client(desk: Desk, request: Request, number: int) -> View:
    """Return what the client is promised on a ticket and how each time came about, by their own clock."""
    return client_receipt(await _receipt(desk, request, number, Action.ASK_WHY))


async def _receipt(desk: Desk, request: Request, number: int, action: Action) -> Receipt:
    async with desk.database.reading() as store:
        ticket = await readable(store, request.person, number, action)
        scene = await scene_of(desk, store, ticket)
        plans = await desk.promises.history(store, await store.tickets.events(number))
    return Receipt(scene, plans)
