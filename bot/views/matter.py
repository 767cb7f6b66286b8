"""What the card and the pages both say of a ticket: what the client first wrote, and who has it. English."""

from typing import Final

from bot.views.markup import Safe, quote
from bot.views.rendered import short
from bot.views.scene import Scene
from bot.views.text import STAFF, plain, say

_MOST_EXCERPT: Final = 300


def excerpt(scene: Scene) -> Safe:
    """Return what the client first wrote, where it says more than the title does."""
    first = scene.messages[0] if scene.messages else None
    if first is None:
        return Safe()
    if first.deleted_at:
        return quote(say(STAFF, "staff.deleted"))
    said = short(scene.typed(first.text), _MOST_EXCERPT)
    return quote(said) if said and said != scene.title else Safe()


def assignee_name(scene: Scene) -> str:
    """Return who has the ticket, or that nobody has."""
    assignee = scene.ticket.assignee
    return scene.name(assignee) if assignee else plain(STAFF, "staff.unclaimed")
