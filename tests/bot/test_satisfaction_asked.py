"""When requesters are asked how they found our help, and when nobody is.

It is a Friday in New York, half an hour before Acme's plan closes for the weekend.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Final, TypeAlias

import pytest

from bot.sandbox import Sandbox
from scheduled.housekeeping import keep_house
from tests.bot.satisfied import questions, ratings, resolved, user
from tests.bot.walks import FRIDAY, at, friday, moment, under
from tests.databases import ON_SQLITE
from tests.live import Live, button_texts, demo_clients_file, desk, slack

pytestmark = ON_SQLITE

MONDAY: Final = "23 09:01"
BEFORE: Final = "23 08:59"
Reason: TypeAlias = Callable[[Live, str], Awaitable[object]]


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
    async with bot(world, database_url, tmp_path) as running:
        await at(running, FRIDAY)
        yield running


async def test_they_are_asked_some_hours_after_it_was_resolved_once_we_are_open(live: Live) -> None:
    ts = await resolved(live)
    await at(live, BEFORE)
    assert await questions(live, ts) == []
    await at(live, MONDAY)
    assert len(await questions(live, ts)) == 1
    await at(live, "25 12:00")
    assert len(await questions(live, ts)) == 1


async def test_who_says_that_it_works_is_asked_at_once_at_any_hour_and_not_again(live: Live) -> None:
    await at(live, "21 22:00")
    ts = await resolved(live)
    done = (await live.replies("#acme", ts))[-1]
    await live.press("ana", done, "it_works")
    assert len(await questions(live, ts)) == 1
    await at(live, "24 12:00")
    assert len(await questions(live, ts)) == 1


async def test_where_a_colleague_says_that_it_works_the_one_who_reported_it_is_asked(live: Live) -> None:
    ts = await resolved(live)
    await live.press("bo", (await live.replies("#acme", ts))[-1], "it_works")
    [post] = await questions(live, ts)
    assert post["text"].startswith(f"<@{await user(live, 'ana')}> how")


async def test_whose_yes_comes_after_the_question_is_not_asked_twice(live: Live) -> None:
    ts = await resolved(live)
    done = (await live.replies("#acme", ts))[-1]
    await at(live, MONDAY)
    await live.press("ana", done, "it_works")
    await live.advance(hours=5)
    assert len(await questions(live, ts)) == 1


async def test_nobody_is_asked_twice_within_a_week_by_whichever_ticket(live: Live) -> None:
    first = await resolved(live)
    await at(live, "24 12:00")
    second, others = await resolved(live, 2), await resolved(live, 3, "bo")
    await at(live, "30 11:00")
    counts = [len(await questions(live, ts)) for ts in (first, second, others)]
    assert counts == [1, 0, 1]
    third = await resolved(live, 4)
    await at(live, "12-01 12:00")
    assert len(await questions(live, third)) == 1


async def test_what_is_resolved_again_is_asked_about_again_only_after_the_week(live: Live) -> None:
    ts = await resolved(live)
    await at(live, "24 12:00")
    await live.say("ana", "#acme", "It looks odd again", ts)
    await live.command("sam", "/resolve", "1 Mended it again")
    await at(live, "30 12:00")
    assert len(await questions(live, ts)) == 1
    await live.say("ana", "#acme", "And again", ts)
    await live.command("sam", "/resolve", "1 Mended it for good")
    await at(live, "12-01 12:00")
    old, new = await questions(live, ts)
    assert button_texts(old) == []
    await live.press("ana", new, "rate_3")
    assert [each.score for each in await ratings(live)] == [None, 3]


async def test_two_tickets_at_one_moment_ask_their_person_once(live: Live) -> None:
    threads = [await resolved(live, number) for number in (1, 2, 3)]
    await at(live, MONDAY)
    assert sum([len(await questions(live, ts)) for ts in threads]) == 1


async def test_they_are_asked_in_their_language(live: Live) -> None:
    ts = await live.say("rui", "#banco-litoral", "Nada funciona")
    await live.command("sam", "/resolve", "1 Pronto")
    await at(live, MONDAY)
    [post] = await questions(live, ts, "#banco-litoral")
    assert "o que você achou da nossa ajuda com o chamado #1?" in post["text"]
    assert button_texts(post) == ["😞 Muito ruim", "🙁 Ruim", "😐 Regular", "🙂 Boa", "😀 Muito boa"]
    await live.press("rui", post, "rate_5")
    [post] = await questions(live, ts, "#banco-litoral")
    assert post["text"].startswith("Obrigado, rui. Nossa ajuda com o chamado #1: 😀 Muito boa")


async def _reopened(live: Live, _ts: str) -> object:
    return await live.command("sam", "/ticket", "reopen 1")


async def _merged(live: Live, _ts: str) -> object:
    await live.say("bo", "#acme", "The import looks odd")
    await live.command("sam", "/ticket", "reopen 1")
    return await live.command("sam", "/ticket", "merge 1 into 2")


async def _archived(live: Live, _ts: str) -> object:
    return await live.post("channel", name="acme", archived=True)


async def _paused(live: Live, _ts: str) -> object:
    return await live.command("max", "/support", "pause Acme Orders")


async def _an_apps(live: Live, _ts: str) -> None:
    """A ticket that was split off from what an app said in a thread."""
    async with live.bot.desk.transaction() as store:
        ticket = await store.tickets.get(1)
        assert ticket is not None
        await store.tickets.save_rows([replace(ticket, requester="B0OTHER")], [])


async def _left(live: Live, _ts: str) -> None:
    await live.post("person", user="ana", deactivated=True)
    await at(live, "23 08:30")
    await keep_house(live.bot.desk)


REASONS: Final[dict[str, Reason]] = {
    "opened again": _reopened,
    "merged": _merged,
    "its channel is archived": _archived,
    "the plan is paused": _paused,
    "who reported it has left": _left,
    "an app reported it": _an_apps,
}


@pytest.mark.parametrize("reason", REASONS.values(), ids=REASONS)
async def test_nobody_is_asked_where(live: Live, reason: Reason) -> None:
    ts = await resolved(live)
    await reason(live, ts)
    await at(live, "24 12:00")
    assert await questions(live, ts) == []
    assert await ratings(live) == []


async def test_nobody_is_asked_of_what_our_own_people_reported(live: Live) -> None:
    ts = await live.say("sam", "#acme", "@Hourglass The nightly export looks odd")
    await live.command("sam", "/resolve", "1 Mended it")
    await at(live, "24 12:00")
    assert await questions(live, ts) == []


async def test_nobody_is_asked_of_what_was_resolved_by_their_silence(live: Live) -> None:
    ts = await live.say("ana", "#acme", "The export looks odd")
    await live.say("sam", "#acme", "Which of the columns?", ts)
    await live.command("sam", "/ticket", "wait 1")
    await at(live, "12-09 12:00")
    assert (await live.card_lines(1))[-1].startswith("Hourglass resolved the ticket, since the client")
    await at(live, "12-12 12:00")
    assert await questions(live, ts) == []


OFF: Final = ('language = "en"', 'language = "en"\nsatisfaction.asks = false')
LOW: Final = ('language = "en"', 'language = "en"\nsatisfaction.low_score = 0')
FROM: Final = "contract_from = 2026-01-05"
CHANGES: Final = {
    "their plan does not": {"matai_growth": OFF},
    "their contract is over": {"clients": (FROM, f"{FROM}\ncontract_to = 2026-11-22")},
}


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
async def test_nobody_is_asked_where_by_what_was_agreed(
    database_url: str, tmp_path: Path, changes: dict[str, tuple[str, str]]
) -> None:
    async with under(database_url, tmp_path, **changes) as live:
        await at(live, FRIDAY)
        ts = await resolved(live)
        await at(live, "24 12:00")
        assert await questions(live, ts) == []


async def test_a_plan_says_of_which_scores_the_account_manager_is_told(
    database_url: str, tmp_path: Path
) -> None:
    async with under(database_url, tmp_path, matai_growth=LOW) as live:
        await at(live, FRIDAY)
        ts = await resolved(live)
        await at(live, MONDAY)
        [post] = await questions(live, ts)
        await live.press("ana", post, "rate_1")
        assert (await live.card_lines(1))[-1] == "ana found our help 😞 Very bad, 1 of 5."


async def test_a_restart_before_and_after_the_question_loses_and_repeats_nothing(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path) as live:
        await at(live, FRIDAY)
        ts = await resolved(live)
    async with bot(world, database_url, tmp_path) as live:
        await at(live, MONDAY)
        [post] = await questions(live, ts)
        await live.press("ana", post, "rate_2")
    async with bot(world, database_url, tmp_path) as live:
        await live.press("ana", post, "rate_4")
        await at(live, "12-01 12:00")
        [over] = await questions(live, ts)
        assert over["text"] == "Thank you, ana. Our help with ticket #1: 🙂 Good"
        assert [each.score for each in await ratings(live)] == [4]


@pytest.mark.parametrize(("back", "asked"), [("26 15:00", 0), ("27 15:00", 1), ("12-07 15:00", 0)])
async def test_after_an_absence_they_are_asked_in_our_hours_unless_it_is_long_ago(
    world: Sandbox, database_url: str, tmp_path: Path, back: str, asked: int
) -> None:
    async with bot(world, database_url, tmp_path) as live:
        await at(live, FRIDAY)
        ts = await resolved(live)
    world.clock.move_to(moment(back).astimezone(UTC))
    async with bot(world, database_url, tmp_path) as live:
        await live.advance(minutes=2)
        assert len(await questions(live, ts)) == asked
