"""`hourglass export` and `hourglass ledger check`, typed as people type them."""

import asyncio
import csv
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from bot.clock import SystemClock
from bot.domain.desks import Attachment, Channel, Client, Message, Profile, Purpose, Side
from bot.domain.entries import Entry, EntryKind
from bot.domain.ledger import reversal
from bot.domain.measurements import Measurement, NoteKind, ReportNote
from bot.domain.rating import Rating
from bot.domain.terms import Cover, Metric
from bot.domain.tickets import Severity, Status, Ticket
from bot.domain.wishes import Vote
from bot.services.plans import plan_files
from storage import Database
from tests.house.typed import Ended, hourglass

AT: Final = datetime(2026, 11, 20, 15, tzinfo=UTC)
NOV_5: Final = date(2026, 11, 5)
GROWTH: Final = plan_files(None)["matai-growth"]
ACME: Final = Client("acme", "Acme Orders", "matai-growth", "America/New_York", "en", "C_TRIAGE")
TICKET: Final = Ticket(
    1, "acme", "C_ACME", "C_TRIAGE", None, "=Orders & <stuck>", "U_ANA", AT, Status.NEW, AT, Severity.HIGH,
    "matai-growth", GROWTH.version, seq=1,
)  # fmt: skip
GRANT: Final = Entry(
    "g", "acme", NOV_5, EntryKind.GRANT, 300, "hourglass", AT, "matai-growth", GROWTH.version, lot=NOV_5
)
WORK: Final = replace(
    GRANT, id="w", kind=EntryKind.USAGE, minutes=-60, lot=None, made_by="U_SAM", ticket=1, log="w",
    worked_by="U_SAM", worked_on=date(2026, 11, 20), real_minutes=50, accounted_minutes=60, cover=Cover.HOURS,
    words="Mended it",
)  # fmt: skip
FILE: Final = Attachment("F1", "orders.csv", "text/csv", "https://files.test/F1")
RATED: Final = Rating(1, 7, "acme", "U_ANA", AT, 2, "=Too <slow>", AT + timedelta(hours=1))
UNANSWERED: Final = Rating(1, 9, "acme", "U_ANA", AT + timedelta(days=8))
UPTIME: Final = Measurement("acme", Metric.UPTIME, NOV_5, NOV_5, 99_950, "", "U_SAM", AT)
NOTE: Final = ReportNote("acme", NOV_5, NOV_5, 1, NoteKind.IMPROVEMENT, "=Faster", "U_SAM", AT)
SAID: Final = Message("C_ACME", "1.1", None, "U_ANA", Side.CLIENT, "Look", AT, ticket=1, files=(FILE,))


async def fill(folder: Path) -> None:
    database = await Database.open(f"sqlite:///{folder}/hourglass.db", now=SystemClock().now)
    try:
        await database.migrate()
        async with database.transaction() as store:
            await store.clients.put(ACME)
            await store.clients.put(replace(ACME, id="globex", name="Globex"))
            await store.channels.put(Channel("C_ACME", "acme", Purpose.CLIENT, "acme"))
            await store.people.put(Profile("U_SAM", "T", "sam"))
            await store.people.put(Profile("U_ANA", "T2", "ana"))
            await store.tickets.save_rows([TICKET, replace(TICKET, number=2, client="globex")], [])
            await store.messages.put(SAID)
            for each in (UNANSWERED, RATED, replace(RATED, ticket=2, client="globex")):
                await store.ratings.ask(each)
            await store.votes.turn(Vote(1, "U_ANA", AT))
            await store.votes.turn(Vote(2, "U_ANA", AT))
            wrong = replace(WORK, id="x", log="x")
            await store.ledger.add([GRANT, WORK, wrong, reversal(wrong, "U_SAM", AT, "a slip")])
    finally:
        await database.close()


async def measure(folder: Path) -> None:
    database = await Database.open(f"sqlite:///{folder}/hourglass.db", now=SystemClock().now)
    try:
        async with database.transaction() as store:
            await store.measurements.add(UPTIME, replace(UPTIME, client="globex"))
            await store.measurements.put_note(NOTE)
    finally:
        await database.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    asyncio.run(fill(tmp_path))
    return tmp_path


def typed(folder: Path, *arguments: str) -> Ended:
    return hourglass(folder, *arguments, DATABASE_URL=f"sqlite:///{folder}/hourglass.db")


