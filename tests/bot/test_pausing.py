"""A client's plan is paused for some months: clocks stand still, both sides are told, and it resumes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from bot.domain.pauses import Pause
from bot.domain.sla import Measured, Rule
from bot.domain.targets import Clock
from bot.domain.tickets import EventKind, Status, TicketEvent
from bot.sandbox import Sandbox
from bot.views import ids
from tests.bot.walks import at as go_to
from tests.bot.walks import friday, moment, report
from tests.databases import ON_BOTH, ON_SQLITE
from tests.live import Live, demo_clients_file, desk, shown, slack

pytestmark = ON_SQLITE

STILL: Final = {EventKind.WARNED, EventKind.BREACHED, EventKind.ESCALATED, EventKind.NUDGED}
MOVED: Final = timedelta(seconds=5)


@pytest.fixture
async def world() -> AsyncIterator[Sandbox]:
    async with slack(friday()) as sandbox:
        yield sandbox


@asynccontextmanager
async def bot(world: Sandbox, url: str, folder: Path) -> AsyncIterator[Live]:
    async with desk(world, url, demo_clients_file(folder)) as live:
        yield live


@pytest.fixture
async def live(world: Sandbox, database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    """A bot at work on a Friday evening in New York, half an hour before Acme's plan closes."""
    async with bot(world, database_url, tmp_path) as running:
        yield running


async def support(live: Live, text: str, who: str = "max") -> str:
    return await live.command(who, "/support", text)


async def log_of(live: Live, number: int) -> list[TicketEvent]:
    async with live.bot.desk.database.reading() as store:
        return await store.tickets.events(number)


async def clock_of(live: Live, number: int, kind: Clock) -> Measured:
    desk = live.bot.desk
    async with desk.database.reading() as store:
        ticket = await store.tickets.get(number)
        assert ticket is not None
        found = await desk.promises.clocks(store, ticket, desk.clock.now())
    return [each for each in found if each.clock is kind][-1]


async def pauses(live: Live) -> list[Pause]:
    async with live.bot.desk.database.reading() as store:
        return await store.contracts.pauses("acme")


async def status_of(live: Live, number: int) -> Status:
    async with live.bot.desk.database.reading() as store:
        ticket = await store.tickets.get(number)
        assert ticket is not None
        return ticket.status


def noted(log: list[TicketEvent], *kinds: EventKind) -> list[tuple[EventKind, datetime]]:
    return [(each.kind, each.at) for each in log if each.kind in kinds]


def told_since(log: list[TicketEvent], since: datetime, until: datetime) -> list[EventKind]:
    return [each.kind for each in log if each.kind in STILL and since < each.at < until]


def near(found: datetime | None, meant: str) -> bool:
    return found is not None and abs(found - moment(meant)) < MOVED


async def test_a_pause_of_a_month_freezes_clocks_tells_both_sides_and_ends_by_itself(live: Live) -> None:
    await report(live, "critical")
    before = await clock_of(live, 1, Clock.FIRST_RESPONSE)
    assert near(before.due_at, "23 12:30")
    await go_to(live, "23 10:00")
    answer = await support(live, "pause acme")
    assert "The plan of *Acme Orders* is paused from Mon, Nov 23, 2026, 10:00 to Wed, Dec 23, 2026" in answer
    assert "(America/New_York)" in answer
    await live.advance(seconds=5)
    [told] = [text for text in await live.texts("#acme") if "plan is paused" in text]
    assert "from Mon, Nov 23, 2026, 10:00 to Wed, Dec 23, 2026, 10:00" in told
    assert "plan paused until" in shown(await live.card(1))
    frozen = await clock_of(live, 1, Clock.FIRST_RESPONSE)
    assert (frozen.is_paused, frozen.due_at, frozen.intervals[-1].rule) == (True, None, Rule.PLAN_PAUSED)
    await go_to(live, "12-23 09:59")
    assert told_since(await log_of(live, 1), moment("23 10:01"), moment("12-23 09:59")) == []
    await go_to(live, "12-23 10:01")
    [again] = [text for text in await live.texts("#acme") if "has resumed" in text]
    assert "as agreed" in again
    assert [("has resumed" in text) for text in await live.told("max")] == [True]
    resumed = await clock_of(live, 1, Clock.FIRST_RESPONSE)
    # An hour and a half was counted: two and a half are left of the four.
    assert near(resumed.due_at, "12-23 12:30")
    assert "plan paused" not in shown(await live.card(1))
    log = await log_of(live, 1)
    [[_, froze_at], [_, thawed_at]] = noted(log, EventKind.FROZEN, EventKind.THAWED)
    assert near(froze_at, "23 10:00")
    assert near(thawed_at, "12-23 10:00")
    await go_to(live, "12-23 12:31")
    assert noted(await log_of(live, 1), EventKind.BREACHED)[0][1] == resumed.due_at


