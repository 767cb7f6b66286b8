"""Files go with what we tell, once and in order, whatever goes wrong on their way."""

import asyncio
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from bot.domain.documents import Bar, Column, Document, Part, Section, Shade, Table
from bot.domain.enclosures import Enclosure, Kind, bar_picture, enclosing, pages, spreadsheet
from bot.domain.notices import Act, Notice, Words
from bot.services.press import Press, PrintingError
from tests.bot.test_outbox_under_faults import parked, waiting
from tests.databases import ON_SQLITE
from tests.live import Json, Live

pytestmark = ON_SQLITE

POST = "chat.postMessage"
BEGIN, SEND, FINISH, LOOK = (
    "files.getUploadURLExternal",
    "upload",
    "files.completeUploadExternal",
    "files.info",
)
ODD = "Café São João №1 😀 <b>&"
BAR = bar_picture(
    "hours.png",
    "6 h 30 min of 10 h used",
    Bar("October 2026", (Part(Shade.USED, 390, "Used 6 h 30 min"), Part(Shade.LEFT, 210, "Left 3 h 30 min"))),
)
SHEET = spreadsheet("october.csv", "The lines of October", [["Ticket", "Minutes"], ["=1+1", -90]])
PAPER = pages(
    "october.pdf",
    Document(
        title=f"Statement for {ODD}",
        subtitle="October 2026",
        sections=(Section("Work", tables=(Table((Column("What"), Column("Time")), ((ODD, "1 h"),)),)),),
    ),
)


async def tell(live: Live, key: str, channel: str, *files: Enclosure, text: str = "Your hours") -> None:
    """Let the bot say something with files in a channel, or to the person of an id."""
    place = (await live.get("messages", channel=channel))["channel"] if channel.startswith("#") else channel
    facts = {"text": text, **enclosing(*files)}
    async with live.bot.desk.transaction() as store:
        await store.tell(Notice(key, Act.POST, Words.STAFF, place, facts=facts))


async def content(live: Live, file_id: str) -> bytes:
    """What somebody gets who opens a file."""
    async with live.session.get(f"{live.sandbox.url}/control/file", params={"id": file_id}) as response:
        assert response.status == 200
        return await response.read()


def pictures(message: Json) -> list[Json]:
    return [each for each in message["blocks"] if each["type"] == "image"]


async def messages_with_files(live: Live, channel: str) -> list[Json]:
    return [each for each in await live.messages(channel) if "Your hours" in each["text"]]


async def test_a_picture_is_seen_in_the_message_and_other_files_are_shared_by_it(live: Live) -> None:
    await tell(live, "staff:hours", "#triage", BAR, PAPER, SHEET)
    await live.advance(minutes=1)

    (message,) = await messages_with_files(live, "#triage")
    (picture,) = pictures(message)
    assert picture["alt_text"] == "6 h 30 min of 10 h used"
    image = Image.open(io.BytesIO(await content(live, picture["slack_file"]["id"])))
    assert (image.format, image.width) == ("PNG", 1200)
    assert [each["name"] for each in message["files"]] == ["october.pdf", "october.csv"]
    assert [each["title"] for each in message["files"]] == [f"Statement for {ODD}", "The lines of October"]
    paper, sheet = [await content(live, each["id"]) for each in message["files"]]
    assert paper.startswith(b"%PDF-")
    assert sheet.decode("utf-8-sig") == "Ticket,Minutes\r\n'=1+1,-90\r\n"
    assert await waiting(live) == 0


async def test_a_file_reaches_a_person_directly(live: Live) -> None:
    users = (await live.get("world"))["users"]
    (manager,) = [each["id"] for each in users if each["name"] == "max"]
    await tell(live, "staff:hours:max", manager, SHEET)
    await live.settle()
    (text,) = [each for each in await live.told("max") if "Your hours" in each]
    assert "october.csv" in text
    (file,) = [each for each in live.sandbox.world.files.values() if each.name == "october.csv"]
    (direct,) = file.channel_ids
    assert live.sandbox.world.channels[direct].is_im


