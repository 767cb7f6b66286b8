"""The list of wishes that wait for the next planning. English."""

from collections.abc import Sequence

from bot.domain.wishes import Wish
from bot.views.answers import Rows, more_line, row_head
from bot.views.markup import Safe, escape
from bot.views.rendered import Rendered, lines, message, sections
from bot.views.scene import title_of
from bot.views.text import STAFF, say


def wish_list(wishes: Sequence[Wish], count: int, rows: Rows, client: str) -> Rendered:
    """Return those of *count* wishes that are shown, what most want first; *client* is empty of all."""
    of_client = "_client" if client else ""
    key = f"head{of_client}" if wishes else f"none{of_client}"
    head = say(STAFF, f"staff.wishes.{key}", n=count, client=client)
    text = lines([head, *(_row(each, rows) for each in wishes), more_line(count - len(wishes))])
    return message(text, *sections(text))


def _row(wish: Wish, rows: Rows) -> Safe:
    line = row_head(wish.ticket, rows, escape(title_of(wish.ticket, rows.names)))
    return say(STAFF, "staff.wishes.row", line=line, n=wish.votes)
