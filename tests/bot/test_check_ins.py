"""Talks with clients: their agendas come in time, once each, and are shared by a button; dates are moved.

Acme's plan has its monthly check-in on the first business day from the 5th at 10:00 (15:00 UTC): on Monday,
December 7; its quarterly review is on January 8. It is Monday, November 9, 2026, at first.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from bot.domain.people import Person, Role
from bot.report_errors import NoWishError
from bot.sandbox import demo_world
from bot.services import wishes
from tests.bot.asked import Asked
from tests.databases import ON_BOTH, ON_SQLITE
from tests.live import Json, Live, demo_clients_file, desk, shown, slack
from tests.looking import rows

pytestmark = ON_SQLITE

MONDAY: Final = datetime(2026, 11, 9, 15, 0, tzinfo=UTC)
AGENDA: Final = "*Monthly check-in call with Acme Orders: agenda*"
CLIENTS: Final = "*Agenda: Monthly check-in call*"


@pytest.fixture
def starts_at() -> datetime:
    return MONDAY


async def at(live: Live, moment: str, year: int = 2026) -> None:
    """Let time go on to a moment, in UTC."""
    await live.post("clock", to=f"{year}-{moment.replace(' ', 'T')}:00+00:00")
    await live.settle()


async def agendas(live: Live, head: str = "*Monthly check-in") -> list[str]:
    """The agendas that Max got."""
    return [text for text in await live.told("max") if text.startswith(head)]


async def direct(live: Live, head: str = AGENDA) -> Json:
    """The last agenda that Max got, as a message that can be pressed."""
    world = await live.get("world")
    ids = [each["id"] for each in world["users"] if each["name"] == "max"]
    places = [each["id"] for each in world["channels"] if each.get("user") in ids]
    found = [each for place in places for each in await live.messages(place)]
    return next(each for each in reversed(found) if each["text"].startswith(head))


async def shared(live: Live) -> list[str]:
    """What of agendas stands in Acme's channel."""
    return [text for text in await live.texts("#acme") if text.startswith(CLIENTS)]


async def test_an_agenda_comes_two_business_days_before_and_once(live: Live) -> None:
    await at(live, "12-03 14:59")
    assert await agendas(live) == []
    await at(live, "12-03 15:01")
    assert [text.splitlines()[:2] for text in await agendas(live)] == [
        [AGENDA, "Mon, Dec 7, 2026, 10:00 (America/New_York), 30 minutes"]
    ]
    await at(live, "12-31 14:59")
    assert len(await agendas(live)) == 1
    await at(live, "12-31 15:01")
    assert len(await agendas(live)) == 2, "the first of January is a holiday"


async def test_an_agenda_is_about_the_month_that_is_over_when_people_talk(live: Live) -> None:
    await at(live, "12-15 15:00")
    await live.say("ana", "#acme", "Orders are stuck")
    await at(live, "12-31 15:01")
    [about] = [text for text in shown(await direct(live)).splitlines() if "Compared with" in text]
    assert about.startswith("Dec 1")
    assert "31, 2026. This time is not over: so far. Compared with Nov 1" in about


async def test_an_agenda_says_how_things_went_what_is_open_and_what_is_wished_for(live: Live) -> None:
    await live.say("ana", "#acme", "Orders are stuck")
    await live.say("bo", "#acme", "Could the report have another field?")
    await live.command("max", "/ticket", "severity 2 low")
    await at(live, "12-03 15:01")
    drawn = str((await direct(live))["blocks"])
    for said in (
        "*1. Performance* (5 min)",
        "*2. Issues and concerns* (10 min)",
        "1 ticket is open:",
        "Orders are stuck",
        "*4. Planning and requests* (5 min)",
        "1 wish waits for this planning:",
        "Could the report have another field? (👍 0 votes)",
        "*5. Questions and next steps* (5 min)",
        "Uptime: not connected yet",
        "Share with client",
    ):
        assert said in drawn, said
    assert "open_figure" in drawn, "each number can be opened"


@ON_BOTH
async def test_all_that_was_noted_for_the_report_stands_in_the_agenda_however_long(live: Live) -> None:
    for number in range(8):
        words = f"Number {number} {'made orders faster ' * 25}"
        await live.command("max", "/digest", f"note acme 2026-11 improvement {words}")
    await at(live, "12-03 15:01")
    drawn = str((await direct(live))["blocks"])
    assert [number for number in range(8) if f"Number {number} made" in drawn] == list(range(8))
    assert "Share with client" in drawn


async def test_a_review_of_a_quarter_tells_each_of_its_months(live: Live) -> None:
    await live.say("ana", "#acme", "Orders are stuck")
    await at(live, "01-06 14:01", 2027)
    drawn = str((await direct(live, "*Quarterly review with Acme Orders"))["blocks"])
    assert "• November 2026: 1 opened, 0 resolved" in drawn
    assert "• December 2026: 0 opened, 0 resolved" in drawn
    assert "*1. Performance* (10 min)" in drawn