async def test_who_did_it_is_not_told_and_the_account_manager_is(live: Live) -> None:
    await support(live, "pause acme 2 months from 2026-12-01", "ada")
    [told] = await live.told("max")
    assert "ada has paused the plan of *Acme Orders* from Tue, Dec 1, 2026, 00:00" in told
    assert "to Mon, Feb 1, 2027, 00:00" in told
    assert await live.told("ada") == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("pause acme 4 months", "for 1, 2 or 3 whole months"),
        ("pause acme 2 weeks", "for 1, 2 or 3 whole months, and not for `2 weeks`"),
        ("pause acme for a week from 2026-12-01", "and not for `a week`"),
        ("pause acme 10 days", "as in `/support pause acme 2 months`"),
        ("pause acme from 2026-11-19", "has passed already"),
        ("pause acme from christmas", "is no day that I know"),
        ("pause acmee", "Did you mean `acme`?"),
        ("pause acme -1 months", "`acme` is a client, but I do not know what `-1 months` means"),
        ("resume acme", "is not paused"),
    ],
)
async def test_what_cannot_be_done_is_explained(live: Live, text: str, says: str) -> None:
    assert says in await support(live, text)
    assert await pauses(live) == []


async def test_engineers_pause_nothing(live: Live) -> None:
    for text in ("pause acme", "resume acme"):
        assert "Ask a manager or an admin" in await support(live, text, "sam")
    assert await pauses(live) == []


async def test_a_plan_that_is_paused_says_until_when(live: Live) -> None:
    await support(live, "pause acme")
    assert "is paused already, from Fri, Nov 20" in await support(live, "pause acme 2 months", "ada")
    [only] = await pauses(live)
    assert only.until_at - only.from_at == timedelta(days=30)
    assert len([each for each in await live.texts("#acme") if "plan is paused" in each]) == 1


@ON_BOTH
async def test_a_pause_to_come_begins_at_its_moment_and_can_be_called_off(live: Live) -> None:
    await report(live, "high")
    await support(live, "pause acme from 2026-11-23")
    assert "is agreed already" in await support(live, "pause acme")
    await go_to(live, "22 23:59")
    assert noted(await log_of(live, 1), EventKind.FROZEN) == []
    await go_to(live, "23 00:01")
    [[_, froze_at]] = noted(await log_of(live, 1), EventKind.FROZEN)
    assert froze_at == moment("23 00:00")
    await support(live, "resume acme")
    await support(live, "pause acme from 2026-11-24")
    assert "called off" in await support(live, "resume acme")
    await go_to(live, "24 09:00")
    assert len(noted(await log_of(live, 1), EventKind.FROZEN)) == 1
    assert any("will not be paused after all" in text for text in await live.texts("#acme"))


async def test_a_plan_resumes_sooner_and_once(live: Live) -> None:
    await report(live, "critical")
    await go_to(live, "23 09:30")
    await support(live, "pause acme 3 months")
    await go_to(live, "25 09:30")
    assert "has resumed" in await support(live, "resume acme")
    await live.advance(seconds=5)
    running = await clock_of(live, 1, Clock.FIRST_RESPONSE)
    assert near(running.due_at, "25 12:30")
    await go_to(live, "12-24 09:00")
    assert len([each for each in await live.texts("#acme") if "resumed" in each]) == 1
    assert "is not paused" in await support(live, "resume acme")


async def test_a_ticket_opened_in_a_pause_is_frozen_from_its_opening_and_says_so(live: Live) -> None:
    await support(live, "pause acme")
    ts = await report(live, "critical")
    [first, *_] = await live.texts("#acme", ts)
    assert "Your support plan is paused until Sun, Dec 20, 2026" in first
    assert "We will answer by" not in first
    found = await clock_of(live, 1, Clock.FIRST_RESPONSE)
    assert {each.rule for each in found.intervals} == {Rule.PLAN_PAUSED}
    await go_to(live, "12-18 12:00")
    assert told_since(await log_of(live, 1), moment("20 17:00"), moment("12-18 12:00")) == []
    await go_to(live, "12-21 09:30")
    [first, *_] = await live.texts("#acme", ts)
    assert "is paused" not in first
    assert near((await clock_of(live, 1, Clock.FIRST_RESPONSE)).due_at, "12-21 13:00")


