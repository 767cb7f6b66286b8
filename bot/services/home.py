"""App Home: for staff their work at a glance."""

from bot.desk import Desk, Request
from bot.domain.tickets import Status
from bot.services.queries import rows_of
from bot.views.home import guest_home, staff_home
from bot.views.rendered import View

_MOST = 200


async def home_view(desk: Desk, request: Request) -> View:
    """Return what App Home shows to the one who opened it."""
    if not request.person.is_staff:
        return guest_home(request.person.language)
    async with desk.database.reading() as store:
        mine = await store.tickets.listing(assignee=request.person.id, most=_MOST)
        unclaimed = await store.tickets.listing(unassigned=True, most=_MOST)
        active = await store.tickets.listing(most=_MOST)
        waiting = [each for each in active if each.status is Status.WAITING_ON_CLIENT]
        rows = await rows_of(desk, store, active)
    return staff_home(mine, unclaimed, waiting, rows)
