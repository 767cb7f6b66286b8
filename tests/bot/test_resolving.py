"""Time that is offered where a ticket is resolved: logged with it in one transaction, or neither."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from tests.bot.test_hours import declared
from tests.bot.test_timekeeping import count_as, ledger, log, work
from tests.databases import ON_BOTH, ON_SQLITE
from tests.live import Json, Live, button_texts, demo, elements, shown

pytestmark = ON_SQLITE

# A Friday afternoon in London and morning in New York, where Acme is.
NOW: Final = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
MACKTEZ: Final = {'plan = "aetherlink-enterprise"': 'plan = "macktez-managed"'}
SUMMARY: Final = "The queue was stuck; restarted the worker."


@pytest.fixture
async def live(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    async with demo(database_url, tmp_path, starts_at=NOW) as live:
        await live.say("ana", "#acme", "The export looks odd")
        yield live


async def ask(live: Live, user: str = "sam") -> Json:
    """Press Resolve on the card, and return the form that opens."""
    await live.press(user, await live.card(1), "ask_resolve")
    return await live.view(user)


async def is_resolved(live: Live) -> bool:
    return "resolved" in (await live.card(1))["text"]


def field(view: Json, name: str) -> Json:
    [block] = [each for each in view["blocks"] if each["block_id"] == name]
    element: Json = block["element"]
    return element


async def answer_of(live: Live, text: str, command: str = "/resolve") -> Json:
    """Type a command of sam's and return the answer as it is shown."""
    answer = await live.post("command", user="sam", channel="#triage", command=command, text=text)
    await live.settle()
    response: Json = answer["responses"][0]
    return response


async def press(live: Live, answer: Json) -> None:
    """Press the button of a command's answer."""
    [block] = [each for each in answer["blocks"] if each["type"] == "actions"]
    [button] = elements(answer)
    await live.post(
        "action",
        user="sam",
        action_id=button["action_id"],
        value=button["value"],
        block_id=block["block_id"],
        channel="#triage",
        ts=answer.get("ts"),
    )
    await live.settle()


async def test_time_is_logged_as_the_summary_and_the_ticket_resolved(live: Live) -> None:
    await ask(live)
    await live.submit("sam", summary=SUMMARY, spent="1h30")
    assert await is_resolved(live)
    [entry] = [each for each in await ledger(live) if each["ticket"]]
    assert (entry["real_minutes"], entry["words"], entry["worked_on"]) == (90, SUMMARY, "2026-11-20")
    assert "⏱ 1 h 30 min" in str((await live.card(1))["blocks"])
    [line] = [each for each in await live.card_lines(1) if "logged" in each]
    assert line == f"sam logged 1 h 30 min (Nov 20, 2026).\n>{SUMMARY}"


async def test_without_time_nothing_is_logged(live: Live) -> None:
    assert "initial_value" not in field(await ask(live), "spent")
    await live.submit("sam", summary=SUMMARY, spent="  ")
    assert await is_resolved(live)
    assert await work(live) == []


@pytest.mark.parametrize(
    ("typed", "day", "minutes", "phone", "words"),
    [
        pytest.param("45m yesterday phone", "2026-11-19", 45, True, SUMMARY, id="yesterday, by phone"),
        pytest.param("1.5h Mended the worker", "2026-11-20", 90, False, "Mended the worker", id="own words"),
        pytest.param("1 h 40 min after hours", "2026-11-20", 100, False, SUMMARY, id="after hours"),
    ],
)
async def test_the_field_takes_what_can_be_typed_after_a_command(
    live: Live, typed: str, day: str, minutes: int, phone: bool, words: str
) -> None:
    await ask(live)
    await live.submit("sam", summary=SUMMARY, spent=typed)
    [entry] = [each for each in await ledger(live) if each["ticket"]]
    logged = (entry["worked_on"], entry["real_minutes"], bool(entry["by_phone"]), entry["words"])
    assert logged == (day, minutes, phone, words)


