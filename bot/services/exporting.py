"""All that there is of a client, as files to take along: tickets, hours, and a list of what was shared."""

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from io import BytesIO
from typing import Final

from bot.domain.desks import Client
from bot.domain.entries import Entry
from bot.domain.spreadsheets import Cell, csv_file, csv_text
from bot.domain.tickets import Ticket
from bot.errors import UnknownWordError
from storage import Store

Row = Mapping[str, object]

_TICKETS: Final = (
    *("number", "title", "status", "severity", "kind", "requester", "assignee", "opened_at", "resolved_at"),
    *("summary", "confirmed", "reopened", "merged_into", "worked_minutes", "plan", "plan_version", "channel"),
)
_FILES: Final = ("id", "name", "type", "link", "ticket", "channel", "shared_by", "shared_at")
_PEOPLE: Final = frozenset({"requester", "assignee", "made_by", "worked_by", "shared_by"})


async def export(store: Store, client: str) -> Mapping[str, bytes]:
    """Return the files of a client's export by their names; UnknownWordError where there is no such client.

    It holds what the team knows of the client, real minutes too. What people wrote and the files themselves
    stay in Slack: they are listed with their links.
    """
    known = await _client(store, client)
    tickets = [_ticket(each) for each in await store.exports.tickets(known.id)]
    hours = [_entry(each) for each in await store.exports.entries(known.id)]
    files = await _files(store, known.id)
    names = await _names(store, [*tickets, *hours, *files])
    columns = {"tickets": _TICKETS, "hours": tuple(each.name for each in fields(Entry)), "files": _FILES}
    made: dict[str, bytes] = {}
    for subject, rows in (("tickets", tickets), ("hours", hours), ("files", files)):
        named = [_naming(row, names) for row in rows]
        made[f"{subject}.json"] = _json(named)
        made[f"{subject}.csv"] = _csv(columns[subject], named)
    return {**made, "about.json": _json(asdict(known))}


async def bundle(store: Store, client: str) -> bytes:
    """Return the same as one archive."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (await export(store, client)).items():
            archive.writestr(zipfile.ZipInfo(f"{client}/{name}"), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


async def _client(store: Store, client: str) -> Client:
    known = await store.clients.get(client)
    if known is None:
        ids = tuple(sorted(each.id for each in await store.clients.all()))
        raise UnknownWordError("client", client, choices=ids)
    return known


def _ticket(ticket: Ticket) -> Row:
    return {name: getattr(ticket, name) for name in _TICKETS}


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
