"""How requesters find our help: they answer with a face, and the account manager hears of a bad one.

When they are asked is in `tests.bot.test_satisfaction_asked`.
"""

import asyncio
from datetime import UTC, datetime
from typing import Final

import pytest

from bot.domain.rating import MOST_COMMENT
from bot.domain.rating import ratings_of as folded
from bot.services import rating
from tests.bot.asked import about
from tests.bot.satisfied import FACES, asked, questions, ratings, refused, user
from tests.databases import ON_BOTH, ON_SQLITE
from tests.live import Live, button_texts, elements, shown

pytestmark = ON_SQLITE

START: Final = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)


@pytest.fixture
def starts_at() -> datetime:
    """A Monday at ten in New York."""
    return START


async def test_the_whole_walk_of_a_good_answer(live: Live) -> None:
    ts, post = await asked(live)
    ana = await user(live, "ana")
    assert post["text"] == (
        f"<@{ana}> how did you find our help with ticket #1?\n"
        "Press a face. Your answer shows here, and you can change it until Mon, Nov 9, 2026, 14:00."
    )
    assert button_texts(post) == FACES
    assert (await live.card_lines(1))[-1] == "Hourglass asked ana how they found our help."
    await live.press("ana", post, "rate_4")
    [given] = await questions(live, ts)
    assert given["ts"] == post["ts"]
    assert given["text"] == (
        "Thank you, ana. Our help with ticket #1: 🙂 Good\n"
        "You can press another face until Mon, Nov 9, 2026, 14:00."
    )
    assert button_texts(given) == [*FACES, "Add a comment"]
    assert [each["action_id"] for each in elements(given) if each.get("style")] == ["rate_4"]
    assert (await live.card_lines(1))[-1] == "ana found our help 🙂 Good, 4 of 5."
    assert not await live.told("max")
    [found] = await ratings(live)
    assert (found.client, found.person, found.score, found.comment) == ("acme", ana, 4, "")
    async with live.bot.desk.database.reading() as store:
        assert list(folded(await store.tickets.events(1))) == [found]


async def test_a_comment_is_for_staff_alone_and_can_be_changed_and_taken_back(live: Live) -> None:
    ts, post = await asked(live)
    await live.press("ana", post, "rate_5")
    await live.press("ana", post, "ask_comment")
    assert f"At most {MOST_COMMENT} characters. Only the support team reads it" in shown(
        await live.view("ana")
    )
    assert (await live.submit("ana", comment="*Quick* & kind"))["ok"]
    [given] = await questions(live, ts)
    assert "Your comment went to the support team." in given["text"]
    assert button_texts(given)[-1] == "Change your comment"
    assert "Quick" not in shown(given)
    assert "ana says of our help (😀 Very good, 5 of 5):\n>" in (await live.card_lines(1))[-1]
    assert "kind" in await live.command("sam", "/ticket", "show 1")
    await live.press("ana", post, "ask_comment")
    assert "*Quick* & kind" in str(await live.view("ana"))
    await live.submit("ana", comment="")
    assert (await live.card_lines(1))[-1] == (
        "ana took back what they had said of our help (😀 Very good, 5 of 5)."
    )
    assert [each.comment for each in await ratings(live)] == [""]
    assert not await live.told("max")


async def test_the_last_face_counts_until_the_week_is_over(live: Live) -> None:
    ts, post = await asked(live)
    await live.press("ana", post, "rate_3")
    await live.advance(days=6)
    await live.press("ana", post, "rate_5")
    assert [each.score for each in await ratings(live)] == [5]
    await live.advance(days=1)
    [over] = await questions(live, ts)
    assert over["text"] == "Thank you, ana. Our help with ticket #1: 😀 Very good"
    assert button_texts(over) == []


async def test_who_presses_too_late_is_told_so(live: Live) -> None:
    ts, _ = await asked(live)
    [found] = await ratings(live)
    await live.advance(days=7)
    [over] = await questions(live, ts)
    assert over["text"] == "How our help with ticket #1 was: this question is closed."
    for language, said in {
        "en": "The question how you found our help with ticket #1 is closed.",
        "es": "La pregunta sobre nuestra ayuda con el ticket #1 está cerrada.",
        "pt": "A pergunta sobre a nossa ajuda com o chamado #1 está encerrada.",
    }.items():
        assert (await refused(live, about(rating.rate, found.asked, 1), language)).startswith(said)
    assert await ratings(live) == [found]


async def test_a_comment_needs_a_face_and_may_not_be_too_long(live: Live) -> None:
    _, post = await asked(live)
    [found] = await ratings(live)
    comment = about(rating.comment, found.asked, "x" * (MOST_COMMENT + 1))
    assert (await refused(live, comment)).startswith("The question how you found our help")
    await live.press("ana", post, "rate_3")
    assert await refused(live, comment) == (
        "Your comment has 1001 characters, and 1000 fit. Please make it shorter."
    )
    assert [each.comment for each in await ratings(live)] == [""]


