"""The agenda of a talk with a client: for whoever answers for the client, and as its own people read it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from babel.dates import format_skeleton

from bot.domain.agendas import Agenda, Part, Trend
from bot.domain.allowance import Allowance
from bot.domain.digests import Reader
from bot.domain.figures import FigureName
from bot.domain.rating import Rating
from bot.domain.terms import Cadence
from bot.domain.tickets import Ticket
from bot.views import ids
from bot.views.digest import DigestPage, figure_blocks, satisfaction_line
from bot.views.digest_measures import measure_lines, note_lines
from bot.views.hours import balance_line, expiry_lines
from bot.views.markup import Safe, channel_link, escape, typed
from bot.views.rating import in_words
from bot.views.rendered import (
    Block,
    Rendered,
    actions,
    button,
    context,
    header,
    lines,
    message,
    sections,
)
from bot.views.scene import ticket_link, title_of
from bot.views.text import STAFF, known_language, moment, plain, say

_MOST: Final = 8
"""So many tickets, wishes or ratings are named; of the rest only how many there are."""

_MOST_PIECES: Final = 4
"""So many paragraphs a part may take, of 3000 characters each: Slack takes 50 blocks, the button the last."""


@dataclass(frozen=True, slots=True)
class AgendaPage:
    """An agenda with all that it takes to show it."""

    agenda: Agenda
    digest: DigestPage
    cadence: Cadence
    at: datetime
    """When people talk."""
    title: str
    """What the plan calls the talk, in the client's language; empty: it does not say."""
    tickets: Mapping[int, Ticket]
    """Those that are named."""
    names: Mapping[str, str]
    hours: Allowance | None
    value: str
    """What the button carries that shares it."""
    shared: str = ""
    """The channel of the client's that it was shared in."""

    @property
    def language(self) -> str:
        """What its reader reads."""
        return self.digest.language

    @property
    def is_internal(self) -> bool:
        """Whether only staff read it."""
        return self.digest.reader is Reader.MANAGER


def agenda_message(page: AgendaPage) -> Rendered:
    """Return the message."""
    title, when = _title(page), _when(page)
    drawn = [block for part in Part for block in _part(page, part)]
    text = lines([Safe(f"*{escape(title)}*"), when, *(_head(page, part) for part in Part)])
    return message(text, header(title), context(when), *drawn, *_sharing(page))


def _title(page: AgendaPage) -> str:
    title = page.title or plain(page.language, f"client.agenda.title.{page.cadence}")
    if not page.is_internal or page.digest.client is None:
        return plain(page.language, "client.agenda.titled", title=title)
    return plain(STAFF, "staff.agenda.titled", title=title, client=page.digest.client.name)


def _when(page: AgendaPage) -> Safe:
    client = page.digest.client
    zone = client.time_zone if client else "UTC"
    at, minutes = moment(page.at, page.language, zone), page.agenda.minutes
    return say(page.language, "client.agenda.when", at=at, zone=zone, n=minutes)


def _head(page: AgendaPage, part: Part) -> Safe:
    number, minutes = list(Part).index(part) + 1, page.agenda.parts[part]
    name = plain(page.language, f"client.agenda.part.{part}")
    return say(page.language, "client.agenda.head", number=number, name=name, n=minutes)


def _part(page: AgendaPage, part: Part) -> Iterator[Block]:
    """Yield a part: what it is called, what there is to say, and what to ask."""
    told = lines(_TOLD[part](page))
    yield from sections(lines([_head(page, part), told]), _MOST_PIECES)
    if part is Part.PERFORMANCE and not page.agenda.digest.is_empty:
        yield from figure_blocks(page.digest)
    asked = say(page.language, f"client.agenda.ask.{part}")
    yield context(asked)


def _performance(page: AgendaPage) -> Iterator[Safe]:
    digest, language = page.agenda.digest, page.language
    if digest.is_empty:
        yield say(language, "client.digest.nothing")
    if digest.measures is not None:
        yield measure_lines(digest.measures, digest.wanted.period, language)
    yield from (_trend(each, language) for each in page.agenda.trends)
    yield satisfaction_line(page.digest)


