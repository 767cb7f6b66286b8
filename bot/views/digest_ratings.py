"""How requesters found our help, ticket by ticket: the list behind a digest's satisfaction, as a modal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.digest_questions import Question
from bot.domain.digests import Reader
from bot.domain.rating import Rating
from bot.domain.tickets import Ticket
from bot.views.digest_lists import list_modal, turns
from bot.views.digest_words import span_words
from bot.views.markup import Safe, clipped, typed
from bot.views.rating import face
from bot.views.rendered import View, lines, section, sections
from bot.views.scene import ticket_link, title_of
from bot.views.text import plain, say

_MOST_ROW: Final = 600


@dataclass(frozen=True, slots=True)
class RatedPage:
    """One page of what requesters said."""

    question: Question
    language: str
    count: int
    """Of all pages together."""
    ratings: Sequence[Rating]
    tickets: Mapping[int, Ticket]
    clients: Mapping[str, str]
    """Names by id."""
    workspace_url: str


def rated_name(topic: str, language: str) -> str:
    """Return what a list of answers, or of questions, is called."""
    return plain(language, f"client.digest.{topic}")


def ratings_modal(page: RatedPage) -> View:
    """Return what requesters were asked and said, with their comments where staff read it."""
    name, language = rated_name(page.question.topic, page.language), page.language
    span = span_words(page.question.wanted.period, language)
    head = say(language, "client.digest.behind.head", name=name, detail=span, n=page.count)
    rows = [clipped(_row(page, each), _MOST_ROW) for each in page.ratings]
    body = sections(lines(rows) or say(language, "client.digest.behind.nothing"))
    blocks = [section(head), *body, *turns(page.question, page.count, language)]
    return list_modal(name, blocks, language)


def _row(page: RatedPage, each: Rating) -> Safe:
    ticket = page.tickets.get(each.ticket)
    wanted = page.question.wanted
    parts = [
        _answer(page, each),
        ticket_link(page.workspace_url, ticket) if ticket else Safe(f"#{each.ticket}"),
        typed("" if wanted.client else page.clients.get(each.client, each.client)),
        typed(title_of(ticket, {}, page.language)) if ticket else Safe(),
        typed(each.comment if wanted.reader is Reader.MANAGER else ""),
    ]
    return Safe(" · ".join(part for part in parts if part))


def _answer(page: RatedPage, each: Rating) -> Safe:
    if each.score is not None:
        return Safe(face(each.score, page.language))
    return say(
        page.language, f"client.digest.{'awaited' if each.is_open(page.question.at) else 'unanswered'}"
    )