async def test_what_is_shared_is_the_clients_edition_and_pressed_twice_stands_once(live: Live) -> None:
    await live.say("ana", "#acme", "Orders are stuck")
    await at(live, "12-03 15:01")
    message = await direct(live)
    place = {"channel": message["channel"], "ts": message["ts"]}
    press = partial(live.post, "action", user="max", action_id="share_agenda", value=None, **place)
    await asyncio.gather(press(), press())
    await live.settle()
    assert len(await shared(live)) == 1
    posted = next(each for each in await live.messages("#acme") if each["text"].startswith(CLIENTS))
    drawn = str(posted["blocks"])
    assert "share_agenda" not in drawn
    assert "Near misses" not in drawn
    assert "Solved at first contact" not in drawn
    again = str((await direct(live))["blocks"])
    assert "Shared with the client in <#" in again
    assert "share_agenda" not in again


async def test_a_moved_talk_moves_its_agenda(live: Live) -> None:
    said = await live.command("max", "/support", "call acme 2026-12-03 10:00")
    assert said.startswith("Done.")
    assert "Thu, Dec 3, 2026, 10:00, 30 minutes; the agenda comes Tue, Dec 1, 2026, 10:00" in said
    await at(live, "12-01 15:01")
    assert "Thu, Dec 3, 2026, 10:00" in (await agendas(live))[0]
    await at(live, "12-08 15:00")
    assert len(await agendas(live)) == 1, "there is no talk on the plan's day"


@ON_BOTH
async def test_a_date_is_taken_back_and_a_talk_called_off(live: Live) -> None:
    await live.command("max", "/support", "call acme 2026-12-03 10:00")
    said = await live.command("max", "/support", "call acme as planned")
    assert "Mon, Dec 7, 2026, 10:00" in said
    said = await live.command("max", "/support", "call cancel", "#acme")
    assert "Tue, Jan 5, 2027, 10:00" in said
    await at(live, "12-08 15:00")
    assert await agendas(live) == []
    said = await live.command("max", "/support", "call acme review 2027-01-12 11:00")
    assert "*Quarterly review*: Tue, Jan 12, 2027, 11:00, 60 minutes" in said


@ON_BOTH
async def test_a_talk_that_is_moved_to_within_two_days_is_prepared_at_once(live: Live) -> None:
    await live.command("max", "/support", "call acme 2026-11-10 15:00")
    await live.settle()
    assert len(await agendas(live)) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("call acme 2027-02-01 10:00", "not before the next check-in", id="after the next one"),
        pytest.param("call acme 2026-11-01 10:00", "", id="in the past"),
        pytest.param("call banco-litoral 2026-12-01 10:00", "promises no such check-in", id="not promised"),
        pytest.param("call acme 2026-12-03 10:00 perhaps", "", id="more words"),
    ],
)
async def test_a_date_that_cannot_be_is_refused_and_changes_nothing(live: Live, text: str, said: str) -> None:
    answer = await live.command("max", "/support", text)
    assert said in answer
    assert not answer.startswith("Done.")
    assert "Mon, Dec 7, 2026, 10:00" in await live.command("max", "/support", "call acme")


@ON_BOTH
async def test_a_talk_is_not_put_into_a_pause_and_the_one_in_it_is_left_out(live: Live) -> None:
    await live.command("max", "/support", "pause acme 1 month from 2026-12-05")
    assert "Tue, Jan 5, 2027" in await live.command("max", "/support", "call acme")
    refused = await live.command("max", "/support", "call acme 2026-12-20 10:00")
    assert refused.startswith("The plan of Acme Orders is paused at that time")
    moved = await live.command("max", "/support", "call acme 2027-01-11 10:00")
    assert "Mon, Jan 11, 2027, 10:00" in moved
    assert "Dec" not in moved, "the talk in the pause does not take place"


async def test_a_plans_day_that_is_over_does_not_stand_again(live: Live) -> None:
    await live.command("max", "/support", "call acme 2026-12-10 10:00")
    await at(live, "12-08 15:00")
    refused = await live.command("max", "/support", "call acme as planned")
    assert refused.startswith("The day that Acme Orders's plan has for this check-in is over")
    assert "Thu, Dec 10, 2026, 10:00" in await live.command("max", "/support", "call acme")


async def test_of_engineers_only_the_account_manager_sets_a_date(live: Live) -> None:
    assert "Mon, Dec 7, 2026" in await live.command("sam", "/support", "call acme")
    refused = await live.command("sam", "/support", "call acme 2026-12-03 10:00")
    assert "account manager" in refused
    assert "Mon, Dec 7, 2026" in await live.command("sam", "/support", "call acme")


