"""Clients, their channels, and who is in them."""

import asyncio
from dataclasses import replace

import pytest

from bot.domain.desks import Client
from storage import Database
from tests.looking import former_texts
from tests.storage.samples import (
    ACME,
    ACME_CHANNEL,
    ANA,
    ANSWER,
    BANCO,
    FULL_MESSAGE,
    NINE,
    SAID,
    SAM,
    TICKET,
    TRIAGE_CHANNEL,
)


async def test_what_is_put_again_replaces_what_was(database: Database) -> None:
    async with database.transaction() as store:
        await store.clients.put(ACME, BANCO)
        await store.clients.put(replace(BANCO, id="acme"))
        assert await store.clients.get("acme") == replace(BANCO, id="acme")
        await store.channels.put(ACME_CHANNEL, TRIAGE_CHANNEL)
        await store.channels.put(replace(TRIAGE_CHANNEL, id="C-ACME"))
        assert await store.channels.get("C-ACME") == replace(TRIAGE_CHANNEL, id="C-ACME")
        await store.people.put(SAM, ANA)
        await store.people.put(replace(ANA, id="U-SAM"))
        assert await store.people.get("U-SAM") == replace(ANA, id="U-SAM", role=None)


async def test_a_role_is_ours_to_give_whatever_slack_says_of_its_bearer(database: Database) -> None:
    kim = replace(ANA, id="U-KIM", name="kim")
    async with database.transaction() as store:
        assert await store.people.set_role("U-KIM", "admin") is None
        await store.people.put(kim)
        assert await store.people.admins("T-ACME") == []
        assert await store.people.set_role("U-KIM", "admin") == replace(kim, role="admin")
        await store.people.put(replace(kim, name="Kim Larsen"))
        assert await store.people.admins("T-ACME") == [replace(kim, name="Kim Larsen", role="admin")]
        await store.people.set_role("U-KIM", None)
        await store.people.put(SAM, replace(ANA, is_owner=True))
        assert await store.people.admins("T-OURS") == [], "a guest is none"
        assert [each.id for each in await store.people.admins("T-ACME")] == ["U-ANA"]


async def test_a_new_client_takes_no_other_ones_id(database: Database) -> None:
    async with database.transaction() as store:
        assert await store.clients.add(ACME)
        assert not await store.clients.add(replace(BANCO, id=ACME.id))
        assert await store.clients.all() == [ACME]


async def test_of_two_who_add_the_same_id_at_once_one_gets_it(database: Database) -> None:
    async def add(client: Client) -> bool:
        async with database.transaction() as store:
            added = await store.clients.add(client)
            await asyncio.sleep(0.05)
            return added

    assert sorted(await asyncio.gather(add(ACME), add(replace(BANCO, id=ACME.id)))) == [False, True]


async def test_what_was_never_put_is_none(database: Database) -> None:
    async with database.reading() as store:
        assert await store.clients.get("acme") is None
        assert await store.channels.get("C-ACME") is None
        assert await store.people.get("U-SAM") is None
        assert await store.people.members("C-ACME") == set()


async def test_channels_by_client_and_by_purpose(database: Database) -> None:
    second = replace(ACME_CHANNEL, id="C-ACME-2", name="acme-billing")
    async with database.transaction() as store:
        await store.channels.put(ACME_CHANNEL, second, TRIAGE_CHANNEL)
        assert await store.channels.triage() == [TRIAGE_CHANNEL]
        assert await store.channels.all() == [ACME_CHANNEL, second, TRIAGE_CHANNEL]


async def test_members_come_and_go(database: Database) -> None:
    async with database.transaction() as store:
        await store.people.add_members("C-ACME", ["U-ANA", "U-SAM"])
        await store.people.add_members("C-ACME", {"U-SAM", "U-KIM"})
        await store.people.remove_members("C-ACME", ["U-ANA", "U-RUI"])
        await store.people.remove_members("C-ACME", ["U-ANA"])
        assert await store.people.members("C-ACME") == {"U-SAM", "U-KIM"}
        await store.people.remove_members("C-ACME", ["U-SAM", "U-KIM"])
        assert await store.people.members("C-ACME") == set()