async def test_only_who_was_asked_answers(live: Live) -> None:
    ts, post = await asked(live)
    await live.press("bo", post, "rate_1")
    assert (await live.texts("#acme", ts))[-1] == (
        "We asked ana how they found our help with ticket #1. "
        "If there is something that you want to tell us, write in this thread."
    )
    await live.press("sam", post, "rate_5")
    assert (await live.whispers("sam"))[-1] == (
        "You work for the support team, and only the client can say how they found our help."
    )
    assert [each.score for each in await ratings(live)] == [None]
    await live.press("ana", post, "rate_5")
    await live.press("bo", post, "ask_comment")
    assert (await live.texts("#acme", ts))[-1].startswith("We asked ana how")


async def test_an_impatient_press_counts_once_and_nobody_is_blamed(live: Live) -> None:
    ts, post = await asked(live)
    before = len(await live.replies("#acme", ts))
    await asyncio.gather(*(live.press("ana", post, "rate_2") for _ in range(3)))
    assert sum("found our help 🙁 Bad" in each for each in await live.card_lines(1)) == 1
    assert len(await live.replies("#acme", ts)) == before


async def test_of_a_low_score_the_account_manager_is_told_at_once_and_of_what_is_written_to_it(
    live: Live,
) -> None:
    _, post = await asked(live)
    lines, called = len(await live.card_lines(1)), f"\n<@{await user(live, 'max')}>"
    await live.press("ana", post, "rate_2")
    await live.press("ana", post, "rate_1")
    await live.press("ana", post, "ask_comment")
    await live.submit("ana", comment="It took three days")
    await live.press("ana", post, "rate_5")
    await live.press("ana", post, "rate_1")
    assert (await live.card_lines(1))[lines:] == [
        f"ana found our help 🙁 Bad, 2 of 5.{called}",
        "ana found our help 😞 Very bad, 1 of 5.",
        f"ana says of our help (😞 Very bad, 1 of 5):\n>It took three days{called}",
        "ana found our help 😀 Very good, 5 of 5.",
        "ana found our help 😞 Very bad, 1 of 5.",
    ]


async def test_of_a_low_score_after_it_was_opened_again_the_account_manager_is_told_too(live: Live) -> None:
    ts, first = await asked(live)
    await live.press("ana", first, "rate_1")
    for days in (3, 5):
        await live.advance(days=days)
        await live.say("ana", "#acme", "It looks odd again", ts)
        await live.command("sam", "/resolve", "1 Mended it for good")
    await live.advance(days=2)  # over a holiday
    _, second = await questions(live, ts)
    await live.press("ana", second, "rate_2")
    assert (await live.card_lines(1))[-1].endswith(f"Bad, 2 of 5.\n<@{await user(live, 'max')}>")


async def test_who_does_not_read_the_cards_thread_is_told_directly_with_the_ticket_and_what_was_written(
    live: Live,
) -> None:
    await live.post("member", channel="#triage", user="max", **{"in": False})
    await live.settle()
    _, post = await asked(live)
    await live.press("ana", post, "rate_5")
    await live.press("ana", post, "ask_comment")
    await live.submit("ana", comment="It took three days")
    assert await live.told("max") == []
    await live.press("ana", post, "rate_1")
    [told] = await live.told("max")
    assert told.startswith("ana found our help 😞 Very bad, 1 of 5.\n>It took three days\n")
    assert "|#1>" in told
    assert "Acme Orders" in told


async def test_an_account_manager_who_is_off_hears_of_it_in_their_morning(
    live: Live,
) -> None:
    await live.command("max", "/oncall", "hours mon-fri 9-12 America/New_York")
    _, post = await asked(live)
    await live.press("ana", post, "rate_1")
    await live.press("ana", post, "ask_comment")
    await live.submit("ana", comment="It took three days")
    assert (await live.card_lines(1))[-1].endswith("Told when their own day begins: max.")
    assert await live.told("max") == []
    await live.advance(hours=19)
    [told] = await live.told("max")
    assert "ana says of our help (😞 Very bad, 1 of 5):\n>It took three days" in told


@ON_BOTH
async def test_a_low_score_that_was_made_good_overnight_is_left_out_of_the_morning(live: Live) -> None:
    await live.command("max", "/oncall", "hours mon-fri 9-12 America/New_York")
    _, post = await asked(live)
    await live.press("ana", post, "rate_1")
    await live.press("ana", post, "rate_4")
    await live.advance(hours=19)
    assert await live.told("max") == []


async def test_how_often_each_score_was_given_is_counted(live: Live) -> None:
    _, post = await asked(live)
    for action in ("rate_1", "rate_1", "rate_5"):
        await live.press("ana", post, action)
    registry = live.bot.desk.meters.registry
    given = {n: registry.get_sample_value("hourglass_ratings_total", {"score": str(n)}) for n in (1, 3, 5)}
    assert given == {1: 1, 3: None, 5: 1}
