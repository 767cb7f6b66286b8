"""A digest as a message: the manager's edition in English, a client's in its own language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.domain.desks import Client
from bot.domain.digest_questions import ASKED, CLIENTS, KIND, RATINGS, Question, question_about
from bot.domain.digests import INTERNAL, Digest, Reader, Wanted
from bot.domain.figures import FigureName, kinds
from bot.domain.observations import observations
from bot.domain.outcomes import Outcome
from bot.domain.report_periods import PeriodUnit
from bot.domain.tickets import Ticket
from bot.views import ids
from bot.views.digest_hours import hours_part
from bot.views.digest_lists import list_modal, promise_line
from bot.views.digest_measures import measure_lines, note_lines
from bot.views.digest_promises import promise_parts
from bot.views.digest_ratings import rated_name
from bot.views.digest_standings import standing_line
from bot.views.digest_words import count_change, days_words, share_change, span_words
from bot.views.markup import Safe, escape
from bot.views.observed import sentence
from bot.views.promises import staff_moment
from bot.views.rendered import (
    Block,
    Element,
    Rendered,
    View,
    actions,
    button,
    context,
    header,
    lines,
    message,
    named_block,
    option,
    overflow,
    section,
)
from bot.views.text import STAFF, moment, plain, say

MOST_MISSED: Final = 5
"""So many missed promises are named; the rest are behind the menu."""
_MOST_CLIENTS: Final = 8
_MOST_KINDS: Final = 5
_FULL: Final = 10
_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class DigestPage:
    """A digest with all that it takes to show it."""

    digest: Digest
    at: datetime
    """When it was made."""
    client: Client | None
    """None: it is about all."""
    names: Mapping[str, str]
    """Of clients, by their ids."""
    tickets: Mapping[int, Ticket]
    """Those that are named."""
    workspace_url: str = ""
    title: str = ""
    """What the plan calls it."""
    late_since: datetime | None = None
    """When it should have come, where that was long ago."""

    @property
    def reader(self) -> Reader:
        """For whom it is."""
        return self.digest.wanted.reader

    @property
    def language(self) -> str:
        """What its reader reads."""
        return self.client.language if self.client and self.reader is Reader.CLIENT else STAFF

    @property
    def question(self) -> Question:
        """What its buttons ask about."""
        return question_about(self.digest.wanted, self.at)


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph of a digest, with the choices of its menu, each a topic, a detail and what it is called."""

    text: Safe
    choices: Sequence[tuple[str, str, str]] = ()


def digest_message(page: DigestPage) -> Rendered:
    """Return the message."""
    title = digest_title(page.digest.wanted, page.client, page.title)
    small = _small(page)
    parts = [part for part in _parts(page) if part.text]
    blocks = [_block(page, number, part) for number, part in enumerate(parts)]
    text = lines([Safe(f"*{escape(title)}*"), *(part.text for part in parts)])
    return message(text, header(title), context(small), *blocks, *_buttons(page))


def figure_blocks(page: DigestPage) -> list[Block]:
    """Return the figures alone, each paragraph with the menu that opens what is behind them."""
    promises = (Part(text, choices) for text, choices in promise_parts(page.digest, page.language))
    parts = [part for part in (_volume(page), *promises, _missed(page)) if part.text]
    span = span_words(page.digest.wanted.period, page.language)
    said = Safe(f"{escape(span)}. {_small(page)}")
    return [context(said), *(_block(page, number, part) for number, part in enumerate(parts))]


def client_modal(page: DigestPage) -> View:
    """Return one client's figures, opened from the list of all clients, with the way back to that."""
    title = digest_title(page.digest.wanted, page.client, "")
    all_of_them = question_about(replace(page.digest.wanted, client=""), page.at).about(CLIENTS)
    back = button(ids.OPEN_LIST, plain(STAFF, "client.digest.page.back"), all_of_them.text)
    figures, hours = figure_blocks(page), _hours(page)
    blocks = [
        section(Safe(f"*{escape(title)}*")),
        *figures,
        *([_block(page, len(figures), hours)] if hours.text else []),
        *actions("back", [back]),
    ]
    return list_modal(page.client.name if page.client else title, blocks, STAFF)


def digest_head(wanted: Wanted, client: Client | None, title: str) -> Rendered:
    """Return the title alone, above files that follow an answer in words."""
    said = digest_title(wanted, client, title)
    return message(Safe(f"*{escape(said)}*"), header(said))