async def test_the_receipts_explain_the_frozen_time(live: Live) -> None:
    ts = await report(live, "high")
    await go_to(live, "23 10:00")
    await support(live, "pause acme")
    await go_to(live, "25 10:00")
    assert "the client's plan is paused" in await live.command("sam", "/ticket", "why 1")
    await live.press("ana", (await live.replies("#acme", ts))[0], ids.ASK_WHY)
    view = shown(await live.view("ana"))
    assert "Your support plan has been paused since Mon, Nov 23, 2026, 10:00" in view
    assert "your support plan was paused, not counted" in view


async def test_urgent_is_answered_kindly_and_staff_may_escalate(live: Live) -> None:
    ts = await report(live, "critical")
    await support(live, "pause acme")
    await live.advance(seconds=5)
    before = len(noted(await log_of(live, 1), EventKind.ESCALATED))
    await live.press("ana", (await live.replies("#acme", ts))[0], ids.URGE)
    assert "nobody is called for ticket #1 now" in (await live.texts("#acme", ts))[-1]
    assert len(noted(await log_of(live, 1), EventKind.ESCALATED, EventKind.ESCALATION_ASKED)) == before
    await live.command("sam", "/ticket", "escalate 1 They called me")
    assert len(noted(await log_of(live, 1), EventKind.ESCALATED)) == before + 1
    await live.advance(days=3)
    assert len(noted(await log_of(live, 1), EventKind.ESCALATED)) == before + 1


async def test_a_wait_goes_on_beneath_a_pause_and_an_answer_ends_it(live: Live) -> None:
    ts = await report(live, "high")
    await go_to(live, "23 10:00")
    await live.say("sam", "#acme", "Which order?", ts)
    await live.command("sam", "/ticket", "wait 1")
    await go_to(live, "23 12:00")
    await support(live, "pause acme")
    await go_to(live, "12-10 12:00")
    assert noted(await log_of(live, 1), EventKind.NUDGED) == []
    await live.say("ana", "#acme", "Order 12", ts)
    assert await status_of(live, 1) is Status.OPEN
    assert (await clock_of(live, 1, Clock.NEXT_RESPONSE)).intervals[-1].rule is Rule.PLAN_PAUSED
    await go_to(live, "12-23 12:01")
    answer, solved = [await clock_of(live, 1, each) for each in (Clock.NEXT_RESPONSE, Clock.RESOLUTION)]
    assert (answer.is_running, solved.is_running) == (True, True)
    assert answer.used < timedelta(minutes=2)
    # Half an hour on Friday, an hour on Monday until the wait, and the minute since.
    assert timedelta(minutes=90) < solved.used < timedelta(minutes=93)


async def test_a_silence_counts_anew_from_when_the_plan_resumes(live: Live) -> None:
    ts = await report(live, "high")
    await go_to(live, "23 10:00")
    await live.say("sam", "#acme", "Which order?", ts)
    await live.command("sam", "/ticket", "wait 1")
    await support(live, "pause acme")
    await go_to(live, "12-23 10:01")
    log = await log_of(live, 1)
    assert (noted(log, EventKind.NUDGED), await status_of(live, 1)) == ([], Status.WAITING_ON_CLIENT)
    await go_to(live, "12-28 18:00")  # the 25th is a holiday
    assert len(noted(await log_of(live, 1), EventKind.NUDGED)) == 1


async def test_what_is_resolved_in_a_pause_closes_as_usual_and_reopened_is_frozen(live: Live) -> None:
    ts = await report(live, "high")
    await live.advance(minutes=20)
    await live.say("ana", "#acme", "The printer is broken")
    await support(live, "pause acme")
    await live.advance(seconds=5)
    for number in (1, 2):
        await live.command("sam", "/ticket", f"resolve {number} It prints")
    await live.advance(days=1)
    await live.say("ana", "#acme", "No, it does not", ts)
    assert await status_of(live, 1) is Status.OPEN
    assert (await clock_of(live, 1, Clock.RESOLUTION)).intervals[-1].rule is Rule.PLAN_PAUSED
    await live.advance(days=7)
    assert await status_of(live, 2) is Status.CLOSED
    await go_to(live, "12-21 09:01")
    assert (await clock_of(live, 1, Clock.RESOLUTION)).is_running
    assert noted(await log_of(live, 2), EventKind.THAWED) == []


async def test_severity_and_plan_may_change_in_a_pause(live: Live) -> None:
    await report(live, "high")
    await go_to(live, "23 10:00")
    await support(live, "pause acme")
    await live.advance(hours=2)
    await live.command("sam", "/ticket", "severity 1 critical")
    assert "paused" in await live.command("sam", "/ticket", "replan 1 matai-transformation")
    assert (await clock_of(live, 1, Clock.FIRST_RESPONSE)).is_paused
    await go_to(live, "12-23 10:01")
    found = await clock_of(live, 1, Clock.FIRST_RESPONSE)
    assert found.is_running
    assert timedelta(minutes=90) < found.used < timedelta(minutes=93)


