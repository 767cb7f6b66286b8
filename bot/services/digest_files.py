"""The files that go with a digest: pictures, and of months and quarters a report as PDF and as a table.

Made when the digest is sent, of the same figures. What cannot be made is left out, and the reader is told.
"""

import io
import zipfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib import import_module
from typing import Final

from bot.desk import Desk
from bot.domain.charts import Chart
from bot.domain.desks import Client, OutboxRow
from bot.domain.digests import Reader, Wanted
from bot.domain.enclosures import Enclosure, Kind, Theme
from bot.domain.spreadsheets import csv_file
from bot.domain.used_hours import HoursUsed
from bot.domain.weeks import Week, since_the_first, weeks_shown
from bot.logs import get_log
from bot.services.digest_notices import wanted_of
from bot.services.press import Press, PrintingError
from bot.services.used_hours import last_day, used_hours
from bot.views.digest_charts import Picture, client_picture, month_picture, week_pictures
from bot.views.text import STAFF, plain
from storage import Store

_MOST_SECONDS: Final = 20.0
"""Pictures take two or three, and so does a report: the digest waits no longer for either in its turn."""
_REPORTS: Final = "bot.services.reports"
"""Loaded with the first report: most digests are of weeks."""

_log = get_log(__name__)


@dataclass(frozen=True, slots=True)
class DigestFiles:
    """The files that go with a digest, each with what is in it, and what is said of those that failed."""

    files: tuple[tuple[Enclosure, bytes], ...] = ()
    failed: tuple[str, ...] = ()
    upload_failed: str = ""
    """What is said where Slack does not take one of them."""

    def __add__(self, other: "DigestFiles") -> "DigestFiles":
        """Return these files, then the others."""
        files, failed = (*self.files, *other.files), (*self.failed, *other.failed)
        return DigestFiles(files, failed, self.upload_failed)


def has_files(desk: Desk, row: OutboxRow) -> bool:
    """Whether files may go with the digest that a row of the outbox is."""
    return desk.charts is not Theme.NONE or wanted_of(row).period.has_report


async def files_of(
    desk: Desk, press: Press, row: OutboxRow, before_each: Callable[[], Awaitable[None]]
) -> DigestFiles:
    """Make the files of the digest that a row of the outbox is; *before_each* keeps the row ours to send."""
    await before_each()
    wanted, now = wanted_of(row), desk.clock.now()
    async with desk.database.reading() as store:
        clients = {each.id: each for each in await store.clients.all()}
        weeks = await _weeks(store, wanted, now)
        hours = await used_hours(desk, store, wanted, clients.values(), now)
    pictures = [] if desk.charts is Theme.NONE else _pictures(wanted, weeks, hours, clients, now)
    language = _language(wanted, clients)
    found = DigestFiles(upload_failed=plain(language, "client.chart.failed.upload"))
    found += await _drawn(desk, press, pictures, language)
    if not wanted.period.has_report:
        return found
    await before_each()
    charts = [each.chart for each in pictures]
    return found + await _report(desk, press, wanted, charts, hours, language)


def _language(wanted: Wanted, clients: Mapping[str, Client]) -> str:
    client = clients.get(wanted.client)
    return client.language if client and wanted.reader is Reader.CLIENT else STAFF


async def _weeks(store: Store, wanted: Wanted, now: datetime) -> list[Week]:
    """Return what the weeks brought up to the end of a period, from the first on that brought anything."""
    found: list[Week] = []
    for each in weeks_shown(wanted.period, now):
        until, client = min(each.until_at, now), wanted.client or None
        counts = await store.outcomes.counted(each.from_at, until, client)
        backlog = await store.outcomes.open_at(until, client)
        found.append(Week(each, counts, len(backlog), each.is_over(now)))
    return since_the_first(found)


def _pictures(
    wanted: Wanted,
    weeks: Sequence[Week],
    hours: Sequence[HoursUsed],
    clients: Mapping[str, Client],
    now: datetime,
) -> list[Picture]:
    language, names = _language(wanted, clients), {name: each.name for name, each in clients.items()}
    if wanted.client:
        used = month_picture(hours, language)
    else:
        used = client_picture(hours, names, last_day(wanted, now), language)
    return [*week_pictures(weeks, language), *([used] if used else [])]


async def _drawn(desk: Desk, press: Press, pictures: Sequence[Picture], language: str) -> DigestFiles:
    """Draw all pictures at once: what draws takes longer to load than to draw."""
    if not pictures:
        return DigestFiles()
    values = {"charts": [asdict(each.chart) for each in pictures], "theme": desk.charts}
    try:
        bundle = await press.print("charts", values, _MOST_SECONDS, is_patient=True)
    except PrintingError as error:
        return _failed("pictures", language, error)
    with zipfile.ZipFile(io.BytesIO(bundle)) as opened:
        drawn = [opened.read(name) for name in sorted(opened.namelist())]
    enclosures = [Enclosure(Kind.CHART, each.name, each.said, {}) for each in pictures]
    return DigestFiles(tuple(zip(enclosures, drawn, strict=True)))


async def _report(
    desk: Desk,
    press: Press,
    wanted: Wanted,
    charts: Sequence[Chart],
    hours: Sequence[HoursUsed],
    language: str,
) -> DigestFiles:
    """Make the report of a period, and its figures as a table, which needs no printer."""
    paper, table = await import_module(_REPORTS).report_files(desk, wanted, charts, hours)
    rows = DigestFiles(((table, csv_file(str(table.values["text"]))),))
    try:
        printed = await press.print("paper", paper.values, _MOST_SECONDS, is_patient=True)
        return DigestFiles(((paper, printed),)) + rows
    except PrintingError as error:
        return _failed("report", language, error) + rows


def _failed(what: str, language: str, error: PrintingError) -> DigestFiles:
    _log.warning("a digest goes without what could not be printed", what=what, error=str(error))
    return DigestFiles(failed=(plain(language, f"client.chart.failed.{what}"),))