async def test_nothing_comes_of_a_contract_that_ends_or_a_plan_that_is_paused(live: Live) -> None:
    await live.command("max", "/support", "end acme on 2026-12-04")
    assert "Nothing is to come" in await live.command("max", "/support", "call acme")
    await at(live, "12-04 16:00")
    assert await agendas(live) == []
    await live.command("max", "/support", "end acme off")
    await live.settle()
    assert len(await agendas(live)) == 1, "it goes on after all, and the talk is near"


async def test_after_days_away_an_agenda_comes_once_and_one_that_is_over_not_at_all(
    database_url: str, tmp_path: Path
) -> None:
    async with slack(demo_world().model_copy(update={"starts_at": MONDAY})) as sandbox:
        clients = demo_clients_file(tmp_path)
        async with desk(sandbox, database_url, clients) as live:
            await live.settle()
        sandbox.clock.move_to(datetime(2026, 12, 4, 15, 0, tzinfo=UTC))
        for _ in range(2):
            async with desk(sandbox, database_url, clients) as live:
                await live.settle()
                assert len(await agendas(live)) == 1
        sandbox.clock.move_to(datetime(2027, 1, 5, 15, 0, tzinfo=UTC) + timedelta(minutes=1))
        async with desk(sandbox, database_url, clients) as live:
            await live.settle()
            assert len(await agendas(live)) == 1


@ON_BOTH
async def test_a_clients_people_vote_once_each_and_take_it_back(live: Live) -> None:
    ts = await live.say("ana", "#acme", "Could the report have another field?")
    first = (await live.replies("#acme", ts))[0]
    assert "vote" not in str(first["blocks"]), "an ordinary ticket is not voted for"
    await live.command("max", "/ticket", "severity 1 low")
    await live.say("bo", "#acme", "Please make it faster")
    await live.command("max", "/ticket", "severity 2 low")
    for user, count in (("ana", 1), ("bo", 2), ("ana", 1), ("ana", 2)):
        await live.advance(seconds=10)
        await live.press(user, (await live.replies("#acme", ts))[0], "vote")
        drawn = str((await live.replies("#acme", ts))[0]["blocks"])
        assert f"👍 Vote for it ({count})" in drawn, user
    await live.press("ana", (await live.replies("#acme", ts))[0], "vote")
    assert "👍 2 votes" in str((await live.card(1))["blocks"]), "a double click is one"
    said = await live.command("sam", "/ticket", "wishes acme")
    assert said.splitlines()[0] == (
        "*2 wishes of Acme Orders wait for the next planning, what most people want first:*"
    )
    assert said.index("#1") < said.index("#2")
    assert await live.command("sam", "/ticket", "wishes") != said
    assert "No wishes of Banco Litoral" in await live.command("sam", "/ticket", "wishes banco-litoral")


@ON_BOTH
async def test_votes_go_with_a_wish_that_is_merged(live: Live) -> None:
    asked = [await live.say(user, "#acme", f"A field for {user}, please") for user in ("ana", "bo")]
    for number, ts in enumerate(asked, start=1):
        await live.command("max", "/ticket", f"severity {number} low")
        for user in ("ana", "bo")[:number]:
            await live.advance(seconds=10)
            await live.press(user, (await live.replies("#acme", ts))[0], "vote")
    await live.command("sam", "/ticket", "merge 2 into 1")
    assert "(👍 2 votes)" in await live.command("sam", "/ticket", "wishes acme"), "ana's counts once"


async def test_staff_do_not_vote_and_what_is_no_wish_any_more_is_not_voted_for(live: Live) -> None:
    ts = await live.say("ana", "#acme", "Could the report have another field?")
    await live.command("max", "/ticket", "severity 1 low")
    opened = (await live.replies("#acme", ts))[0]
    await live.press("sam", opened, "vote")
    assert "Vote for it (0)" in str((await live.replies("#acme", ts))[0]["blocks"])
    await live.command("max", "/ticket", "severity 1 high")
    world = await live.get("world")
    ana = next(each["id"] for each in world["users"] if each["name"] == "ana")
    channels = {each["name"]: each["id"] for each in world["channels"]}
    asked = Asked(live, Person(ana, Role.CLIENT, "acme"), channels, {})
    with pytest.raises(NoWishError):
        await wishes.vote(*await asked.of(1))
    assert await rows(live.bot.desk.database, "SELECT * FROM votes") == []


@ON_BOTH
async def test_not_all_talks_ahead_are_called_off_and_that_is_explained(live: Live) -> None:
    said = [await live.command("max", "/support", "call acme cancel") for _ in range(6)]
    assert "Done." in said[0]
    refused = await live.command("max", "/support", "call acme 2026-12-10 10:00")
    for each in (said[-1], refused):
        assert each.startswith("Too many check-ins with Acme Orders were called off already."), each
    said.append(await live.command("max", "/support", "call acme plan"))
    assert "Mon, Dec 7, 2026" in said[-1], "the plan's dates stand again"
