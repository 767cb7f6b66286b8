"""All that there is of a client, as files to take along: tickets, hours, what was shared and measured."""

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from io import BytesIO
from typing import Final

from bot.domain.desks import Client
from bot.domain.entries import Entry
from bot.domain.measurements import Measurement, ReportNote
from bot.domain.rating import Rating
from bot.domain.retention import in_force
from bot.domain.spreadsheets import Cell, csv_file, csv_text
from bot.domain.tickets import Ticket
from bot.domain.wishes import Vote
from bot.errors import UnknownWordError
from storage import Store

Row = Mapping[str, object]

_TICKETS: Final = (
    *("number", "title", "status", "severity", "kind", "requester", "assignee", "opened_at", "resolved_at"),
    *("summary", "confirmed", "reopened", "merged_into", "worked_minutes", "plan", "plan_version", "channel"),
    "text_removed_at",
)
_RATINGS: Final = ("ticket", "title", "score", "comment", "person", "asked_at", "rated_at")
_FILES: Final = ("id", "name", "type", "link", "ticket", "channel", "shared_by", "shared_at")
_PEOPLE: Final = frozenset(
    {"person", "requester", "assignee", "made_by", "worked_by", "shared_by", "given_by", "removed_by"}
)


async def export(store: Store, client: str) -> Mapping[str, bytes]:
    """Return the files of a client's export by their names; UnknownWordError where there is no such client.

    It holds what the team knows of the client, real minutes too, and how their people found its help. What
    people wrote otherwise, and the files themselves, stay in Slack: they are listed with their links.
    """
    known = await _client(store, client)
    tickets = [_ticket(each) for each in await store.exports.tickets(known.id)]
    titles = {each["number"]: each["title"] for each in tickets}
    ratings = [_rating(each, titles) for each in await store.exports.ratings(known.id)]
    hours = [_entry(each) for each in await store.exports.entries(known.id)]
    files = await _files(store, known.id)
    subjects: Mapping[str, tuple[Sequence[str], Sequence[Row]]] = {
        "tickets": (_TICKETS, tickets),
        "ratings": (_RATINGS, ratings),
        "hours": (_columns(Entry), hours),
        "files": (_FILES, files),
        "votes": (_columns(Vote), [asdict(each) for each in await store.votes.of_client(known.id)]),
        "measurements": (_columns(Measurement), await _measurements(store, known.id)),
        "notes": (_columns(ReportNote), await _notes(store, known.id)),
    }
    names = await _names(store, [row for _, rows in subjects.values() for row in rows])
    made: dict[str, bytes] = {}
    for subject, (columns, rows) in subjects.items():
        named = [_naming(row, names) for row in rows]
        made[f"{subject}.json"] = _json(named)
        made[f"{subject}.csv"] = _csv(columns, named)
    return {**made, "about.json": _json({**asdict(known), "text": await _text_kept(store, known.id)})}


async def bundle(store: Store, client: str) -> bytes:
    """Return the same as one archive."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (await export(store, client)).items():
            archive.writestr(zipfile.ZipInfo(f"{client}/{name}"), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


async def _text_kept(store: Store, client: str) -> str:
    """Return for how long what people said is kept."""
    found = in_force(await store.retention.all(), client)
    return f"removed after {found.months} months" if found else "kept"


async def _client(store: Store, client: str) -> Client:
    known = await store.clients.get(client)
    if known is None:
        ids = tuple(sorted(each.id for each in await store.clients.all()))
        raise UnknownWordError("client", client, choices=ids)
    return known


def _ticket(ticket: Ticket) -> Row:
    return {name: getattr(ticket, name) for name in _TICKETS}


def _rating(rating: Rating, titles: Mapping[object, object]) -> Row:
    """Return a question how somebody found our help, with their answer; a score of None: they gave none."""
    return {**asdict(rating), "title": titles.get(rating.ticket)}


def _entry(entry: Entry) -> Row:
    return asdict(entry)


async def _files(store: Store, client: str) -> list[Row]:
    """Return what was shared in a client's channels, each file with where and by whom."""
    return [
        {
            **{name: getattr(file, name) for name in ("id", "name", "type", "link")},
            "ticket": message.ticket,
            "channel": message.channel,
            "shared_by": message.author,
            "shared_at": message.at,
        }
        for message in await store.exports.messages_with_files(client)
        for file in message.files
    ]


def _columns(kind: type[Entry | Vote | Measurement | ReportNote]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


async def _measurements(store: Store, client: str) -> list[Row]:
    """Return all that was said of a client's metrics, in the units of `Measurement`; the last word stands."""
    return [asdict(each) for each in await store.measurements.all_said(client)]


async def _notes(store: Store, client: str) -> list[Row]:
    return [asdict(each) for each in await store.measurements.all_notes(client)]


async def _names(store: Store, rows: Sequence[Row]) -> Mapping[str, str]:
    ids = {str(row[name]) for row in rows for name in _PEOPLE & set(row) if row[name]}
    return {person: profile.name for person, profile in (await store.people.get_all(ids)).items()}


def _naming(row: Row, names: Mapping[str, str]) -> Row:
    """Return a row with people's names in place of ids that we know."""
    return {name: names.get(str(value), value) if name in _PEOPLE else value for name, value in row.items()}


def _json(value: object) -> bytes:
    return json.dumps(value, indent=2, ensure_ascii=False, default=_plain).encode(errors="replace")


def _csv(columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    cells = [[_cell(row.get(name)) for name in columns] for row in rows]
    return csv_file(csv_text([list(columns), *cells]))


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str | int | date | None) else str(value)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
