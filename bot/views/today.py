"""What needs us today: the post of the morning in a triage channel. English."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.today import Named, Part, Section
from bot.views.answers import Listed, Rows
from bot.views.markup import Safe, link, typed
from bot.views.promises import staff_moment
from bot.views.rendered import NOTHING, Block, Rendered, context, lines, message, section
from bot.views.scene import SIGN, named, status_word, thread_address, title_of
from bot.views.text import STAFF, ago, plain, say
from bot.views.times import day_words


@dataclass(frozen=True, slots=True)
class Today:
    """All that the post is made of."""

    parts: Sequence[Part]
    rows: Rows
    cards: Mapping[int, str]
    """Addresses of the cards, by the numbers of their tickets."""
    day: date
    late_since: datetime | None
    """When it should have been posted, where that was long ago."""
    looked_at: int = 0
    """How many of the tickets that somebody has were looked at."""
    left_out: int = 0
    """How many more of them there are, which were not."""


def what_needs_us(today: Today) -> Rendered:
    """Return the post; where nothing needs anybody, that is nothing."""
    if not today.parts and not today.left_out:
        return NOTHING
    head = say(STAFF, "staff.today.head", day=day_words(today.day, STAFF))
    late = say(STAFF, "staff.today.late", due=staff_moment(today.late_since)) if today.late_since else Safe()
    told, rest = [_told(today, part) for part in today.parts], _left_out(today)
    return message(
        lines([head, late, *(line for part in told for line in part), rest]),
        section(head),
        *_small(late),
        *(block for part in told for block in _blocks(part)),
        *_small(rest),
    )


def _told(today: Today, part: Part) -> list[Safe]:
    """Return the lines of a section: its title, its tickets, and how many more there are."""
    title = say(STAFF, f"staff.today.{part.section}")
    return [title, *(_ticket(today, part.section, each) for each in part.named), _more(part)]


def _more(part: Part) -> Safe:
    """Return how many more there are, and where to see them."""
    if not part.more:
        return Safe()
    which = Listed.UNCLAIMED if part.section is Section.UNCLAIMED else Listed.OPEN
    return say(STAFF, "staff.today.more", n=part.more, which=which)


def _left_out(today: Today) -> Safe:
    """Return which tickets were looked at, where some were not."""
    if not today.left_out:
        return Safe()
    return say(STAFF, "staff.today.not_all", all=today.looked_at + today.left_out, n=today.looked_at)


def _small(text: Safe) -> tuple[Block, ...]:
    return (context(text),) if text else ()


def _blocks(told: Sequence[Safe]) -> list[Block]:
    *shown, more = told
    return [*(section(each) for each in shown), *_small(more)]


def _ticket(today: Today, why: Section, named_ticket: Named) -> Safe:
    """Return a ticket in two lines: what it is, and why it is named."""
    ticket, rows = named_ticket.ticket, today.rows
    address = today.cards.get(ticket.number) or thread_address(rows.workspace_url, ticket)
    head = say(
        STAFF,
        "staff.list.row",
        sign=SIGN[ticket.severity],
        number=link(address, f"#{ticket.number}"),
        client=rows.clients.get(ticket.client, ticket.client),
        title=typed(title_of(ticket, rows.names)),
    )
    facts = [
        _standing(why, named_ticket, rows.now),
        due_words(named_ticket, rows.now),
        _assignee(today, ticket.assignee),
    ]
    return lines([head, Safe(" · ".join(fact for fact in facts if fact))])


def _standing(why: Section, named_ticket: Named, now: datetime) -> Safe:
    """Return since when a ticket is unclaimed, or waits."""
    ticket = named_ticket.ticket
    if why is Section.UNCLAIMED:
        return say(STAFF, "staff.today.opened", ago=ago(ticket.opened_at, now))
    if why is Section.WAITING:
        since, status = staff_moment(ticket.status_since), status_word(ticket.status)
        return say(STAFF, "staff.today.since", status=status, since=since)
    return Safe()


def due_words(named_ticket: Named, now: datetime) -> Safe:
    """Return when the clock that matters most is, or was, due."""
    clock = named_ticket.clock
    if clock is None or clock.due_at is None:
        return Safe()
    name, due = plain(STAFF, f"staff.clock.{clock.clock}"), staff_moment(clock.due_at)
    if clock.breached_at is None:
        return say(STAFF, "staff.today.due", clock=name, due=due)
    return say(STAFF, "staff.today.breached", clock=name, due=due, ago=ago(clock.due_at, now))


def _assignee(today: Today, person: str | None) -> Safe:
    if person is None:
        return Safe()
    return typed(named(today.rows.names, person) or plain(STAFF, "staff.somebody"))
