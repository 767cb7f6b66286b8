"""A report of a month or a quarter as a document: figures, pictures, lists, statements, definitions."""

from collections.abc import Iterator
from typing import Final

from bot.domain.documents import Document, Section
from bot.domain.figures import PROMISES, FigureName
from bot.domain.measurements import NoteKind
from bot.domain.observations import observations
from bot.views import report_tables as tables
from bot.views.digest_measures import measure_heading, note_heading
from bot.views.markup import readable, spoken
from bot.views.observed import sentence
from bot.views.report_words import MOST_LISTED, ReportPage
from bot.views.scene import capital
from bot.views.statements import statement_document
from bot.views.text import plain, say

_LISTS: Final = (FigureName.BREACHES, FigureName.NEAR_MISSES)


def report_document(page: ReportPage) -> Document:
    """Return a report as it is printed."""
    return Document(
        title=page.title,
        subtitle=_subtitle(page),
        sections=tuple(_sections(page)),
        sender=page.sender,
        footer=" · ".join(each for each in (page.sender, page.whose, page.span) if each),
        page_label=plain(page.language, "client.statement.page", page="{page}", pages="{pages}"),
        language=page.language,
    )


def _subtitle(page: ReportPage) -> str:
    said = [page.span, page.say("issued", day=page.day(page.issued_on))]
    if not page.is_over:
        said.append(page.say("so_far"))
    return f"{' · '.join(said)}\n{page.say('compared', span=page.before)}"


def _sections(page: ReportPage) -> Iterator[Section]:
    yield Section(page.say("heading.seen"), _seen(page))
    if page.charts:
        yield Section(page.say("heading.charts"), charts=page.charts)
    yield Section(page.say("heading.figures"), tables=(tables.figures_table(page),))
    yield Section(page.say("heading.severity"), tables=(tables.volume_table(page),))
    yield from _promises(page)
    if page.client is None:
        yield Section(page.say("heading.clients"), tables=(tables.clients_table(page),))
    yield from _lists(page)
    yield from _measured(page)
    yield from _statements(page)
    yield Section(page.say("heading.meaning"), tuple(_meanings(page)))


def _seen(page: ReportPage) -> tuple[str, ...]:
    if page.digest.is_empty:
        return (plain(page.language, "client.digest.nothing"),)
    reader = page.digest.wanted.reader
    found = [sentence(each, reader, page.names, page.language) for each in observations(page.digest)]
    nothing = plain(page.language, "client.digest.nothing_stands_out")
    return tuple(f"• {spoken(each)}" for each in found) or (nothing,)


def _promises(page: ReportPage) -> Iterator[Section]:
    for promise in PROMISES:
        table = tables.promise_table(page, promise)
        if table is not None:
            yield Section(page.name(promise.met), tables=(table,))


def _lists(page: ReportPage) -> Iterator[Section]:
    count = page.digest.figures[FigureName.RESOLVED].now.count
    yield Section(
        page.say("heading.resolved", n=count), _more(page, count), tables=(tables.resolved_table(page),)
    )
    for name in _LISTS:
        if name in page.figures:
            count = page.digest.figures[name].now.count
            yield Section(
                page.say(f"heading.{name}", n=count),
                _more(page, count),
                tables=(tables.promises_listed(page, name),),
            )
    count = page.digest.figures[FigureName.REOPENED].now.count
    yield Section(
        page.say("heading.reopened", n=count), _more(page, count), tables=(tables.reopened_table(page),)
    )
    kinds = tables.kinds_table(page)
    if kinds is not None:
        yield Section(page.say("heading.kinds"), tables=(kinds,))
    if page.rated:
        yield Section(page.say("heading.ratings"), tables=(tables.ratings_table(page),))


def _more(page: ReportPage, count: int) -> tuple[str, ...]:
    return (page.say("most", n=MOST_LISTED),) if count > MOST_LISTED else ()


def _measured(page: ReportPage) -> Iterator[Section]:
    """Yield what was measured elsewhere, and what was written for this report."""
    measures, language = page.digest.measures, page.language
    if measures is None:
        return
    if measures.rows:
        yield Section(measure_heading(language), tables=(tables.measures_table(page, measures),))
    for kind in NoteKind:
        notes = tuple(f"• {readable(each.text)}" for each in measures.of_kind(kind))
        if notes:
            yield Section(note_heading(kind, language), notes)


def _statements(page: ReportPage) -> Iterator[Section]:
    """Yield the statements of the months that ended; each says which month it is of."""
    for each in page.statements:
        document = statement_document(each)
        so_far = () if each.is_over else (f"{capital(page.say('so_far'))}.",)
        yield Section(document.title, (*document.subtitle.splitlines()[:1], *so_far))
        yield from document.sections


def _meanings(page: ReportPage) -> Iterator[str]:
    yield page.say("period_means")
    measures = page.digest.measures
    if measures and measures.rows:
        heading = measure_heading(page.language)
        yield spoken(say(page.language, "client.digest.measured.means", heading=heading))
    for each in page.figures:
        yield f"{capital(page.name(each))}: {plain(page.language, f'client.measure.{each}')}"
