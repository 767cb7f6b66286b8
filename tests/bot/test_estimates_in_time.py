"""Estimates that wait: the clock reminds once, ends them, and says where it is late.

Acme is under Ongoing Support, whose estimates are reminded of after two business days and expire after ten.
It is Friday 20 November 2026, 17:30 in New York; Thursday the 26th is Thanksgiving.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.estimated import (
    CHANGE,
    OFFER,
    UNTIL,
    asked,
    clicked,
    estimate,
    estimates,
    ids,
    mention,
    reminders,
)
from tests.bot.walks import FRIDAY, at, friday, under
from tests.databases import ON_SQLITE
from tests.live import Live, button_texts, demo_clients_file, desk, shown, slack

pytestmark = ON_SQLITE


@pytest.fixture
async def live(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    """Acme under Ongoing Support on that Friday, and a bot at work."""
    async with under(database_url, tmp_path, clients=CHANGE) as live:
        await at(live, FRIDAY)
        yield live


async def test_it_is_reminded_of_once_after_two_business_days_and_expires_after_ten(live: Live) -> None:
    ts = await asked(live)
    await at(live, "24 17:29")
    assert await reminders(live, ts) == []
    await at(live, "24 17:32")
    [said] = await reminders(live, ts)
    ana = await mention(live, "ana")
    assert said == (
        f"{ana} a kind reminder: the estimate for ticket #1 ({OFFER}) waits for your answer until {UNTIL}."
    )
    await at(live, "12-07 17:29")
    assert button_texts((await estimates(live, ts))[0]) == ["Approve", "Decline"]
    await at(live, "12-07 17:32")
    [post] = await estimates(live, ts)
    assert f"It expired on {UNTIL} without an answer." in post["text"]
    assert button_texts(post) == []
    lines = [each for each in await live.card_lines(1) if "estimate" in each][1:]
    assert lines[0].startswith(f"The client's approvers were reminded of the estimate ({OFFER}).")
    assert lines[1].startswith(f"⌛ Nobody answered the estimate in time ({OFFER})")
    assert lines[1].endswith(await mention(live, "sam"))
    assert f"⌛ Expired unanswered: {OFFER}" in shown(await live.card(1))
    [which] = await ids(live)
    assert (await clicked(live, which)).startswith("This estimate for ticket #1 has expired.")
    await at(live, "12-20 12:00")
    assert len(await reminders(live, ts)) == 1


async def test_an_answer_ends_the_reminders_and_a_newer_one_begins_them_anew(live: Live) -> None:
    ts = await asked(live)
    await at(live, "23 12:00")
    await estimate(live, "3h Less")
    await at(live, "24 17:32")
    assert await reminders(live, ts) == []
    await at(live, "25 12:02")
    assert len(await reminders(live, ts)) == 1
    await live.press("ana", (await estimates(live, ts))[1], "approve")
    await at(live, "12-15 12:00")
    assert len(await reminders(live, ts)) == 1
    assert "✅ ana approved it" in (await estimates(live, ts))[1]["text"]


async def test_nothing_is_asked_while_the_ticket_is_resolved_and_again_once_it_is_open(live: Live) -> None:
    ts = await asked(live)
    await live.command("sam", "/ticket", "resolve 1 Done")
    [post] = await estimates(live, ts)
    assert "Ticket #1 is not open any more, so there is nothing to decide here." in post["text"]
    assert button_texts(post) == []
    await at(live, "25 12:00")
    assert await reminders(live, ts) == []
    await live.command("sam", "/ticket", "reopen 1")
    [post] = await estimates(live, ts)
    assert button_texts(post) == ["Approve", "Decline"]
    assert len(await reminders(live, ts)) == 1, "which was due meanwhile"
    assert "(Late: this was due to be said" in next(
        each for each in await live.card_lines(1) if "were reminded of" in each
    )
    await live.press("ana", (await live.replies("#acme", ts))[0], "not_an_issue")
    await at(live, "12-08 12:00")
    assert f"It expired on {UNTIL}" not in (await estimates(live, ts))[0]["text"]
    assert button_texts((await estimates(live, ts))[0]) == []


async def test_what_expired_while_the_bot_was_off_says_so_and_comes_once(
    database_url: str, tmp_path: Path
) -> None:
    clients = demo_clients_file(tmp_path)
    clients.write_text(clients.read_text(encoding="utf-8").replace(*CHANGE), encoding="utf-8")
    async with slack(friday()) as sandbox:
        async with desk(sandbox, database_url, clients) as live:
            await at(live, FRIDAY)
            ts = await asked(live)
        sandbox.clock.move_to(sandbox.clock.now().replace(month=12, day=20))
        for _ in range(2):
            async with desk(sandbox, database_url, clients) as live:
                await live.advance(minutes=2)
                assert await reminders(live, ts) == []
                assert f"It expired on {UNTIL}" in (await estimates(live, ts))[0]["text"]
                [line] = [each for each in await live.card_lines(1) if "Nobody answered" in each]
        assert "\n(Late: this was due to be said " in line
