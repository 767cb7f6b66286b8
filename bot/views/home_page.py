"""App Home for staff: parts of it side by side, or one of them page by page. English.

Slack takes 100 blocks and 250 kB: a ticket has two blocks, and all that people typed is cut.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.desks import Client
from bot.domain.home_state import ANY, PER_PAGE, HomePart, HomeState, place_of
from bot.domain.tickets import Severity, Ticket
from bot.domain.today import Named
from bot.domain.used_hours import NEAR_LIMIT
from bot.views import ids
from bot.views.answers import Rows, row_head
from bot.views.digest import DigestPage, figure_blocks
from bot.views.hours import Row, client_hours
from bot.views.markup import Safe, clip, clipped, typed
from bot.views.oncall import OnCall, on_call_lines
from bot.views.rendered import (
    Block,
    Element,
    View,
    actions,
    button,
    context,
    divider,
    grouped_select,
    header,
    lines,
    link_button,
    option,
    section,
    select,
)
from bot.views.scene import SIGN, capital, named, severity_word, status_word, thread_address, title_of
from bot.views.text import STAFF, ago, plain, say
from bot.views.today import due_words

_MOST_BLOCKS: Final = 100
_MOST_ROW: Final = 500
_MOST_NAME: Final = 40
_MOST_OFFERED_BYTES: Final = 90_000
"""So much of a view may be the clients that its filter offers."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A part that is tickets, as far as it is shown."""

    part: HomePart
    named: Sequence[Named]
    count: int
    """How many there are in all."""
    skipped: int = 0
    """How many of them come before those that are shown."""
    is_cut: bool = False
    """Whether there may be more than were looked at."""


@dataclass(frozen=True, slots=True)
class HomePage:
    """All that App Home is made of; what is None is not shown."""

    state: HomeState
    rows: Rows
    listings: Sequence[Listing]
    at_work: Sequence[tuple[Client, int]]
    """The clients that have open tickets, with how many, most first: what the filter offers."""
    hours: Sequence[Row] | None
    """The clients whose hours are near the limit."""
    client_count: int
    """How many clients the filter lets through."""
    on_call: OnCall | None
    clients: Sequence[tuple[Row, int]] | None
    """Some of the clients, each with how many tickets of it are open."""
    week: DigestPage | None

    @property
    def is_whole(self) -> bool:
        """Whether all parts are shown side by side."""
        return self.state.part is HomePart.ALL


def home_page(page: HomePage) -> View:
    """Return the view."""
    blocks = [
        *_controls(page),
        *(block for listing in page.listings for block in (*_tickets(page, listing), *_line(page))),
        *_hours(page),
        *_on_call(page),
        *_week(page),
        *_clients(page),
        context(say(STAFF, "staff.home.hint")),
    ]
    view: View = {"type": "home", "callback_id": ids.HOME, "private_metadata": page.state.text}
    return {**view, "blocks": blocks[:_MOST_BLOCKS]}


def _line(page: HomePage) -> tuple[Block, ...]:
    return (divider(),) if page.is_whole else ()


def _controls(page: HomePage) -> tuple[Block, ...]:
    """Return the filters, and the way back to all parts where one is shown."""
    offered, left_out = _offered(page)
    all_clients, all_levels = (plain(STAFF, f"staff.home.all_{each}") for each in ("clients", "severities"))
    levels = [option(each, f"{SIGN[each]} {capital(severity_word(each))}") for each in Severity]
    back = button(ids.HOME_PART, plain(STAFF, "staff.home.overview"), place_of(HomePart.ALL))
    row = [
        *([] if page.is_whole else [back]),
        grouped_select(
            ids.HOME_CLIENT, all_clients, [option(ANY, all_clients), *offered], page.state.client or ANY
        ),
        select(ids.HOME_SEVERITY, all_levels, [option(ANY, all_levels), *levels], page.state.severity or ANY),
    ]
    rest = [context(say(STAFF, "staff.home.not_offered", n=left_out))] if left_out else []
    return (*actions("home_filters", row), *rest)


def _offered(page: HomePage) -> tuple[list[Element], int]:
    """Return the clients to choose from, by name, and how many more have open tickets than a view holds."""
    chosen_first = sorted(page.at_work, key=lambda pair: pair[0].id != page.state.client)
    offered: list[tuple[str, Element]] = []
    room = _MOST_OFFERED_BYTES
    for client, count in chosen_first:
        label = plain(STAFF, "staff.home.offered", client=clip(client.name, _MOST_NAME), n=count)
        room -= len(json.dumps(option(client.id, label)))
        if room < 0:
            break
        offered.append((client.name.casefold(), option(client.id, label)))
    left_out = len(page.at_work) - len(offered)
    return [each for _, each in sorted(offered, key=lambda pair: pair[0])], left_out


def _tickets(page: HomePage, listing: Listing) -> list[Block]:
    """Return a part that is tickets."""
    title = header(plain(STAFF, f"staff.home.{listing.part}", n=listing.count))
    if not listing.named:
        return [title, section(_nothing(page, listing))]
    shown = [block for each in listing.named for block in _ticket(page, listing.part, each)]
    cut = [context(say(STAFF, "staff.home.cut"))] if listing.is_cut else []
    return [
        title,
        *shown,
        *cut,
        *_turns(page, listing.part, listing.skipped, len(listing.named), listing.count),
    ]


def _nothing(page: HomePage, listing: Listing) -> Safe:
    """Return what to do where a part has no tickets."""
    if page.state.is_filtered:
        return say(STAFF, "staff.home.none_filtered")
    free = next((each.count for each in page.listings if each.part is HomePart.UNCLAIMED), 0)
    key = "none_to_take" if listing.part is HomePart.MINE and not free else f"none_{listing.part}"
    return say(STAFF, f"staff.home.{key}")


