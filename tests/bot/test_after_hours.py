"""Messages outside the hours, over real HTTP: one honest answer in each closure, and none where none is due.

Acme's plan is open from 9 to 18 on workdays in New York, five hours behind UTC: on the Friday that the tests
begin on until 23:00 UTC. The 26th is Thanksgiving.
"""

from datetime import UTC, datetime
from typing import Final

import pytest

from tests.databases import ON_SQLITE
from tests.live import Live

pytestmark = ON_SQLITE

FRIDAY: Final = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
MONDAY: Final = "We are closed now and open again on Mon, Nov 23, 2026, 09:00."
TUESDAY: Final = "We are closed now and open again on Tue, Nov 24, 2026, 09:00."


@pytest.fixture
def starts_at() -> datetime:
    """A Friday afternoon in New York."""
    return FRIDAY


async def at(live: Live, moment: str) -> None:
    """Let time go on to a moment of November 2026, in UTC."""
    await live.post("clock", to=f"2026-11-{moment.replace(' ', 'T')}:00+00:00")
    await live.settle()


async def closed(live: Live, ts: str, channel: str = "#acme") -> list[str]:
    """What the posts in a thread say of our being closed, a line each."""
    said = [str(each["text"]) for each in await live.replies(channel, ts)]
    return [
        line for text in said for line in text.splitlines() if line.startswith(("We are closed", "Estamos"))
    ]


async def test_the_first_answer_counts_as_that_of_its_closure(live: Live) -> None:
    await at(live, "21 15:00")
    ts = await live.say("ana", "#acme", "Order processing is not running")
    await live.say("ana", "#acme", "Is anybody there?", ts)
    await at(live, "22 15:00")
    await live.say("ana", "#acme", "Hello? It is urgent", ts)
    assert await closed(live, ts) == [MONDAY]


async def test_a_follow_up_is_answered_once_in_each_closure(live: Live) -> None:
    ts = await live.say("ana", "#acme", "Order processing is not running")
    assert await closed(live, ts) == []
    await at(live, "21 15:00")
    await live.say("ana", "#acme", "Is anybody there?", ts)
    await live.say("ana", "#acme", "Nothing works any more", ts)
    await at(live, "23 15:00")
    await live.say("ana", "#acme", "Good to see you at work, what is the state?", ts)
    assert await closed(live, ts) == [MONDAY]
    await at(live, "24 03:00")
    await live.say("ana", "#acme", "And now?", ts)
    assert await closed(live, ts) == [MONDAY, TUESDAY]
    answer = (await live.replies("#acme", ts))[-1]["text"]
    assert answer == (
        "Your message is with the support team.\n"
        f"{TUESDAY}\n"
        "For a true emergency, call the emergency phone number that you were given."
    )


async def test_a_courtesy_is_not_answered(live: Live) -> None:
    ts = await live.say("ana", "#acme", "Order processing is not running")
    await at(live, "21 15:00")
    await live.say("ana", "#acme", "Thanks a lot!", ts)
    assert await closed(live, ts) == []


async def test_who_talks_with_us_is_not_told_that_we_are_closed(live: Live) -> None:
    ts = await live.say("ana", "#acme", "Order processing is not running")
    await at(live, "21 15:00")
    await live.say("sam", "#acme", "Which of them?", ts)
    await at(live, "21 15:14")
    await live.say("ana", "#acme", "The ones from Berlin", ts)
    assert await closed(live, ts) == []
    await at(live, "21 15:16")
    await live.say("ana", "#acme", "Do you see them?", ts)
    assert await closed(live, ts) == [MONDAY]


async def test_reopening_answers_for_itself(live: Live) -> None:
    ts = await live.say("ana", "#acme", "Order processing is not running")
    await live.command("sam", "/resolve", "1 Restarted")
    await at(live, "21 15:00")
    await live.say("ana", "#acme", "It is broken again", ts)
    assert await closed(live, ts) == []
    assert (await live.texts("#acme", ts))[-1].startswith("Ticket #1 is open again.")


async def test_around_the_clock_nobody_is_told_that_we_are_closed(live: Live) -> None:
    ts = await live.say("gia", "#globex", "Our exports look odd")
    await at(live, "21 15:00")
    await live.say("gia", "#globex", "Is anybody there?", ts)
    assert await closed(live, ts, "#globex") == []


async def test_an_answer_that_is_sent_once_we_are_open_again_is_left_out(live: Live) -> None:
    """Slack takes no posts from five minutes before Monday's opening to five after it."""
    ts = await live.say("ana", "#acme", "Order processing is not running")
    await at(live, "23 13:55")
    await live.fault("chat.postMessage", "rate_limited", 2, seconds=600)
    await live.begin("ana", "#acme", "Is anybody there?", thread_ts=ts)
    await at(live, "23 13:58")
    assert "Is anybody there?" not in "\n".join(await live.card_lines(1)), "Slack takes nothing"
    await at(live, "23 14:10")
    assert "Is anybody there?" in "\n".join(await live.card_lines(1))
    assert await closed(live, ts) == []
    assert (await live.texts("#acme", ts))[-1] == "Is anybody there?"
    await at(live, "24 03:00")
    await live.say("ana", "#acme", "And now?", ts)
    assert await closed(live, ts) == [TUESDAY], "the lane goes on"


async def test_a_ticket_that_staff_opened_has_no_first_answer_to_count(live: Live) -> None:
    await at(live, "21 15:00")
    await live.command("sam", "/ticket", "new Look at the orders of Berlin", channel="#acme")
    [root] = [each for each in await live.messages("#acme") if "Ticket #1" in str(each["text"])]
    assert await closed(live, root["ts"]) == []
    await live.say("ana", "#acme", "What is wrong with them?", root["ts"])
    assert await closed(live, root["ts"]) == [MONDAY]


async def test_a_client_reads_it_in_their_language_with_the_plans_words(live: Live) -> None:
    """It is the evening of Consciência Negra in São Paulo."""
    ts = await live.say("rui", "#banco-litoral", "Nada funciona")
    [told] = await closed(live, ts, "#banco-litoral")
    assert told == (
        "Estamos fechados agora e voltamos a abrir em seg., 23 de nov. de 2026, 09:00. "
        "Feriado: sexta-feira, 20 de novembro (Dia Nacional de Zumbi e da Consciência Negra)."
    )
