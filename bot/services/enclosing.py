"""The files that go with a notice: made when its row is sent, uploaded once however often that is tried.

What is kept in memory is only where an upload went. If the process ends between an upload and its post, the
file is made and uploaded again; the first one stays where nobody sees it.
"""

from collections.abc import Awaitable, Callable, Mapping
from importlib import import_module
from typing import Final, TypeAlias

from bot.desk import Desk
from bot.domain.desks import OutboxRow
from bot.domain.enclosures import Enclosure, Kind, UploadedFile, enclosed
from bot.domain.spreadsheets import csv_file
from bot.logs import get_log
from bot.services.press import Press
from bot.slack_files import upload
from bot.views.enclosed import Shown

Maker: TypeAlias = Callable[[Desk, Press, Enclosure], Awaitable[bytes]]

_MOST_KEPT: Final = 100
_REFUSED_PICTURE: Final = "invalid_blocks"

_log = get_log(__name__)


class Enclosures:
    """The files of the rows that are being sent."""

    def __init__(self, desk: Desk, press: Press) -> None:
        self._desk = desk
        self._press = press
        self._uploaded: dict[tuple[int, int], UploadedFile] = {}
        self._as_links: set[int] = set()

    async def of(self, row: OutboxRow, before_each: Callable[[], Awaitable[None]]) -> Shown:
        """Return where a row's files are in Slack, made and uploaded where they are not there yet.

        It may take a minute for each, so *before_each* sees to it that the row is still ours to send.
        """
        wanted = enclosed(row.facts)
        for place, enclosure in enumerate(wanted):
            if (row.id, place) not in self._uploaded:
                await before_each()
                content = await _MAKERS[enclosure.kind](self._desk, self._press, enclosure)
                await before_each()
                uploaded = await upload(self._desk.slack, enclosure, content, self._desk.clock.sleep)
                self._keep((row.id, place), uploaded)
        files = tuple(self._uploaded[row.id, place] for place in range(len(wanted)))
        return Shown(files, as_links=row.id in self._as_links)

    def show_links(self, row: OutboxRow, error: str) -> bool:
        """Let links stand for pictures that Slack did not take; False where that helps nothing."""
        if error != _REFUSED_PICTURE or row.id in self._as_links:
            return False
        if not any(each.is_picture for each in enclosed(row.facts)):
            return False
        _log.warning("Slack does not show the picture in a message; linking it", key=row.key)
        self._as_links.add(row.id)
        return True

    def forget(self, row: OutboxRow) -> None:
        """Let go of a row that was sent, or put aside."""
        self._as_links.discard(row.id)
        for each in [each for each in self._uploaded if each[0] == row.id]:
            del self._uploaded[each]

    def _keep(self, name: tuple[int, int], uploaded: UploadedFile) -> None:
        while len(self._uploaded) >= _MOST_KEPT:  # rows that another process has taken over
            del self._uploaded[next(iter(self._uploaded))]
        self._uploaded[name] = uploaded


async def _bar(_desk: Desk, press: Press, enclosure: Enclosure) -> bytes:
    return await press.print("bars", enclosure.values)


async def _pages(_desk: Desk, press: Press, enclosure: Enclosure) -> bytes:
    return await press.print("paper", enclosure.values)


async def _rows(_desk: Desk, _press: Press, enclosure: Enclosure) -> bytes:
    return csv_file(str(enclosure.values["text"]))


async def _bundle(desk: Desk, _press: Press, enclosure: Enclosure) -> bytes:
    bundle = import_module("bot.services.exporting").bundle  # rarely asked for
    async with desk.database.reading() as store:
        made: bytes = await bundle(store, str(enclosure.values["client"]))
    return made


_MAKERS: Final[Mapping[Kind, Maker]] = {
    Kind.BAR: _bar,
    Kind.PAGES: _pages,
    Kind.ROWS: _rows,
    Kind.BUNDLE: _bundle,
}
