"""What Slack does to channels: archived, renamed, moved, unshared, left; and who works in them."""

from pathlib import Path

import aiohttp

from bot.domain.folding import fold
from tests.bot.test_setup import join, leave
from tests.databases import ON_BOTH, ON_SQLITE
from tests.live import Json, Live, demo_clients_file, desk, shown, slack

pytestmark = ON_SQLITE


async def test_an_archived_channel_is_told_once_and_holds_nothing_up(live: Live) -> None:
    ts = await live.say("ana", "#acme", "Orders are stuck")
    await live.post("channel", name="acme", archived=True)
    await live.settle()
    told = [text for text in await live.texts("#triage") if "was archived" in text]
    assert len(told) == 1
    assert "#acme" in told[0]

    # What is said there is laid aside; other channels and the cards go on.
    assert "resolved" in await live.command("sam", "/resolve", "1 Restarted the worker")
    assert " resolved " in (await live.card(1))["text"]
    other = await live.say("rui", "#banco-litoral", "Os pagamentos falham")
    assert len(await live.replies("#banco-litoral", other)) == 1
    assert not any("Restarted" in shown(each) for each in await live.replies("#acme", ts))

    # Back again, it gets what waited, once.
    await live.advance(minutes=1)
    await live.post("channel", name="acme", archived=False)
    await live.settle()
    assert sum("Restarted" in shown(each) for each in await live.replies("#acme", ts)) == 1
    assert sum("was archived" in text for text in await live.texts("#triage")) == 1


async def test_the_bot_that_was_removed_goes_on_when_it_is_invited_again(live: Live) -> None:
    ts = await live.say("ana", "#acme", "Orders are stuck")
    await leave(live, "#acme")
    assert sum("I was removed from" in text for text in await live.texts("#triage")) == 1
    await live.command("sam", "/resolve", "1 Restarted the worker")
    await live.advance(minutes=1)
    await join(live, "#acme", by="sam")
    assert sum("Restarted" in shown(each) for each in await live.replies("#acme", ts)) == 1
    assert "invited" not in str(await live.whispers("sam")), "a channel that is set up is not offered again"
    await live.say("ana", "#acme", "Another thing entirely: the export is empty")
    assert len(await live.cards()) == 2


async def test_a_renamed_channel_is_known_by_its_new_name(live: Live) -> None:
    await live.post("channel", name="acme", rename="acme-support")
    await live.settle()
    async with live.bot.desk.database.reading() as store:
        assert {each.name for each in await store.channels.all() if each.client == "acme"} == {"acme-support"}
    await live.say("ana", "#acme-support", "Orders are stuck")
    assert len(await live.cards()) == 1


async def test_an_unshared_channel_is_told_and_one_of_several_companies_leaving_is_not(live: Live) -> None:
    place = await _id(live, "acme")
    event = {"type": "channel_unshared", "channel": place, "is_ext_shared": True}
    await live.post("event", event=event)
    await live.settle()
    assert not any("no longer shared" in text for text in await live.texts("#triage"))
    await live.post("channel", name="acme", shared=False)
    await live.settle()
    assert sum("no longer shared" in text for text in await live.texts("#triage")) == 1


@ON_BOTH
async def test_a_channel_keeps_everything_under_its_new_id(live: Live) -> None:
    await live.post("channel", name="globex-private", private=True)
    await join(live, "#globex-private", by="sam")
    await live.command("max", "/support", "setup", channel="#globex-private")
    assert (await live.submit("max", client="Globex", plan="matai-growth"))["ok"]
    before = await _id(live, "globex-private")
    await live.post("channel", name="globex-private", client_team="Globex")
    await live.settle()
    assert await _id(live, "globex-private") != before
    await live.say("gia", "#globex-private", "The import fails")
    assert "The import fails" in (await live.card(1))["text"]
    assert "#1" in await live.command("sam", "/ticket", "show", channel="#globex-private")


