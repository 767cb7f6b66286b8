"""The tickets behind a number of a digest, page by page, and what the numbers mean: as modals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.digest_questions import ONE_CLIENT, Question
from bot.domain.digests import INTERNAL, Reader, Standing
from bot.domain.figures import IN_PERCENT, PROMISES, Case, FigureName
from bot.domain.outcomes import Outcome
from bot.domain.tickets import Severity, Ticket
from bot.views import ids
from bot.views.digest_measures import measure_heading
from bot.views.digest_standings import standing_line
from bot.views.digest_words import days_words, span_words, time_words
from bot.views.markup import Safe, clipped, typed
from bot.views.rendered import (
    Block,
    Element,
    View,
    actions,
    button,
    context,
    lines,
    modal,
    section,
    sections,
)
from bot.views.scene import SIGN, severity_word, ticket_link, title_of
from bot.views.text import STAFF, plain, say

PER_PAGE: Final = 15
_MOST_ROW: Final = 400

_LENGTHS: Final = frozenset(
    {*(promise.time for promise in PROMISES if promise.time), FigureName.TOTAL_RESOLUTION_TIME}
)
_OPEN: Final = frozenset({FigureName.BACKLOG, FigureName.BACKLOG_AGE})


@dataclass(frozen=True, slots=True)
class Behind:
    """What is behind one number, on one page."""

    question: Question
    language: str
    count: int
    """Of all pages together."""
    cases: Sequence[Case]
    tickets: Mapping[int, Ticket]
    clients: Mapping[str, str]
    """Names by id."""
    outcomes: Mapping[tuple[int, str, int], Outcome]
    """What became of the promises behind the number, by their keys; none where it counts no misses."""
    workspace_url: str

    @property
    def reader(self) -> Reader:
        """For whom the digest was made."""
        return self.question.wanted.reader


def behind_modal(behind: Behind) -> View:
    """Return the tickets behind a number."""
    name, detail = _names(behind)
    rows = [clipped(_row(behind, case), _MOST_ROW) for case in behind.cases]
    head = say(behind.language, "client.digest.behind.head", name=name, detail=detail, n=behind.count)
    nothing = say(behind.language, "client.digest.behind.nothing")
    means = _meaning(behind)
    blocks = [
        section(head),
        *sections(lines(rows) or nothing),
        *turns(behind.question, behind.count, behind.language),
        *_switches(behind),
        *([context(means)] if means else []),
    ]
    return list_modal(name, blocks, behind.language)


def _names(behind: Behind) -> tuple[str, str]:
    """Return what is listed, and the part of it: a severity, or the days that it is about."""
    question, language = behind.question, behind.language
    span = span_words(question.wanted.period, language)
    if question.figure is None:
        return plain(language, f"client.kind.{question.detail}"), span
    name = plain(language, f"client.digest.figure.{question.figure}")
    severity = severity_word(question.detail, language) if question.detail else ""
    return name, ", ".join(each for each in (severity, span) if each)


def _row(behind: Behind, case: Case) -> Safe:
    """Return a ticket, and what the number counts of it."""
    ticket, language = behind.tickets.get(case.ticket), behind.language
    outcome = behind.outcomes.get(case.key)
    client = "" if behind.question.wanted.client or ticket is None else behind.clients.get(ticket.client, "")
    if outcome is not None:
        return promise_line(outcome, ticket, client, behind.reader, language, behind.workspace_url)
    number = ticket_link(behind.workspace_url, ticket) if ticket else f"#{case.ticket}"
    title = typed(title_of(ticket, {}, language)) if ticket else Safe()
    parts = [f"{SIGN[Severity(case.severity)]} {number}", client, _counted(behind, case), title]
    return Safe(" · ".join(part for part in (Safe(parts[0]), *map(_safe, parts[1:])) if part))


def _safe(text: str) -> Safe:
    return text if isinstance(text, Safe) else typed(text)


def _counted(behind: Behind, case: Case) -> Safe:
    """Return what a number counts of one ticket; nothing where it counts the ticket as such."""
    name, language = behind.question.figure, behind.language
    if name in IN_PERCENT:
        is_contact = name is FigureName.FIRST_CONTACT
        kind = "contact" if is_contact else "promise"
        return say(language, f"client.digest.{kind}.{'yes' if case.value else 'no'}")
    if name in _LENGTHS:
        return Safe(time_words(case.value, language))
    if name in _OPEN:
        return say(language, "client.digest.open_for", time=days_words(case.value, language))
    return Safe()


def promise_line(
    outcome: Outcome, ticket: Ticket | None, client: str, reader: Reader, language: str, workspace_url: str
) -> Safe:
    """Return a promise on a ticket, with the time that it took us beside the time that others took.

    A client reads of us and of itself alone.
    """
    number = ticket_link(workspace_url, ticket) if ticket else Safe(f"#{outcome.ticket}")
    times = [(f"{reader}.us", outcome.used)]
    times += [(f"{reader}.client", outcome.on_client)] if outcome.on_client else []
    if reader is Reader.MANAGER and outcome.on_third:
        times.append((f"{reader}.third_party", outcome.on_third))
    told = ", ".join(_time(who, time, language) for who, time in times)
    clock = plain(language, f"client.digest.clock.{outcome.clock}")
    sign = SIGN[Severity(outcome.severity)]
    facts = {"number": number, "sign": sign, "clock": clock, "times": Safe(told)}
    if client:
        return say(STAFF, "staff.digest.promise", client=client, **facts)
    return say(language, "client.digest.promise_line", **facts)


def _time(who: str, time: int, language: str) -> Safe:
    reader, _, whom = who.partition(".")
    key = f"staff.digest.on.{whom}" if reader == Reader.MANAGER else f"client.digest.on.{whom}"
    return say(language, key, time=time_words(time, language))


def _meaning(behind: Behind) -> Safe:
    figure, language = behind.question.figure, behind.language
    if figure is None:
        return Safe()
    return meaning_of(figure, language)


def meaning_of(figure: FigureName, language: str) -> Safe:
    """Return what a number means, the same wherever it is told."""
    name, text = (
        plain(language, f"client.digest.figure.{figure}"),
        plain(language, f"client.measure.{figure}"),
    )
    return say(language, "client.digest.meaning", name=name, text=text)


def turns(question: Question, count: int, language: str) -> tuple[Block, ...]:
    """Return which page this is and the ways to the others, where there are any."""
    pages, page = pages_of(count), question.page
    if pages <= 1:
        return ()
    row: list[Element] = []
    if page > 0:
        back = plain(language, "client.digest.page.back")
        row.append(button(ids.PAGE_BACK, back, question.turned(page - 1).text))
    if page + 1 < pages:
        on = plain(language, "client.digest.page.on")
        row.append(button(ids.PAGE_ON, on, question.turned(page + 1).text))
    return context(say(language, "client.digest.page.of", page=page + 1, pages=pages)), *actions("turn", row)


def pages_of(count: int) -> int:
    """Return how many pages so many rows take."""
    return -(-count // PER_PAGE)


def _switches(behind: Behind) -> tuple[Block, ...]:
    """Return the ways from a share to the lengths that are told beside it."""
    name, question = behind.question.figure, behind.question
    found: list[Block] = []
    for other in _beside(name):
        label = plain(behind.language, f"client.digest.figure.{other}")
        way = button(ids.OPEN_LIST, label, question.about(other, question.detail).text)
        found += actions(f"switch_{other}", [way])
    return tuple(found)


def _beside(name: FigureName | None) -> list[FigureName]:
    """Return what is told beside a share: the lengths, and what is late and has none yet."""
    promise = next((each for each in PROMISES if each.met is name), None)
    if promise is None:
        return []
    total = FigureName.TOTAL_RESOLUTION_TIME if name is FigureName.RESOLUTION_MET else None
    return [each for each in (promise.time, total, promise.left) if each]


def standings_modal(
    question: Question, standings: Sequence[Standing], count: int, names: Mapping[str, str]
) -> View:
    """Return how clients stand, who needs attention first, on one page of several."""
    head = say(STAFF, "staff.digest.clients_head", span=span_words(question.wanted.period, STAFF))
    body = [_standing(question, each, names) for each in standings]
    body = body or [section(say(STAFF, "client.digest.behind.nothing"))]
    title = plain(STAFF, "staff.digest.clients")
    return list_modal(title, [section(head), *body, *turns(question, count, STAFF)], STAFF)


def _standing(question: Question, each: Standing, names: Mapping[str, str]) -> Block:
    """Return how a client stands, with the way to its figures, and so to the tickets behind them."""
    way = question.about(ONE_CLIENT, each.client).text
    opened = button(ids.OPEN_LIST, plain(STAFF, "staff.digest.open_client"), way)
    return section(clipped(standing_line(each, names), _MOST_ROW), opened)


def measures_modal(reader: Reader, language: str) -> View:
    """Return what each number means; clients read of those that they are told."""
    shown = [each for each in FigureName if reader is Reader.MANAGER or each not in INTERNAL]
    told = [meaning_of(each, language) for each in shown]
    told.append(say(language, "client.digest.measured.means", heading=measure_heading(language)))
    general = [say(language, "client.digest.period_means")]
    title = plain(language, "client.digest.measures_title")
    return list_modal(title, sections(lines([*general, *told])), language)


def list_modal(title: str, blocks: Sequence[Block], language: str) -> View:
    """Return a modal that shows a list and asks nothing."""
    close = plain(language, "client.digest.close")
    return modal(ids.FIGURE_MODAL, title[:1].upper() + title[1:], blocks, close=close)
