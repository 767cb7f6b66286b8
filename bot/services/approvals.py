"""What a client approved of the work that is billed to them, and what of it nobody did."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from bot.desk import Desk
from bot.domain.approved import Lack, over_fee, unapproved
from bot.domain.charges import Approval, Approvals, approval_of
from bot.domain.entries import Entry, EntryKind, standing
from bot.domain.estimates import Estimate, agreed_among, estimates_of
from bot.domain.terms import Cover
from bot.domain.tickets import Ticket
from storage import Store


async def approvals_of(desk: Desk, store: Store, entries: Iterable[Entry]) -> Approvals:
    """Return what the client agreed to for the tickets of some work, and what of it they did not.

    For a ticket that was merged into another, and had nothing agreed of its own, it is what was agreed there.
    """
    entries = list(entries)
    known = await store.tickets.get_all(tickets_of(entries))
    survivors = await survivors_of(store, known)
    known |= await store.tickets.get_all(set(survivors.values()) - known.keys())
    logs = await store.tickets.logs([number for number, ticket in known.items() if ticket.estimate])
    asked = {number: estimates_of(log) for number, log in logs.items()}
    answered = ((number, approval_of(agreed_among(each))) for number, each in asked.items())
    found = {number: approval for number, approval in answered if approval is not None}
    agreed = {gone: found[stays] for gone, stays in survivors.items() if stays in found} | found
    beyond, over = await _beyond(store, asked, agreed)
    asked_of = asked.keys() | {gone for gone, stays in survivors.items() if stays in asked}
    never = await _never_agreed(desk, store, entries, agreed.keys(), asked_of)
    return Approvals(agreed, beyond | never, over)


async def survivors_of(store: Store, tickets: Mapping[int, Ticket]) -> dict[int, int]:
    """Return for each of some tickets that was merged the one that stays."""
    gone = [number for number, ticket in tickets.items() if ticket.merged_into is not None]
    return {number: await store.tickets.survivor(number) for number in gone}


def tickets_of(entries: Iterable[Entry]) -> set[int]:
    """Return the tickets that some entries are of."""
    return {each.ticket for each in entries if each.ticket is not None}


async def needs_approval(desk: Desk, store: Store, entry: Entry) -> bool:
    """Whether work is billed of which its plan says that the client approves it first."""
    if entry.kind is not EntryKind.USAGE or entry.cover is not Cover.BILLABLE or entry.request_kind is None:
        return False
    plan = await desk.promises.version(store, entry.plan, entry.plan_version)
    coverage = plan.coverage.get(entry.request_kind)
    return coverage is not None and coverage.needs_approval


async def lack_of(desk: Desk, store: Store, ticket: Ticket, entries: Sequence[Entry]) -> Lack | None:
    """Return what the client has not approved of work logged for a ticket; None where nothing lacks."""
    billable = [each for each in entries if each.cover is Cover.BILLABLE]
    if not billable:
        return None
    asked = estimates_of(await store.tickets.events(ticket.number)) if ticket.estimate else ()
    if not (asked or await needs_approval(desk, store, billable[0])):
        return None
    beyond = unapproved(await store.ledger.of_ticket(ticket.number), asked)
    minutes = sum(beyond.get(each.id, 0) for each in billable)
    newest = agreed_among(asked) or next(reversed(asked), None)
    if not minutes:
        return None
    return Lack(newest.state, minutes, newest.answered_at) if newest else Lack(None, minutes, None)


async def _beyond(
    store: Store, asked: Mapping[int, Sequence[Estimate]], agreed: Mapping[int, Approval]
) -> tuple[dict[str, int], dict[str, int]]:
    """Return the minutes by entry that are no part of what was agreed for their tickets, in any month.

    Then those beyond the hours of a flat fee, which need no approval.
    """
    found, over = dict[str, int](), dict[str, int]()
    worked = await store.ledger.of_tickets({each.ticket for each in agreed.values()}) if agreed else {}
    for number, entries in worked.items():
        own = [each for each in entries if agreed.get(each.ticket or 0, agreed[number]).ticket == number]
        found |= unapproved(own, asked[number])
        over |= over_fee(own, asked[number])
    return found, over


async def _never_agreed(
    desk: Desk, store: Store, entries: Iterable[Entry], agreed: Collection[int], asked: Collection[int]
) -> dict[str, int]:
    """Return the minutes of work on tickets for which nothing was agreed, though it was asked or needed."""
    return {
        each.id: each.accounted_minutes
        for each in standing(entries)
        if each.kind is EntryKind.USAGE and each.cover is Cover.BILLABLE and each.ticket not in agreed
        if each.ticket in asked or await needs_approval(desk, store, each)
    }
