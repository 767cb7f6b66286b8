"""App Home: for staff their work at a glance, for anybody else a friendly word."""

from collections.abc import Sequence
from typing import Final

from bot.domain.tickets import Ticket
from bot.views import ids
from bot.views.answers import MOST_ROWS, Rows, more_line, row
from bot.views.rendered import Block, View, button, context, divider, header, link_button, section
from bot.views.scene import thread_address
from bot.views.text import STAFF, plain, say

_MOST_BLOCKS: Final = 100


def staff_home(
    mine: Sequence[Ticket], unclaimed: Sequence[Ticket], waiting: Sequence[Ticket], rows: Rows
) -> View:
    """Return App Home for staff: my tickets, those that nobody has, those that wait for a client."""
    blocks = [
        *_part("mine", mine, rows),
        divider(),
        *_part("unclaimed", unclaimed, rows),
        divider(),
        *_part("waiting", waiting, rows),
        context(say(STAFF, "staff.home.hint")),
    ]
    return {"type": "home", "callback_id": ids.HOME, "blocks": blocks[:_MOST_BLOCKS]}


def guest_home(language: str) -> View:
    """Return App Home for somebody who does not work on tickets."""
    head, text = plain(language, "client.home.head"), say(language, "client.home.text")
    return {"type": "home", "callback_id": ids.HOME, "blocks": [header(head), section(text)]}


def _part(name: str, tickets: Sequence[Ticket], rows: Rows) -> list[Block]:
    title = header(plain(STAFF, f"staff.home.{name}"))
    if not tickets:
        return [title, section(say(STAFF, f"staff.home.none_{name}"))]
    shown = [_row(ticket, rows) for ticket in tickets[:MOST_ROWS]]
    more = more_line(len(tickets) - MOST_ROWS)
    return [title, *shown, *([context(more)] if more else [])]


def _row(ticket: Ticket, rows: Rows) -> Block:
    """A ticket, with the button that takes it where nobody has it, else one that leads to the client."""
    thread = thread_address(rows.workspace_url, ticket)
    if ticket.assignee and thread:
        leads = link_button(ids.FOLLOW_LINK, plain(STAFF, "staff.button.thread"), thread)
        return section(row(ticket, rows), leads)
    if ticket.assignee:
        return section(row(ticket, rows))
    claim = button(ids.CLAIM, plain(STAFF, "staff.button.claim"), ids.number_value(ticket.number))
    return section(row(ticket, rows), claim)
