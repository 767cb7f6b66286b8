"""Why a ticket is due when it is: `/ticket why N` for staff, and a button for its client, over real HTTP."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Final

import pytest

from bot.domain.tickets import EventKind, Fact, TicketEvent
from bot.views import ids
from bot.views.rendered import actions, button
from tests.databases import ON_BOTH, ON_SQLITE
from tests.live import Json, Live, shown

pytestmark = ON_SQLITE

REPORT: Final = "Order processing is not running"
DASH: Final = "\N{EN DASH}"
posts: Final = count(1)
SUNDAY: Final = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.fixture
def starts_at() -> datetime:
    """The Sunday before Thanksgiving."""
    return SUNDAY


async def stands_at(live: Live, moment: str) -> None:
    """Move the clock to a moment in UTC."""
    await live.post("clock", to=f"2026-{moment}:00+00:00")
    await live.settle()


async def why(live: Live, number: int = 1) -> str:
    """Type `/ticket why` as sam does, and return all that the answer shows."""
    place = {"user": "sam", "channel": "#triage", "command": "/ticket"}
    answer = await live.post("command", **place, text=f"why {number}")
    [said] = answer["responses"]
    return f"{said['text']}\n{shown(said)}"


async def modals(live: Live, user: str) -> Sequence[Json]:
    found: list[Json] = (await live.get("views", user=user))["modals"]
    return found


async def press_why(live: Live, user: str, channel: str, number: int, thread_ts: str | None = None) -> None:
    """Press a button that asks why, on a message of ours in the channel."""
    control = button(ids.ASK_WHY, "Why?", ids.number_value(number))
    place = (await live.messages(channel))[0]["channel"]
    blocks = actions("why", [control])
    ts = await live.bot.desk.slack.post(place, thread_ts, "Why?", blocks, f"why:{next(posts)}")
    await live.press(user, {"channel": place, "ts": ts}, ids.ASK_WHY)


async def read_why(live: Live, user: str, channel: str, number: int) -> str:
    """Ask why, and return what the modal shows."""
    await press_why(live, user, channel, number)
    return shown(await live.view(user))


async def reported(live: Live, at: str, severity: str = "critical") -> str:
    """Have ana report something at a moment in UTC, and its severity be set; return the thread."""
    await stands_at(live, at)
    ts = await live.say("ana", "#acme", REPORT)
    await live.command("sam", "/ticket", f"severity 1 {severity}")
    return ts


def missing(told: str, *patterns: str) -> list[str]:
    """The patterns that are not told: lengths may be a few seconds off, for time goes on."""
    return [each for each in patterns if not re.search(each, told)]


async def test_staff_read_how_clocks_ran_were_breached_and_paused_and_then_met(live: Live) -> None:
    """From Monday, 23 November, ten o'clock in New York; staff read it by London's clock."""
    ts = await reported(live, "11-23T15:00")
    running = r"⏱️ \*First response\*: running, (4 h|3 h 59 min) left"
    assert missing(await why(live), running, r"due Mon, Nov 23, 2026, 19:00") == []

    await stands_at(live, "11-23T19:30")
    late = r"🔴 \*First response\*: in breach, overdrawn by (30|29) min"
    assert missing(await why(live), late, r"breached Mon, Nov 23, 2026, 19:00") == []

    await live.say("sam", "#acme", "We are looking into it", ts)
    await live.command("sam", "/ticket", "wait 1")
    await stands_at(live, "11-25T19:30")
    assert (
        missing(
            await why(live),
            r"❌ \*First response\*: missed by (30|29) min",
            r"⏸️ \*Resolution\*: paused, 4 h (30|29) min left",
            r"paused since Mon, Nov 23, 2026, 19:30: waiting on client",
            rf"• Mon, Nov 23, 19:30 {DASH} Wed, Nov 25, 19:30: not counted, waiting on client",
        )
        == []
    )

    await live.say("ana", "#acme", "It is the north warehouse", ts)
    await live.command("sam", "/ticket", "resolve 1 Restarted it.")
    await stands_at(live, "11-30T15:00")
    assert (
        missing(
            await why(live),
            r"✅ \*Resolution\*: met with 4 h (30|29) min to spare",
            r"stopped Wed, Nov 25, 2026, 19:30",
            rf"• Wed, Nov 25, 19:30 {DASH} Mon, Nov 30, 15:00: not counted, resolved",
            r"✅ \*Next response\*: met with",
            r"`business` in version [0-9a-f]{12}: Monday",
            r"Times are by your clock \(Europe/London\)\.",
        )
        == []
    )


@ON_BOTH
async def test_the_number_may_come_first_or_be_left_out_and_an_unknown_one_is_told(live: Live) -> None:
    await reported(live, "11-23T15:00")
    for typed in ("1 why", "#1 why", "why #1"):
        assert "Clocks of #1" in await live.command("sam", "/ticket", typed), typed
    assert "Clocks of #1" in await live.command("sam", "/ticket", "why", "#acme")
    assert "Did you mean `why`?" in await live.command("sam", "/ticket", "sla 1")
    assert "There is no ticket #7." in await why(live, 7)


async def test_whoever_may_not_read_a_receipt_is_told_so(live: Live) -> None:
    ts = await reported(live, "11-23T15:00")
    assert "Only the support team" in await live.command("gus", "/ticket", "why 1", "#acme")
    await live.post("member", user="kim", channel="#triage", joins=False)
    await live.settle()
    assert "Only the support team" in await live.command("kim", "/ticket", "why 1", "#acme")
    await press_why(live, "kim", "#acme", 1, ts)
    assert "Only the support team" in (await live.whispers("kim"))[-1]
    assert await modals(live, "kim") == []


async def test_a_client_reads_why_their_ticket_is_due_then_across_thanksgiving(live: Live) -> None:
    await reported(live, "11-25T22:00")
    told = await read_why(live, "ana", "#acme", 1)
    assert (
        missing(
            told,
            rf"^Ticket #1: {REPORT}\n",
            r"\*First answer\* at severity \*Critical\*: 4 hours of our opening hours\n",
            r"So you can expect it by \*Fri, Nov 27, 2026, 12:00\*: (4 h|3 h 59 min) left",
            rf"• Wed, Nov 25, 17:00 {DASH} 18:00: (1 h|59 min)",
            r"• Thursday, November 26 is closed: Thanksgiving Day\n",
            rf"• Fri, Nov 27, 09:00 {DASH} 12:00: (3 h|2 h 59 min)",
            r"Times are by your clock \(America/New_York\)\.",
        )
        == []
    )
    async with live.bot.desk.database.reading() as store:
        ticket = await store.tickets.get(1)
    assert ticket is not None
    internal = (ticket.plan_version, "sam", "triage", "breach", "clock runs")
    assert [word for word in internal if word in told] == []


async def test_a_client_who_was_waited_for_and_then_served_reads_what_counted(live: Live) -> None:
    ts = await reported(live, "11-23T15:00")
    await live.say("sam", "#acme", "Which warehouse is it?", ts)
    await live.command("sam", "/ticket", "wait 1")
    await stands_at(live, "11-24T15:00")
    waiting = r"We have waited for your answer since Mon, Nov 23, 2026, 10:00\."
    assert missing(await read_why(live, "ana", "#acme", 1), waiting, r"You had it on .*, in time") == []
    await live.say("ana", "#acme", "The north one", ts)
    await live.command("sam", "/ticket", "resolve 1 Restarted it.")
    solved = r"It was solved on Tue, Nov 24, 2026, 10:00, in time: the latest was"
    waited = rf"• Mon, Nov 23, 10:00 {DASH} Tue, Nov 24, 10:00: waiting for your answer, not counted"
    assert missing(await read_why(live, "ana", "#acme", 1), solved, waited) == []


async def test_rui_reads_it_in_portuguese_by_the_clock_of_sao_paulo(live: Live) -> None:
    await stands_at(live, "12-24T20:30")
    await live.say("rui", "#banco-litoral", "O relatório não chegou")
    assert (
        missing(
            await read_why(live, "rui", "#banco-litoral", 1),
            r"^Chamado #1: O relatório não chegou\n",
            r"\*Primeira resposta\* com severidade \*Média\*: 1 dia útil\n",
            r"até \*seg., 28 de dez. de 2026, 17:30\*: faltam",
            rf"• qui., 24 de dez., 17:30 {DASH} 18:00: (30|29) min",
            r"• Sexta-feira, 25 de dezembro: fechado \(Natal\)\n",
            r"Os horários são os do seu relógio \(America/Sao_Paulo\)\.",
        )
        == []
    )
    title = (await live.view("rui"))["title"]["text"]
    assert title == "Por que este prazo?"


async def test_a_client_learns_nothing_of_anothers_ticket(live: Live) -> None:
    ts = await reported(live, "11-23T15:00")
    await live.say("rui", "#banco-litoral", "O relatório não chegou")
    for number in (2, 999):
        await press_why(live, "ana", "#acme", number, ts)
        assert f"There is no ticket #{number} in this channel." in (await live.texts("#acme", ts))[-1]
    assert await modals(live, "ana") == []


async def test_staff_who_press_the_clients_button_see_what_the_client_sees(live: Live) -> None:
    await reported(live, "11-23T15:00")
    assert "*First answer* at severity *Critical*" in await read_why(live, "sam", "#acme", 1)


async def test_a_ticket_of_hundreds_of_events_is_told_within_what_slack_takes(live: Live) -> None:
    """Slack, that is its local stand-in, refuses blocks and modals that are too long."""
    await reported(live, "11-23T15:00")
    desk = live.bot.desk
    async with desk.database.transaction() as store:
        ticket, log = await store.tickets.get(1), await store.tickets.events(1)
        assert ticket is not None
        opened = log[0]
        more = [_turn(opened, number, ticket.seq) for number in range(200)]
        await store.tickets.save_rows([replace(ticket, seq=ticket.seq + 200)], more)
    await stands_at(live, "11-25T15:00")
    told = await why(live)
    assert missing(told, r"\*Resolution\*: ", r"intervals are left out; ", r"and \d+ more") == []
    assert "earlier steps are left out." in await read_why(live, "ana", "#acme", 1)


def _turn(opened: TicketEvent, number: int, seq: int) -> TicketEvent:
    """One of the events by which staff reply, wait, are answered and go on, five minutes apart."""
    kinds: Sequence[tuple[EventKind, str, dict[str, Fact]]] = (
        (EventKind.REPLIED, "engineer", {"text": "And now?"}),
        (EventKind.WAITED, "engineer", {"status": "waiting_on_client"}),
        (EventKind.MESSAGED, "client", {"ts": "", "courtesy": False}),
        (EventKind.RESUMED, "client", {}),
    )
    kind, role, facts = kinds[number % len(kinds)]
    at = opened.at + timedelta(minutes=5 * (number + 1))
    return TicketEvent(1, seq + number + 1, kind, at, "U1", role, opened.plan_version, facts)


async def test_a_question_goes_on_waiting_in_the_ticket_that_its_own_was_merged_into(live: Live) -> None:
    thread = await reported(live, "11-23T15:00", "high")
    await live.say("sam", "#acme", "On it", thread)
    await stands_at(live, "11-23T16:00")
    await live.say("bo", "#acme", "The label printer is offline")
    await stands_at(live, "11-23T17:00")
    assert "Next response" not in await why(live)
    await live.command("sam", "/ticket", "merge 2 into 1")
    told = await why(live)
    assert not missing(told, r"\*Next response\*: running", r"started \w+, \w+ \d+, \d+, 16:00")
