"""A client's month is over: the statement, the draft of its invoice, and what becomes of that once billed.

Acme is under Ongoing Support here, whose additional work costs $85 an hour; its months begin on the 5th.
"""

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from bot.domain.people import Person, Role
from bot.errors import SupportError
from bot.services.billing import mark_billed
from bot.views.errors import explain
from tests.bot.asked import Asked
from tests.bot.estimated import CHANGE, asked, decline, estimate, estimates
from tests.bot.test_enclosures import content
from tests.bot.test_timekeeping import mend
from tests.bot.walks import FRIDAY, under
from tests.bot.walks import at as go_to
from tests.databases import ON_SQLITE
from tests.live import Json, Live, button_texts, shown
from tests.looking import rows

pytestmark = ON_SQLITE

DASH: Final = "\N{EN DASH}"
OVER: Final = "2026-12-05T00:10-05:00"
APPROVED: Final = ("Minutes", "Amount", "Approved by", "Approved on", "Approval")
JANUARY: Final = "2027-01-05T00:10-05:00"


@pytest.fixture
async def live(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    async with under(database_url, tmp_path, clients=CHANGE) as live:
        await go_to(live, FRIDAY)
        yield live


async def at(live: Live, when: str) -> None:
    """Let time go on to a moment."""
    await live.post("clock", to=when)
    await live.settle()


async def direct(live: Live, user: str) -> list[Json]:
    """The messages that the bot sent somebody directly."""
    world = await live.get("world")
    ids = [each["id"] for each in world["users"] if each["name"] == user]
    places = [each["id"] for each in world["channels"] if each.get("user") in ids]
    return [each for place in places for each in await live.messages(place)]


async def drafts(live: Live) -> list[Json]:
    return [each for each in await direct(live, "max") if each["text"].startswith("*Invoice draft")]


async def statements(live: Live, user: str = "max") -> list[Json]:
    return [each for each in await direct(live, user) if each.get("files")]


async def table(live: Live, message: Json, beginning: str) -> list[dict[str, str]]:
    """The rows of a message's file whose name begins so."""
    [file] = [each for each in message["files"] if each["name"].startswith(beginning)]
    text = (await content(live, file["id"])).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


async def log(live: Live, typed: str, user: str = "sam") -> str:
    return await live.command(user, "/ticket", f"log 1 {typed}")


async def approved(live: Live) -> None:
    ts = await asked(live)
    [post] = await estimates(live, ts)
    await live.press("ana", post, "approve")


async def person(live: Live, name: str) -> Asked:
    """Somebody of ours who asks the services themselves."""
    world = await live.get("world")
    [user] = [each["id"] for each in world["users"] if each["name"] == name]
    channels = {each["name"]: each["id"] for each in world["channels"] if "name" in each}
    return Asked(live, Person(user, Role.MANAGER, name=name), channels, {})


async def marked(live: Live, name: str = "max", draft: str = "acme:2026-11-05") -> str:
    """What somebody reads who presses the button where Slack still shows it."""
    asks = await person(live, name)
    try:
        await mark_billed(asks.desk, await asks.request(asks.channel(1)), draft)
    except SupportError as error:
        return explain(error, asks.person)
    return ""


async def test_a_month_ends_in_a_statement_and_an_invoice_draft_that_is_billed_once(live: Live) -> None:
    await approved(live)
    await log(live, "1h40 Built =the export")
    await log(live, "20m in hours phone Asked about it")
    await at(live, OVER)
    [statement] = await statements(live)
    assert "*Acme Orders: the month is over.*" in statement["text"]
    assert f"Nov 5, 2026 {DASH} Dec 4, 2026" in statement["text"]
    names = [each["name"] for each in statement["files"]]
    assert names == [
        "statement-acme-2026-11-05.pdf",
        "statement-acme-2026-11-05-internal.csv",
        "invoice-acme-2026-11-05-internal.csv",
    ]
    [draft] = await drafts(live)
    assert button_texts(draft) == ["Mark as billed"]
    said = shown(draft)
    assert "1 h 45 min at $85.00 an hour: *$148.75*" in said
    assert "Approved by ana on Nov 20, 2026" in said
    assert "*Total: $191.25*" in said
    lines = await table(live, statement, "invoice")
    assert [(each["Line"], each["Minutes"], each["Amount"], each["Approved by"]) for each in lines] == [
        ("work", "105", "148.75", "ana"),
        ("work", "30", "42.50", "ana"),
        ("total", "135", "191.25", ""),
    ]
    assert all("/archives/" in each["Link"] for each in lines[:-1])
    assert {(each["Draft"], each["Client"]) for each in lines} == {("acme:2026-11-05", "Acme Orders")}
    assert "(no. `acme:2026-11-05`)" in said
    await at(live, "2026-12-08T00:10-05:00")
    assert (len(await statements(live)), len(await drafts(live))) == (1, 1)

    await live.press("max", draft, "mark_billed")
    [draft] = await drafts(live)
    assert button_texts(draft) == []
    assert "✅ Marked as billed by max on Tue, Dec 8, 2026, 00:1" in shown(draft)
    billed = await rows(live.bot.desk.database, "SELECT item FROM billing_lines WHERE is_billed")
    assert len(billed) == 2


async def test_a_month_without_work_is_told_only_where_somebody_gave_or_took_hours(
    database_url: str, tmp_path: Path
) -> None:
    async with under(database_url, tmp_path) as live:
        await go_to(live, FRIDAY)
        await at(live, OVER)
        assert await statements(live) == []
        await live.command("max", "/hours", "adjust acme +2h they were patient")
        await at(live, JANUARY)
        [told] = await statements(live)
        assert f"Dec 5, 2026 {DASH} Jan 4, 2027" in told["text"]


async def test_only_work_up_to_what_was_approved_carries_its_approver(live: Live) -> None:
    ts = await asked(live, '2h "Export to PDF"')
    await live.press("ana", (await estimates(live, ts))[0], "approve")
    for typed in ("1h30 Built it", "15m Tested it", "30m Built more", "1h Built the rest"):
        await live.advance(minutes=2)
        await log(live, typed)
    await at(live, OVER)
    [statement], [draft] = await statements(live), await drafts(live)
    lines = await table(live, statement, "invoice")
    beyond = "not approved: 1 h 15 min on #1 more than approved"
    assert [tuple(each[name] for name in APPROVED) for each in lines] == [
        ("90", "127.50", "ana", "2026-11-20", ""),
        ("15", "21.25", "ana", "2026-11-20", ""),
        ("15", "21.25", "ana", "2026-11-20", ""),
        ("15", "21.25", "", "", beyond),
        ("60", "85.00", "", "", beyond),
        ("195", "276.25", "", "", ""),
    ]
    said = shown(draft)
    assert said.count("Approved by ana on Nov 20, 2026") == 3
    assert said.count("Not approved by the client") == 2
    assert "has 1 h 15 min of billable work more than the client approved" in said
    assert "*Total: $276.25*" in said
    printed = " ".join(await facts(live, "statement:"))
    assert "Built more (not approved)" in printed
    assert "Not approved: 1 h 15 min of the work on ticket #1, which is more than you approved." in printed
    inside = await table(live, statement, "statement-acme-2026-11-05-i")
    assert sorted(each["Of them not approved"] for each in inside) == ["", "", "15", "60"]
    await live.press("max", draft, "mark_billed")
    assert shown((await drafts(live))[0]).count("Not approved by the client") == 2, "it stays as it was told"


async def test_whoever_logs_what_the_client_has_not_approved_reads_that_and_the_client_too(
    live: Live,
) -> None:
    again = "`/ticket estimate 1 6h WHAT IS INCLUDED`"
    ts = await live.say("ana", "#acme", "Please add an export")
    await live.command("sam", "/ticket", "claim 1")
    await live.command("sam", "/ticket", "kind 1 additional work")
    said = await log(live, "15m Looked")
    assert "The client has approved nothing for #1 yet" in said
    assert again in said
    await live.advance(minutes=2)
    await estimate(live, "2h Export")
    assert "has not answered the estimate for #1 yet" in await log(live, "15m Looked")
    await decline(live, (await estimates(live, ts))[0], "Too dear")
    said = await log(live, "1h Built it")
    assert "The client declined the estimate for #1 (" in said
    assert again in said
    await at(live, OVER)
    printed = " ".join(await facts(live, "statement:"))
    assert "Built it (not approved)" in printed
    assert "Not approved: 1 h 30 min of the work on ticket #1, since you have approved no estimate" in printed


async def test_whoever_logs_more_than_was_approved_reads_how_much(live: Live) -> None:
    await approved(live)
    assert "⚠️" not in await log(live, "5h30 Built it")
    await live.advance(minutes=2)
    assert "45 min of it go beyond what the client approved for #1." in await log(live, "1h15 Built more")


async def test_a_month_later_what_was_approved_is_still_used_up(live: Live) -> None:
    ts = await asked(live, '2h "Export to PDF"')
    await live.press("ana", (await estimates(live, ts))[0], "approve")
    await log(live, "1h30 Built it")
    await at(live, OVER)
    await log(live, "1h in hours Built the rest")
    await at(live, JANUARY)
    last = (await statements(live))[-1]
    lines = await table(live, last, "invoice-acme-2026-12-05")
    assert [(each["Minutes"], each["Approved by"]) for each in lines] == [
        ("90", "ana"),
        ("30", "ana"),
        ("30", ""),
        ("150", ""),
    ]


async def test_a_second_click_is_told_who_did_it(live: Live) -> None:
    await approved(live)
    await log(live, "1h Built it")
    await at(live, OVER)
    await live.press("max", (await drafts(live))[0], "mark_billed")
    assert await marked(live, "ada") == (
        "max has marked this draft of *Acme Orders* as billed already, on Dec 5, 2026. "
        "Nothing was billed again."
    )
    assert (await marked(live, draft="acme:2020-01-05")).startswith("I know no such invoice draft any more.")


async def test_two_at_once_bill_it_once(live: Live) -> None:
    await approved(live)
    await log(live, "1h Built it")
    await at(live, OVER)
    said = await asyncio.gather(marked(live, "max"), marked(live, "ada"))
    assert sorted(map(bool, said)) == [False, True]
    assert len(await rows(live.bot.desk.database, "SELECT item FROM billing_lines WHERE is_billed")) == 1


async def test_engineers_bill_nothing(live: Live) -> None:
    await approved(live)
    await log(live, "1h Built it")
    gone = "UPDATE people SET is_deactivated = TRUE WHERE name = 'max'"
    await rows(live.bot.desk.database, gone)
    await at(live, OVER)
    [draft] = [each for each in await live.messages("#triage") if each["text"].startswith("*Invoice draft")]
    await live.press("sam", draft, "mark_billed")
    assert "You are an engineer here and cannot mark work as billed." in (await live.whispers("sam"))[-1]
    assert await rows(live.bot.desk.database, "SELECT item FROM billing_lines WHERE is_billed") == []


async def test_billed_time_is_changed_by_managers_alone_and_credited(live: Live) -> None:
    await approved(live)
    await log(live, "1h Built it")
    await at(live, OVER)
    await live.press("max", (await drafts(live))[0], "mark_billed")
    await mend(live, "sam", "Change")
    assert "was billed to the client. Ask a manager or an admin" in (await live.whispers("sam"))[-1]
    said = await live.command("sam", "/ticket", "kind 1 incident")
    assert "was billed to the client. Ask a manager or an admin" in said
    await mend(live, "max", "Change")
    await live.submit("max", spent="30m", work="Built it", how=["after_hours"], reason="Agreed with Acme")
    await log(live, "15m in hours Looked at it again")
    await at(live, JANUARY)
    [_, draft] = await drafts(live)
    said = shown(draft)
    assert "Credit, since it was billed and then changed or taken back" in said
    assert "*-$85.00*" in said
    assert "*Total: -$21.25*" in said
    await live.press("max", draft, "mark_billed")
    assert await marked(live, draft="acme:2026-12-05") != ""


async def test_what_two_drafts_list_is_billed_with_the_first_that_is_marked(live: Live) -> None:
    await approved(live)
    await log(live, "1h Built it")
    await at(live, OVER)
    await log(live, "2h in hours Built more")
    await at(live, JANUARY)
    first, second = await drafts(live)
    assert "*Total: $255.00*" in shown(second)
    last = (await statements(live))[-1]
    marks = [each["Other draft"] for each in await table(live, last, "invoice-acme-2026-12-05")]
    assert marks == ["also on acme:2026-11-05", "", ""]
    await live.press("max", second, "mark_billed")
    assert (await statements(live))[-1]["ts"] == last["ts"], "its table is as it was billed"
    await live.press("max", first, "mark_billed")
    first, second = await drafts(live)
    assert "1 line was billed with another draft before, and is not billed again." in shown(first)
    assert "Built it" not in shown(first)
    assert "*Total: no amount*" in shown(first)
    assert "*Total: $255.00*" in shown(second)
    assert "another draft" not in shown(second)
    sent = (await statements(live))[-1]
    assert "the table of draft no. `acme:2026-11-05` as it was billed" in sent["text"]
    [line] = await table(live, sent, "invoice-acme-2026-11-05")
    assert (line["Line"], line["Amount"]) == ("work", "85.00")
    assert line["Other draft"] == "billed with acme:2026-12-05"
    assert len(await rows(live.bot.desk.database, "SELECT item FROM billing_lines WHERE is_billed")) == 2


async def test_a_statement_comes_to_whoever_asks_and_to_nobody_else(live: Live) -> None:
    await approved(live)
    await log(live, "1h40 <b> & =Built it")
    said = await live.command("ada", "/hours", "statement acme 2026-11", channel="#acme")
    assert "This month is still running." in said
    assert "billed separately: 1 h 45 min (1 h 40 min, rounded up)" in said
    assert "Work: 1 h 45 min (1 h 40 min, rounded up) in 1 line." in said
    assert "To be billed for it by the hour: *$148.75*." in said
    await live.settle()
    [sent] = await statements(live, "ada")
    [line] = await table(live, sent, "statement-acme-2026-11-05-internal.csv")
    assert (line["Real minutes"], line["Minutes"], line["Who"]) == ("100", "105", "sam")
    assert line["What was done"] == "<b> & =Built it"
    assert not any(each.get("files") for each in await live.messages("#acme"))


async def test_the_clients_edition_is_in_their_language_and_keeps_to_us_what_is_ours(
    database_url: str, tmp_path: Path
) -> None:
    said = 'contract_from = 2026-01-05\ntime_zone = "America/New_York"\nlanguage = "{}"'
    before, after = (f'plan = "{plan}"\n{said}' for plan in ("matai-growth", "ongoing-support"))
    spanish = (before.format("en"), after.format("es"))
    async with under(database_url, tmp_path, clients=spanish) as live:
        await go_to(live, FRIDAY)
        await asked(live)
        await log(live, "1h40 Built it")
        await log(live, "50m Another ticket's")
        await mend(live, "sam", "Take back")
        await live.submit("sam", reason="Secret reason")
        await live.command("ada", "/hours", "statement acme 2026-11 client")
        await live.settle()
        [sent] = await statements(live, "ada")
        lines = await table(live, sent, "statement-acme-2026-11-05.csv")
        assert [(each["Línea"], each["Minutos"]) for each in lines] == [("trabajo", "105")]
        told = json.dumps([lines, await facts(live, "statement:")])
        assert not [word for word in ("Secret", "100", "sam", "Minutos reales") if word in told]


async def facts(live: Live, key: str) -> list[str]:
    found = await rows(live.bot.desk.database, "SELECT key, facts FROM outbox")
    [files] = [json.loads(each["facts"])["files"] for each in found if each["key"].startswith(key)]
    return [str(each["values"]) for each in json.loads(files)]


async def test_a_statement_says_who_sends_it(live: Live) -> None:
    await log(live, "1h Built it")
    await live.command("ada", "/hours", "statement acme 2026-11 client")
    await live.settle()
    ours = (await live.get("world"))["teams"][0]["name"]
    [pdf, _] = await facts(live, "statement:")
    assert f"'sender': '{ours}'" in pdf
    assert "This month is still running: the figures are as of Nov 20, 2026." in pdf


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        pytest.param("acme 2026-11-30", f"Nov 5, 2026 {DASH} Dec 4, 2026", id="a day of the present month"),
        pytest.param("acme 2026-10", f"Oct 5, 2026 {DASH} Nov 4, 2026", id="a month without work"),
        pytest.param("Acme Orders", f"Nov 5, 2026 {DASH} Dec 4, 2026", id="no month: the first is not over"),
        pytest.param("acme 2031-01", "the month from Jan 5, 2031 is still to come", id="a month to come"),
        pytest.param("acme 2031-01-02", "the month from Dec 5, 2030 is still to come", id="a day to come"),
        pytest.param("acme 2026-13", "`2026-13` is no month", id="no month at all"),
        pytest.param("acmee 2026-10", "Did you mean `acme`?", id="no client"),
    ],
)
async def test_a_statement_is_of_the_month_that_a_day_is_in(live: Live, typed: str, says: str) -> None:
    await approved(live)
    await log(live, "1h Built it")
    assert says in await live.command("sam", "/hours", f"statement {typed}")