def digest_title(wanted: Wanted, client: Client | None, title: str) -> str:
    """Return what a digest is called, and of which days it is."""
    language = client.language if client and wanted.reader is Reader.CLIENT else STAFF
    span = span_words(wanted.period, language)
    if wanted.reader is Reader.CLIENT:
        unit = PeriodUnit.WEEK if wanted.period.days == _WEEK else wanted.period.unit
        title = title or plain(language, f"client.digest.title.{unit}")
        return plain(language, "client.digest.titled", title=title, span=span)
    if client is None:
        return plain(STAFF, "staff.digest.title_all", span=span)
    return plain(STAFF, "staff.digest.title", client=client.name, span=span)


def _small(page: DigestPage) -> Safe:
    """Return what it is compared with and how times are counted; and that it is late, or not the whole."""
    wanted, language = page.digest.wanted, page.language
    compared = say(language, "client.digest.compared", span=span_words(wanted.period.before, language))
    so_far = Safe() if wanted.period.is_over(page.at) else say(language, "client.digest.so_far")
    return Safe(" ".join(each for each in (_late(page), so_far, compared) if each))


def _late(page: DigestPage) -> Safe:
    if page.late_since is None:
        return Safe()
    if page.client is None or page.reader is Reader.MANAGER:
        return say(STAFF, "staff.today.late", due=staff_moment(page.late_since))
    due = moment(page.late_since, page.language, page.client.time_zone)
    return say(page.language, "client.digest.late", due=due)


def _parts(page: DigestPage) -> Iterator[Part]:
    if page.digest.is_empty:
        yield Part(say(page.language, "client.digest.nothing"))
    else:
        yield Part(_seen(page))
        yield _volume(page)
        for text, choices in promise_parts(page.digest, page.language):
            yield Part(text, choices)
        yield _missed(page)
        yield _kinds(page)
    yield Part(satisfaction_line(page), _answers(page))
    yield _hours(page)
    if page.digest.measures is not None:
        period = page.digest.wanted.period
        yield Part(measure_lines(page.digest.measures, period, page.language))
        yield Part(note_lines(page.digest.measures, page.language))
    if page.client is None:
        yield Part(_attention(page))


def _seen(page: DigestPage) -> Safe:
    language, seen = page.language, observations(page.digest)
    said = [sentence(each, page.reader, page.names, language) for each in seen]
    points = [Safe(f"• {each}") for each in said]
    nothing = say(language, "client.digest.nothing_stands_out")
    return lines([say(language, "client.digest.part.seen"), *(points or [nothing])])


_VOLUME: Final = (FigureName.OPENED, FigureName.RESOLVED, FigureName.BACKLOG, FigureName.REOPENED)


_SELDOM: Final = frozenset({FigureName.REOPENED, FigureName.NEAR_MISSES})
"""Told of where there are any, or were."""


def _any(page: DigestPage, name: FigureName) -> bool:
    return any(each.cases for each in page.digest.figures[name])


def _volume(page: DigestPage) -> Part:
    language = page.language
    told = [_count(page, name) for name in _VOLUME if name not in _SELDOM or _any(page, name)]
    first = page.digest.figures[FigureName.FIRST_CONTACT]
    shown = [*_VOLUME, *([FigureName.FIRST_CONTACT] if page.reader is Reader.MANAGER else [])]
    if FigureName.FIRST_CONTACT in shown and first.now.cases:
        facts = {"percent": first.now.percent, "hits": first.now.hits, "n": first.now.count}
        change = share_change(first, language)
        told.append(say(language, "client.digest.share", name=_label(first.now.name, language), **facts))
        told[-1] = Safe(f"{told[-1]} {change}".rstrip())
    choices = [_choice(page, name) for name in shown if page.digest.figures[name].now.cases]
    return Part(lines([say(language, "client.digest.part.volume"), *told]), choices)


def _count(page: DigestPage, name: FigureName) -> Safe:
    now, before = page.digest.figures[name]
    change = count_change(now.count, before.count, page.language)
    name_said = _label(name, page.language)
    said = say(page.language, "client.digest.count", name=name_said, n=now.count, change=change)
    if name is not FigureName.BACKLOG or not now.cases:
        return said
    age = page.digest.figures[FigureName.BACKLOG_AGE].now
    oldest, median = (days_words(each or 0, page.language) for each in (age.longest, age.median))
    key = "client.digest.oldest" if age.count > 1 else "client.digest.only"
    return Safe(f"{said}{say(page.language, key, oldest=oldest, median=median)}")


def _choice(page: DigestPage, name: FigureName) -> tuple[str, str, str]:
    found = page.digest.figures[name].now
    label = plain(page.language, "client.digest.choice", name=_label(name, page.language), n=found.count)
    return name, "", label


def _label(name: FigureName, language: str) -> str:
    return plain(language, f"client.digest.figure.{name}")


