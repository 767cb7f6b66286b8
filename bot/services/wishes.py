"""Wishes that wait for the next planning: voted for by the client's people, and listed for staff."""

from bot.desk import Desk, Request
from bot.domain import telling
from bot.domain.access import Action, check
from bot.domain.desks import Client
from bot.domain.tickets import Severity, Ticket
from bot.domain.wishes import Vote, by_votes, is_wish
from bot.errors import BadFileError
from bot.report_errors import NoWishError
from bot.services.queries import rows_of
from bot.services.tickets import locked
from bot.views.rendered import Rendered
from bot.views.wishes import wish_list
from storage import Store
from storage.tickets import AtWork

_MOST = 1000
_SHOWN = 20


async def vote(desk: Desk, request: Request, number: int) -> bool:
    """Count somebody among those who want a wish, or no more; return whether they are now. NoWishError."""
    async with desk.transaction(request) as store:
        ticket = await locked(store, request.person, number, Action.VOTE)
        if not is_wish(await desk.promises.of_ticket(store, ticket), ticket):
            raise NoWishError(number)
        stands = await store.votes.turn(Vote(number, request.person.id, request.at))
        await store.tell(telling.opened_again(ticket), telling.card(ticket))
    return stands


async def wishes(desk: Desk, request: Request, client: Client | None) -> Rendered:
    """Return what waits for the next planning, of a client or of all, what most want first."""
    check(request.person, Action.SEE_WISHES, None)
    async with desk.database.reading() as store:
        found = await waiting(desk, store, client.id if client else None)
        ranked = by_votes(found, await store.votes.counts(client.id if client else None))
        rows = await rows_of(desk, store, [each.ticket for each in ranked[:_SHOWN]])
    return wish_list(ranked[:_SHOWN], len(ranked), rows, client.name if client else "")


async def waiting(desk: Desk, store: Store, client: str | None) -> list[Ticket]:
    """Return the open tickets that their plans leave to the next planning."""
    open_tickets: list[Ticket] = []
    for severity in reversed(Severity):  # however many are worse, they crowd out none of these
        open_tickets += await store.tickets.at_work(AtWork(client, severity), _MOST)
    return [each for each in open_tickets if await _is_wish(desk, store, each)]


async def _is_wish(desk: Desk, store: Store, ticket: Ticket) -> bool:
    try:
        return is_wish(await desk.promises.of_ticket(store, ticket), ticket)
    except BadFileError:  # its plan is gone, which staff were told at the start
        return False