def _ticket(page: HomePage, part: HomePart, each: Named) -> tuple[Block, ...]:
    """Return a ticket in two lines, with what can be done to it."""
    ticket, rows = each.ticket, page.rows
    names = {ticket.client: clip(rows.clients.get(ticket.client, ticket.client), _MOST_NAME)}
    head = row_head(ticket, Rows(names, rows.names, rows.now, rows.workspace_url), _title(ticket, rows))
    said = clipped(lines([head, _facts(part, each, rows)]), _MOST_ROW)
    return section(said), *actions(ids.block_id(part, ticket.number, ticket.seq), _buttons(ticket, rows))


def _title(ticket: Ticket, rows: Rows) -> Safe:
    return typed(title_of(ticket, rows.names))


def _facts(part: HomePart, each: Named, rows: Rows) -> Safe:
    """Return how a ticket stands, in one line: when it is due, whose it is, since when."""
    ticket = each.ticket
    person = named(rows.names, ticket.assignee) or plain(STAFF, "staff.somebody")
    since = ticket.status_since if part is HomePart.WAITING else ticket.opened_at
    facts = [
        severity_word(ticket.severity),
        status_word(ticket.status),
        due_words(each, rows.now),
        typed(person) if ticket.assignee else plain(STAFF, "staff.unclaimed"),
        ago(since, rows.now),
    ]
    return Safe(" · ".join(fact for fact in facts if fact))


def _buttons(ticket: Ticket, rows: Rows) -> list[Element]:
    """Return what can be done to a ticket; nobody resolves what nobody has."""
    value, address = ids.number_value(ticket.number), thread_address(rows.workspace_url, ticket)
    claim = button(ids.CLAIM, plain(STAFF, "staff.button.claim"), value, style="primary")
    resolve = button(ids.ASK_RESOLVE, plain(STAFF, "staff.button.resolve"), value)
    log = button(ids.ASK_LOG, plain(STAFF, "staff.button.log"), value)
    more = button(ids.ASK_MORE, plain(STAFF, "staff.button.more"), value)
    thread = link_button(ids.FOLLOW_LINK, plain(STAFF, "staff.button.thread"), address)
    return [*([resolve, log] if ticket.assignee else [claim]), *([thread] if address else []), more]


def _turns(page: HomePage, part: HomePart, skipped: int, shown: int, count: int) -> tuple[Block, ...]:
    """Return the buttons to the rest of a part, where there is any."""
    if page.is_whole:
        text = plain(STAFF, "staff.home.see_all", n=count)
        row = [button(ids.HOME_PART, text, place_of(part))] if count > shown else []
        return actions(f"turn:{part}", row)
    at = skipped // PER_PAGE
    back = button(ids.HOME_BACK, plain(STAFF, "staff.home.back"), place_of(part, at - 1))
    on = button(ids.HOME_ON, plain(STAFF, "staff.home.on"), place_of(part, at + 1))
    row = [*([back] if skipped else []), *([on] if skipped + shown < count else [])]
    which = say(STAFF, "staff.home.page", first=skipped + 1, last=skipped + shown, n=count)
    return (*actions(f"turn:{part}", row), *([context(which)] if row else []))


def _hours(page: HomePage) -> tuple[Block, ...]:
    """Return whose hours are near the limit."""
    if page.hours is None:
        return ()
    title = header(plain(STAFF, "staff.home.hours", n=len(page.hours)))
    if not page.hours:
        key = "staff.home.none_hours" if page.client_count else "staff.hours.no_clients"
        return title, section(say(STAFF, key, percent=NEAR_LIMIT)), *_line(page)
    skipped, most = page.state.span(len(page.hours))
    rows = page.hours[skipped : skipped + most]
    told = (section(clipped(client_hours(each), _MOST_ROW)) for each in rows)
    turns = _turns(page, HomePart.HOURS, skipped, len(rows), len(page.hours))
    return title, *told, *turns, *_line(page)


def _on_call(page: HomePage) -> tuple[Block, ...]:
    if page.on_call is None:
        return ()
    title, said = header(plain(STAFF, "staff.home.on_call")), section(on_call_lines(page.on_call))
    zone = say(STAFF, "staff.oncall.zone", zone=page.on_call.time_zone)
    return title, said, *([context(zone)] if page.on_call.rotations else []), *_line(page)


def _week(page: HomePage) -> tuple[Block, ...]:
    """Return this week's figures, for managers; each opens what is behind it."""
    if page.week is None:
        return ()
    title = header(plain(STAFF, "staff.home.week"))
    if page.week.digest.is_empty:
        return title, section(say(STAFF, "staff.home.none_week")), *_line(page)
    return title, *figure_blocks(page.week), *_line(page)


def _clients(page: HomePage) -> tuple[Block, ...]:
    """Return the clients, for managers, each with a button that shows its tickets alone."""
    if page.clients is None:
        return ()
    title = header(plain(STAFF, "staff.home.clients", n=page.client_count))
    if not page.clients:
        return title, section(say(STAFF, "staff.hours.no_clients"))
    skipped, _ = page.state.span(page.client_count)
    turns = _turns(page, HomePart.CLIENTS, skipped, len(page.clients), page.client_count)
    return title, *(_client(page, *each) for each in page.clients), *turns


def _client(page: HomePage, row: Row, count: int) -> Block:
    is_chosen = row.client.id == page.state.client
    key, value = ("all_clients", ANY) if is_chosen else ("only", row.client.id)
    shows = button(ids.HOME_CLIENT, plain(STAFF, f"staff.home.{key}"), value)
    said = lines([client_hours(row), say(STAFF, "staff.home.open", n=count)])
    return section(clipped(said, _MOST_ROW), shows)
