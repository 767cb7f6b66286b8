"""People who call for the next level, or cannot answer a page; and levels with nobody to tell.

Of Acme's plan a critical ticket has three levels: L1 at once, L2 at half of four hours, L3 at their end;
a high one has two: L1 at three quarters of 24 hours, and the account manager when they are over.
"""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest

from bot.domain.people import Person, Role
from bot.errors import NotEscalatedError
from bot.services import escalating
from tests.bot.asked import Asked
from tests.bot.walks import CARD, STARTS_AT, Post, as_told, at, report, ticket_posts, under
from tests.databases import ON_SQLITE
from tests.live import Json, Live, button_texts

pytestmark = ON_SQLITE

URGENT: Final = "urge"
CANNOT: Final = "decline_page"
PASSED_ON: Final = (
    "You said that ticket #1 is urgent. We are passing it on to the next people of our team now."
)


@pytest.fixture
def starts_at() -> datetime:
    """A Friday, shortly before the plan of Acme closes."""
    return STARTS_AT


async def lines(live: Live) -> list[Post]:
    """What was posted in the thread of the card."""
    return [post for post in await ticket_posts(live) if post.where == CARD]


async def page(live: Live) -> Json:
    """The last page in the thread of the card."""
    found = await live.replies("#triage", (await live.card(1))["ts"])
    return [each for each in found if each["text"].startswith("🚨")][-1]


async def urge(live: Live, ts: str, who: str = "ana") -> str:
    """Press the button in the client's thread; return what the thread says to it."""
    await live.press(who, (await live.replies("#acme", ts))[0], URGENT)
    return (await live.texts("#acme", ts))[-1]


async def test_staff_call_for_each_level_in_turn_and_say_why(live: Live) -> None:
    await report(live, "critical")
    said = await live.command("kim", "/ticket", "escalate 1 The queue is corrupt")
    assert "#1" in said
    await live.command("kim", "/ticket", "escalate 1")
    told = (await lines(live))[2:]
    table = [
        Post("Fri 17:30", CARD, "kim calls for the next level on #1.\n>The queue is corrupt"),
        Post("Fri 17:30", CARD, "escalated to *L2*, 1 of 3: ", "kim"),
        Post("Fri 17:30", CARD, "kim calls for the next level on #1."),
        Post("Fri 17:30", CARD, "escalated to *L3*: ", "kim max"),
    ]
    assert as_told(told, table) == table
    assert told[1].says.endswith("kim called for it.\n>The queue is corrupt")


async def test_above_the_highest_level_there_is_none(live: Live) -> None:
    await report(live, "critical")
    for _ in range(2):
        await live.command("kim", "/ticket", "escalate 1")
    before = await ticket_posts(live)
    said = await live.command("kim", "/ticket", "escalate 1")
    assert said == "#1 was escalated to L3 already, and there is no level above it."
    assert await ticket_posts(live) == before
    assert "no levels of escalation at severity low" in await _of_low(live)


async def _of_low(live: Live) -> str:
    """What staff read who escalate a ticket of the lowest severity."""
    await live.command("kim", "/ticket", "severity 1 low")
    return await live.command("kim", "/ticket", "escalate 1")


async def test_levels_that_were_called_for_are_not_told_again_in_their_time(live: Live) -> None:
    await report(live, "critical")
    for _ in range(2):
        await live.command("kim", "/ticket", "escalate 1")
    await at(live, "24 09:00")
    told = [post for post in await lines(live) if "escalated to" in post.says]
    assert [post.at for post in told] == ["Fri 17:30"] * 3


async def test_a_level_is_called_for_though_somebody_has_the_ticket_or_it_waits(live: Live) -> None:
    await report(live, "critical")
    await live.command("kim", "/ticket", "claim 1")
    await live.command("kim", "/ticket", "escalate 1")
    await live.command("kim", "/ticket", "wait 1 third_party")
    await live.command("kim", "/ticket", "escalate 1 They want a manager")
    told = [post.mentions for post in await lines(live) if "escalated to" in post.says]
    assert told == ["sam", "kim", "kim max"]