def _missed(page: DigestPage) -> Part:
    """Return the promises that were missed, with who was waited for; near misses are for managers."""
    found, language = page.digest, page.language
    near = found.figures[FigureName.NEAR_MISSES]
    shown = (FigureName.BREACHES, FigureName.NEAR_MISSES)
    counted = [each for each in shown if page.reader is Reader.MANAGER or each not in INTERNAL]
    if not found.missed and (page.reader is Reader.CLIENT or not any(each.cases for each in near)):
        return Part(Safe())
    heads = [_count(page, name) for name in counted if name not in _SELDOM or _any(page, name)]
    rows = [_missed_line(page, each) for each in found.missed[:MOST_MISSED]]
    choices = [_choice(page, name) for name in counted if found.figures[name].now.cases]
    return Part(lines([say(language, "client.digest.part.missed"), *heads, *rows]), choices)


def _missed_line(page: DigestPage, each: Outcome) -> Safe:
    ticket = page.tickets.get(each.ticket)
    client = page.names.get(each.client, each.client) if page.client is None else ""
    said = promise_line(each, ticket, client, page.reader, page.language, page.workspace_url)
    return Safe(f"• {said}")


def _kinds(page: DigestPage) -> Part:
    """Return the kinds of work that were asked for most; nothing where nobody said of any."""
    now = [(kind, len(tickets)) for kind, tickets in kinds(page.digest.now) if kind][:_MOST_KINDS]
    before = {kind: len(tickets) for kind, tickets in kinds(page.digest.before)}
    told, choices = [], []
    for kind, n in now:
        name, change = plain(page.language, f"client.kind.{kind}"), before.get(kind, 0)
        moved = count_change(n, change, page.language)
        told.append(say(page.language, "client.digest.count", name=name, n=n, change=moved))
        choices.append((KIND, kind, plain(page.language, "client.digest.choice", name=name, n=n)))
    head = [say(page.language, "client.digest.part.kinds")] if told else []
    return Part(lines([*head, *told]), choices)


def satisfaction_line(page: DigestPage) -> Safe:
    """Return what requesters said; nothing where nobody was ever asked."""
    now, before, language = page.digest.ratings, page.digest.ratings_before, page.language
    if now is None:
        return Safe()
    facts = {"asked": now.asked, "rated": now.rated, "percent": now.percent or 0}
    if now.score_tenths is None:
        return say(language, "client.digest.unrated", **facts)
    was = before.score_tenths if before else None
    change = Safe()
    if was is not None and was != now.score_tenths:
        moved = "up" if now.score_tenths > was else "down"
        change = say(language, f"client.digest.score.{moved}", score=_score(was))
    return say(language, "client.digest.rated", score=_score(now.score_tenths), change=change, **facts)


def _answers(page: DigestPage) -> list[tuple[str, str, str]]:
    """Return the ways to what requesters said, and to who was asked."""
    now = page.digest.ratings
    counts = {RATINGS: now.answered, ASKED: now.asked} if now else {}
    return [
        (topic, "", plain(page.language, "client.digest.choice", name=rated_name(topic, page.language), n=n))
        for topic, n in counts.items()
        if n
    ]


def _score(tenths: int) -> str:
    return f"{tenths // _FULL}.{tenths % _FULL}"


def _hours(page: DigestPage) -> Part:
    """Return what one client has used of its hours; of all, only who is near the limit is told."""
    return Part(*hours_part(page.digest, page.client.id, page.language)) if page.client else Part(Safe())


def _attention(page: DigestPage) -> Safe:
    """Return the clients that need attention, who needs most first."""
    needing = [each for each in page.digest.standings if each.weight]
    rows = [standing_line(each, page.names) for each in needing[:_MOST_CLIENTS]]
    more = len(needing) - len(rows)
    rest = say(STAFF, "staff.digest.more_clients", n=more) if more else Safe()
    head = say(STAFF, "staff.digest.attention" if rows else "staff.digest.no_attention", n=len(needing))
    return lines([head, *rows, rest])


def _block(page: DigestPage, number: int, part: Part) -> Block:
    question = page.question
    options = [option(question.about(topic, detail).tail, label) for topic, detail, label in part.choices]
    drawn = section(part.text, overflow(ids.OPEN_FIGURE, options))
    return named_block(f"figures{number}|{question.head}", drawn)


def _buttons(page: DigestPage) -> tuple[Block, ...]:
    language, question = page.language, page.question
    row: list[Element] = []
    if page.client is None:
        count = len(page.digest.standings)
        label = plain(STAFF, "staff.digest.all_clients", n=count)
        row += [button(ids.OPEN_LIST, label, question.about(CLIENTS).text)] if count else []
    row.append(button(ids.ASK_MEASURES, plain(language, "client.digest.measures"), question.text))
    return actions("digest", row)
