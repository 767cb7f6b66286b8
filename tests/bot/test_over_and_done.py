"""What falls due no more: of a ticket that is over, goes by another plan, or was forgotten by its client."""

from datetime import datetime
from typing import Final

import pytest

from bot.domain.tickets import ACTIVE, Status
from tests.bot.walks import CARD, CLIENT, STARTS_AT, Post, as_told, at, report, ticket_posts
from tests.databases import ON_SQLITE
from tests.live import Live

pytestmark = ON_SQLITE


@pytest.fixture
def starts_at() -> datetime:
    """A Friday, shortly before the plan of Acme closes."""
    return STARTS_AT


async def status(live: Live, number: int = 1) -> Status:
    async with live.bot.desk.database.reading() as store:
        ticket = await store.tickets.get(number)
        assert ticket is not None
        return ticket.status


RATING: Final = [
    Post("Mon 09:00", CLIENT, "how did you find our help with ticket #1?", "ana"),
    Post("Mon 09:00", CARD, "Hourglass asked ana how they found our help."),
]
"""All that is still said of what was resolved on a Friday, half an hour before the plan closes."""


@pytest.mark.parametrize("end", ["resolved", "no request", "merged"])
async def test_nothing_falls_due_of_a_ticket_that_is_over(live: Live, end: str) -> None:
    """Sam was called for the second time; another ticket, of the lowest severity, stays open beside it."""
    ts = await report(live, "critical")
    other = await live.say("bo", "#acme", "Could the report have one more field?")
    await live.press("bo", (await live.replies("#acme", other))[0], "choose_severity", "low")
    await at(live, "20 17:50")
    assert "escalated to *L1*, 2 of 4" in (await live.card_lines(1))[-1], "something was falling due"
    match end:
        case "resolved":
            await live.command("sam", "/ticket", "resolve 1 Restarted")
        case "merged":
            await live.command("sam", "/ticket", "merge 1 into 2")
        case _:
            await live.press("ana", (await live.replies("#acme", ts))[0], "not_an_issue")
    assert await status(live) not in ACTIVE
    before = await ticket_posts(live)
    await at(live, "25 09:00")
    since = (await ticket_posts(live))[len(before) :]
    expected = RATING if end == "resolved" else []
    assert as_told(since, expected) == expected


async def test_another_plan_arms_what_lies_ahead_anew(live: Live) -> None:
    """Matai Growth, a high ticket: 24 hours of its own hours; moved on Saturday to four hours of any.

    From Friday 17:30 half an hour was counted, so that three and a half are left on Saturday at 10:00; what
    Matai Growth would have said on Monday and later is said no more.
    """
    await report(live, "high")
    await at(live, "21 10:00")
    await live.command("sam", "/ticket", "replan 1 ongoing-support")
    await at(live, "25 18:00")
    table = [
        Post("Sat 10:00", CARD, "sam moved the ticket from the plan *Matai Growth* to *Ongoing Support*."),
        Post("Sat 11:30", CARD, "50 % of the time for the *first response*"),
        Post("Sat 12:30", CARD, "75 % of the time for the *first response*"),
        Post("Sat 12:30", CARD, "escalated to *L1*: ", "sam"),
        Post("Sat 13:06", CARD, "90 % of the time for the *first response*", "max sam"),
        Post("Sat 13:30", CLIENT, "we expect to answer by Sat, Nov 21, 2026, 15:30."),
        Post("Sat 13:30", CARD, "*first response* breached", "sam"),
        Post("Sat 13:30", CARD, "escalated to *L2*: ", "max"),
    ]
    told = (await ticket_posts(live))[3:]
    assert as_told(told, table) == table


SILENCE: Final = [
    Post("Mon 10:00", CLIENT, "We need an answer from you"),
    Post("Mon 10:00", CARD, "sam replied to the client:"),
    Post("Mon 10:00", CARD, "sam waits for the client."),
    Post("Wed 10:00", CLIENT, "A kind reminder: we need your answer to go on with ticket #1.", "ana"),
    Post("Wed 10:00", CARD, "Hourglass reminded the client (1 of 2)."),
    Post("Tue 10:00", CLIENT, "ticket #1", "ana"),
    Post("Tue 10:00", CARD, "Hourglass reminded the client (2 of 2)."),
    Post("Fri 10:00", CLIENT, "We have not heard from you, so we take ticket #1 as resolved."),
    Post("Fri 10:00", CARD, "Hourglass resolved the ticket, since the client did not answer."),
]
"""Two business days from Monday the 23rd, five with Thanksgiving between them, and eight: 4 December."""


async def test_a_client_who_says_nothing_is_reminded_twice_and_then_taken_as_answered(live: Live) -> None:
    ts = await report(live, "high")
    await at(live, "23 10:00")
    await live.say("sam", "#acme", "Which queue?", ts)
    await live.command("sam", "/ticket", "wait 1")
    await at(live, "12-04 18:00")
    told = (await ticket_posts(live))[3:]
    assert as_told(told, SILENCE) == SILENCE
    assert await status(live) is Status.RESOLVED
    await live.say("ana", "#acme", "Sorry, I was away: the one of Berlin", ts)
    assert await status(live) is Status.OPEN
    await at(live, "12-09 09:00")
    assert [post.says for post in await ticket_posts(live) if "*next response*" in post.says] != [], (
        "clocks go on"
    )


async def test_no_one_is_reminded_while_it_is_our_turn(live: Live) -> None:
    ts = await report(live, "high")
    await at(live, "23 10:00")
    await live.say("sam", "#acme", "Which queue?", ts)
    await live.command("sam", "/ticket", "wait 1")
    await at(live, "24 10:00")
    await live.say("ana", "#acme", "The one of Berlin", ts)
    await at(live, "12-08 18:00")
    assert [post for post in await ticket_posts(live) if "remind" in post.says] == []
    assert await status(live) is Status.OPEN
