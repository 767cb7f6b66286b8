"""Time that staff log: it goes to the ledger, counts as the plan says, and is put right by reversals."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from tests.databases import ON_BOTH, ON_SQLITE
from tests.live import Live, demo
from tests.looking import rows

pytestmark = ON_SQLITE

# A Friday afternoon in London and morning in New York, where Acme is.
NOW: Final = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.fixture
async def live(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    async with demo(database_url, tmp_path, starts_at=NOW) as live:
        await live.say("ana", "#acme", "The export looks odd")
        yield live


async def ledger(live: Live) -> list[dict[str, Any]]:
    return await rows(live.bot.desk.database, "SELECT * FROM ledger ORDER BY made_at, id")


async def balance(live: Live) -> int:
    return sum(int(each["minutes"]) for each in await ledger(live))


async def work(live: Live) -> list[tuple[str, int, int, str]]:
    """What stands or stood of work: kind, real and accounted minutes, who pays."""
    return [
        (each["kind"], each["real_minutes"], each["accounted_minutes"], each["cover"])
        for each in await ledger(live)
        if each["ticket"] is not None
    ]


async def log(live: Live, typed: str, user: str = "sam") -> str:
    return await live.command(user, "/ticket", f"log {typed}")


async def count_as(live: Live, kind: str, number: int = 1) -> None:
    card = await live.card(number)
    await live.press("sam", card, "ask_more")
    await live.press_in_view("sam", await live.view("sam"), "ask_kind", str(number))
    await live.submit("sam", kind=kind)


async def test_time_is_logged_with_a_word_on_how_it_counts(live: Live) -> None:
    assert await log(live, "1 50m Looked into it & <found> it") == (
        "Logged 50 min for #1.\n"
        "Fri, Nov 20, 2026, 14:10: Looked into it &amp; &lt;found&gt; it\n"
        "1 h (50 min, rounded up) as Incident, in business hours: included, the client pays nothing."
    )
    assert await work(live) == [("usage", 50, 60, "included")]
    assert await balance(live) == 300
    [line] = [each for each in await live.card_lines(1) if "logged" in each]
    assert line == "sam logged 50 min (Nov 20, 2026).\n&gt;Looked into it &amp; &lt;found&gt; it".replace(
        "&gt;L", ">L"
    )
    assert "⏱ 50 min" in str((await live.card(1))["blocks"])


async def test_the_client_reads_nothing_of_it(live: Live) -> None:
    before = await live.texts("#acme")
    threads = await live.texts("#acme", (await live.messages("#acme"))[0]["ts"])
    await log(live, "1 50m Looked into it")
    assert await live.texts("#acme") == before
    assert await live.texts("#acme", (await live.messages("#acme"))[0]["ts"]) == threads


async def test_time_counts_anew_once_the_kind_of_work_is_known(live: Live) -> None:
    await log(live, "1 50m Looked into it")
    await count_as(live, "minor_enhancement")
    assert await balance(live) == 240
    assert await work(live) == [
        ("usage", 50, 60, "included"),
        ("reversal", 50, 60, "included"),
        ("usage", 50, 60, "hours"),
    ]
    await count_as(live, "incident")
    assert await balance(live) == 300


@pytest.mark.parametrize(
    ("typed", "day", "phone"),
    [
        pytest.param("2 horas e 15 minutos yesterday Moved it", "2026-11-19", False, id="in Portuguese"),
        pytest.param("45m yesterday phone Called them", "2026-11-19", True, id="yesterday, by phone"),
        pytest.param("1.5h on 2026-11-18 Moved it", "2026-11-18", False, id="a date"),
        pytest.param("1h30 on wed at 9:00 Moved it", "2026-11-18", False, id="a weekday and a time"),
        pytest.param("2 h 5 min at 8am Moved it", "2026-11-20", False, id="a time of today"),
        pytest.param("0.25h on the phone on 2026-11-18 Moved it", "2026-11-18", True, id="in any order"),
    ],
)
async def test_when_and_how_it_was_done_can_be_said(live: Live, typed: str, day: str, phone: bool) -> None:
    assert (await log(live, f"1 {typed}")).startswith("Logged ")
    [entry] = [each for each in await ledger(live) if each["ticket"]]
    assert (entry["worked_on"], bool(entry["by_phone"])) == (day, phone)
    assert entry["words"] in {"Called them", "Moved it"}


async def test_one_can_log_for_another(live: Live) -> None:
    said = await log(live, "1 45m for @kim Mended it")
    [line] = [each for each in await live.card_lines(1) if "logged" in each]
    assert said.splitlines()[1].startswith("Fri, Nov 20, 2026, 14:15 · for ")
    assert line.startswith("sam logged 45 min for kim (Nov 20, 2026).")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param("1 soon mended it", "says no length of time", id="no length"),
        pytest.param("1 1:75 mended it", "`1:75` has more than 59 minutes beside", id="75 minutes"),
        pytest.param("1 25h mended it", "more than a day", id="more than a day"),
        pytest.param("1 1h on 2026-11-31 mended it", "is no day that I know", id="no such day"),
        pytest.param("1 1h on 2026-12-01 mended it", "ends later than now", id="a day ahead"),
        pytest.param("1 1h at 14:30 mended it", "ends later than now", id="work that is not over"),
        pytest.param("1 1h at 26:00 mended it", "no time of day", id="no time of day"),
        pytest.param("1 1h on 2026-10-01 mended it", "hours of Acme Orders begin on", id="before the ledger"),
        pytest.param("1 1h for @nobody mended it", "nobody", id="an unknown person"),
        pytest.param("7 1h mended it", "no ticket #7", id="an unknown ticket"),
    ],
)
async def test_what_cannot_be_logged_is_explained_and_nothing_is_written(
    live: Live, typed: str, answer: str
) -> None:
    said = await log(live, typed)
    assert answer in said
    assert "That did not work" not in said
    assert await work(live) == []


async def test_without_words_a_form_opens_that_asks_for_the_rest(live: Live) -> None:
    assert await log(live, "1 1h30") == ""
    view = await live.view("sam")
    assert view["title"]["text"] == "Log time for #1"
    refused = await live.submit("sam", spent="1h61", work="Mended it", day="2026-11-19")
    assert "59 minutes" in refused["errors"]["spent"]
    await live.submit("sam", spent="1h30", work="Mended it", day="2026-11-19", how=["phone"])
    [entry] = [each for each in await ledger(live) if each["ticket"]]
    assert (entry["real_minutes"], entry["worked_on"], bool(entry["by_phone"])) == (90, "2026-11-19", True)


async def test_a_form_that_cannot_be_used_says_why_and_stays(live: Live) -> None:
    await log(live, "1")
    answer = await live.submit("sam", spent="1h", work="Mended it", day="2030-01-01")
    assert "ends later than now" in str(answer)
    answer = await live.submit("sam", spent="soon", work="Mended it")
    assert "says no length of time" in str(answer)
    await live.submit("sam", spent="45m", work="Mended it", day="2026-11-19")
    assert await work(live) == [("usage", 45, 45, "included")]


async def mend(live: Live, user: str, label: str, shown_to: str = "") -> None:
    """Press a button beside the newest time of the ticket, be it one that somebody else was shown."""
    answer = await live.post(
        "command", user=shown_to or user, channel="#triage", command="/ticket", text="time 1"
    )
    blocks = [block for block in answer["responses"][0]["blocks"] if block["type"] == "actions"]
    [button] = [each for each in blocks[0]["elements"] if each["text"]["text"] == label]
    await live.post(
        "action",
        user=user,
        action_id=button["action_id"],
        value=button["value"],
        block_id=blocks[0]["block_id"],
        channel="#triage",
        ts=answer["responses"][0].get("ts"),
    )
    await live.settle()


@ON_BOTH
async def test_time_is_changed_with_a_reason_and_nothing_is_overwritten(live: Live) -> None:
    await log(live, "1 50m Looked into it")
    await mend(live, "sam", "Change")
    await live.submit("sam", spent="20m", work="Looked", reason="A slip")
    assert await work(live) == [
        ("usage", 50, 60, "included"),
        ("reversal", 50, 60, "included"),
        ("usage", 20, 30, "included"),
    ]
    [line] = [each for each in await live.card_lines(1) if "changed" in each]
    assert line.splitlines() == [
        "sam changed 50 min to 20 min (Nov 20, 2026).",
        ">Looked",
        ">Reason: A slip",
    ]
    assert "⏱ 20 min" in str((await live.card(1))["blocks"])


@ON_BOTH
async def test_time_is_taken_back_once(live: Live) -> None:
    await log(live, "1 50m Looked into it")
    await mend(live, "sam", "Take back")
    await live.submit("sam", reason="Wrong ticket")
    assert [each[0] for each in await work(live)] == ["usage", "reversal"]
    assert "No time is logged for #1" in await live.command("sam", "/ticket", "time 1")
    assert "⏱" not in str((await live.card(1))["blocks"])


async def test_what_another_logged_only_a_manager_changes(live: Live) -> None:
    await log(live, "1 50m Looked into it")
    await live.command("kim", "/ticket", "time 1")
    assert "ask_change_time" not in str((await live.get("ephemerals", user="kim"))["ephemerals"][-1])
    await mend(live, "max", "Change")
    await live.submit("max", spent="20m", work="Looked", reason="Agreed with Acme")
    assert (await work(live))[-1] == ("usage", 20, 30, "included")


@ON_BOTH
async def test_running_time_is_logged_when_it_is_stopped(live: Live) -> None:
    said = await live.command("sam", "/ticket", "start 1")
    assert said == (
        "Your time runs for #1 since Fri, Nov 20, 2026, 15:00. `/ticket stop WHAT YOU DID` logs it."
    )
    assert "runs for #1 already" in await live.command("sam", "/ticket", "start 1")
    await live.advance(minutes=52)
    said = await live.command("sam", "/ticket", "stop Mended it")
    assert said.startswith("Logged 5")
    assert "\nFri, Nov 20, 2026, 15:00: Mended it\n" in said, "it begins when it was started"
    assert "does not run" in await live.command("sam", "/ticket", "stop Mended it")
    assert len(await work(live)) == 1


async def test_a_length_that_is_typed_counts_and_not_what_ran(live: Live) -> None:
    """Whoever forgot to stop says how long it really took."""
    await live.command("sam", "/ticket", "start 1")
    await live.advance(hours=8)
    said = await live.command("sam", "/ticket", "stop 1h phone really one hour")
    assert said.startswith("Logged 1 h for #1.")
    assert "by phone: really one hour" in said
    assert "does not run" in await live.command("sam", "/ticket", "stop")


async def test_what_is_changed_keeps_the_time_of_day_that_it_had(live: Live) -> None:
    await log(live, "1 1h on 2026-11-19 at 02:00 Mended it in the night")
    await mend(live, "sam", "Change")
    view = str(await live.view("sam"))
    assert "'initial_time': '02:00'" in view
    assert "'initial_date': '2026-11-19'" in view
    await live.submit("sam", spent="2h", reason="It took longer")
    assert [bool(each["is_after_hours"]) for each in await ledger(live) if each["ticket"]][-1]


async def test_stopping_without_words_asks_first_and_loses_nothing(live: Live) -> None:
    await live.command("sam", "/ticket", "start 1")
    await live.advance(minutes=52)
    await live.command("sam", "/ticket", "stop")
    assert await work(live) == []
    await live.submit("sam", spent="40m", work="Mended it")
    assert await work(live) == [("usage", 40, 45, "included")]
    assert "does not run" in await live.command("sam", "/ticket", "stop")


@ON_BOTH
@pytest.mark.parametrize("runs_again", [True, False], ids=["time runs anew", "no time runs"])
async def test_a_form_stops_the_time_alone_that_it_was_filled_in_with(live: Live, runs_again: bool) -> None:
    await live.command("sam", "/ticket", "start 1")
    await live.advance(minutes=52)
    await live.command("sam", "/ticket", "stop")
    view = await live.view("sam")
    await live.command("sam", "/ticket", "stop discard")
    if runs_again:
        await live.command("sam", "/ticket", "start 1")
        await live.advance(minutes=3)
    values = {"spent": {"spent": "40m"}, "work": {"work": "Mended it"}}
    sent = await live.post("submit", user="sam", view_id=view["id"], values=values)
    assert "logged or discarded meanwhile" in str(sent["errors"])
    assert await work(live) == []
    said = await live.command("sam", "/ticket", "stop Looked at it")
    assert said.startswith("Logged ") is runs_again


async def test_forgotten_time_is_asked_about_and_never_guessed(live: Live) -> None:
    await live.command("sam", "/ticket", "start 1")
    await live.advance(hours=4, minutes=1)
    [asked] = [each for each in await live.card_lines(1) if "your time for #1 runs" in each]
    assert "Fri, Nov 20, 2026, 15:00" in asked
    await live.advance(hours=4)
    assert len([each for each in await live.card_lines(1) if "your time for #1 runs" in each]) == 2
    assert await work(live) == []
    said = await live.command("sam", "/ticket", "stop discard")
    assert said.startswith("Stopped: 8 h ")
    await live.advance(days=2)
    assert len([each for each in await live.card_lines(1) if "your time for #1 runs" in each]) == 2


async def test_a_double_click_logs_once(live: Live) -> None:
    await log(live, "1")
    view = await live.view("sam")
    values = {"spent": {"spent": "45m"}, "work": {"work": "Mended it"}}
    sent = {"user": "sam", "view_id": view["id"], "values": values}
    await asyncio.gather(*(live.post("submit", **sent) for _ in range(2)), return_exceptions=True)
    await live.settle()
    assert await work(live) == [("usage", 45, 45, "included")]


async def test_time_of_last_month_sets_this_month_right(live: Live) -> None:
    await count_as(live, "minor_enhancement")
    await log(live, "1 1h Mended it")
    await live.advance(days=20)
    await log(live, "1 30m Mended it again")
    assert "Logged 2 h" in await log(live, "1 2h on 2026-11-25 Mended more")
    entries = await ledger(live)
    assert sorted({each["month"] for each in entries}) == ["2026-11-05", "2026-12-05"]
    december = [each for each in entries if each["month"] == "2026-12-05"]
    assert sum(each["minutes"] for each in december) == 300 + (300 - 60 - 120) - 30


@pytest.mark.parametrize(
    ("typed", "counted"),
    [
        pytest.param("30m on 2026-11-14", "after hours", id="a Saturday"),
        pytest.param("30m on 2026-11-11", "after hours", id="a holiday"),
        pytest.param("30m on 2026-11-14 in hours", "in business hours", id="a Saturday, but said otherwise"),
        pytest.param("30m on 2026-11-16", "in business hours", id="a Monday"),
    ],
)
async def test_work_of_a_day_counts_as_after_hours_where_the_plan_is_closed_on_it(
    live: Live, typed: str, counted: str
) -> None:
    assert f", {counted}: " in await log(live, f"1 {typed} Mended it")


async def test_the_answer_says_back_what_was_understood(live: Live) -> None:
    said = await log(live, "1 30m on 2026-11-18 at 23:30 phone Called them")
    assert said.splitlines()[:2] == [
        "Logged 30 min for #1.",
        "Wed, Nov 18, 2026, 23:30 · by phone: Called them",
    ]
    assert "after hours" in said
    assert "Tue, Nov 17, 2026: Moved it" in await log(live, "1 30m on 2026-11-17 Moved it")


async def test_a_form_for_time_says_back_what_was_logged_and_that_the_time_was_stopped(live: Live) -> None:
    await log(live, "1")
    await live.submit("sam", spent="40m", work="Mended it")
    assert "Logged 40 min for #1." in (await live.whispers("sam"))[-1]
    await live.command("sam", "/ticket", "start 1")
    await live.advance(minutes=20)
    await live.command("sam", "/ticket", "stop")
    await live.submit("sam", spent="15m", work="Mended more")
    said = (await live.whispers("sam"))[-1].splitlines()
    assert (said[0], said[-1]) == ("Logged 15 min for #1.", "Your time runs no more.")
    await mend(live, "sam", "Take back")
    await live.submit("sam", reason="Twice")
    assert "Took 15 min for #1 back." in (await live.whispers("sam"))[-1]
    await live.press("sam", await live.card(1), "ask_resolve")
    await live.submit("sam", summary="Restarted it", spent="25m")
    assert "Logged 25 min for #1." in (await live.whispers("sam"))[-1]


async def test_the_answer_says_that_the_plan_is_paused_then(live: Live) -> None:
    said = "The plan of *Acme Orders* is paused at that time."
    assert said not in await log(live, "1 30m Mended it")
    await live.command("max", "/support", "pause acme")
    await live.advance(minutes=45)
    assert said in await log(live, "1 30m Mended it")
    assert said not in await log(live, "1 30m on 2026-11-18 Mended it")