async def test_what_is_told_after_a_file_stands_below_it(live: Live) -> None:
    await live.fault(FINISH, "http_500", count=2)
    await tell(live, "staff:1", "#triage", text="Your hours: first")
    await tell(live, "staff:2", "#triage", SHEET, text="Your hours: second")
    await tell(live, "staff:3", "#triage", text="Your hours: third")
    await live.advance(minutes=2)
    told = [each["text"].splitlines()[0] for each in await messages_with_files(live, "#triage")]
    assert told == ["Your hours: first", "Your hours: second", "Your hours: third"]


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param([(BEGIN, "rate_limited")], id="the upload is to begin later"),
        pytest.param([(BEGIN, "drop_after")], id="the upload begins and the answer is cut off"),
        pytest.param([(SEND, "rate_limited")], id="the content is to come later"),
        pytest.param([(SEND, "http_500")], id="the content is not taken"),
        pytest.param([(SEND, "drop_before")], id="the connection is cut before the content came"),
        pytest.param([(SEND, "drop_after")], id="the connection is cut after the content came"),
        pytest.param([(FINISH, "drop_before")], id="the upload is not completed"),
        pytest.param([(FINISH, "drop_after")], id="the upload is completed and the answer is cut off"),
        pytest.param([(LOOK, "http_500")], id="it cannot be looked whether the file is ready"),
        pytest.param([(FINISH, "scanning")], id="Slack looks through the file for a while"),
        pytest.param([(POST, "rate_limited")], id="the message is to come later"),
        pytest.param([(POST, "drop_before")], id="the message is not posted"),
        pytest.param([(POST, "drop_after")], id="the message is posted and the answer is cut off"),
        pytest.param(
            [(SEND, "http_500"), (FINISH, "drop_after"), (POST, "drop_after"), (POST, "http_500")],
            id="one fault follows another",
        ),
    ],
)
async def test_a_file_is_in_the_channel_once(live: Live, faults: list[tuple[str, str]]) -> None:
    for method, kind in faults:
        await live.fault(method, kind, seconds=3)
    await tell(live, "staff:hours", "#triage", BAR, SHEET)
    await live.advance(minutes=5)

    (message,) = await messages_with_files(live, "#triage")
    assert len(pictures(message)) == 1
    assert [each["name"] for each in message["files"]] == ["october.csv"]
    assert await parked(live) == []
    assert await waiting(live) == 0


async def test_a_message_that_has_to_wait_does_not_upload_its_file_again(live: Live) -> None:
    await live.fault(POST, "rate_limited", count=3)
    await tell(live, "staff:hours", "#triage", SHEET)
    await live.advance(minutes=1)
    assert len(await messages_with_files(live, "#triage")) == 1
    assert len((await live.get("calls", method=FINISH))["calls"]) == 1


async def test_a_picture_that_no_message_may_show_is_linked(live: Live) -> None:
    await live.fault(POST, "refused", error="invalid_blocks")
    await tell(live, "staff:hours", "#triage", BAR)
    await live.advance(minutes=1)
    (message,) = await messages_with_files(live, "#triage")
    assert pictures(message) == []
    assert [each["name"] for each in message["files"]] == ["hours.png"]
    assert await parked(live) == []


@pytest.mark.parametrize(
    ("method", "error"),
    [
        pytest.param(BEGIN, "file_uploads_disabled", id="the workspace takes no files"),
        pytest.param(FINISH, "storage_limit_reached", id="the workspace is full"),
        pytest.param(POST, "invalid_blocks", id="the message is refused however it shows the file"),
    ],
)
async def test_a_refused_file_is_told_to_staff_and_holds_up_nothing(
    live: Live, method: str, error: str
) -> None:
    await live.fault(method, "refused", count=2, error=error)
    await tell(live, "staff:file", "#acme", BAR)
    await live.advance(seconds=1)
    await live.fault(method, "refused", count=0)
    ts = await live.say("ana", "#acme", "The import fails")
    assert len(await live.texts("#acme", ts)) == 1
    assert [(row.key, row.error) for row in await parked(live)] == [("staff:file", error)]


async def test_a_file_too_large_is_parked_before_slack_is_called(live: Live) -> None:
    await tell(live, "staff:file", "#triage", spreadsheet("all.csv", "All", [["x" * 20_000_001]]))
    await live.advance(seconds=1)
    (row,) = await parked(live)
    assert row.error == "the file has 20,000,006 bytes, and may have 20,000,000"
    assert (await live.get("calls", method=BEGIN))["calls"] == []


