"""A client who does not answer, over real HTTP: what they read, and what their reply does after all.

When each is due is in `tests.domain.test_silence`.
"""

from datetime import UTC, datetime
from typing import Final

import pytest

from bot.domain.tickets import Status
from tests.databases import ON_SQLITE
from tests.live import Live, button_texts, shown

pytestmark = ON_SQLITE

START: Final = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)


@pytest.fixture
def starts_at() -> datetime:
    """A Monday at ten in New York."""
    return START


async def waiting(live: Live) -> str:
    """A ticket of Acme's that waits for Ana; return its thread."""
    ts = await live.say("ana", "#acme", "The export looks odd")
    await live.say("sam", "#acme", "Which of the columns?", ts)
    await live.command("sam", "/ticket", "wait 1")
    return ts


async def status(live: Live) -> Status:
    async with live.bot.desk.database.reading() as store:
        ticket = await store.tickets.get(1)
        assert ticket is not None
        return ticket.status


async def test_a_nudge_mentions_who_asked_and_quotes_what_we_asked(live: Live) -> None:
    ts = await waiting(live)
    await live.advance(days=2, minutes=1)
    [*_, told] = await live.texts("#acme", ts)
    ana = (await live.messages("#acme", ts))[0]["user"]
    assert told.startswith(f"<@{ana}> A kind reminder: we need your answer to go on with ticket #1.\n")
    assert ">Which of the columns?" in told
    assert "we take it as resolved on Fri, Nov 13, 2026, 10:0" in told
    assert "Hourglass reminded the client (1 of 2)." in (await live.card_lines(1))[-1]
    assert await status(live) is Status.WAITING_ON_CLIENT


async def test_who_is_taken_as_answered_opens_it_again_by_a_reply(live: Live) -> None:
    ts = await waiting(live)
    await live.advance(days=11)
    note = (await live.replies("#acme", ts))[-1]
    assert note["text"].startswith("We have not heard from you, so we take ticket #1 as resolved.")
    assert button_texts(note) == []
    assert "*Resolved:* the client did not answer." in shown(await live.card(1))
    assert (await live.card_lines(1))[-1].startswith("Hourglass resolved the ticket, since the client")
    await live.advance(days=6)
    await live.say("ana", "#acme", "Sorry, I was away. The one with the prices", ts)
    assert await status(live) is Status.OPEN
    assert (await live.texts("#acme", ts))[-1].startswith("Ticket #1 is open again.")


async def test_who_still_says_nothing_has_it_closed_once_the_window_has_passed(live: Live) -> None:
    ts = await waiting(live)
    await live.advance(days=11)
    before = len(await live.replies("#acme", ts))
    await live.advance(days=7, minutes=1)
    assert await status(live) is Status.CLOSED
    assert len(await live.replies("#acme", ts)) == before
    await live.say("ana", "#acme", "It still looks odd", ts)
    assert len(await live.cards()) == 2, "a new ticket"
