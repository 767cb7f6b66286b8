"""A channel that belongs to another client now: its words no longer reach the former one's tickets."""

from pathlib import Path

import pytest

from bot.app import apply_clients_file
from bot.domain.desks import Message
from bot.domain.tickets import Ticket, TicketEvent
from bot.shipped import demo_clients
from tests.databases import ON_SQLITE
from tests.live import Live

pytestmark = ON_SQLITE

STUCK = "Orders are stuck since 7am"


@pytest.fixture
def handed_over(tmp_path: Path) -> Path:
    """A clients file in which Acme's channel is Globex's, and the other way round."""
    declared = demo_clients().replace('"#acme"', '"#other"')
    declared = declared.replace('"#globex"', '"#acme"').replace('"#other"', '"#globex"')
    file = tmp_path / "handed_over.toml"
    file.write_text(declared, encoding="utf-8")
    return file


async def hand_over(live: Live, file: Path) -> None:
    await apply_clients_file(live.bot.settings, live.sandbox.clock, file)
    await live.settle()


async def acme(live: Live) -> tuple[Ticket | None, list[TicketEvent], list[Message]]:
    """All that there is about Acme's ticket."""
    async with live.bot.desk.database.reading() as store:
        return (
            await store.tickets.get(1),
            await store.tickets.events(1),
            await store.messages.of_ticket(1),
        )


async def clients(live: Live) -> list[str]:
    async with live.bot.desk.database.reading() as store:
        return [each.client for each in await store.tickets.listing(active_only=False)]


async def test_what_is_said_in_the_old_thread_is_the_new_clients(live: Live, handed_over: Path) -> None:
    ts = await live.say("ana", "#acme", STUCK)
    reply = await live.say("ana", "#acme", "In the north warehouse", ts)
    await hand_over(live, handed_over)
    before = await acme(live)

    await live.say("ana", "#acme", "thanks!", ts)
    for edited in (ts, reply):
        await live.post("edit", channel="#acme", ts=edited, text="Globex speaks here now")
    await live.post("reaction", channel="#acme", user="ana", ts=reply, name="ticket")
    await live.say("sam", "#acme", "I see it", ts)
    await live.say("ana", "#acme", "And the weather is fine")
    assert await acme(live) == before
    assert sorted(await clients(live)) == ["acme", "globex"]

    await live.advance(minutes=6)
    await live.say("ana", "#acme", "The invoices are wrong", ts)
    await live.say("ana", "#acme", "@Hourglass all of them", ts)
    await live.say("sam", "#acme", "Looking", ts)
    assert sorted(await clients(live)) == ["acme", "globex", "globex"]
    assert " open " in (await live.card(3))["text"]
    assert await acme(live) == before


async def test_a_call_in_the_old_thread_opens_a_ticket_of_its_own(live: Live, handed_over: Path) -> None:
    ts = await live.say("ana", "#acme", STUCK)
    await hand_over(live, handed_over)
    before = await acme(live)
    await live.say("ana", "#acme", "@Hourglass the invoices are wrong", ts)
    assert (await live.card(2))["text"].endswith("the invoices are wrong")
    assert await acme(live) == before


async def test_a_deletion_empties_the_message_and_leaves_the_former_clients_log(
    live: Live, handed_over: Path
) -> None:
    ts = await live.say("ana", "#acme", STUCK)
    reply = await live.say("ana", "#acme", "the password is hunter2", ts)
    await hand_over(live, handed_over)
    before = await acme(live)
    await live.post("delete", channel="#acme", ts=reply)
    await live.settle()
    ticket, events, messages = await acme(live)
    assert (ticket, events) == before[:2]
    assert [each.text for each in messages] == [STUCK, ""]
