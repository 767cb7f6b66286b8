"""What is promised until when: on the card for staff, in the thread for the client."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from tests.databases import ON_SQLITE
from tests.live import Live, shown

pytestmark = ON_SQLITE

SUNDAY: Final = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.fixture
def starts_at() -> datetime:
    """The Sunday before Thanksgiving."""
    return SUNDAY


async def clock(live: Live, number: int = 1) -> str:
    """The line of the card that says what is due next."""
    lines = shown(await live.card(number)).splitlines()
    return lines[lines.index("*Next due*") + 1] if "*Next due*" in lines else ""


async def metrics(live: Live) -> str:
    async with live.session.get(f"{live.bot.url}/metrics") as response:
        return await response.text()


async def test_the_card_says_what_is_due_first_and_how_near_that_is(live: Live) -> None:
    """AetherLink Enterprise answers around the clock, a report of medium severity within eight hours."""
    ts = await live.say("gia", "#globex", "Our exports look odd")
    assert (await clock(live)).startswith("🟢 first response by <!date^")
    assert (await clock(live)).endswith(", 7 h 59 min left") or (await clock(live)).endswith(", 8 h left")
    await live.advance(hours=4, minutes=1)
    assert (await clock(live)).startswith("🟡 first response by")
    await live.advance(hours=2)
    assert (await clock(live)).startswith("🟠 first response by")
    assert "hourglass_breaches_total{" not in await metrics(live)
    await live.advance(hours=2)
    assert (await clock(live)).startswith("🔴 first response was due")
    assert 'hourglass_breaches_total{clock="first_response"} 1.0' in await metrics(live)
    await live.say("sam", "#globex", "We are looking into it", thread_ts=ts)
    assert "first response" not in await clock(live)


async def test_a_clock_that_waits_for_the_client_is_paused_and_goes_on_with_what_was_left(live: Live) -> None:
    ts = await live.say("gia", "#globex", "Our exports look odd")
    await live.command("sam", "/ticket", "severity 1 critical")
    await live.say("sam", "#globex", "Which of them?", thread_ts=ts)
    await live.command("sam", "/ticket", "wait 1")
    assert (await clock(live)).startswith("⏸️ ")
    await live.advance(days=2)
    assert (await clock(live)).startswith("⏸️ ")
    await live.say("gia", "#globex", "The weekly ones", thread_ts=ts)
    assert (await clock(live)).startswith("🟢 next response by")


async def test_a_resolved_ticket_has_nothing_due(live: Live) -> None:
    await live.say("gia", "#globex", "Our exports look odd")
    await live.command("sam", "/resolve", "1 Sorted out")
    assert await clock(live) == ""


async def test_clients_are_told_when_to_expect_an_answer_in_their_language_and_time(live: Live) -> None:
    """One business day from a Sunday: Monday's opening, and so Tuesday's, by the clocks of São Paulo."""
    ts = await live.say("rui", "#banco-litoral", "Nada funciona desde ontem")
    assert "Responderemos até ter., 24 de nov. de 2026, 09:00." in await said(live, "#banco-litoral", ts)


async def test_holidays_on_the_way_are_named(live: Live) -> None:
    """Thanksgiving lies within the 48 business hours of a report of medium severity under Matai's plans."""
    ts = await live.say("ana", "#acme", "The export looks odd")
    assert "(Thursday, November 26 is a holiday.)" in await said(live, "#acme", ts)


async def test_who_has_been_answered_is_told_no_moment_any_more(live: Live) -> None:
    ts = await live.say("gia", "#globex", "Our exports look odd")
    assert "We will answer by" in await said(live, "#globex", ts)
    await live.say("sam", "#globex", "We are looking into it", thread_ts=ts)
    await live.command("sam", "/ticket", "severity 1 high")
    assert "We will answer by" not in await said(live, "#globex", ts)


async def said(live: Live, channel: str, ts: str) -> str:
    """The first answer below a report."""
    return str((await live.replies(channel, ts))[0]["text"])


async def test_a_breach_that_nobody_was_there_to_see_is_counted_once(live: Live) -> None:
    """The timer still stood at the first warning when everything stopped for ten hours."""
    await live.say("gia", "#globex", "Our exports look odd")
    clock = live.sandbox.clock
    clock.move_to(clock.now() + timedelta(hours=10))
    for _ in range(3):
        await live.bot.tick()
    assert 'hourglass_breaches_total{clock="first_response"} 1.0' in await metrics(live)