async def test_a_client_calls_it_urgent_once_an_hour(live: Live) -> None:
    ts = await report(live, "critical")
    assert await urge(live, ts) == PASSED_ON
    refused = await urge(live, ts, "bo")
    assert refused.startswith("You called ticket #1 urgent a short while ago, and it was passed on.")
    table = [
        Post("Fri 17:30", "client", "We are passing it on to the next people of our team now."),
        Post("Fri 17:30", CARD, "ana says that #1 is urgent."),
        Post("Fri 17:30", CARD, "escalated to *L2*, 1 of 3: ", "kim"),
    ]
    told = [
        post
        for post in await ticket_posts(live)
        if post.says.startswith((PASSED_ON, "📣")) or "*L2*" in post.says
    ]
    assert as_told(told, table) == table
    await at(live, "20 18:29")
    assert (await urge(live, ts)).startswith("You called ticket #1 urgent a short while ago")
    await at(live, "20 18:31")
    assert await urge(live, ts) == PASSED_ON
    assert (await lines(live))[-1].mentions == "kim max"


async def test_a_call_when_all_were_told_reaches_them_once_more(live: Live) -> None:
    ts = await report(live, "critical")
    await live.command("max", "/ticket", "escalate 1")
    await live.command("max", "/ticket", "escalate 1")
    said = await urge(live, ts)
    assert said == (
        "You said that ticket #1 is urgent. Everybody who can be called for it was told before, "
        "and is told so once more now."
    )
    assert (await lines(live))[-1].mentions == "kim max"
    assert "no level above it" in await live.command("max", "/ticket", "escalate 1")


async def test_what_is_not_for_the_night_is_urgent_from_the_opening_on(live: Live) -> None:
    ts = await report(live, "high")
    await at(live, "21 11:00")
    await urge(live, ts)
    await at(live, "23 12:00")
    table = [
        Post("Sat 11:00", "client", "are told as soon as we are there, on Mon, Nov 23, 2026, 09:00."),
        Post("Sat 11:00", CARD, "ana says that #1 is urgent."),
        Post("Mon 09:00", CARD, "escalated to *L1*: ", "kim"),
    ]
    told = (await ticket_posts(live))[3:]
    assert as_told(told, table) == table


@pytest.mark.parametrize("taken", ["claim 1", "assign 1 @kim"])
async def test_a_call_that_waits_for_the_opening_calls_nobody_once_somebody_has_the_ticket(
    live: Live, taken: str
) -> None:
    ts = await report(live, "high")
    await at(live, "21 11:00")
    await urge(live, ts)
    await at(live, "21 12:00")
    await live.command("sam", "/ticket", taken)
    await at(live, "23 12:00")
    assert [post for post in await lines(live) if "escalated" in post.says] == []


async def test_a_call_that_waits_for_the_opening_is_not_lost_to_one_who_cannot(live: Live) -> None:
    """L1 was told at three quarters of the time, on Tuesday at 17:30: Kim, who cannot."""
    ts = await report(live, "high")
    await at(live, "24 19:00")
    await urge(live, ts)
    await at(live, "24 19:30")
    await live.press("kim", await page(live), CANNOT)
    await at(live, "25 10:00")
    table = [
        Post("Tue 19:00", CARD, "ana says that #1 is urgent."),
        Post("Tue 19:30", CARD, "kim cannot take #1."),
        Post("Wed 09:00", CARD, "escalated to *L2*: ", "max"),
    ]
    told = (await lines(live))[-3:]
    assert as_told(told, table) == table


async def test_an_urgent_ticket_that_waits_for_its_client_is_told_all_the_same(live: Live) -> None:
    ts = await report(live, "critical")
    await live.command("sam", "/ticket", "wait 1")
    assert await urge(live, ts) == PASSED_ON
    assert (await lines(live))[-1].mentions == "kim", "as the client reads"