def _trend(each: Trend, language: str) -> Safe:
    month = format_skeleton("yMMMM", each.month.first, locale=known_language(language))
    key = "trend" if each.percent is not None else "trend_unpromised"
    facts = {"opened": each.opened, "resolved": each.resolved, "percent": each.percent}
    return say(language, f"client.agenda.{key}", month=month, **facts)


def _issues(page: AgendaPage) -> Iterator[Safe]:
    language, figures = page.language, page.agenda.digest.figures
    for name in (FigureName.BREACHES, FigureName.REOPENED):
        found = figures[name].now
        if found.cases:
            label = plain(language, f"client.digest.figure.{name}")
            listed = sorted({case.ticket for case in found.cases})
            numbers = ", ".join(f"#{number}" for number in listed[:_MOST])
            yield say(language, "client.agenda.issue", name=label, n=found.count, numbers=numbers)
    numbers_open = page.agenda.open_tickets
    key = "client.agenda.open" if numbers_open else "client.agenda.none_open"
    yield say(language, key, n=len(numbers_open))
    yield from (_ticket(page, page.tickets[each]) for each in numbers_open[:_MOST])
    yield _more(page, len(numbers_open))
    yield from _low(page, page.agenda.low)


def _low(page: AgendaPage, low: Sequence[Rating]) -> Iterator[Safe]:
    """Yield bad ratings with what was said of them; clients' people read none."""
    if low:
        yield say(STAFF, "staff.agenda.low", n=len(low))
    for each in low[:_MOST]:
        comment = typed(each.comment, page.names)
        key = "staff.agenda.rated_with" if comment else "staff.agenda.rated"
        yield say(STAFF, key, number=each.ticket, score=in_words(each.score), comment=comment)
    yield _more(page, len(low))


def _ticket(page: AgendaPage, ticket: Ticket) -> Safe:
    title = title_of(ticket, page.names, page.language)
    return say(page.language, "client.agenda.ticket", number=_link(page, ticket), title=title)


def _link(page: AgendaPage, ticket: Ticket) -> Safe:
    return ticket_link(page.digest.workspace_url, ticket)


def _more(page: AgendaPage, count: int) -> Safe:
    return say(page.language, "client.agenda.more", n=count - _MOST) if count > _MOST else Safe()


def _opportunities(page: AgendaPage) -> Iterator[Safe]:
    """Yield what was noted for the report: what was improved, is recommended, and comes."""
    measures = page.agenda.digest.measures
    if measures is not None:
        yield note_lines(measures, page.language)


def _planning(page: AgendaPage) -> Iterator[Safe]:
    language, wishes = page.language, page.agenda.wishes
    if page.hours is not None:
        yield balance_line(page.hours, language)
        yield from expiry_lines(page.hours, language)
    yield say(language, "client.agenda.wishes" if wishes else "client.agenda.no_wishes", n=len(wishes))
    for each in wishes[:_MOST]:
        title = title_of(each.ticket, page.names, language)
        facts = {"number": _link(page, each.ticket), "title": title}
        yield say(language, "client.agenda.wish", n=each.votes, **facts)
    yield _more(page, len(wishes))


def _next_steps(_: AgendaPage) -> Iterator[Safe]:
    """Yield nothing: what people agree on is theirs to say."""
    yield from ()


_TOLD: Final[Mapping[Part, Callable[[AgendaPage], Iterator[Safe]]]] = {
    Part.PERFORMANCE: _performance,
    Part.ISSUES: _issues,
    Part.OPPORTUNITIES: _opportunities,
    Part.PLANNING: _planning,
    Part.NEXT_STEPS: _next_steps,
}


def _sharing(page: AgendaPage) -> tuple[Block, ...]:
    """Return the button that shares it with the client, or where that was done."""
    if not page.is_internal:
        return ()
    if page.shared:
        return (context(say(STAFF, "staff.agenda.shared", channel=channel_link(page.shared))),)
    label = plain(STAFF, "staff.agenda.share")
    return actions("agenda", [button(ids.SHARE_AGENDA, label, page.value, style="primary")])
