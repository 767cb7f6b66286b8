"""What people do to tickets. Each is one transaction: lock, check who asks, let the domain decide, save."""

from collections.abc import Callable, Mapping
from functools import partial

from bot.desk import Desk, Request
from bot.domain import alarms, moves
from bot.domain.access import Action, check_ticket
from bot.domain.people import Person
from bot.domain.plans import Plan
from bot.domain.step import Step
from bot.domain.tickets import EventKind, Severity, Status, Ticket
from bot.errors import IllegalMoveError, UnknownTicketError
from bot.logs import learnt
from bot.services.expectations import telling_of_delay
from bot.services.people import assignable
from storage import Store


async def readable(store: Store, person: Person, number: int, action: Action) -> Ticket:
    """Return ticket *number* as it stands, once *person* may do *action* to it."""
    return _checked(await store.tickets.get(number), person, number, action)


async def locked(store: Store, person: Person, number: int, action: Action) -> Ticket:
    """Return ticket *number*, locked until the transaction ends, once *person* may do *action* to it."""
    return _checked(await store.tickets.lock(number), person, number, action)


def _checked(ticket: Ticket | None, person: Person, number: int, action: Action) -> Ticket:
    if ticket is None:
        raise UnknownTicketError(number)
    learnt(ticket=number, client=ticket.client)
    check_ticket(person, action, ticket)
    return ticket


async def _change(
    desk: Desk, request: Request, number: int, action: Action, decide: Callable[[Ticket], Step]
) -> Ticket:
    return await _change_by_plan(desk, request, number, action, lambda ticket, _: decide(ticket))


async def _change_by_plan(
    desk: Desk, request: Request, number: int, action: Action, decide: Callable[[Ticket, Plan], Step]
) -> Ticket:
    async with desk.transaction(request) as store:
        ticket = await locked(store, request.person, number, action)
        step = decide(ticket, await desk.promises.of_ticket(store, ticket))
        await store.save(step)
    return step.ticket


async def claim(desk: Desk, request: Request, number: int) -> Ticket:
    """Take a ticket; of two people at the same moment one gets it, the other is told who has it."""
    decide = partial(moves.claim, by=request.person, at=request.at)
    return await _change(desk, request, number, Action.CLAIM, decide)


async def assign(desk: Desk, request: Request, number: int, user: str) -> Ticket:
    """Give a ticket to somebody who works on tickets."""
    async with desk.database.reading() as store:
        # Whoever may not assign learns nothing of who could be given it.
        await readable(store, request.person, number, Action.ASSIGN)
    profile = await assignable(desk, user)
    async with desk.transaction(request) as store:
        ticket = await locked(store, request.person, number, Action.ASSIGN)
        others = [each for each in (profile.id,) if each != request.person.id]
        reached = await (await desk.watch.reach(store, ticket, desk.clock.now())).people(others)
        step = alarms.assign(ticket, profile.id, reached, by=request.person, at=request.at)
        await store.save(step)
    return step.ticket


async def choose_severity(desk: Desk, request: Request, number: int, severity: Severity) -> Ticket:
    """Take a severity that somebody picked: staff set it, a client's person chooses once and then asks."""
    if request.person.is_ours:
        return await _set_severity(desk, request, number, severity)
    decide = partial(moves.choose_severity, severity=severity, by=request.person, at=request.at)
    return await _change(desk, request, number, Action.CHOOSE_SEVERITY, decide)


async def _set_severity(desk: Desk, request: Request, number: int, severity: Severity) -> Ticket:
    async with desk.transaction(request) as store:
        ticket = await locked(store, request.person, number, Action.SET_SEVERITY)
        step = moves.set_severity(ticket, severity, by=request.person, at=request.at)
        log = await store.tickets.events(number)
        await store.save(await telling_of_delay(desk, store, ticket, step, log))
    return step.ticket


async def keep_severity(desk: Desk, request: Request, number: int) -> Ticket:
    """Decline the client's wish for another severity."""
    decide = partial(moves.keep_severity, by=request.person, at=request.at)
    return await _change(desk, request, number, Action.ANSWER_SEVERITY, decide)


async def add_details(desk: Desk, request: Request, number: int, details: Mapping[str, str]) -> Ticket:
    """Add what was answered in the details form."""
    decide = partial(moves.add_details, details=details, by=request.person, at=request.at)
    return await _change(desk, request, number, Action.ADD_DETAILS, decide)


async def reply(desk: Desk, request: Request, number: int, text: str) -> Ticket:
    """Say something to the client in the ticket's thread, in the name of the one who asks."""
    decide = partial(moves.reply, text=text, by=request.person, at=request.at)
    return await _change(desk, request, number, Action.REPLY, decide)


async def note(desk: Desk, request: Request, number: int, text: str) -> Ticket:
    """Write an internal note."""
    decide = partial(moves.note, text=text, by=request.person, at=request.at)
    return await _change(desk, request, number, Action.NOTE, decide)


async def wait(
    desk: Desk, request: Request, number: int, status: Status = Status.WAITING_ON_CLIENT
) -> Ticket:
    """Say that somebody else has the next word: the client or, with *status*, a third party."""
    decide = partial(moves.wait, status=status, by=request.person, at=request.at)
    return await _change(desk, request, number, Action.WAIT, decide)


async def resume(desk: Desk, request: Request, number: int) -> Ticket:
    """Say that it is our turn again."""
    decide = partial(moves.resume, by=request.person, at=request.at)
    return await _change(desk, request, number, Action.RESUME, decide)


async def confirm(desk: Desk, request: Request, number: int) -> Ticket:
    """Take the client's word that it works."""
    decide = partial(moves.confirm, by=request.person, at=request.at)
    return await _change(desk, request, number, Action.CONFIRM, decide)


async def reopen(desk: Desk, request: Request, number: int) -> Ticket:
    """Open a resolved or closed ticket again; a client's person can while the reopen window lasts."""

    def decide(ticket: Ticket, plan: Plan) -> Step:
        by, at = request.person, request.at
        if not by.is_ours and not moves.reopens(ticket, at=at, window=plan.reopen_window):
            raise IllegalMoveError(ticket.number, Status.CLOSED, EventKind.REOPENED)
        why = "staff" if by.is_ours else "still_broken"
        return moves.reopen(ticket, why=why, by=by, at=at, ask_again_minutes=plan.ask_again_minutes)

    return await _change_by_plan(desk, request, number, Action.REOPEN, decide)


async def dismiss(desk: Desk, request: Request, number: int) -> Ticket:
    """Say that this is not a request."""
    decide = partial(moves.dismiss, by=request.person, at=request.at)
    return await _change(desk, request, number, Action.DISMISS, decide)


async def restore(desk: Desk, request: Request, number: int) -> Ticket:
    """Take back that it was not a request."""

    def decide(ticket: Ticket, plan: Plan) -> Step:
        minutes = plan.ask_again_minutes
        return moves.restore(ticket, by=request.person, at=request.at, ask_again_minutes=minutes)

    return await _change_by_plan(desk, request, number, Action.RESTORE, decide)