def test_a_client_is_exported_whole_and_nothing_is_overwritten(folder: Path) -> None:
    ended = typed(folder, "export", "--client", "acme", "--out", "bundle")
    assert (ended.code, ended.err) == (0, "")
    out = folder / "bundle"
    subjects = ("tickets", "ratings", "hours", "files", "votes", "measurements", "notes")
    names = [f"{subject}.{kind}" for subject in subjects for kind in ("csv", "json")]
    assert sorted(each.name for each in out.iterdir()) == sorted(["about.json", *names])
    [ticket] = json.loads((out / "tickets.json").read_text("utf-8"))
    assert (ticket["number"], ticket["title"], ticket["requester"]) == (1, "=Orders & <stuck>", "ana")
    with (out / "tickets.csv").open(encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file)
    assert row["title"] == "'=Orders & <stuck>"
    hours = json.loads((out / "hours.json").read_text("utf-8"))
    assert sum(each["minutes"] for each in hours) == 240
    [shared] = json.loads((out / "files.json").read_text("utf-8"))
    assert (shared["name"], shared["link"], shared["ticket"]) == ("orders.csv", FILE.link, 1)
    again = typed(folder, "export", "--client", "acme", "--out", "bundle")
    assert again.code == 1
    assert "which is not overwritten: name another folder." in again.err


def test_what_clients_said_of_our_help_is_exported_with_its_ticket(folder: Path) -> None:
    assert typed(folder, "export", "--client", "acme", "--out", "bundle").code == 0
    rated, unanswered = json.loads((folder / "bundle" / "ratings.json").read_text("utf-8"))
    assert (rated["ticket"], rated["title"], rated["person"]) == (1, "=Orders & <stuck>", "ana")
    assert (rated["score"], rated["comment"]) == (2, "=Too <slow>")
    assert rated["rated_at"] == "2026-11-20T16:00:00+00:00"
    assert (unanswered["score"], unanswered["rated_at"]) == (None, None)
    with (folder / "bundle" / "ratings.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(each["score"], each["comment"], each["person"]) for each in rows] == [
        ("2", "'=Too <slow>", "ana"),
        ("", "", "ana"),
    ]


def test_what_clients_wished_for_and_what_was_measured_is_exported(folder: Path) -> None:
    asyncio.run(measure(folder))
    assert typed(folder, "export", "--client", "acme", "--out", "bundle").code == 0
    found = {
        each: json.loads((folder / "bundle" / f"{each}.json").read_text("utf-8"))
        for each in ("votes", "measurements", "notes")
    }
    assert [(each["ticket"], each["person"]) for each in found["votes"]] == [(1, "ana")]
    assert [(each["metric"], each["amount"], each["given_by"]) for each in found["measurements"]] == [
        ("uptime", 99_950, "sam")
    ]
    assert [(each["text"], each["made_by"]) for each in found["notes"]] == [("=Faster", "sam")]
    assert "'=Faster" in (folder / "bundle" / "notes.csv").read_text("utf-8-sig")


def test_what_cannot_be_exported_is_explained(folder: Path) -> None:
    unknown = typed(folder, "export", "--client", "acmee", "--out", "bundle")
    assert (unknown.code, (folder / "bundle").exists()) == (1, False)
    assert "acme, globex" in unknown.err
    (folder / "file").write_text("", encoding="utf-8")
    taken = typed(folder, "export", "--client", "acme", "--out", "file")
    assert (taken.code, taken.err) == (1, "file is a file. Name a folder with --out.\n")


def test_a_ledger_that_is_right_is_said_to_be(folder: Path) -> None:
    ended = typed(folder, "ledger", "check")
    assert (ended.code, ended.out, ended.err) == (0, "Entries checked: 4. Wrong: 0.\n", "")
    told = json.loads(typed(folder, "ledger", "check", "--json").out)
    [months] = [each["months"] for each in told["clients"]]
    assert months == [{"month": "2026-11-05", "granted": 300, "used": 60, "left": 240}]
    assert told["findings"] == []


def test_what_is_wrong_is_said_in_a_sentence_each(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "hourglass.db")) as connection, connection:
        connection.execute("UPDATE ledger SET minutes = -59 WHERE id = 'w'")
        connection.execute("UPDATE ledger SET minutes = 301 WHERE id = 'g'")
    ended = typed(folder, "ledger", "check")
    assert ended.code == 1
    assert ended.err.splitlines() == [
        "acme, month of 2026-11-05: w changes the hours by -59 min, not by -60 min.",
        "acme, month of 2026-11-05: the grant of 2026-11-05 is 301 min and should be 300 min.",
    ]
    assert typed(folder, "ledger", "check", "--json").code == 1
