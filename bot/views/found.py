"""What was found by words, for staff: a page of tickets, with where the words stand. English."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.excerpts import Piece, excerpt, marked
from bot.domain.sought import MOST_TYPED, STATUSES, Phrase, Sought
from bot.domain.ticket_words import Spoken
from bot.domain.tickets import Ticket
from bot.views import ids
from bot.views.answers import Rows, row_facts, row_head
from bot.views.markup import Safe, escape, quote
from bot.views.rendered import Block, Element, Rendered, actions, button, context, lines, message, section
from bot.views.scene import ticket_link, title_of
from bot.views.text import STAFF, plain, say

_MOST_EXCERPT: Final = 180
_MOST_SHOWN: Final = 60
"""Of what was typed."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A ticket that was found, with all that was said to it."""

    ticket: Ticket
    spoken: tuple[Spoken, ...] = ()
    into: Ticket | None = None
    """The ticket that it was merged into."""


@dataclass(frozen=True, slots=True)
class Page:
    """Which page of what was found is shown, from 0 on, and of how many tickets that may be paged through."""

    number: int
    size: int
    of_tickets: int
    has_more: bool = False
    """Whether still more were found."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found."""

    sought: Sought
    hits: Sequence[Hit]
    page: Page
    is_complete: bool = True
    """Whether all that was said until now was looked through."""


def nothing_typed(sought: Sought) -> Rendered:
    """Return what can be looked for, to somebody who typed nothing that can be."""
    key = "only_without" if sought.without else "nothing_typed"
    said, how = say(STAFF, f"staff.find.{key}"), _how()
    return message(lines([said, how]), section(said), section(how))


def found(what: Found, rows: Rows) -> Rendered:
    """Return a page of what was found; where that is nothing, what to try."""
    small = [say(STAFF, f"staff.find.{key}", most=MOST_TYPED) for key in _remarks(what)]
    if not what.hits:
        said = say(STAFF, "staff.find.none", typed=_typed(what.sought))
        return message(lines([said, _how(), *small]), section(said), section(_how()), *map(context, small))
    head, shown = _head(what), [_row(what.sought, hit, rows) for hit in what.hits]
    blocks = [section(head), *map(section, shown), *map(context, small), *_turning(what)]
    return message(lines([head, *shown, *small]), *blocks)


def _remarks(what: Found) -> Iterable[str]:
    if what.sought.was_cut:
        yield "cut"
    if not what.is_complete:
        yield "incomplete"


def _how() -> Safe:
    return say(STAFF, "staff.find.how", statuses=", ".join(STATUSES))


def _head(what: Found) -> Safe:
    count, page = what.page.of_tickets, what.page
    first = page.number * page.size + 1
    key = "head_many" if page.has_more else "head"
    head = say(STAFF, f"staff.find.{key}", n=count, typed=_typed(what.sought))
    if count <= page.size:
        return head
    shown = say(STAFF, "staff.find.shown", first=first, last=first + len(what.hits) - 1)
    return Safe(f"{head} {shown}")


def _typed(sought: Sought) -> str:
    text = sought.typed
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN].rstrip()}…"


def _row(sought: Sought, hit: Hit, rows: Rows) -> Safe:
    ticket, phrases = hit.ticket, sought.widened
    head = row_head(ticket, rows, _bold(marked(title_of(ticket, rows.names), phrases)))
    return lines([head, row_facts(ticket, rows), _outcome(hit, rows), _excerpt(hit, phrases)])


def _outcome(hit: Hit, rows: Rows) -> Safe:
    """How it ended otherwise than by being resolved."""
    if hit.ticket.was_dismissed:
        return say(STAFF, "staff.card.dismissed")
    if hit.ticket.merged_into is None:
        return Safe()
    into = ticket_link(rows.workspace_url, hit.into) if hit.into else f"#{hit.ticket.merged_into}"
    return say(STAFF, "staff.card.merged", into=into)


def _excerpt(hit: Hit, phrases: Sequence[Phrase]) -> Safe:
    """Quote where the words stand: in the summary, in the details, or in what was said."""
    ticket = hit.ticket
    texts = [("summary", ticket.summary), *(("detail", text) for text in ticket.details.values())]
    texts += [("note" if each.is_note else "message", each.text) for each in hit.spoken]
    place, pieces = excerpt((text for _, text in texts), phrases, _MOST_EXCERPT)
    if "".join(each.text for each in pieces) in {"", ticket.title}:
        return Safe()
    return quote(say(STAFF, f"staff.find.in.{texts[place][0]}", text=_bold(pieces)))


def _bold(pieces: Iterable[Piece]) -> Safe:
    """Return pieces of people's text, in bold what was looked for."""
    return Safe("".join(f"*{escape(text)}*" if is_found else escape(text) for text, is_found in pieces))


def _turning(what: Found) -> tuple[Block, ...]:
    page, row = what.page, list[Element]()
    if page.number > 0:
        row.append(_turn(what, ids.PREVIOUS_FOUND, "previous", page.number - 1))
    if (page.number + 1) * page.size < page.of_tickets:
        row.append(_turn(what, ids.NEXT_FOUND, "next", page.number + 1))
    return actions("found", row)


def _turn(what: Found, action_id: str, key: str, page: int) -> Element:
    return button(action_id, plain(STAFF, f"staff.find.{key}"), ids.page_value(page, what.sought.typed))