UNHEARD: Final = (
    "You said that ticket #1 is urgent. None of our team can be called for it at this moment. Your call "
    "stands on the ticket, where our whole team sees it: "
)


@pytest.mark.parametrize(
    ("severity", "when", "says"),
    [
        ("critical", "23 10:00", "whoever of us is there next answers you here."),
        ("high", "23 10:00", "whoever of us is there next answers you here."),
        ("high", "21 11:00", "we are there again on Mon, Nov 23, 2026, 09:00."),
    ],
    ids=["the highest level was left out too", "the next level has nobody", "nor will it when we open"],
)
async def test_a_client_whom_nobody_can_be_called_for_reads_so(
    database_url: str, tmp_path: Path, severity: str, when: str, says: str
) -> None:
    nobody = ('account_manager = "max"\napprovers = ["ana"]', 'approvers = ["ana"]')
    unmanned = ("on_call:L", "on_call:X")
    async with under(database_url, tmp_path, clients=nobody, matai_growth=unmanned) as live:
        ts = await report(live, severity)
        await at(live, when)
        assert await urge(live, ts) == UNHEARD + says


async def test_a_client_is_told_when_those_who_are_called_begin_to_work(live: Live) -> None:
    """Kim is on call from Monday morning on, and begins at eleven."""
    await live.command("kim", "/oncall", "hours mon-fri 11-19 America/New_York")
    ts = await report(live, "high")
    await at(live, "23 09:30")
    assert (await urge(live, ts)).endswith("on Mon, Nov 23, 2026, 11:00.")