async def test_what_is_said_around_a_move_becomes_tickets_under_either_id(live: Live) -> None:
    await live.say("ana", "#acme", "Orders are stuck")
    old, desk = await _id(live, "acme"), live.bot.desk
    ana = (await _message(live, "#acme"))["user"]
    await _hear(live, "C0NEW", ana, "1900000001.000100", "The export is empty")
    assert len(await live.cards()) == 1
    event = {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": "C0NEW"}
    await live.post("event", event=event)
    await live.settle()
    await _hear(live, old, ana, "1900000901.000100", "Late under the old id")
    assert len(await live.cards()) == 3
    async with desk.database.reading() as store:
        assert await store.messages.kept("C0NEW") == await store.messages.kept(old) == []
        for number in (1, 2, 3):
            ticket = await store.tickets.get(number)
            assert ticket is not None
            assert ticket.channel == "C0NEW"
            assert fold(await store.tickets.events(number)) == ticket


async def test_the_question_is_answered_in_place_though_its_channel_moved(modes: Live) -> None:
    ts = await modes.say("rui", "#banco-litoral", "O painel está mais lento")
    old, desk = await _id(modes, "banco-litoral"), modes.bot.desk
    event = {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": "C0NEW"}
    await modes.post("event", event=event)
    await modes.settle()
    async with desk.database.reading() as store:
        assert await store.outbox.post_of(f"ask:C0NEW:{ts}")
        assert await store.outbox.post_of(f"ask:{old}:{ts}") is None


async def _message(live: Live, channel: str) -> Json:
    return (await live.messages(channel))[-1]


async def _hear(live: Live, channel: str, user: str, ts: str, text: str) -> None:
    said = {
        "type": "message",
        "channel": channel,
        "channel_type": "channel",
        "user": user,
        "text": text,
        "ts": ts,
    }
    await live.post("event", event=said)
    await live.settle()


async def test_who_is_in_a_triage_channel_is_an_engineer_at_once(live: Live) -> None:
    await live.say("ana", "#acme", "Orders are stuck")
    await leave(live, "#triage", "kim")
    assert "Only the support team" in await live.command("kim", "/claim", "1", channel="#acme")
    assert "Only the support team" in await live.command("kim", "/ticket", "list", channel="#acme")
    await join(live, "#triage", "kim")
    assert "You have #1" in await live.command("kim", "/claim", "1", channel="#acme")
    await leave(live, "#triage", "max")
    assert "#1" in await live.command("max", "/ticket", "list", channel="#acme"), "a manager needs no channel"
    await join(live, "#triage", "gus")
    ts = await live.say("gus", "#acme", "I cannot log in")
    assert len(await live.replies("#acme", ts)) == 1, "a guest stays a client"


async def test_only_an_admin_names_managers_and_admins(live: Live) -> None:
    for user in ("sam", "max"):
        assert "Only an admin can name managers" in await live.command(user, "/support", "role @kim manager")
    assert "a manager now" in await live.command("ada", "/support", "role @kim manager")
    await leave(live, "#triage", "kim")
    assert "No ticket is open" in await live.command("kim", "/ticket", "list", channel="#acme")
    assert "an admin now" in await live.command("ada", "/support", "role @kim admin")
    assert "no special role" in await live.command("kim", "/support", "role @kim none", channel="#acme")
    assert "Only the support team" in await live.command("kim", "/ticket", "list", channel="#acme")
    assert "Choose from" in await live.command("ada", "/support", "role @sam boss")
    for nobody in ("@gus", "@ana", "@Hourglass", "@nobody"):
        said = await live.command("ada", "/support", f"role {nobody} admin")
        assert "nobody called" in said or "is no" in said, nobody
    assert "no special role" in await live.command("ada", "/support", "role @ada none")
    assert "a manager now" in await live.command("ada", "/support", "role @sam manager"), (
        "the owner stays an admin"
    )


async def test_what_happened_while_the_bot_was_away_is_noted_at_its_next_start(
    database_url: str, tmp_path: Path
) -> None:
    async with slack() as sandbox:
        async with desk(sandbox, database_url, demo_clients_file(tmp_path)) as live:
            await live.say("ana", "#acme", "Orders are stuck")
        sandbox.push_url = None
        async with aiohttp.ClientSession(f"{sandbox.url}/control/") as control:
            await control.post("channel", json={"name": "acme", "archived": True})
            await control.post("channel", json={"name": "globex", "rename": "globex-support"})
            await control.post("member", json={"channel": "banco-litoral", "user": "Hourglass", "in": False})
            await control.post("member", json={"channel": "triage", "user": "kim", "in": False})
        async with desk(sandbox, database_url, None) as live:
            news = "\n".join(await live.texts("#triage"))
            assert "#acme was archived" in news
            assert "removed from the client's channel #banco-litoral" in news
            assert "Only the support team" in await live.command(
                "kim", "/claim", "1", channel="#globex-support"
            )
        async with desk(sandbox, database_url, None) as live:
            assert "\n".join(await live.texts("#triage")) == news, "told once"


async def _id(live: Live, name: str) -> str:
    found: list[dict[str, str]] = (await live.get("world"))["channels"]
    return next(each["id"] for each in found if each["name"] == name)
