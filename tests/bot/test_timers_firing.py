"""What the clock brings: once each, at its own time, whoever was away or fails."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.notices import Timer
from bot.domain.tickets import Status
from tests.armed import due
from tests.live import Json, Live, elements


async def asked_again(live: Live, ts: str) -> int:
    return len([text for text in await live.texts("#acme", ts) if "How bad is ticket" in text])


async def status(live: Live, number: int) -> Status:
    async with live.bot.desk.database.reading() as store:
        ticket = await store.tickets.get(number)
    assert ticket is not None
    return ticket.status


async def test_severity_is_asked_for_once_more_after_ten_minutes_and_never_again(live: Live) -> None:
    ts = await live.say("ana", "#acme", "The import fails")
    before = len(await live.texts("#acme", ts))
    await live.advance(minutes=9, seconds=50)
    assert len(await live.texts("#acme", ts)) == before
    await live.advance(seconds=15)
    assert len(await live.texts("#acme", ts)) == before + 1
    await live.advance(hours=2)
    assert len(await live.texts("#acme", ts)) == before + 1


async def test_after_an_absence_the_second_question_leaves_time_for_the_first(live: Live) -> None:
    ts = await live.say("ana", "#acme", "Orders are stuck")
    clock = live.sandbox.clock
    clock.move_to(clock.now() + timedelta(minutes=20))  # the machine sleeps
    await live.settle()
    before = len(await live.texts("#acme", ts))
    await live.advance(minutes=9)
    assert len(await live.texts("#acme", ts)) == before
    await live.advance(minutes=1)
    assert len(await live.texts("#acme", ts)) == before + 1
    await live.advance(minutes=30)
    assert len(await live.texts("#acme", ts)) == before + 1


@pytest.mark.parametrize("settled_by", ["severity 1 high", "resolve 1 Restarted it", "dismiss 1"])
async def test_severity_is_not_asked_for_again_once_it_is_settled(live: Live, settled_by: str) -> None:
    ts = await live.say("ana", "#acme", "The import fails")
    if settled_by == "dismiss 1":
        [answer] = await live.replies("#acme", ts)
        await live.press("ana", answer, "not_an_issue")
    else:
        await live.command("sam", "/ticket", settled_by)
    before = len(await live.texts("#acme", ts))
    await live.advance(minutes=11)
    assert len(await live.texts("#acme", ts)) == before


async def test_neither_question_stays_open_once_the_ticket_is_resolved(live: Live) -> None:
    ts = await live.say("ana", "#acme", "The import fails")
    await live.advance(minutes=11)
    first, second = await live.replies("#acme", ts)
    assert "choose_severity" in _controls(first) & _controls(second)
    await live.command("sam", "/ticket", "resolve 1 Restarted it")
    first, second, _ = await live.replies("#acme", ts)
    assert "choose_severity" not in _controls(first) | _controls(second)
    assert second["text"] == "Ticket #1 was taken as *Medium*."
    assert "Until you choose" not in first["text"]


def _controls(message: Json) -> set[str]:
    return {str(each["action_id"]) for each in elements(message)}


@pytest.mark.parametrize("ended_by", ["resolve 1 Restarted it", "dismiss 1"])
async def test_severity_is_asked_for_again_once_the_ticket_is_back_and_only_once(
    live: Live, ended_by: str
) -> None:
    ts = await live.say("ana", "#acme", "The import fails")
    for _ in range(2):
        if ended_by == "dismiss 1":
            [answer, *_] = await live.replies("#acme", ts)
            await live.press("ana", answer, "not_an_issue")
        else:
            await live.command("sam", "/ticket", ended_by)
        await live.advance(minutes=11)
        await live.say("ana", "#acme", "It fails again", ts)
        await live.advance(minutes=11)
    assert await asked_again(live, ts) == 1


async def test_a_resolved_ticket_is_closed_when_its_window_ends_unless_it_was_reopened(live: Live) -> None:
    await live.say("ana", "#acme", "The import fails")
    await live.say("gia", "#globex", "Cannot log in")
    for number in (1, 2):
        await live.command("sam", "/ticket", f"resolve {number} Restarted it")
    await live.advance(days=3)
    await live.command("sam", "/ticket", "reopen 2")
    await live.advance(days=3, hours=23)
    assert await status(live, 1) is Status.RESOLVED
    await live.advance(hours=2)
    assert await status(live, 1) is Status.CLOSED
    assert await status(live, 2) is Status.OPEN


async def opened_together(live: Live, count: int) -> None:
    """Tickets of AetherLink, whose first answers are due in eight hours of any day, after half an hour."""
    for number in range(count):
        await live.command("sam", "/ticket", f"new Report {number} is late", channel="#globex")
    await live.advance(minutes=30)


async def warnings(live: Live, number: int) -> list[str]:
    """The lines below a ticket's card that half of the time for its first answer has passed."""
    return [line for line in await live.card_lines(number) if "50 % of the time for the *first" in line]


async def test_what_is_due_on_many_tickets_at_once_is_told_once_on_each(live: Live) -> None:
    await opened_together(live, 4)
    await live.command("sam", "/claim", "3")
    await live.command("sam", "/resolve", "4 Sent again")
    await live.bot.idle()
    live.sandbox.clock.move_to(live.bot.desk.clock.now() + timedelta(hours=4))
    await live.settle()
    assert [len(await warnings(live, number)) for number in (1, 2, 3, 4)] == [1, 1, 1, 0]
    await live.advance(minutes=10)
    assert [len(await warnings(live, number)) for number in (1, 2, 3, 4)] == [1, 1, 1, 0]


async def test_a_ticket_that_cannot_be_looked_at_holds_up_no_other(live: Live) -> None:
    await opened_together(live, 3)
    async with live.bot.desk.database.transaction() as store:
        ticket = await store.tickets.lock(2)
        assert ticket is not None
        await store.tickets.save_rows([replace(ticket, client="nobody")], [])
    live.sandbox.clock.move_to(live.bot.desk.clock.now() + timedelta(hours=4))
    await live.settle()
    assert [len(await warnings(live, number)) for number in (1, 2, 3)] == [1, 0, 1]


async def test_a_timer_that_fails_holds_up_no_other_and_is_tried_again(live: Live) -> None:
    ts = await live.say("ana", "#acme", "The import fails")
    now = live.bot.desk.clock.now()
    unknown = Timer("of another version", "unheard_of", now + timedelta(minutes=1))
    async with live.bot.desk.database.transaction() as store:
        await store.arm(unknown)
    before = len(await live.texts("#acme", ts))
    await live.advance(minutes=12)
    assert len(await live.texts("#acme", ts)) == before + 1
    async with live.bot.desk.database.reading() as store:
        assert unknown in await due(store, now + timedelta(days=1))
        again_at = await store.timers.next_due()
    assert again_at is not None
    assert timedelta() < again_at - live.bot.desk.clock.now() <= timedelta(minutes=5)
