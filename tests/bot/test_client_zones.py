"""A client that moves to another time zone: what was promised before stays, later promises go by the new one.

Banco Litoral's plan is open from 9 to 18 by the client's own clock: in São Paulo from 12:00 UTC, in Lisbon
from 9:00. Staff read by London's clock, which shows UTC in November.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from bot.domain.tickets import TicketEvent
from bot.views import ids
from tests.databases import ON_SQLITE
from tests.live import Json, Live, demo, shown

pytestmark = ON_SQLITE

SUNDAY: Final = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
LISBON: Final = "Europe/Lisbon"
OPENS_IN_SAO_PAULO: Final = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
OPENS_IN_LISBON: Final = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
async def live(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    """A bot at work on a Sunday, and a ticket of Banco Litoral's, to be answered by Tuesday's opening."""
    async with demo(database_url, tmp_path, starts_at=SUNDAY) as live:
        await live.say("rui", "#banco-litoral", "Nada funciona desde ontem")
        yield live


async def move(live: Live, time_zone: str) -> None:
    await live.command("sam", "/support", "setup", channel="#banco-litoral")
    assert (await live.submit("sam", time_zone=time_zone))["ok"]


async def replan(live: Live) -> str:
    return await live.command("sam", "/ticket", "replan 1 apendice-b")


async def stands_at(live: Live, moment: str) -> None:
    """Move the clock to a moment of that November, in UTC."""
    await live.post("clock", to=f"2026-11-{moment}:00+00:00")
    await live.settle()


async def log_of(live: Live, number: int) -> list[TicketEvent]:
    async with live.bot.desk.database.reading() as store:
        return await store.tickets.events(number)


async def first_response(live: Live, number: int, log: list[TicketEvent] | None = None) -> datetime | None:
    """When the first response is due, by a ticket's log or another one."""
    async with live.bot.desk.database.reading() as store:
        ticket = await store.tickets.get(number)
        assert ticket is not None
        now = live.sandbox.clock.now()
        return (await live.bot.desk.promises.clocks(store, ticket, now, log or ()))[0].due_at


async def first_answer(live: Live) -> Json:
    """What was answered first to the report."""
    said = await live.messages("#banco-litoral")
    [report] = [each["ts"] for each in said if "Nada funciona" in each["text"]]
    return (await live.replies("#banco-litoral", report))[0]


async def why(live: Live, number: int) -> str:
    """What `/ticket why` shows to sam."""
    place = {"user": "sam", "channel": "#triage", "command": "/ticket"}
    [said] = (await live.post("command", **place, text=f"why {number}"))["responses"]
    return shown(said)


async def test_a_client_that_moves_keeps_the_promises_already_made(live: Live) -> None:
    await move(live, LISBON)
    await live.command("sam", "/ticket", "note 1 They moved to Lisbon.")
    assert await first_response(live, 1) == OPENS_IN_SAO_PAULO
    told = await why(live, 1)
    assert "due Tue, Nov 24, 2026, 12:00" in told
    assert "America/Sao_Paulo" in told
    assert LISBON not in told


async def test_the_card_and_the_first_answer_go_by_what_was_promised_too(live: Live) -> None:
    await move(live, LISBON)
    await live.command("sam", "/ticket", "severity 1 high")
    await live.command("sam", "/ticket", "note 1 They moved to Lisbon.")
    assert "24 de nov. de 2026, 12:00" in (await first_answer(live))["text"]
    await stands_at(live, "24T09:30")
    assert "🟠 first response by" in shown(await live.card(1))
    await stands_at(live, "24T12:01")
    assert "🔴 first response was due" in shown(await live.card(1))


async def test_a_client_that_moved_reads_by_which_clock_their_hours_were_counted(live: Live) -> None:
    await move(live, LISBON)
    await live.press("rui", await first_answer(live), ids.ASK_WHY)
    told = shown(await live.view("rui"))
    assert "12:00" in told
    assert "no seu próprio horário" not in told
    assert "America/Sao_Paulo" in told


async def test_what_is_reported_after_the_move_is_promised_by_the_new_clock(live: Live) -> None:
    await move(live, LISBON)
    await live.advance(minutes=6)
    await live.say("rui", "#banco-litoral", "O relatório não chegou")
    assert await first_response(live, 2) == OPENS_IN_LISBON


async def test_a_replan_takes_a_ticket_along_to_where_its_client_is_now(live: Live) -> None:
    where = "in Europe/Lisbon, where the client is now; before, in America/Sao_Paulo."
    assert await replan(live) == "#1 goes by exactly that plan already, as it stands now."
    await move(live, LISBON)
    assert (await replan(live)).splitlines()[:2] == [
        f"#1 goes by *Apêndice B - Suporte* {where}",
        "*First response:* due Tue, Nov 24, 2026, 12:00 before, due Tue, Nov 24, 2026, 09:00 now",
    ]
    assert await first_response(live, 1) == OPENS_IN_LISBON
    assert (await live.card_lines(1))[-1] == (
        "sam moved the ticket to the client's time zone as it is now (Europe/Lisbon)."
    )
    assert await replan(live) == "#1 goes by exactly that plan already, as it stands now."
    told = await why(live, 1)
    assert "America/Sao_Paulo" in told
    assert LISBON in told


async def test_a_log_that_kept_no_time_zone_is_counted_by_where_the_client_is_now(live: Live) -> None:
    [opened, *rest] = await log_of(live, 1)
    facts = {name: fact for name, fact in opened.facts.items() if name != "time_zone"}
    old = [replace(opened, facts=facts), *rest]
    assert await first_response(live, 1, old) == OPENS_IN_SAO_PAULO
    await move(live, LISBON)
    assert await first_response(live, 1, old) == OPENS_IN_LISBON
