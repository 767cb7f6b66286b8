"""Every value comes back from either database as it was saved."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.desks import Channel, Client, Message, Profile
from bot.domain.instants import from_micros, micros
from bot.domain.tickets import Ticket, TicketEvent
from storage import Database
from storage.codec import clean, to_json
from tests.looking import former_texts
from tests.storage.samples import (
    ACME,
    ACME_CHANNEL,
    ANA,
    BANCO,
    FULL_MESSAGE,
    FULL_TICKET,
    NINE,
    NOTED,
    OPENED,
    SAID,
    SAM,
    TICKET,
    TRIAGE_CHANNEL,
    request,
)


@pytest.mark.parametrize("client", [ACME, BANCO], ids=["with everything", "with the least"])
async def test_a_client(database: Database, client: Client) -> None:
    async with database.transaction() as store:
        await store.clients.put(client)
    async with database.reading() as store:
        assert await store.clients.get(client.id) == client
        assert await store.clients.all() == [client]


@pytest.mark.parametrize("channel", [ACME_CHANNEL, TRIAGE_CHANNEL], ids=["with everything", "with the least"])
async def test_a_channel(database: Database, channel: Channel) -> None:
    async with database.transaction() as store:
        await store.channels.put(channel)
        assert await store.channels.lock(channel.id) == channel
    async with database.reading() as store:
        assert await store.channels.get(channel.id) == channel


@pytest.mark.parametrize("person", [SAM, ANA], ids=["with everything", "with the least"])
async def test_a_person(database: Database, person: Profile) -> None:
    async with database.transaction() as store:
        await store.people.put(person)
        await store.people.set_role(person.id, person.role)
    async with database.reading() as store:
        assert await store.people.get(person.id) == person


@pytest.mark.parametrize("ticket", [FULL_TICKET, TICKET], ids=["with everything", "with the least"])
async def test_a_ticket(database: Database, ticket: Ticket) -> None:
    async with database.transaction() as store:
        await store.tickets.save_rows([ticket], [])
        assert await store.tickets.lock(ticket.number) == ticket
    async with database.reading() as store:
        assert await store.tickets.get(ticket.number) == ticket


async def test_every_field_of_a_ticket_is_updated(database: Database) -> None:
    async with database.transaction() as store:
        await store.tickets.save_rows([replace(TICKET, number=FULL_TICKET.number)], [])
        await store.tickets.save_rows([FULL_TICKET], [])
        assert await store.tickets.get(FULL_TICKET.number) == FULL_TICKET


async def test_the_log_of_a_ticket(database: Database) -> None:
    log: list[TicketEvent] = [OPENED, NOTED]
    async with database.transaction() as store:
        await store.tickets.save_rows([TICKET], log)
    async with database.reading() as store:
        assert await store.tickets.events(142) == log


@pytest.mark.parametrize("message", [FULL_MESSAGE, SAID], ids=["with everything", "with the least"])
async def test_a_message(database: Database, message: Message) -> None:
    async with database.transaction() as store:
        await store.messages.put(message)
    async with database.reading() as store:
        assert await store.messages.get(message.channel, message.ts) == message


async def test_a_request_with_any_text_in_its_body(database: Database) -> None:
    row = replace(request("Ev1", message="C-ACME:1"), body={"text": "\0 \ud800 \U0001f6a8 \\u0000"})
    async with database.transaction() as store:
        await store.inbox.add([row], leased_by="a", leased_until=NINE)
    async with database.reading() as store:
        assert await store.inbox.get("Ev1") == row


async def test_text_that_no_database_holds_does_not_stop_a_message(database: Database) -> None:
    async with database.transaction() as store:
        await store.messages.put(replace(SAID, text="a\0b\ud800c"))
        await store.messages.edit(SAID.channel, SAID.ts, "d\0e", NINE)
    assert await former_texts(database, SAID.channel, SAID.ts) == ["ab?c"]
    async with database.reading() as store:
        said = await store.messages.get(SAID.channel, SAID.ts)
        assert said is not None
        assert said.text == "de"


@given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.timezones()))  # noqa: DTZ001 - bounds are naive there
def test_an_instant_keeps_its_microsecond_whatever_its_zone(at: datetime) -> None:
    assert from_micros(micros(at)) == at.astimezone(UTC)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        micros(NINE.replace(tzinfo=None))


@given(st.text(alphabet=st.characters(codec=None)))
def test_cleaned_text_can_be_held_and_is_clean(text: str) -> None:
    held = clean(text)
    assert "\0" not in held
    assert held.encode() == clean(held).encode()


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.booleans() | st.none()))
def test_json_is_plain_ascii_and_loses_nothing(facts: dict[str, object]) -> None:
    assert to_json(facts).isascii()
    assert json.loads(to_json(facts)) == facts
