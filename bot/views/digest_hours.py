"""What a client used of its hours: a digest's paragraph, and the tickets behind it, as a modal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.digest_questions import HOURS, Question
from bot.domain.digests import Digest
from bot.domain.tickets import Ticket
from bot.domain.used_hours import HoursUsed, Worked
from bot.views.digest_lists import list_modal, turns
from bot.views.hours import bar
from bot.views.markup import Safe, clipped, typed
from bot.views.rendered import View, context, lines, section, sections
from bot.views.scene import capital, ticket_link, title_of
from bot.views.text import plain, say
from bot.views.times import minutes_length, short_day

_MOST_ROW: Final = 400
_MOST_ENDED: Final = 4
"""So many months are told beside the present one: a menu has five choices."""


@dataclass(frozen=True, slots=True)
class WorkedPage:
    """One page of the tickets on which a month's hours were used."""

    question: Question
    language: str
    worked: Worked
    here: Sequence[tuple[int, int]]
    """Tickets of this page, each with the minutes that it took."""
    tickets: Mapping[int, Ticket]
    workspace_url: str


def hours_part(digest: Digest, client: str, language: str) -> tuple[Safe, list[tuple[str, str, str]]]:
    """Return what one client has used of its hours, and the ways to the tickets behind that.

    A time that is longer than a month tells each month of the contract; of all clients nothing is told here.
    """
    present = digest.hours.get(client)
    months = [*digest.months[-_MOST_ENDED:], *([present] if present else [])]
    if not months:
        return Safe(), []
    choices = [
        (HOURS, each.begins_on.isoformat(), _choice(each, language)) for each in months if each.used > 0
    ]
    if digest.wanted.period.has_months:
        head = say(language, "client.digest.part.hours")
        is_all = len(digest.months) <= _MOST_ENDED
        more = Safe() if is_all else say(language, "client.digest.hours_more")
        return lines([head, *(_row(each, language) for each in months), more]), choices
    return lines([_head(months[0], language), _used(months[0], language)]), choices


def _head(month: HoursUsed, language: str) -> Safe:
    if month.has_ended:
        return say(language, "client.digest.part.hours_then", day=short_day(month.begins_on, language))
    return say(language, "client.digest.part.hours")


def _row(month: HoursUsed, language: str) -> Safe:
    key = "client.digest.hours_from" if month.has_ended else "client.digest.hours_so_far"
    return say(language, key, day=short_day(month.begins_on, language), said=_used(month, language))


def _choice(month: HoursUsed, language: str) -> str:
    name = plain(language, "client.digest.month_from", day=short_day(month.begins_on, language))
    return plain(language, "client.digest.choice", name=capital(name), n=minutes_length(month.used, language))


def _used(month: HoursUsed, language: str) -> Safe:
    amounts = {"used": month.used, "granted": month.allowed, "left": month.left}
    facts: dict[str, object] = {name: minutes_length(each, language) for name, each in amounts.items()}
    key = "client.hours.over" if month.left < 0 else "client.hours.left"
    return say(language, key, bar=bar(month.used, month.allowed), percent=month.percent, **facts)


def worked_modal(page: WorkedPage) -> View:
    """Return the tickets on which a month's hours were used, those first that took most."""
    language, month = page.language, page.worked.month
    name = plain(language, "client.digest.hours_title")
    told = minutes_length(month.used, language)
    detail = plain(language, "client.digest.month_from", day=short_day(month.begins_on, language))
    head = say(language, "client.digest.behind.head", name=name, detail=detail, n=told)
    rows = lines([clipped(_ticket_row(page, *each), _MOST_ROW) for each in page.here])
    besides = page.worked.besides
    beside = [
        context(say(language, "client.digest.hours_besides", time=minutes_length(each, language)))
        for each in (besides,)
        if each
    ]
    body = sections(rows or say(language, "client.digest.behind.nothing"))
    pages = turns(page.question, len(page.worked.by_ticket), language)
    return list_modal(name, [section(head), *body, *beside, *pages], language)


def _ticket_row(page: WorkedPage, number: int, minutes: int) -> Safe:
    ticket = page.tickets.get(number)
    parts = [
        ticket_link(page.workspace_url, ticket) if ticket else Safe(f"#{number}"),
        Safe(minutes_length(minutes, page.language)),
        typed(title_of(ticket, {}, page.language)) if ticket else Safe(),
    ]
    return Safe(" · ".join(part for part in parts if part))