async def test_what_cannot_be_printed_is_tried_again_and_then_left_to_staff(live: Live) -> None:
    await tell(live, "answer:1", "#acme", Enclosure(Kind.PAGES, "x.pdf", "X", {"title": "no sections"}))
    await live.advance(minutes=1)
    (row,) = await parked(live)
    assert "the printer failed: ValidationError" in str(row.error)
    assert "no sections" not in str(row.error)


@pytest.fixture
async def press() -> AsyncIterator[Press]:
    """A press whose printer waits long for more."""
    press = Press(idle_seconds=600)
    yield press
    await press.close()
    assert _printers() == []


async def test_a_printer_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(PrintingError, match="paper: not done within 0"):
        await Press(most_seconds=0.05).print("paper", PAPER.values)
    assert _printers() == []


async def test_what_has_to_be_there_soon_does_not_wait_until_others_are_printed(press: Press) -> None:
    first = asyncio.create_task(press.print("paper", PAPER.values))
    with pytest.raises(PrintingError, match=r"bars: not done within 0\.01"):
        await press.print("bars", BAR.values, 0.01)
    assert not first.done()
    assert (await first).startswith(b"%PDF-")


async def test_a_printer_ends_with_whoever_waits_for_it() -> None:
    printing = asyncio.create_task(Press().print("paper", PAPER.values))
    while not _printers():  # noqa: ASYNC110 - the system tells nobody
        await asyncio.sleep(0.01)
    printing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await printing
    assert _printers() == []


async def test_one_printer_prints_what_comes_soon_after(press: Press) -> None:
    papers = await asyncio.gather(*[press.print("paper", PAPER.values) for _ in range(3)])
    (printer,) = _printers()
    bar = await press.print("bars", BAR.values)
    assert [each[:5] for each in (*papers, bar)] == [b"%PDF-"] * 3 + [b"\x89PNG\r"]
    assert _printers() == [printer]


async def test_a_printer_that_has_nothing_to_do_ends() -> None:
    press = Press(idle_seconds=0)
    await press.print("bars", BAR.values)
    while _printers():  # noqa: ASYNC110 - the system tells nobody
        await asyncio.sleep(0.01)
    assert (await press.print("bars", BAR.values)).startswith(b"\x89PNG")
    await press.close()


async def test_a_printer_that_was_killed_is_started_anew(press: Press) -> None:
    await press.print("bars", BAR.values)
    (process,) = _printers()
    os.kill(process, signal.SIGKILL)
    while _printers():  # noqa: ASYNC110 - the system tells nobody
        await asyncio.sleep(0.01)
    assert (await press.print("bars", BAR.values)).startswith(b"\x89PNG")


async def test_a_printer_that_is_killed_at_work_is_told_of(press: Press) -> None:
    printing = asyncio.create_task(press.print("paper", PAPER.values))
    while not _printers():  # noqa: ASYNC110 - the system tells nobody
        await asyncio.sleep(0.01)
    (process,) = _printers()
    os.kill(process, signal.SIGKILL)
    with pytest.raises(PrintingError, match="the printer broke off"):
        await printing
    assert (await press.print("paper", PAPER.values)).startswith(b"%PDF-")


async def test_what_fails_leaves_no_trace_in_what_is_printed_next(press: Press) -> None:
    with pytest.raises(PrintingError, match="the printer failed: ValidationError"):
        await press.print("paper", {"title": "no sections"})
    with pytest.raises(PrintingError, match="the printer failed: ModuleNotFoundError"):
        await press.print("stone", {})
    assert (await press.print("paper", PAPER.values)).startswith(b"%PDF-")


def test_a_printer_ends_when_its_desk_is_gone() -> None:
    """The desk may be killed: then nobody is left to tell the printer to end."""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-P", "-m", "bot.printing"], stdin=pipe, stdout=pipe) as printer:
        told, _ = printer.communicate(json.dumps({"what": "bars", "values": BAR.values}).encode(), timeout=60)
    assert json.loads(told.partition(b"\n")[0])["bytes"] == len(told.partition(b"\n")[2])
    assert printer.returncode == 0


def _printers() -> list[int]:
    """The printers that this process has started and that are still there."""
    tasks = Path("/proc/self/task").glob("*/children")
    ids = [int(each) for task in tasks for each in task.read_text().split()]
    return [each for each in ids if "bot.printing" in _command(each)]


def _command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text()
    except FileNotFoundError:
        return ""
