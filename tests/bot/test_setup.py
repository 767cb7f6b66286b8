"""Setting a channel up in Slack: who is asked, what the form says, and what comes of it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.databases import ON_SQLITE
from tests.live import Json, Live, button_texts, demo_clients_file, desk, slack

pytestmark = ON_SQLITE

OFFER = ["Set up this channel", "It is a triage channel"]


async def invite(live: Live, channel: str, *, by: str = "sam", client: str | None = "Globex") -> None:
    """Make a channel and invite the bot to it."""
    await live.post("channel", name=channel, client_team=client)
    await join(live, channel, by=by)


async def join(live: Live, channel: str, user: str = "Hourglass", *, by: str | None = None) -> None:
    await live.post("member", channel=channel, user=user, by=by, **{"in": True})
    await live.settle()


async def leave(live: Live, channel: str, user: str = "Hourglass") -> None:
    await live.post("member", channel=channel, user=user, **{"in": False})
    await live.settle()


async def offer(live: Live, place: str = "#triage") -> Json:
    """The newest offer in a triage channel."""
    return [each for each in await live.messages(place) if button_texts(each) == OFFER][-1]


async def whispered(live: Live, user: str) -> Json:
    """The newest ephemeral message that somebody sees."""
    found: list[Json] = (await live.get("ephemerals", user=user))["ephemerals"]
    return found[-1]


def chosen(view: Json) -> dict[str, object]:
    """What a form is filled in with, by field."""
    found: dict[str, object] = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            option = element.get("initial_option")
            found[block["block_id"]] = option["value"] if option else _initial(element)
    return found


def _initial(element: Json) -> object:
    return next((value for name, value in element.items() if name.startswith("initial_")), None)


async def channel_id(live: Live, name: str) -> str:
    return str((await live.messages(name) or [{"channel": ""}])[0]["channel"])


async def refusal(live: Live, user: str, **fields: object) -> dict[str, str]:
    """What stands beside the fields of a form that is refused."""
    answer = await live.submit(user, **fields)
    assert not answer["ok"]
    errors: dict[str, str] = answer["errors"]
    return errors


async def test_a_channel_is_set_up_from_its_invitation_to_its_first_ticket(live: Live) -> None:
    await invite(live, "globex-labs")
    assert button_texts(await whispered(live, "sam")) == OFFER
    ts = await live.say("gia", "#globex-labs", "The import fails with error 500")
    reply = await live.say("gia", "#globex-labs", "It says: out of memory", thread_ts=ts)
    await live.say("gia", "#globex-labs", "Thanks!")
    gone = await live.say("gia", "#globex-labs", "Never mind this one, wrong channel")
    await live.post("delete", channel="#globex-labs", ts=gone)
    await live.say("sam", "#globex-labs", "Hello everybody")
    assert not await live.cards()
    await live.advance(hours=3)

    await live.press("kim", await offer(live), "ask_setup")
    form = chosen(await live.view("kim"))
    assert form["client"] == "globex-labs"
    assert form["time_zone"] == "Europe/Copenhagen"
    assert (form["language"], form["intake"], form["join_minutes"]) == ("en", "auto", "5")
    assert form["triage"] == await channel_id(live, "#triage")
    sent = await live.submit(
        "kim",
        client="Globex Labs",
        plan="matai-growth",
        time_zone="America/Sao_Paulo",
        language="pt",
        account_manager="max",
        approvers=["gia"],
    )
    assert sent["ok"], sent

    # The offer gives way to the news, and the client is greeted in their own language.
    [news] = [
        each for each in await live.messages("#triage") if "is set up for *Globex Labs*" in each["text"]
    ]
    assert "Globex Labs" in news["text"]
    assert "Matai Growth" in news["text"]
    assert "1 ticket came of what was said before" in news["text"]
    assert button_texts(news) == []
    assert any("A partir de agora" in text for text in await live.texts("#globex-labs"))

    # What was said before is a ticket, whose clock begins now; courtesy, staff and what was deleted are none.
    [card] = await live.cards()
    assert "The import fails" in card["text"]
    async with live.bot.desk.database.reading() as store:
        ticket = await store.tickets.get(1)
        assert ticket is not None
        opened = (await store.tickets.events(1))[0]
        said = await store.messages.of_ticket(1)
        assert not await store.messages.kept(card["channel"])
    assert live.sandbox.clock.now() - opened.at < timedelta(minutes=5)
    assert [each.ts for each in said] == [ts, reply]
    assert "Ticket #1" not in " ".join(await live.texts("#globex-labs"))
    assert any("#1" in text for text in await live.texts("#globex-labs", ts))

    # A second set-up opens filled in, and changes what it says.
    assert await live.command("sam", "/support", "setup", channel="#globex-labs") == ""
    form = chosen(await live.view("sam"))
    assert (form["client"], form["plan"], form["language"]) == ("Globex Labs", "matai-growth", "pt")
    assert (await live.submit("sam", intake="manual", client="Globex Laboratories"))["ok"]
    await live.say("gia", "#globex-labs", "Nothing comes of this")
    assert len(await live.cards()) == 1
    assert sum("A partir de agora" in text for text in await live.texts("#globex-labs")) == 1
    assert any("Globex Laboratories" in text for text in await live.texts("#triage"))


async def test_what_cannot_be_used_is_said_beside_its_field(live: Live) -> None:
    await invite(live, "globex-labs")
    await live.post("channel", name="far-away")
    await live.press("sam", await offer(live), "ask_setup")
    enough = {"client": "Initech", "plan": "matai-growth"}
    said = await refusal(live, "sam", **enough, time_zone="Sao Paulo", triage="#globex-labs")
    assert set(said) == {"time_zone", "triage"}
    assert "America/" in said["time_zone"]
    assert "not this one" in said["triage"]
    enough["time_zone"] = "UTC"
    assert "Invite me there" in (await refusal(live, "sam", **enough, triage="#far-away"))["triage"]
    assert "or a guest is in" in (await refusal(live, "sam", **enough, triage="#acme"))["triage"]
    assert "own people" in (await refusal(live, "sam", **enough, account_manager="gus"))["account_manager"]
    assert "client" in await refusal(live, "sam", **enough | {"client": "   "})
    assert (await live.submit("sam", **enough, triage="#triage", account_manager=None))["ok"]


async def test_two_clients_never_become_one_by_their_names(live: Live) -> None:
    names = ("東京", "大阪", "Acme  Orders", "acme orders")
    for number, name in enumerate(names):
        await invite(live, f"place-{number}")
        await live.press("sam", await offer(live), "ask_setup")
        assert (await live.submit("sam", client=name, plan="matai-growth"))["ok"]
    async with live.bot.desk.database.reading() as store:
        channels = {each.name: each.client for each in await store.channels.all()}
    assert [channels[f"place-{number}"] for number in range(4)] == [
        "client",
        "client-2",
        "acme-orders",
        "acme",
    ], "the last one names a client that is there, and is one more channel of theirs"
    await live.command("sam", "/support", "setup", channel="#globex")
    assert "Another client" in (await refusal(live, "sam", client="Banco Litoral"))["client"]


async def test_only_the_support_team_sets_channels_up(live: Live) -> None:
    await leave(live, "#triage", "kim")
    await invite(live, "globex-labs", by="kim")
    seen = await whispered(live, "kim")
    assert "support team sets it up" in seen["text"]
    assert button_texts(seen) == []
    assert "Only the support team" in await live.command("kim", "/support", "setup", channel="#globex-labs")
    await live.press("kim", await offer(live), "ask_setup")
    assert not (await live.get("views", user="kim"))["modals"]
    assert "Only the support team" in (await live.whispers("kim"))[-1]
    answer = await live.post("command", user="gia", channel="#globex", command="/support", text="setup")
    assert answer["error"] == "not_allowed"

    # A guest who invites us is shown nothing; and triage is asked all the same.
    await live.post("channel", name="guests", client_team="Acme Orders")
    await join(live, "#guests", "gus")
    await join(live, "#guests", by="gus")
    assert not await live.whispers("gus")
    assert (await offer(live))["ts"] == (await live.messages("#triage"))[-1]["ts"]


async def test_setup_is_refused_where_it_makes_no_sense(live: Live) -> None:
    said = await live.command("sam", "/support", "setup", channel="#triage")
    assert "is a triage channel" in said
    await live.post("channel", name="elsewhere")
    assert "/invite @Hourglass" in await live.command("sam", "/support", "setup", channel="#elsewhere")
    assert "Did you mean `setup`" in await live.command("sam", "/support", "setpu")


async def test_a_channel_of_our_own_becomes_triage_by_a_button(live: Live) -> None:
    await leave(live, "#triage", "kim")
    await invite(live, "triage-two", client=None)
    await live.press("sam", await offer(live), "make_triage")
    assert any("is a triage channel now" in text for text in await live.texts("#triage"))
    assert any("is a triage channel now" in text for text in await live.texts("#triage-two"))
    await live.say("ana", "#acme", "Orders are stuck")
    assert "You have #1" in await live.command("kim", "/claim", "1", channel="#acme")

    await invite(live, "globex-labs")
    for place in ("#triage", "#triage-two"):
        assert button_texts(await offer(live, place)) == OFFER
    await live.press("sam", await offer(live), "make_triage")
    assert "guests or people of another company" in (await live.whispers("sam"))[-1]
    async with live.bot.desk.database.reading() as store:
        assert "globex-labs" not in {each.name for each in await store.channels.triage()}


async def test_the_owner_begins_with_nothing_declared(database_url: str) -> None:
    async with slack() as sandbox, desk(sandbox, database_url, None) as live:
        await live.say("ana", "#acme", "Orders are stuck")
        await leave(live, "#acme")
        await join(live, "#acme", by="ada")
        assert "Only the support team" in await live.command("sam", "/support", "setup", channel="#acme")
        await leave(live, "#triage")
        await join(live, "#triage", by="ada")
        await live.press("ada", await whispered(live, "ada"), "make_triage")
        # The channel that waited is offered in the first triage channel there is.
        waiting = await offer(live)
        assert "#acme" in waiting["text"]
        await live.press("sam", waiting, "ask_setup")
        assert (await live.submit("sam", client="Acme", plan="matai-growth"))["ok"]
        assert "Orders are stuck" in (await live.card(1))["text"]


async def test_saving_twice_sets_up_once(live: Live) -> None:
    await invite(live, "globex-labs")
    await live.say("gia", "#globex-labs", "The import fails")
    await live.press("sam", await offer(live), "ask_setup")
    await live.press("kim", await offer(live), "ask_setup")
    for user in ("sam", "kim"):
        assert (await live.submit(user, client="Globex Labs", plan="matai-growth"))["ok"]
    assert len(await live.cards()) == 1
    assert sum("is set up for *Globex Labs*" in text for text in await live.texts("#triage")) == 1


@pytest.mark.parametrize(
    ("intake", "says"),
    [("auto", "becomes a ticket"), ("ask", "I ask whether"), ("manual", "mention me and write")],
)
async def test_a_client_is_greeted_with_what_really_happens_there(live: Live, intake: str, says: str) -> None:
    await invite(live, "globex-labs")
    await live.press("sam", await offer(live), "ask_setup")
    assert (await live.submit("sam", client="Globex Labs", plan="matai-growth", intake=intake))["ok"]
    assert says in (await live.texts("#globex-labs"))[-1]


async def test_a_client_whose_plan_is_gone_is_told_to_staff_at_start_once(
    database_url: str, tmp_path: Path
) -> None:
    async with slack() as sandbox:
        async with (
            desk(sandbox, database_url, demo_clients_file(tmp_path)) as live,
            live.bot.desk.database.transaction() as store,
        ):
            acme = await store.clients.get("acme")
            assert acme is not None
            await store.clients.put(replace(acme, plan="gold"))
        for _ in range(2):
            async with desk(sandbox, database_url, None) as live:
                told = [text for text in await live.texts("#triage") if "the plan `gold`" in text]
                assert len(told) == 1
                assert "Acme Orders" in told[0]
