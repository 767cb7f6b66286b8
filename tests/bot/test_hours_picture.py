"""The picture of a client's hours: it follows the answer in words, and is left out where it cannot be had."""

import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
from PIL import Image

from bot.domain.documents import Bar, Part, Shade
from bot.domain.enclosures import Enclosure, Kind, bar_picture, enclosing
from bot.domain.notices import Act, Notice, Words
from tests.bot.test_enclosures import BEGIN, FINISH, LOOK, POST, SEND, content, pictures
from tests.bot.test_hours import enhancement
from tests.bot.test_hours import work as log_work
from tests.bot.test_outbox_under_faults import parked, waiting
from tests.databases import ON_SQLITE
from tests.live import Json, Live, demo

pytestmark = ON_SQLITE

# A Thursday morning in New York, the first day of a month of Acme's.
NOW: Final = datetime(2026, 11, 5, 15, 0, tzinfo=UTC)


@pytest.fixture
async def live(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    async with demo(database_url, tmp_path, starts_at=NOW) as live:
        await enhancement(live, "ana", "#acme")
        yield live


async def ask(live: Live, user: str = "ana", channel: str = "#acme") -> list[Json]:
    """The answers to a question for hours, in order."""
    return await live.replies(channel, await live.say(user, channel, "@Hourglass hours"))


async def uploads(live: Live) -> int:
    return len((await live.get("calls", method=FINISH))["calls"])


async def test_the_answer_in_words_is_followed_by_a_picture(live: Live) -> None:
    await log_work(live, "1h40")
    words, picture = await ask(live)
    assert "▓▓▓▓░░░░░░  *1 h 45 min* of 5 h used (35 %), *3 h 15 min left*" in words["text"]
    assert pictures(words) == []
    [block] = picture["blocks"]
    assert block["type"] == "image"
    told = "35 % of 5 h used, Nov 5 \N{EN DASH} Dec 4: 1 h 45 min used, 3 h 15 min left"
    assert (block["alt_text"], picture["text"]) == (told, told)
    image = Image.open(io.BytesIO(await content(live, block["slack_file"]["id"])))
    assert (image.format, image.size) == ("PNG", (1200, 236))


async def test_a_plan_without_monthly_hours_has_no_picture(live: Live) -> None:
    [words] = await ask(live, "rui", "#banco-litoral")
    assert pictures(words) == []


async def test_staff_who_ask_for_themselves_read_words_alone(live: Live) -> None:
    assert "*5 h left*" in await live.command("sam", "/hours", "acme")
    [words] = await ask(live, "sam", "#triage")
    assert (pictures(words), await uploads(live)) == ([], 0)


async def test_what_did_not_change_is_uploaded_once(live: Live) -> None:
    _, first = await ask(live)
    _, second = await ask(live)
    assert first["blocks"][0]["slack_file"] == second["blocks"][0]["slack_file"]
    assert await uploads(live) == 1
    await log_work(live, "45m")
    _, third = await ask(live)
    assert third["blocks"][0]["slack_file"] != first["blocks"][0]["slack_file"]
    assert await uploads(live) == 2


@pytest.mark.parametrize(
    ("method", "kind", "error"),
    [
        pytest.param(BEGIN, "refused", "file_uploads_disabled", id="the workspace takes no files"),
        pytest.param(BEGIN, "rate_limited", "", id="the upload is to begin later"),
        pytest.param(SEND, "http_500", "", id="the content is not taken"),
        pytest.param(FINISH, "refused", "storage_limit_reached", id="the workspace is full"),
        pytest.param(LOOK, "http_500", "", id="it cannot be looked whether the file is ready"),
    ],
)
async def test_where_there_can_be_no_picture_the_words_stand_alone(
    live: Live, method: str, kind: str, error: str
) -> None:
    await live.fault(method, kind, error=error)
    [words] = await ask(live)
    assert "*5 h left*" in words["text"]
    assert (await parked(live), await waiting(live)) == ([], 0)
    assert len(await live.texts("#triage")) == 1, "nobody is told: nothing is lost"
    assert len(await ask(live)) == 2


async def test_a_picture_that_slack_lost_is_made_anew_when_it_is_next_asked_for(live: Live) -> None:
    await ask(live)
    await live.fault(POST, "refused", after=1, error="invalid_blocks")
    assert len(await ask(live)) == 1
    assert len(await ask(live)) == 2
    assert await uploads(live) == 2


async def test_what_the_printer_cannot_print_is_left_out(live: Live) -> None:
    picture = Enclosure(Kind.BAR, "hours.png", "Hours", {"title": "no parts"})
    await tell(live, picture)
    assert (await parked(live), await waiting(live)) == ([], 0)
    assert await shown_in_channel(live) == []


async def test_a_picture_is_posted_once_though_the_answer_was_cut_off(live: Live) -> None:
    await live.fault(POST, "drop_after")
    await tell(live, bar_picture("hours.png", "Hours", Bar("Hours", (Part(Shade.USED, 1, "1 min"),))))
    await live.advance(minutes=1)
    assert len(await shown_in_channel(live)) == 1


async def shown_in_channel(live: Live) -> list[Json]:
    return [each for each in await live.messages("#acme") if "blocks" in each and pictures(each)]


async def tell(live: Live, picture: Enclosure) -> None:
    """Let the bot show a picture in a client's channel."""
    place = (await live.get("messages", channel="#acme"))["channel"]
    async with live.bot.desk.transaction() as store:
        await store.tell(Notice("picture:1", Act.POST, Words.PICTURE, place, facts=enclosing(picture)))
    await live.settle()
