"""The files that go with digests: pictures, a report and its figures, through the sandbox.

It is November 9, 2026, a Monday; the demo clients' weeks are those of New York, São Paulo and Berlin.
"""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest
from PIL import Image

from bot.domain.digests import Reader, Wanted
from bot.domain.enclosures import Theme
from bot.domain.notices import Act, Notice, Words
from bot.domain.report_periods import PeriodUnit, ReportPeriod, last_whole
from bot.services import digest_files
from bot.services.digest_notices import Sending, digest_notice
from bot.services.digests import as_it_stands
from bot.services.enclosing import Enclosures
from bot.services.press import Press
from bot.views.enclosed import carrying
from tests.bot.asked import WEEK
from tests.bot.test_digests import at, digest, last, two_weeks
from tests.bot.test_enclosures import FINISH, content, pictures
from tests.databases import ON_SQLITE
from tests.live import Json, Live
from tests.printing.reading import words_of

pytestmark = ON_SQLITE

MONDAY: Final = datetime(2026, 11, 9, 15, 0, tzinfo=UTC)
NOVEMBER: Final[ReportPeriod] = last_whole(PeriodUnit.MONTH, datetime(2026, 12, 1, tzinfo=UTC).date(), "UTC")


@pytest.fixture
def starts_at() -> datetime:
    return MONDAY


@pytest.fixture
def charts() -> str:
    return "light"


async def direct(live: Live, user: str) -> Json:
    """The last thing that somebody was told directly."""
    world = await live.get("world")
    [own] = [each["id"] for each in world["users"] if each["name"] == user]
    [place] = [each["id"] for each in world["channels"] if each.get("user") == own]
    return await last(live, place)


async def test_a_digest_for_one_reader_says_that_its_pictures_follow_and_they_do(live: Live) -> None:
    await two_weeks(live)
    assert "The pictures come to you directly in a moment." in (await digest(live, "max"))["text"]
    await live.settle()
    sent = await direct(live, "max")
    assert sent["text"].startswith("*Digest of all clients: Nov 16")
    volume, promises, hours = pictures(sent)
    assert volume["alt_text"].startswith("Tickets by week. ")
    assert "Nov 9: 1 opened, 1 resolved, 0 open; Nov 16: 4 opened, 1 resolved, 3 open" in volume["alt_text"]
    assert promises["alt_text"].startswith("Promises kept by week. ")
    assert "Acme Orders: 0 min of " in hours["alt_text"]
    image = Image.open(io.BytesIO(await content(live, volume["slack_file"]["id"])))
    assert (image.format, image.width) == ("PNG", 1200)
    assert not sent.get("files"), "a week has no report"


async def test_a_month_comes_with_a_report_and_its_figures(live: Live) -> None:
    await two_weeks(live)
    said = (await digest(live, "max", "2026-11", "#acme"))["text"]
    assert "The report (PDF), its figures (CSV) and the pictures, where there are any, come to you" in said
    await live.settle()
    paper, table = (await direct(live, "max"))["files"]
    assert paper["name"] == "report-acme-2026-11-internal.pdf"
    words = words_of(await content(live, paper["id"]))
    assert "Monthly support report: Acme Orders" in words
    assert re.search(r"Issues and resolutions: 2.*What was done.*Restarted it", words, re.DOTALL)
    assert "The export looks odd" in words or "Opened\n4" in words
    rows = (await content(live, table["id"])).decode("utf-8-sig").splitlines()
    assert "Figures,,Opened,count,4,0" in rows


async def test_a_clients_files_are_in_its_language_and_hold_nothing_of_others(live: Live) -> None:
    await two_weeks(live)
    await digest(live, "max", "2026-11 here", "#banco-litoral")
    await live.settle()
    message = await last(live, "#banco-litoral")
    assert message["text"].startswith("*Seu mês de suporte, 1")
    assert pictures(message)[0]["alt_text"].startswith("Chamados por semana. ")
    paper, table = message["files"]
    assert paper["title"] == "Relatório mensal de suporte: Banco Litoral"
    words = words_of(await content(live, paper["id"]))
    rows = (await content(live, table["id"])).decode("utf-8-sig")
    assert "Abertos" in words
    for said in (words, rows):
        assert "Banco Litoral" in said
        for other in ("Acme", "Globex", "order", "Order", "export", "Sam", "Por pouco"):
            assert other not in said, other


async def test_what_a_client_asks_for_in_its_channel_follows_in_the_thread(live: Live) -> None:
    await two_weeks(live)
    ts = await live.say("rui", "#banco-litoral", "@Hourglass resumo da semana")
    answer, files = await live.replies("#banco-litoral", ts)
    assert "Abertos" in answer["text"]
    assert not pictures(answer)
    assert [each["alt_text"].partition(".")[0] for each in pictures(files)][:1] == ["Chamados por semana"]


