"""People's own hours: outside them only pages call them, and the rest waits for their morning."""

from datetime import UTC, datetime
from typing import Final

import pytest

from tests.databases import ON_BOTH, ON_SQLITE
from tests.live import Live

pytestmark = ON_SQLITE

START: Final = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
"""A Monday: nine in New York, where Matai is open until 23:00 UTC."""


@pytest.fixture
def starts_at() -> datetime:
    """A Monday morning in New York."""
    return START


async def claimed(live: Live, severity: str) -> str:
    """A ticket of Acme's that sam has, and whom nobody has answered; return its thread."""
    ts = await live.say("ana", "#acme", "The export looks odd")
    await live.press("ana", (await live.messages("#acme", ts))[1], "choose_severity", severity)
    await live.command("sam", "/ticket", "claim 1")
    return ts


async def to(live: Live, moment: str) -> None:
    """Let time go on to a moment of November 2026, in UTC."""
    await live.post("clock", to=f"2026-11-{moment.replace(' ', 'T')}:00+00:00")
    await live.settle()


async def user(live: Live, name: str) -> str:
    return str(next(each["id"] for each in (await live.get("world"))["users"] if each["name"] == name))


async def test_a_warning_mentions_whoever_is_at_work(live: Live) -> None:
    await live.command("sam", "/oncall", "hours mon-fri 9-18 America/New_York")
    await claimed(live, "high")
    await to(live, "24 18:31")
    warned = (await live.card_lines(1))[-1]
    assert "75 % of the time for the *resolution* has passed" in warned
    assert warned.endswith(f"<@{await user(live, 'sam')}>")


async def test_what_does_not_page_waits_for_somebodys_morning_and_comes_at_once(live: Live) -> None:
    await live.command("sam", "/oncall", "hours mon-fri 9-12 Europe/Lisbon")
    await live.say("bo", "#acme", "Prices are wrong in the export")
    await live.command("sam", "/ticket", "claim 1")
    await live.advance(minutes=6)
    await live.say("bo", "#acme", "The logo is gone")
    await live.command("sam", "/ticket", "claim 2")
    await to(live, "30 08:59")
    assert (await live.card_lines(1))[-1].endswith("Told when their own day begins: sam.")
    assert await live.told("sam") == []
    await to(live, "30 09:01")
    [morning] = await live.told("sam")
    assert morning.startswith("Good morning. While you were away from work:")
    assert morning.count("Prices are wrong in the export") == morning.count("The logo is gone") == 1
    assert morning.count("75 % of the time for the *resolution* has passed") == 2
    await to(live, "30 13:59")
    assert len(await live.told("sam")) == 1


async def test_what_was_done_meanwhile_is_left_out_of_a_morning(live: Live) -> None:
    await live.command("sam", "/oncall", "hours mon-fri 9-12 Europe/Lisbon")
    await claimed(live, "medium")
    await to(live, "29 12:00")
    assert (await live.card_lines(1))[-1].endswith("Told when their own day begins: sam.")
    await live.command("kim", "/ticket", "resolve 1 The export is right again")
    await to(live, "30 12:00")
    assert await live.told("sam") == []


@ON_BOTH
async def test_who_is_given_a_ticket_overnight_reads_so_in_the_morning(live: Live) -> None:
    await live.command("sam", "/oncall", "hours tue 9-10 Europe/Lisbon")
    await live.say("ana", "#acme", "The export looks odd")
    await live.command("max", "/ticket", "assign 1 @sam")
    await to(live, "24 09:01")
    [morning] = await live.told("sam")
    assert morning.splitlines()[-1] == "max gave the ticket to sam."


async def test_a_ticket_that_is_somebody_elses_by_then_is_left_out_of_a_morning(live: Live) -> None:
    await live.command("sam", "/oncall", "hours sat 9-10 Europe/Lisbon")
    await live.say("ana", "#acme", "The export looks odd")
    await live.command("max", "/ticket", "assign 1 @sam")
    await live.command("max", "/ticket", "assign 1 @kim")
    await to(live, "28 12:00")
    assert await live.told("sam") == []


async def test_a_morning_tells_the_latest_of_a_ticket_that_is_not_done_by_then(live: Live) -> None:
    await live.command("sam", "/oncall", "hours sat 9-10 Europe/Lisbon")
    ts = await live.say("ana", "#acme", "The export looks odd")
    await live.press("ana", (await live.messages("#acme", ts))[1], "choose_severity", "high")
    await to(live, "25 14:05")
    assert "escalated to *L1*" in (await live.card_lines(1))[-1]
    await live.command("kim", "/ticket", "claim 1")
    await to(live, "28 09:01")
    [morning] = await live.told("sam")
    *_, latest, others = morning.splitlines()
    assert "90 % of the time for the *resolution* has passed" in latest
    assert others == "1 thing before that is in the thread of its card.", "and nothing is left out silently"
    assert " left" not in morning


async def test_what_pages_calls_at_any_hour(live: Live) -> None:
    await live.command("sam", "/oncall", "hours sat 9-10 Europe/Lisbon")
    ts = await live.say("ana", "#acme", "The export looks odd")
    await live.press("ana", (await live.messages("#acme", ts))[1], "choose_severity", "critical")
    paged = (await live.card_lines(1))[-1]
    assert f"escalated to *L1*, 1 of 4: <@{await user(live, 'sam')}>" in paged


async def test_who_is_given_a_ticket_is_mentioned_or_told_in_their_morning(live: Live) -> None:
    await live.command("sam", "/oncall", "hours sat 9-10 Europe/Lisbon")
    await live.say("ana", "#acme", "The export looks odd")
    await live.command("max", "/ticket", "assign 1 @kim")
    assert (await live.card_lines(1))[-1] == f"max gave the ticket to kim.\n<@{await user(live, 'kim')}>"
    await live.command("max", "/ticket", "assign 1 @sam")
    assert (await live.card_lines(1))[-1] == "max gave the ticket to sam."
    await to(live, "28 09:01")
    [morning] = await live.told("sam")
    assert "75 % of the time for the *resolution* has passed" in morning
    await live.command("kim", "/ticket", "assign 1 me")
    assert (await live.card_lines(1))[-1] == "kim gave the ticket to kim."