async def test_time_can_be_somebody_elses(live: Live) -> None:
    await ask(live)
    await live.submit("sam", summary=SUMMARY, spent="45m for @kim")
    [line] = [each for each in await live.card_lines(1) if "logged" in each]
    assert line.startswith("sam logged 45 min for kim (Nov 20, 2026).")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("soon", "says no length of time", id="no length"),
        pytest.param("25h", "more than a day", id="more than a day"),
        pytest.param("1h at 14:30", "ends later than now", id="work that is not over"),
        pytest.param("1h on 2026-11-31", "is no day that I know", id="no such day"),
        pytest.param("1h on 2026-10-01", "hours of Acme Orders begin on", id="before the ledger"),
        pytest.param("1h for @nobody", "nobody", id="an unknown person"),
    ],
)
async def test_time_that_cannot_be_logged_is_explained_below_its_field_and_nothing_is_done(
    live: Live, typed: str, said: str
) -> None:
    await ask(live)
    answer = await live.submit("sam", summary=SUMMARY, spent=typed)
    assert list(answer["errors"]) == ["spent"]
    assert said in answer["errors"]["spent"]
    assert not await is_resolved(live)
    assert await work(live) == []
    await live.submit("sam", summary=SUMMARY, spent="45m")
    assert await is_resolved(live)
    assert [each[1] for each in await work(live)] == [45]


async def test_work_whose_price_depends_on_the_hour_is_asked_about(database_url: str, tmp_path: Path) -> None:
    async with declared(database_url, tmp_path, MACKTEZ, NOW) as live:
        await live.say("gia", "#globex", "The server is down")
        await ask(live)
        answer = await live.submit("sam", summary=SUMMARY, spent="2h yesterday")
        assert "Say when it was" in answer["errors"]["spent"]
        assert not await is_resolved(live)
        await live.submit("sam", summary=SUMMARY, spent="2h yesterday after hours")
        assert await is_resolved(live)
        assert [(each[1], each[3]) for each in await work(live)] == [(120, "billable")]


async def test_a_ticket_that_somebody_else_resolved_takes_no_time_with_it(live: Live) -> None:
    await ask(live)
    await live.command("kim", "/resolve", "1 Done")
    answer = await live.submit("sam", summary=SUMMARY, spent="45m")
    assert "already resolved" in answer["errors"]["summary"]
    assert await work(live) == []


async def test_a_ticket_that_cannot_be_resolved_takes_no_time_with_it(live: Live) -> None:
    await ask(live)
    answer = await live.submit("sam", summary="  ", spent="45m Mended it")
    assert list(answer["errors"]) == ["summary"]
    assert await work(live) == []
    assert "⏱" not in str((await live.card(1))["blocks"])


async def test_a_double_click_resolves_and_logs_once(live: Live) -> None:
    view = await ask(live)
    values = {"summary": {"summary": SUMMARY}, "spent": {"spent": "45m"}}
    sent = {"user": "sam", "view_id": view["id"], "values": values}
    await asyncio.gather(*(live.post("submit", **sent) for _ in range(2)), return_exceptions=True)
    await live.settle()
    assert [each[1] for each in await work(live)] == [45]


async def test_time_that_counts_counts_in_the_clients_hours(live: Live) -> None:
    await count_as(live, "minor_enhancement")
    await ask(live)
    await live.submit("sam", summary=SUMMARY, spent="1h40")
    answer, _picture = await live.replies("#acme", await live.say("ana", "#acme", "@Hourglass hours"))
    assert "*1 h 45 min* of 5 h used (35 %)" in answer["text"]


async def test_time_that_runs_is_filled_in_and_stopped(live: Live) -> None:
    await live.command("sam", "/ticket", "start 1")
    await live.advance(minutes=51, seconds=20)  # a minute that has begun counts
    view = await ask(live)
    assert field(view, "spent")["initial_value"] == "52 min"
    assert "Your time runs since Fri, Nov 20, 2026, 15:00." in shown(view)
    assert not await is_resolved(live), "nothing is guessed"
    await live.submit("sam", summary=SUMMARY)
    assert [each[1] for each in await work(live)] == [52]
    assert "does not run" in await live.command("sam", "/ticket", "stop")


async def test_time_that_runs_goes_on_where_none_is_logged(live: Live) -> None:
    await live.command("sam", "/ticket", "start 1")
    await live.advance(minutes=51, seconds=20)  # a minute that has begun counts
    await ask(live)
    await live.submit("sam", summary=SUMMARY, spent="")
    assert await is_resolved(live)
    assert await work(live) == []
    assert (await live.command("sam", "/ticket", "stop discard")).startswith("Stopped: 52 min")


@ON_BOTH
async def test_time_of_ones_own_goes_on_while_anothers_is_logged(live: Live) -> None:
    await live.command("sam", "/ticket", "start 1")
    await ask(live)
    await live.submit("sam", summary=SUMMARY, spent="45m for @kim")
    assert [each[1] for each in await work(live)] == [45]
    assert (await live.command("sam", "/ticket", "stop discard")).startswith("Stopped: ")


