"""`/ticket remind`: whoever asked is told in the card's thread, once, wherever the ticket stands by then."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from bot.sandbox import demo_world
from tests.databases import ON_SQLITE
from tests.live import Live, demo_clients_file, desk, slack

pytestmark = ON_SQLITE

# A Wednesday afternoon in London, where staff are; clocks there show UTC.
NOON: Final = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


@pytest.fixture
def starts_at() -> datetime:
    return NOON


async def remind(live: Live, typed: str, user: str = "sam") -> str:
    return await live.command(user, "/ticket", f"remind {typed}")


async def person(live: Live, name: str) -> str:
    """What notifies somebody."""
    return next(f"<@{each['id']}>" for each in (await live.get("world"))["users"] if each["name"] == name)


async def told(live: Live, number: int = 1) -> list[str]:
    """The reminders in the thread of a ticket's card."""
    return [line for line in await live.card_lines(number) if line.startswith("⏰")]


async def test_whoever_asked_is_reminded_in_the_cards_thread_once(live: Live) -> None:
    await live.say("ana", "#acme", "The export looks odd")
    answer = await remind(live, "1 in 2h Call them & tell <all>")
    assert answer == "I will remind you of #1 at Wed, Nov 18, 2026, 14:00 (your time, Europe/London)."
    [asked] = [line for line in await live.card_lines(1) if "asked to be reminded" in line]
    assert asked.startswith("sam asked to be reminded <!date^")
    assert "Call them" in asked
    await live.advance(hours=1, minutes=58)
    assert await told(live) == []
    await live.advance(minutes=3)
    [said] = await told(live)
    called, asked_for = said.splitlines()
    assert called == f"⏰ {await person(live, 'sam')}, you asked to be reminded of this:"
    assert asked_for == ">Call them &amp; tell &lt;all&gt;"
    await live.advance(days=3)
    assert len(await told(live)) == 1
    assert not any(
        "⏰" in text for text in await live.texts("#acme", (await live.messages("#acme"))[0]["ts"])
    )


async def test_a_time_of_day_is_that_of_the_one_who_asks(live: Live) -> None:
    """Kim's clocks are an hour ahead."""
    await live.say("ana", "#acme", "The export looks odd")
    assert "at Wed, Nov 18, 2026, 15:00 (your time, Europe/Copenhagen)" in await remind(
        live, "1 at 15:00", "kim"
    )
    await live.advance(hours=2, minutes=1)
    assert await told(live) == [f"⏰ {await person(live, 'kim')}, you asked to be reminded of #1."]


async def test_several_stand_are_listed_and_taken_back_by_their_own(live: Live) -> None:
    await live.say("ana", "#acme", "The export looks odd")
    assert "You have no reminder of #1 ahead." in await remind(live, "1")
    assert "You have no reminder of #1 ahead." in await remind(live, "1 off")
    await remind(live, "1 tomorrow Ask for the file")
    await remind(live, "1 in 1h")
    await remind(live, "1 in 90m Kim's own", "kim")
    assert await remind(live, "1") == (
        "*Your reminders of #1* (your time, Europe/London)\n"
        "• Wed, Nov 18, 2026, 13:00\n"
        "• Thu, Nov 19, 2026, 09:00 Ask for the file"
    ).replace("13:00\n", "13:00\n")
    assert await remind(live, "1 off") == "I will not remind you of #1: 2 reminders are taken back."
    assert "sam took 2 reminders back." in await live.card_lines(1)
    assert "You have no reminder of #1 ahead." in await remind(live, "1")
    await live.advance(days=2)
    assert [line.split(",")[0] for line in await told(live)] == [f"⏰ {await person(live, 'kim')}"]


@pytest.mark.parametrize("state", ["resolved", "closed", "cancelled"])
async def test_a_ticket_that_ended_meanwhile_is_told_with_its_state(live: Live, state: str) -> None:
    """It closes a week after it was resolved."""
    ts = await live.say("ana", "#acme", "The export looks odd")
    await remind(live, "1 in 8d Ask whether it held")
    if state == "cancelled":
        await live.press("ana", (await live.replies("#acme", ts))[0], "not_an_issue")
    else:
        await live.advance(days=2 if state == "resolved" else 0)
        await live.command("sam", "/ticket", "resolve 1 Restarted it")
    await live.advance(days=8)
    [said] = await told(live)
    assert said.endswith(f"\n>Ask whether it held\n#1 is {state} now.")


async def test_what_was_merged_is_told_where_it_went_on(live: Live) -> None:
    await live.say("ana", "#acme", "The export looks odd")
    await live.say("bo", "#acme", "The import looks odd, too")
    await remind(live, "1 in 2h Call them")
    await live.command("sam", "/ticket", "merge 1 into 2")
    assert "Call them" in await remind(live, "2")
    assert "was cancelled" in await remind(live, "1 in 3h")
    await live.advance(hours=3)
    [said] = await told(live, 2)
    assert said.endswith("\n>Call them\nYou asked on #1, which is part of this ticket now.")
    assert await told(live, 1) == []


async def test_what_was_merged_is_taken_back_with_the_ticket_it_went_into(live: Live) -> None:
    await live.say("ana", "#acme", "The export looks odd")
    await live.say("bo", "#acme", "The import looks odd, too")
    await remind(live, "1 in 2h Call them")
    await live.command("sam", "/ticket", "merge 1 into 2")
    assert "1 reminder is taken back" in await remind(live, "2 off")
    await live.advance(hours=3)
    assert await told(live, 2) == []


async def test_a_reminder_that_came_due_while_the_bot_was_off_says_so_and_comes_once(
    database_url: str, tmp_path: Path
) -> None:
    world = demo_world().model_copy(update={"starts_at": NOON})
    async with slack(world) as sandbox:
        clients = demo_clients_file(tmp_path)
        async with desk(sandbox, database_url, clients) as live:
            await live.say("ana", "#acme", "The export looks odd")
            await remind(live, "1 in 2h Call them")
        sandbox.clock.move_to(NOON.replace(hour=20))
        for _ in range(2):
            async with desk(sandbox, database_url, clients) as live:
                [said] = await told(live)
        assert "\n>Call them\nThis comes late: it was due <!date^" in said


async def test_what_is_typed_wrongly_is_answered_with_an_example(live: Live) -> None:
    await live.say("ana", "#acme", "The export looks odd")
    for typed in ("2h Call them", "in a while", "at noon", "on someday", "at 9:00", "in 400d"):
        answer = await remind(live, f"1 {typed}")
        assert "for example `/ticket remind 142 " in answer, (typed, answer)
    assert "There is no ticket #7." in await remind(live, "7 in 2h")
    await live.advance(days=1)
    assert await told(live) == []
