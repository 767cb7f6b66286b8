"""What we know of people: asked of Slack once at a time, soon again for our own, and never undone by it."""

import asyncio
from dataclasses import replace

from bot.sandbox.people import Standing
from bot.sandbox.world import World
from bot.services.people import identify, learn_members, name_role, profile_of
from tests.bot.asked import Asked
from tests.databases import ON_SQLITE
from tests.live import Json, Live

pytestmark = ON_SQLITE


async def person(live: Live, handle: str) -> str:
    users: list[Json] = (await live.get("world"))["users"]
    return str(next(each["id"] for each in users if each["name"] == handle))


async def forget(live: Live) -> None:
    """Let all that we know of people grow old."""
    await live.advance(days=1)


def world_of(live: Live) -> World:
    """The little Slack itself, for what no control call changes."""
    return live.sandbox._hub.world  # noqa: SLF001 - a real Slack changes under us too


def become(live: Live, user: str, standing: Standing) -> None:
    """Let somebody be another thing in Slack, as by its administration."""
    users = world_of(live).users
    users[user] = replace(users[user], standing=standing)


async def asked_about(live: Live, user: str) -> int:
    calls: list[Json] = (await live.get("calls", method="users.info"))["calls"]
    return sum(call["args"]["user"] == user for call in calls)


async def test_slack_is_asked_about_a_person_once_however_many_wait_for_it(live: Live) -> None:
    ana = await person(live, "ana")
    await forget(live)
    before = await asked_about(live, ana)
    found = await asyncio.gather(*(identify(live.bot.desk, ana, "") for _ in range(30)))
    assert {each.name for each in found} == {"ana"}
    assert await asked_about(live, ana) == before + 1


async def test_a_member_who_was_made_a_guest_soon_loses_their_rights(live: Live) -> None:
    await live.say("ana", "#acme", "Orders are stuck")
    assert "#1" in await live.command("kim", "/ticket", "list")
    become(live, await person(live, "kim"), Standing.GUEST)
    await live.advance(minutes=11)
    answer = await live.post("command", user="kim", channel="#triage", command="/ticket", text="list")
    assert "Orders are stuck" not in str(answer)


async def test_our_own_people_work_on_while_slack_does_not_tell_who_they_are(live: Live) -> None:
    await live.say("ana", "#acme", "Orders are stuck")
    assert "#1" in await live.command("kim", "/ticket", "list")
    await live.advance(minutes=11)
    await live.fault("users.info", "http_500", count=20)
    assert "You have #1" in await live.command("kim", "/claim", "1")


async def test_a_role_that_is_named_while_slack_is_asked_stays(live: Live) -> None:
    desk, kim = live.bot.desk, await person(live, "kim")
    await profile_of(desk, kim)
    await forget(live)
    await live.fault("users.info", "slow", seconds=1)
    asking = asyncio.create_task(profile_of(desk, kim))
    await asyncio.sleep(0.3)
    async with desk.database.transaction() as store:
        assert await store.people.set_role(kim, "manager")
    told = await asking
    assert told is not None
    assert told.role == "manager"
    async with desk.database.reading() as store:
        known = await store.people.get(kim)
    assert known is not None
    assert known.role == "manager"


async def test_naming_a_role_says_what_came_of_it(live: Live) -> None:
    desk, ada = live.bot.desk, await person(live, "ada")
    asked = Asked(live, await identify(desk, ada, ""), {}, {})
    named = await name_role(desk, await asked.request("D1"), await person(live, "kim"), "manager")
    assert (named.name, named.role) == ("kim", "manager")


async def test_who_works_here_stays_known_when_slack_does_not_say(live: Live) -> None:
    desk = live.bot.desk
    async with desk.database.reading() as store:
        [triage] = await store.channels.triage()
        before = await store.people.members(triage.id)
    bot = desk.installation.bot_user
    place = world_of(live).channels[triage.id]
    place.members.remove(bot)
    place.is_private = True
    await learn_members(desk, triage.id)
    async with desk.database.reading() as store:
        assert await store.people.members(triage.id) == before != set()


async def test_a_join_that_comes_while_members_are_asked_for_is_kept(live: Live) -> None:
    desk = live.bot.desk
    async with desk.database.reading() as store:
        [triage] = await store.channels.triage()
    await live.fault("conversations.members", "slow", seconds=1)
    learning = asyncio.create_task(learn_members(desk, triage.id))
    await asyncio.sleep(0.2)
    async with desk.database.transaction() as store:
        await store.people.add_members(triage.id, ["U0NEW"])
        await store.people.remove_members(triage.id, [await person(live, "max")])
    await learning
    async with desk.database.reading() as store:
        members = await store.people.members(triage.id)
    assert "U0NEW" in members
    assert await person(live, "max") not in members
