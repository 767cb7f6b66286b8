"""Pages that are over: what became of each is said on it, in place of its buttons."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from bot.domain import telling
from bot.domain.alarms import direct
from bot.domain.instants import micros
from bot.domain.notices import Act, Notice
from bot.domain.targets import Clock
from bot.domain.tickets import TAKES, EventKind, Ticket, TicketEvent

_ENDS: Final = frozenset({*TAKES, EventKind.RESOLVED, EventKind.DISMISSED, EventKind.MERGED})
_ANSWERED: Final = frozenset({Clock.FIRST_RESPONSE, Clock.NEXT_RESPONSE, Clock.UPDATE})
"""The clocks that a public reply stops."""
_PLACES: Final = ("elsewhere", "places")
"""The facts of a page that name where it was told besides the thread of the card."""


def pages_over(ticket: Ticket, log: Sequence[TicketEvent], since: int | None) -> Iterator[Notice]:
    """Yield the edits of all pages that were over with an event of the log, from number *since* on.

    None of what was told once somebody had the ticket: there were no buttons on it.
    """
    if since is None:
        return
    for place, page in enumerate(log):
        if page.kind in TAKES:
            return
        if page.kind is EventKind.ESCALATED and not page.facts.get("skipped"):
            end = next((each for each in log[place + 1 :] if _ends(page, each)), None)
            if end is not None and end.seq >= since:
                yield from _edits(ticket, page, end)


def _ends(page: TicketEvent, event: TicketEvent) -> bool:
    """Whether nobody is asked by a page any more since an event; see `Chain` for what ends which."""
    if event.kind is not EventKind.REPLIED:
        return event.kind in _ENDS
    follows_answer = page.text("clock") in _ANSWERED and not page.facts.get("by_staff")
    return follows_answer and micros(event.at) >= int(page.text("since") or 0)


def _edits(ticket: Ticket, page: TicketEvent, end: TicketEvent) -> Iterator[Notice]:
    over = {"over": end.kind.value, "over_by": end.text("assignee") or end.by}
    told = [telling.line(ticket, page)]
    told += [direct(ticket, page, place) for name in _PLACES for place in page.text(name).split()]
    for notice in told:
        yield replace(notice, act=Act.EDIT, parent=None, facts={**notice.facts, **over})