@ON_BOTH
async def test_a_bot_that_was_away_all_the_pause_tells_late_and_counts_right(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path) as live:
        await report(live, "critical")
        await support(live, "pause acme from 2026-11-24")
    world.clock.move_to(moment("12-24 09:30").astimezone(UTC))
    async with bot(world, database_url, tmp_path) as live:
        await live.advance(seconds=5)
        log = await log_of(live, 1)
        assert noted(log, EventKind.FROZEN, EventKind.THAWED) == [
            (EventKind.FROZEN, moment("24 00:00")),
            (EventKind.THAWED, moment("12-24 00:00")),
        ]
        [late] = [text for text in await live.texts("#acme") if "resumed on Thu, Dec 24, 2026, 00:00" in text]
        assert "sorry to tell you late" in late
        assert near(noted(log, EventKind.BREACHED)[0][1], "23 12:30")


@ON_BOTH
async def test_a_restart_in_the_middle_changes_nothing(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path) as live:
        await report(live, "critical")
        await go_to(live, "23 10:00")
        await support(live, "pause acme")
        # Cut off before any ticket froze: the timer is still there.
    world.clock.move_to(moment("12-01 10:00").astimezone(UTC))
    async with bot(world, database_url, tmp_path) as live:
        await live.advance(seconds=5)
        [[_, froze_at]] = noted(await log_of(live, 1), EventKind.FROZEN)
        assert near(froze_at, "23 10:00")
    async with bot(world, database_url, tmp_path) as live:
        await go_to(live, "12-23 10:01")
        assert near((await clock_of(live, 1, Clock.FIRST_RESPONSE)).due_at, "12-23 12:30")
        assert len([text for text in await live.texts("#acme") if "resumed" in text]) == 1
        assert len([text for text in await live.texts("#acme") if "plan is paused" in text]) == 1


async def test_a_pause_through_the_end_of_summer_time_keeps_the_hour_of_the_wall(
    database_url: str, tmp_path: Path
) -> None:
    starts = datetime(2026, 10, 15, 14, 0, tzinfo=UTC)
    declared = friday().model_copy(update={"starts_at": starts})
    async with slack(declared) as sandbox, bot(sandbox, database_url, tmp_path) as live:
        assert "to Sun, Nov 15, 2026, 10:00" in await support(live, "pause acme")
        [only] = await pauses(live)
        assert only.until_at - only.from_at == timedelta(days=31, hours=1)


async def test_each_client_reads_it_in_their_language(live: Live) -> None:
    await support(live, "pause banco-litoral")
    assert any("plano de suporte fica em pausa" in text for text in await live.texts("#banco-litoral"))
    assert not any("pausa" in text for text in await live.texts("#acme"))


async def test_every_ticket_that_is_open_freezes_once(live: Live) -> None:
    for number in range(1, 8):
        await live.advance(minutes=6)
        await live.say("ana", "#acme", f"Report {number} is broken")
    await support(live, "pause acme")
    await live.advance(minutes=2)
    for number in range(1, 8):
        assert len(noted(await log_of(live, number), EventKind.FROZEN)) == 1


async def test_the_morning_names_nothing_that_is_frozen(live: Live) -> None:
    await report(live, "high")
    await support(live, "pause acme")
    await go_to(live, "23 12:00")
    assert not [text for text in await live.texts("#triage") if "needs us today" in text]


async def test_more_tickets_than_one_transaction_takes_freeze_and_thaw_all(live: Live) -> None:
    await report(live, "high")
    desk = live.bot.desk
    async with desk.database.reading() as store:
        [first], log = await store.tickets.listing(), await store.tickets.events(1)
    async with desk.transaction() as store:
        last = await store.tickets.next_number(600) + 599
        for number in range(2, last + 1):
            opened = replace(log[0], ticket=number, facts={**log[0].facts, "thread_ts": f"1.{number}"})
            ticket = replace(first, number=number, thread_ts=f"1.{number}", head_ts=None, seq=1)
            await store.tickets.save_rows([ticket], [opened])
    await support(live, "pause acme")
    await live.advance(minutes=2)
    assert await frozen(live) == last
    await support(live, "resume acme")
    await live.advance(minutes=2)
    assert await frozen(live) == 0


async def frozen(live: Live) -> int:
    async with live.bot.desk.database.reading() as store:
        return sum(each.is_frozen for each in await store.tickets.listing(most=1000))


async def test_of_two_who_pause_a_plan_at_once_the_second_reads_of_the_first(live: Live) -> None:
    said = await asyncio.gather(support(live, "pause acme"), support(live, "pause acme 2 months", "ada"))
    assert len(await pauses(live)) == 1
    assert [text for text in said if "is paused already" in text]