@pytest.fixture
async def forbidding(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    """A bot under a plan of Acme's whose clients call nobody."""
    forbidden = ('language = "en"', 'language = "en"\nclients_may_escalate = false')
    async with under(database_url, tmp_path, matai_growth=forbidden) as live:
        yield live


async def test_where_the_plan_has_no_such_thing_there_is_no_button_and_a_forger_is_refused(
    forbidding: Live,
) -> None:
    live = forbidding
    ts = await report(live, "critical")
    opened = (await live.replies("#acme", ts))[0]
    assert "This is urgent" not in button_texts(opened)
    world = await live.get("world")
    ana = next(each["id"] for each in world["users"] if each["name"] == "ana")
    channels = {each["name"]: each["id"] for each in world["channels"]}
    asked = Asked(live, Person(ana, Role.CLIENT, "acme"), channels, {})
    with pytest.raises(NotEscalatedError):
        await escalating.urge(*(await asked.of(1)))
    assert len([post for post in await lines(live) if "escalated" in post.says]) == 1


async def test_who_cannot_hands_the_page_to_the_next_person_and_they_to_the_next_level(live: Live) -> None:
    await report(live, "critical")
    await live.press("sam", await page(live), CANNOT)
    await live.press("kim", await page(live), CANNOT)
    table = [
        Post("Fri 17:30", CARD, "escalated to *L1*, 1 of 4: ", "sam"),
        Post("Fri 17:30", CARD, "sam cannot take #1. The next person of L1 is asked."),
        Post("Fri 17:30", CARD, "escalated to *L1*, 1 of 4: ", "kim"),
        Post("Fri 17:30", CARD, "kim cannot take #1."),
        Post("Fri 17:30", CARD, "should be escalated to L1 now, but nobody of it can be reached"),
        Post("Fri 17:30", CARD, "escalated to *L2*, 1 of 3: ", "kim"),
    ]
    told = (await lines(live))[1:]
    assert as_told(told, table) == table


async def test_a_page_is_handed_on_once_and_only_by_who_was_paged(live: Live) -> None:
    await report(live, "critical")
    paged = await page(live)
    await live.press("max", paged, CANNOT)
    assert (await live.whispers("max"))[-1] == "Nobody asked you to take #1."
    await live.press("sam", paged, CANNOT)
    before = await ticket_posts(live)
    await live.press("sam", paged, CANNOT)
    assert "Somebody else is asked about #1 already." in (await live.whispers("sam"))[-1]
    assert await ticket_posts(live) == before


async def test_after_a_claim_there_is_nothing_to_hand_on(live: Live) -> None:
    await report(live, "critical")
    paged = await page(live)
    await live.fault("chat.update", "rate_limited", 10, seconds=600)  # so that Sam still sees the button
    await live.press("kim", paged, "claim")
    before = await ticket_posts(live)
    await live.press("sam", paged, CANNOT)
    assert (await live.whispers("sam"))[-1].startswith("kim has #1 already.")
    await at(live, "23 12:00")
    assert [
        post for post in await ticket_posts(live) if "escalated" in post.says and post not in before
    ] == []


@pytest.mark.parametrize(
    ("resumed", "table"),
    [
        (
            "23 10:00",
            [
                Post("Mon 10:05", CARD, "escalated to *L1*, 2 of 4: ", "kim"),
                Post("Mon 10:20", CARD, "escalated to *L1*, 3 of 4: ", "kim"),
                Post("Mon 10:30", CARD, "escalated to *L2*, 1 of 3: ", "sam"),
            ],
        ),
        (
            "23 10:50",
            [
                Post("Mon 10:50", CARD, "escalated to *L2*, 1 of 3: ", "sam"),
                Post("Mon 11:20", CARD, "escalated to *L2*, 2 of 3: ", "sam"),
            ],
        ),
    ],
    ids=["before the next level", "past the next level, which is not late for that"],
)
async def test_nobody_is_paged_while_a_ticket_waits(live: Live, resumed: str, table: list[Post]) -> None:
    """From ten minutes after the first page on; the second was due five minutes later."""
    await report(live, "critical")
    await at(live, "20 17:40")
    await live.command("sam", "/ticket", "wait 1 third_party")
    await at(live, resumed)
    await live.command("sam", "/ticket", "resume 1")
    await at(live, "23 11:25")
    told = [post for post in await lines(live) if "escalated to" in post.says][1 : 1 + len(table)]
    assert as_told(told, table) == table


async def test_one_who_was_paged_can_hand_it_on_though_nobody_is_above_them(
    database_url: str, tmp_path: Path
) -> None:
    """Of Banco Litoral's plan L2 is the account manager, an hour after L1, and L3 one more hour later."""
    nobody = ("[rotations.L3]", "[rotations.L4]")
    async with under(database_url, tmp_path, clients=nobody) as live:
        await report(live, "critical", "rui", "#banco-litoral")
        await at(live, "20 19:45")
        await live.press("max", await page(live), CANNOT)
        table = [
            Post("Fri 18:30", CARD, "escalated to *L2 (Soluções Técnicas (TAM))*: ", "max"),
            Post("Fri 19:30", CARD, "should be escalated to L3 (Especialistas em produtos) now, but nobody"),
            Post("Fri 19:45", CARD, "max cannot take #1."),
            Post("Fri 19:45", CARD, "should be escalated to L2 (Soluções Técnicas (TAM)) now, but nobody"),
            Post("Fri 19:45", CARD, "should be escalated to L3 (Especialistas em produtos) now, but nobody"),
        ]
        found = [post.says for post in await lines(live)]
        assert len(set(found)) == len(found), "no two lines read alike"
        told = [post for post in await lines(live) if post.at >= "Fri 18:20"]
        assert as_told(told, table) == table


async def test_a_level_with_nobody_is_left_out_aloud_and_the_next_is_told_in_its_time(
    database_url: str, tmp_path: Path
) -> None:
    nobody = ('[rotations.L1]\nmembers = ["sam", "kim"]', '[rotations.L9]\nmembers = ["sam"]')
    table = [
        Post("Fri 17:30", CARD, "should be escalated to L1 now, but nobody of it can be reached"),
        Post("Mon 10:30", CARD, "escalated to *L2*, 1 of 3: ", "sam"),
    ]
    async with under(database_url, tmp_path, clients=nobody) as live:
        await report(live, "critical")
        await at(live, "23 10:45")
        told = [post for post in await lines(live) if "escalated" in post.says]
        assert as_told(told, table) == table