async def test_time_stopped_in_the_meantime_is_not_logged_twice(live: Live) -> None:
    await live.command("sam", "/ticket", "start 1")
    await live.advance(minutes=51, seconds=20)  # a minute that has begun counts
    await ask(live)
    await live.command("sam", "/ticket", "stop Mended it")
    answer = await live.submit("sam", summary=SUMMARY)
    assert "runs no more" in answer["errors"]["spent"]
    await live.submit("sam", summary=SUMMARY, spent="")
    assert await is_resolved(live)
    assert [each[1] for each in await work(live)] == [52]


@ON_BOTH
async def test_time_that_runs_for_another_ticket_in_the_meantime_is_not_lost(live: Live) -> None:
    await live.say("rui", "#banco-litoral", "A tela não abre")
    await live.command("sam", "/ticket", "start 1")
    await live.advance(minutes=51, seconds=20)  # a minute that has begun counts
    await ask(live)
    await live.command("sam", "/ticket", "stop Mended it")
    await live.command("sam", "/ticket", "start 2")
    answer = await live.submit("sam", summary=SUMMARY)
    assert "runs no more" in answer["errors"]["spent"]
    assert not await is_resolved(live)
    assert [each[1] for each in await work(live)] == [52]
    assert (await live.command("sam", "/ticket", "stop discard")).startswith("Stopped: ")


@pytest.mark.parametrize("elsewhere", ["kim", "sam"])
async def test_time_that_runs_for_another_ticket_or_person_is_left_alone(live: Live, elsewhere: str) -> None:
    await live.say("rui", "#banco-litoral", "A tela não abre")
    await live.command(elsewhere, "/ticket", f"start {2 if elsewhere == 'sam' else 1}")
    assert "initial_value" not in field(await ask(live), "spent")
    await live.submit("sam", summary=SUMMARY, spent="45m")
    assert (await live.command(elsewhere, "/ticket", "stop discard")).startswith("Stopped: ")


async def test_time_that_ran_for_longer_than_anybody_works_is_not_filled_in(live: Live) -> None:
    await live.command("sam", "/ticket", "start 1")
    await live.advance(hours=25)
    view = await ask(live)
    assert "initial_value" not in field(view, "spent")
    assert "Your time runs since" in shown(view)
    await live.submit("sam", summary=SUMMARY, spent="3h")
    assert [each[1] for each in await work(live)] == [180]
    assert "does not run" in await live.command("sam", "/ticket", "stop")


@pytest.mark.parametrize(("command", "typed"), [("/resolve", "1"), ("/ticket", "resolve 1")])
async def test_a_command_offers_to_log_time(live: Live, command: str, typed: str) -> None:
    answer = await answer_of(live, f"{typed} {SUMMARY}", command)
    assert answer["text"].splitlines() == [
        "#1 is resolved. The client was told and asked whether it works.",
        "No time is logged for #1 yet.",
    ]
    assert button_texts(answer) == ["Log time"]
    await press(live, answer)
    assert (await live.view("sam"))["title"]["text"] == "Log time for #1"
    await live.submit("sam", spent="45m", work="Mended it")
    assert [each[1] for each in await work(live)] == [45]


async def test_a_command_says_what_is_logged_already(live: Live) -> None:
    await log(live, "1 50m Looked into it", "kim")
    answer = await answer_of(live, f"1 {SUMMARY}")
    assert answer["text"].splitlines()[1] == "Time logged for #1: 50 min."
    assert button_texts(answer) == ["Log time"]


async def test_a_command_offers_to_stop_the_time_that_runs(live: Live) -> None:
    await live.command("sam", "/ticket", "start 1")
    await live.advance(minutes=51, seconds=20)  # a minute that has begun counts
    answer = await answer_of(live, f"1 {SUMMARY}")
    assert answer["text"].splitlines()[2] == "Your time for #1 still runs."
    assert button_texts(answer) == ["Stop and log"]
    await press(live, answer)
    await live.submit("sam", spent="40m", work="Mended it")
    assert [each[1] for each in await work(live)] == [40]
    assert "does not run" in await live.command("sam", "/ticket", "stop")


async def test_a_command_without_a_summary_asks_for_both(live: Live) -> None:
    assert (await live.command("sam", "/resolve", "1")) == ""
    await live.submit("sam", summary=SUMMARY, spent="45m")
    assert await is_resolved(live)
    assert [each[1] for each in await work(live)] == [45]