async def test_only_members_of_a_triage_channel_are_triage_members(database: Database) -> None:
    async with database.transaction() as store:
        await store.channels.put(ACME_CHANNEL, TRIAGE_CHANNEL)
        await store.people.add_members("C-ACME", ["U-ANA", "U-SAM"])
        await store.people.add_members("C-TRIAGE", ["U-SAM"])
        assert await store.people.is_triage_member("U-SAM")
        assert not await store.people.is_triage_member("U-ANA")


@pytest.mark.parametrize("asked", ["Sam Ørsted", "sam ørsted", "@SAM ØRSTED "])
async def test_people_are_found_by_name_whatever_its_case(database: Database, asked: str) -> None:
    async with database.transaction() as store:
        await store.people.put(SAM, ANA)
        assert await store.people.by_name(asked) == [replace(SAM, role=None)]
        assert await store.people.by_name("Sam") == []


async def test_a_channel_takes_its_new_id_wherever_it_is_named(database: Database) -> None:
    async with database.transaction() as store:
        await store.channels.put(ACME_CHANNEL, replace(ACME_CHANNEL, id="C-NEW", name="seen first"))
        await store.people.add_members("C-ACME", ["U-ANA"])
        await store.tickets.save_rows([TICKET], [])
        await store.messages.put_all([SAID, FULL_MESSAGE, replace(SAID, channel="C-NEW", ticket=None)])
        await store.messages.edit("C-ACME", SAID.ts, "edited", NINE)
        await store.tell(ANSWER)
        await store.outbox.posted("thread:1:opened", "C-ACME", "1.2", NINE)
        await store.outbox.posted("ask:C-ACME:7.7", "C-ACME", "7.8", NINE)
        await store.outbox.posted("setup:C-ACME-2:C-TRIAGE", "C-TRIAGE", "9.8", NINE)
        assert [each.number for each in await store.tickets.lock_in("C-ACME")] == [142]
        await store.channels.move("C-ACME", "C-NEW")
        await store.channels.move("C-ACME", "C-NEW")
    async with database.reading() as store:
        assert await store.channels.all() == [replace(ACME_CHANNEL, id="C-NEW")]
        assert await store.people.members("C-NEW") == {"U-ANA"}
        assert await store.people.members("C-ACME") == set()
        assert await store.channels.get("C-ACME") == await store.channels.get("C-NEW")
        assert await store.channels.now("C-ACME") == await store.channels.now("C-NEW") == "C-NEW"
        assert await store.outbox.post_of("ask:C-NEW:7.7") == ("C-NEW", "7.8")
        assert await store.outbox.post_of("setup:C-ACME-2:C-TRIAGE") == ("C-TRIAGE", "9.8")
        assert [message.channel for message in await store.messages.of_ticket(142)] == ["C-NEW"]
        assert len(await store.outbox.next_rows("C-NEW", 10)) == 1
        assert await store.outbox.post_of("thread:1:opened") == ("C-NEW", "1.2")
    assert await former_texts(database, "C-NEW", SAID.ts) == [SAID.text]


async def test_a_triage_channel_takes_its_new_id_for_its_clients_and_cards(database: Database) -> None:
    async with database.transaction() as store:
        await store.channels.put(TRIAGE_CHANNEL)
        await store.clients.put(BANCO)
        await store.tickets.save_rows([TICKET], [])
        await store.channels.move("C-TRIAGE", "C-NEW")
        assert await store.clients.get("banco") == replace(BANCO, triage="C-NEW")
        assert [each.number for each in await store.tickets.lock_in("C-TRIAGE")] == [142]


async def test_a_channel_that_moves_on_or_back_is_found_by_every_id_it_had(database: Database) -> None:
    async with database.transaction() as store:
        await store.channels.put(ACME_CHANNEL)
        for old_id, new_id in (("C-ACME", "C-2"), ("C-2", "C-3"), ("C-3", "C-ACME")):
            await store.channels.move(old_id, new_id)
            for each in ("C-ACME", "C-2"):
                assert await store.channels.lock(each) == replace(ACME_CHANNEL, id=new_id)