async def test_scheduled_digests_bring_their_files(live: Live) -> None:
    await two_weeks(live)
    await at(live, "27 20:01")
    weekly = await last(live, "#acme")
    assert weekly["text"].startswith("*Weekly summary: ")
    assert pictures(weekly)
    assert not weekly.get("files")
    await live.post("clock", to="2026-12-01T14:01:00+00:00")
    await live.settle()
    monthly = [each for each in await live.messages("#acme") if "*Performance report" in each["text"]][-1]
    assert pictures(monthly)
    paper, _ = monthly["files"]
    words = words_of(await content(live, paper["id"]))
    assert "Monthly support report: Acme Orders" in words
    assert "Statement for Acme Orders" in words, "the hours of its month"
    assert "Banco" not in words


async def test_digests_that_come_at_once_all_bring_their_files_and_hold_up_nothing_else(live: Live) -> None:
    await two_weeks(live)
    world = await live.get("world")
    places = [each["id"] for each in world["channels"] if each["name"] in {"acme", "triage"}]
    wanted = Wanted(Reader.MANAGER, WEEK)
    said = Notice("said", Act.POST, Words.ANSWER, places[0], facts={"text": "Said meanwhile"})
    async with live.bot.desk.transaction() as store:
        for number in range(12):
            await store.tell(digest_notice(wanted, Sending(f"digest:{number}", places[number % 2])))
        await store.tell(*[replace(said, key=f"said:{each}", channel=each) for each in places])
    await live.settle()
    for place in places:
        meanwhile, *digests = (await live.messages(place))[-7:]
        assert meanwhile["text"] == "Said meanwhile"
        assert [len(pictures(each)) for each in digests] == [3] * 6


async def test_a_digest_whose_files_cannot_be_made_for_a_mistake_of_ours_is_left_to_staff(live: Live) -> None:
    await two_weeks(live)
    notice = digest_notice(Wanted(Reader.MANAGER, WEEK), Sending("digest:odd", "C0NOWHERE"))
    facts = {**notice.facts, "zone": "Nowhere/Land"}
    async with live.bot.desk.transaction() as store:
        await store.tell(replace(notice, facts=facts))
    await live.settle()
    async with live.bot.desk.database.reading() as store:
        assert [each.key for each in await store.outbox.parked()] == ["digest:odd"]


async def test_a_digest_arrives_without_files_that_slack_does_not_take_and_says_so(live: Live) -> None:
    await two_weeks(live)
    await live.fault(FINISH, "refused", count=9, error="storage_limit_reached")
    await digest(live, "max", "here")
    await live.settle()
    message = await last(live, "#triage")
    assert message["text"].startswith("*Digest of all clients: ")
    assert "Slack did not take all of the files. The figures are complete without them." in message["text"]
    assert not pictures(message)


@pytest.mark.parametrize(
    ("period", "reader", "client", "said"),
    [
        pytest.param(WEEK, Reader.MANAGER, "", ["The pictures could not be made"], id="pictures"),
        pytest.param(
            NOVEMBER,
            Reader.CLIENT,
            "banco-litoral",
            ["não foi possível fazer os gráficos", "não foi possível fazer o relatório"],
            id="pictures and a report, in Portuguese",
        ),
    ],
)
async def test_a_digest_arrives_without_what_a_printer_that_hangs_did_not_make_and_says_so(
    live: Live, period: ReportPeriod, reader: Reader, client: str, said: list[str]
) -> None:
    await two_weeks(live)
    notice = digest_notice(Wanted(reader, period, client), Sending("digest:slow", "C0NOWHERE"))
    async with live.bot.desk.database.transaction() as store:
        await store.tell(notice)
        [row] = await store.outbox.next_rows("C0NOWHERE", 1)
    shown = await Enclosures(live.bot.desk, Press(most_seconds=0.01)).of(row, nothing)
    message = carrying(await as_it_stands(live.bot.desk, row), shown)
    assert message.text.startswith("*")
    assert [each.enclosure.name[-4:] for each in shown.files] == ([".csv"] if client else [])
    for words in said:
        assert words in message.text
        assert words in str(message.blocks)


async def nothing() -> None:
    """Nobody else sends to that channel."""


async def test_charts_are_drawn_as_the_setting_says(live: Live) -> None:
    await two_weeks(live)
    notice = digest_notice(Wanted(Reader.MANAGER, WEEK), Sending("digest:1", "C0NOWHERE"))
    async with live.bot.desk.database.transaction() as store:
        await store.tell(notice)
        [row] = await store.outbox.next_rows("C0NOWHERE", 1)
    found, press = {}, Press()
    for theme in Theme:
        desk = replace(live.bot.desk, charts=theme)
        made = await digest_files.files_of(desk, press, row, nothing)
        drawn = [Image.open(io.BytesIO(file)).convert("RGB").getpixel((40, 12)) for _, file in made.files]
        found[theme] = drawn[0] if drawn else None
    await press.close()
    assert found == {Theme.NONE: None, Theme.LIGHT: (255, 255, 255), Theme.DARK: (26, 29, 33)}
