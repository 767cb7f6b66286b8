"""Buttons and selects about a ticket: in the client's thread, on the card, and in App Home."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Final, TypeAlias

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.desk import Desk, Request
from bot.domain.tickets import Origin, Severity, Status, Ticket
from bot.services import escalating, opening, tickets
from bot.views import ids
from bot.views.answers import Done, done_text, waits_text
from bot.views.markup import Safe
from bot.views.modals import notice_modal
from handlers.answering import change_modal, refresh_home
from handlers.asked import desk_of, modal_of, request_of

Move: TypeAlias = Callable[[Desk, Request, int], Awaitable[Ticket]]

MOVES: Final[Mapping[str, Move]] = {
    ids.NOT_AN_ISSUE: tickets.dismiss,
    ids.OPEN_AFTER_ALL: tickets.restore,
    ids.IT_WORKS: tickets.confirm,
    ids.STILL_BROKEN: tickets.reopen,
    ids.CLAIM: tickets.claim,
    ids.WAIT_FOR_CLIENT: tickets.wait,
    ids.WAIT_FOR_THIRD_PARTY: partial(tickets.wait, status=Status.WAITING_ON_THIRD_PARTY),
    ids.RESUME: tickets.resume,
    ids.REOPEN: tickets.reopen,
    ids.DISMISS: tickets.dismiss,
    ids.RESTORE: tickets.restore,
    ids.KEEP_SEVERITY: tickets.keep_severity,
    ids.URGE: escalating.urge,
    ids.DECLINE_PAGE: escalating.decline,
}
"""Buttons that need no more than the ticket's number."""

_DONE: Final[Mapping[str, Done]] = {ids.RESUME: Done.RESUMED, ids.DISMISS: Done.DISMISSED}
_WAITS: Final[Mapping[str, Status]] = {
    ids.WAIT_FOR_CLIENT: Status.WAITING_ON_CLIENT,
    ids.WAIT_FOR_THIRD_PARTY: Status.WAITING_ON_THIRD_PARTY,
}
"""What the More modal says in the end. A message of ours shows by itself what was done."""


async def press(
    ack: AsyncAck, action: Mapping[str, Any], body: Mapping[str, Any], context: AsyncBoltContext
) -> None:
    """Do what the button says, and show so where it stands."""
    desk, asked, pressed = desk_of(context), request_of(context), action["action_id"]
    ticket = await MOVES[pressed](desk, asked, ids.ticket_of(action))
    if modal_of(body):
        await change_modal(desk, modal_of(body), notice_modal(_done(pressed, ticket)))
    refresh_home(desk, asked, body)
    await ack()


def _done(pressed: str, ticket: Ticket) -> Safe:
    if pressed in _WAITS:
        return waits_text(ticket, _WAITS[pressed])
    return done_text(_DONE[pressed], number=ticket.number)


async def pick_severity(ack: AsyncAck, action: Mapping[str, Any], context: AsyncBoltContext) -> None:
    """Take the severity that was picked, or that a button names."""
    severity = Severity(ids.word_of(action))
    await tickets.choose_severity(desk_of(context), request_of(context), ids.ticket_of(action), severity)
    await ack()


async def press_open(ack: AsyncAck, action: Mapping[str, Any], context: AsyncBoltContext) -> None:
    """Make a ticket of the message that the question is about."""
    asked, ts = request_of(context), ids.value_of(action)
    await opening.open_from_message(desk_of(context), asked, asked.channel, ts, Origin.ASK)
    await ack()


async def press_open_none(ack: AsyncAck, action: Mapping[str, Any], context: AsyncBoltContext) -> None:
    """Let the message that the question is about be."""
    asked = request_of(context)
    await opening.decline(desk_of(context), asked, asked.channel, ids.value_of(action))
    await ack()


async def follow_link(ack: AsyncAck) -> None:
    """Ack a press on a link, which Slack's client follows by itself."""
    await ack()


LISTENERS: Final = {
    **dict.fromkeys(MOVES, press),
    **dict.fromkeys((ids.CHOOSE_SEVERITY, ids.ACCEPT_SUGGESTION, ids.GRANT_SEVERITY), pick_severity),
    ids.OPEN_TICKET: press_open,
    ids.OPEN_NO_TICKET: press_open_none,
    ids.FOLLOW_LINK: follow_link,
}
