"""The files that go with a notice: made when its row is sent, uploaded once however often that is tried.

A picture that a channel has been shown is shown there again as it is. What is kept in memory is only where
an upload went. If the process ends between an upload and its post, the
file is made and uploaded again; the first one stays where nobody sees it.
"""

from collections.abc import Awaitable, Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from bot.desk import Desk
from bot.domain.desks import OutboxRow
from bot.domain.enclosures import FILES, Enclosure, Kind, UploadedFile, enclosed
from bot.domain.notices import Words
from bot.domain.spreadsheets import csv_file
from bot.logs import get_log
from bot.services.press import Press
from bot.slack import SlackRefusedError
from bot.slack_files import upload
from bot.views.enclosed import Shown

if TYPE_CHECKING:  # loaded with the first digest: most starts have no use for it
    from bot.services.digest_files import DigestFiles

_DIGEST_FILES: Final = "bot.services.digest_files"

Maker: TypeAlias = Callable[[Desk, Press, Enclosure], Awaitable[bytes]]

_BAR_SECONDS: Final = 10.0
"""It takes half of one: what is said next in that channel waits no longer for it."""
_MOST_KEPT: Final = 100
_MOST_DIGESTS: Final = 20
"""Each a third of a MB: what is made is sent a moment later."""
_REFUSED_PICTURE: Final = "invalid_blocks"

_NameT = TypeVar("_NameT")
_KeptT = TypeVar("_KeptT")

_log = get_log(__name__)


class Enclosures:
    """The files of the rows that are being sent."""

    def __init__(self, desk: Desk, press: Press) -> None:
        self._desk = desk
        self._press = press
        self._uploaded: dict[tuple[int, int], UploadedFile] = {}
        self._pictures: dict[tuple[str, str], UploadedFile] = {}
        """The latest pictures, by their channel and what they are made of."""
        self._as_links: set[int] = set()
        self._of_digests: dict[int, DigestFiles | Exception] = {}
        """What was made for the latest digests, or why nothing could be."""

    def is_to_be_made(self, row: OutboxRow) -> bool:
        """Whether a row has files that take long, and that are to be made before it is sent (see `make`)."""
        if Words(row.words) is not Words.DIGEST or row.id in self._of_digests:
            return False
        has_files: bool = import_module(_DIGEST_FILES).has_files(self._desk, row)
        return has_files

    async def make(self, row: OutboxRow, before_each: Callable[[], Awaitable[None]]) -> None:
        """Make the files of a digest; what went wrong is raised when the row is sent.

        It may take a minute, so *before_each* sees to it that the row is still ours to send.
        """
        try:
            files_of = import_module(_DIGEST_FILES).files_of
            made = await files_of(self._desk, self._press, row, before_each)
        except Exception as error:  # noqa: BLE001 - whoever sends the row sees to it
            made = error
        _keep(self._of_digests, row.id, made, _MOST_DIGESTS)

    async def of(self, row: OutboxRow, before_each: Callable[[], Awaitable[None]]) -> Shown:
        """Return where a row's files are in Slack, made and uploaded where they are not there yet.

        It may take a minute for each, so *before_each* sees to it that the row is still ours to send.
        """
        if Words(row.words) is Words.DIGEST:
            return await self._with_digest(row, before_each)
        if (known := self._pictures.get(_name(row))) is not None:
            return Shown((known,))
        wanted = enclosed(row.facts)
        for place, enclosure in enumerate(wanted):
            if (row.id, place) not in self._uploaded:
                await before_each()
                content = await _MAKERS[enclosure.kind](self._desk, self._press, enclosure)
                await before_each()
                uploaded = await upload(self._desk.slack, enclosure, content, self._desk.clock.sleep)
                _keep(self._uploaded, (row.id, place), uploaded)
        files = tuple(self._uploaded[row.id, place] for place in range(len(wanted)))
        return Shown(files, as_links=row.id in self._as_links)

    async def _with_digest(self, row: OutboxRow, before_each: Callable[[], Awaitable[None]]) -> Shown:
        """Return the files of a digest; those that fail are left out, for what it says does without them."""
        made = await self._made(row, before_each)
        taken: list[UploadedFile] = []
        for place, (enclosure, content) in enumerate(made.files):
            if (row.id, place) not in self._uploaded:
                await before_each()
                await self._upload_if_taken((row.id, place), enclosure, content)
            taken += [each for each in (self._uploaded.get((row.id, place)),) if each]
        lost = (made.upload_failed,) if len(taken) < len(made.files) else ()
        return Shown(tuple(taken), row.id in self._as_links, (*made.failed, *lost))

    async def _made(self, row: OutboxRow, before_each: Callable[[], Awaitable[None]]) -> "DigestFiles":
        if row.id not in self._of_digests:
            await self.make(row, before_each)
        made = self._of_digests[row.id]
        if isinstance(made, Exception):
            del self._of_digests[row.id]  # the next try makes them anew
            raise made
        return made

    async def _upload_if_taken(self, name: tuple[int, int], enclosure: Enclosure, content: bytes) -> None:
        try:
            uploaded = await upload(self._desk.slack, enclosure, content, self._desk.clock.sleep)
        except SlackRefusedError as error:
            _log.warning("a digest goes without a file", file=enclosure.name, error=str(error))
        else:
            _keep(self._uploaded, name, uploaded)

    def show_links(self, row: OutboxRow, error: str) -> bool:
        """Let links stand for pictures that Slack did not take; False where that helps nothing."""
        if error != _REFUSED_PICTURE or row.id in self._as_links:
            return False
        if not any(each.is_picture for each in self._enclosed(row)):
            return False
        _log.warning("Slack does not show the picture in a message; linking it", key=row.key)
        self._as_links.add(row.id)
        return True

    def _enclosed(self, row: OutboxRow) -> tuple[Enclosure, ...]:
        made = self._of_digests.get(row.id)
        if made is None or isinstance(made, Exception):
            return enclosed(row.facts)
        return tuple(each for each, _ in made.files)

    def sent(self, row: OutboxRow) -> None:
        """Let go of a row that was sent; a picture alone may be shown again."""
        file = self._uploaded.get((row.id, 0))
        if file is not None and Words(row.words) is Words.PICTURE:
            _keep(self._pictures, _name(row), file)
        self.forget(row)

    def give_up(self, row: OutboxRow) -> None:
        """Let go of a row whose picture could not be shown: the next one is made anew."""
        self._pictures.pop(_name(row), None)
        self.forget(row)

    def forget(self, row: OutboxRow) -> None:
        """Let go of a row that was put aside."""
        self._as_links.discard(row.id)
        self._of_digests.pop(row.id, None)
        for each in [each for each in self._uploaded if each[0] == row.id]:
            del self._uploaded[each]


def _name(row: OutboxRow) -> tuple[str, str]:
    return row.channel, str(row.facts.get(FILES))


def _keep(kept: dict[_NameT, _KeptT], name: _NameT, made: _KeptT, most: int = _MOST_KEPT) -> None:
    while len(kept) >= most:  # old pictures, and rows that another process has taken over
        del kept[next(iter(kept))]
    kept[name] = made


async def _bar(_desk: Desk, press: Press, enclosure: Enclosure) -> bytes:
    return await press.print("bars", enclosure.values, _BAR_SECONDS)


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
