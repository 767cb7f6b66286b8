"""The control API: who is in which channel, what the caller typed wrongly, and what can be looked at."""

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox, WorldFileError, parse_world, read_world
from tests.sandbox.ends import Control, Json, Receiver


async def test_the_world_tells_who_and_what_there_is(control: Control, sandbox: Sandbox) -> None:
    world = await control.get("world")
    assert world["teams"][0]["name"] == "Northwind Automations"
    assert {each["name"] for each in world["channels"]} == {"acme", "banco-litoral", "globex", "triage"}
    clients = {each["name"] for each in world["users"] if each["is_client"]}
    assert clients == {"ana", "bo", "rui", "gia", "gus"}
    assert "/ticket" in {each["command"] for each in world["commands"]}
    assert sandbox.world.user("ana").id in {each["id"] for each in world["users"]}


async def test_ids_are_the_same_on_every_run(sandbox: Sandbox) -> None:
    world = sandbox.world
    assert (world.user("ana").id, world.channel("acme").id) == ("U4D3AF14D0C", "C0E1C93B422")


@pytest.mark.parametrize(
    ("call", "body", "status", "error"),
    [
        pytest.param("fly", {}, 404, "unknown_call", id="an unknown call"),
        pytest.param("message", {"user": "ana"}, 400, "invalid_arguments", id="a missing argument"),
        pytest.param(
            "message",
            {"user": "ana", "channel": "#acme", "txt": "x"},
            400,
            "invalid_arguments",
            id="a misspelt one",
        ),
        pytest.param(
            "message",
            {"user": "zed", "channel": "#acme", "text": "x"},
            404,
            "unknown_user",
            id="an unknown person",
        ),
        pytest.param(
            "message",
            {"user": "ana", "channel": "#zed", "text": "x"},
            404,
            "unknown_channel",
            id="an unknown channel",
        ),
        pytest.param(
            "message",
            {"user": "ana", "channel": "#acme", "text": "x", "thread_ts": "1.2"},
            404,
            "unknown_message",
            id="an unknown thread",
        ),
        pytest.param(
            "message",
            {"user": "Hourglass", "channel": "#acme", "text": "x"},
            400,
            "is_the_bot",
            id="as the bot",
        ),
        pytest.param("message", {"user": "ana", "channel": "#acme"}, 200, "no_text", id="nothing said"),
        pytest.param(
            "message",
            {"user": "rui", "channel": "#acme", "text": "x"},
            200,
            "not_in_channel",
            id="from outside",
        ),
        pytest.param(
            "edit", {"channel": "#acme", "ts": "1.2", "text": "x"}, 404, "unknown_message", id="no message"
        ),
        pytest.param(
            "faults",
            {"method": "chat.fly", "kind": "slow", "count": 1},
            404,
            "unknown_method",
            id="an unknown method",
        ),
        pytest.param(
            "faults", {"method": "auth.test", "kind": "odd"}, 400, "invalid_arguments", id="an unknown fault"
        ),
        pytest.param("event", {"event": {}}, 400, "invalid_arguments", id="an event without a type"),
        pytest.param(
            "event", {"event": {"type": "x"}, "team": "zed"}, 404, "unknown_team", id="an event from nowhere"
        ),
        pytest.param(
            "submit", {"user": "ana", "view_id": "V0"}, 404, "unknown_view", id="a modal that is not open"
        ),
        pytest.param("disconnect", {}, 400, "socket_mode_not_enabled", id="sockets that are not there"),
        pytest.param(
            "member",
            {"channel": "#acme", "user": "ana", "in": True},
            200,
            "already_in_channel",
            id="joining twice",
        ),
        pytest.param(
            "channel", {"name": "x", "client_team": "zed"}, 404, "unknown_team", id="an unknown client"
        ),
    ],
)
async def test_a_wrong_call_is_explained(
    control: Control, call: str, body: Json, status: int, error: str
) -> None:
    answered, told = await control.tried(call, body)
    assert (answered, told["error"]) == (status, error)
    assert len(told["detail"]) > 10


async def test_a_body_that_is_no_json_is_explained(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        for body in ("{", "[]"):
            response = await session.post(f"{sandbox.url}/control/message", data=body)
            assert (response.status, (await response.json())["error"]) == (400, "invalid_json")


async def test_the_bot_is_invited_by_a_colleague(
    sandbox: Sandbox, control: Control, receiver: Receiver
) -> None:
    made = await control.post("channel", name="#lounge", client_team="Acme Orders")
    assert made["channel"]["is_ext_shared"] is True
    await control.post("member", channel="#lounge", user="Hourglass", **{"in": True})
    await control.post("member", channel="#lounge", user="Hourglass", **{"in": False})
    await control.post("member", channel="#lounge", user="Hourglass", **{"in": True}, by="kim")
    first, second = receiver.events("member_joined_channel")
    world = sandbox.world
    assert first["user"] == world.app.bot_user_id
    assert (first["inviter"], second["inviter"]) == (world.user("sam").id, world.user("kim").id)
    assert receiver.events("member_left_channel")[0]["channel"] == made["channel"]["id"]


async def test_joining_leaves_slacks_own_line_in_the_channel(control: Control, receiver: Receiver) -> None:
    await control.post("member", channel="#acme", user="rui", **{"in": True})
    (line,) = (await control.get("messages", channel="#acme"))["messages"]
    assert (line["subtype"], line["text"].endswith("has joined the channel")) == ("channel_join", True)
    assert [each["subtype"] for each in receiver.events("message")] == ["channel_join"]


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Host": "evil.example:80"}])
async def test_pages_of_other_sites_are_kept_out(sandbox: Sandbox, headers: dict[str, str]) -> None:
    async with aiohttp.ClientSession(headers=headers) as session:
        response = await session.post(f"{sandbox.url}/control/reset")
        assert response.status == 403


async def test_a_channel_is_shared_archived_renamed_and_unshared(
    sandbox: Sandbox, control: Control, receiver: Receiver
) -> None:
    made = (await control.post("channel", name="board", private=True))["channel"]
    await control.post("member", channel="board", user="Hourglass", **{"in": True})
    shared = (await control.post("channel", name="board", client_team="globex"))["channel"]
    assert (made["id"][0], shared["id"][0], shared["is_ext_shared"]) == ("G", "C", True)
    (changed,) = receiver.events("channel_id_changed")
    assert (changed["old_channel_id"], changed["new_channel_id"]) == (made["id"], shared["id"])
    assert receiver.events("channel_shared")[0]["connected_team_id"] == sandbox.world.user("gia").team_id
    unshared = (await control.post("channel", name="board", shared=False))["channel"]
    assert (
        unshared["is_ext_shared"],
        sandbox.world.user("gia").id in sandbox.world.channel("board").members,
    ) == (False, False)
    assert receiver.events("channel_unshared")
    renamed = (await control.post("channel", name="acme", rename="acme-support"))["channel"]
    assert receiver.events("channel_rename")[0]["channel"]["name"] == "acme-support"
    await control.post("channel", name="acme-support", archived=True)
    assert receiver.events("channel_archive")[0]["channel"] == renamed["id"]


async def test_calls_can_be_looked_at_from_a_point_on(slack: AsyncWebClient, control: Control) -> None:
    await slack.auth_test()
    await slack.chat_postMessage(channel="#acme", text="one")
    (first,) = (await control.get("calls", method="chat.postMessage"))["calls"]
    assert (first["args"]["text"], first["answer"]["ok"], first["status"]) == ("one", True, 200)
    assert "token" not in first["args"]
    await slack.chat_postMessage(channel="#acme", text="two")
    for since in (str(first["n"]), first["at"]):
        (later,) = (await control.get("calls", since=since))["calls"]
        assert later["args"]["text"] == "two"


async def test_a_command_is_found_among_the_deliveries(control: Control, receiver: Receiver) -> None:
    await control.post("command", user="sam", channel="#triage", command="/ticket", text="list")
    (delivery,) = (await control.get("deliveries", type="/ticket"))["deliveries"]
    assert (delivery["kind"], delivery["acked"], delivery["attempts"][0]["status"]) == (
        "slash_commands",
        True,
        200,
    )
    assert receiver.got


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("", "teams", id="an empty file"),
        pytest.param(
            '[[teams]]\nkey="a"\nname="A"\ntime_zone="Mars/Base"\n[[people]]\nhandle="x"\nname="X"\nteam="a"',
            "Mars/Base",
            id="a zone that is not",
        ),
        pytest.param(
            '[[teams]]\nkey="a"\nname="A"\n[[people]]\nhandle="x"\nname="X"\nteam="b"',
            "'b'",
            id="an unknown team",
        ),
        pytest.param(
            '[[teams]]\nkey="a"\nname="A"\n[[people]]\nhandle="x"\nname="X"\nteam="a"\n'
            '[[channels]]\nname="c"\nmembers=["y"]',
            "'y'",
            id="an unknown member",
        ),
        pytest.param("[[teams", "Expected", id="no TOML"),
    ],
)
def test_a_world_that_cannot_be_is_explained(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse_world(text)


def test_a_world_file_that_is_not_there_is_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    missing = tmp_path_factory.mktemp("worlds") / "none.toml"
    with pytest.raises(WorldFileError, match=r"none\.toml"):
        read_world(missing)


async def test_somebody_may_leave_the_company_become_a_guest_and_come_back(
    control: Control, slack: AsyncWebClient
) -> None:
    sam = next(each["id"] for each in (await control.get("world"))["users"] if each["name"] == "sam")
    await control.post("person", user="sam", deactivated=True, guest=True)
    told = (await slack.users_info(user=sam))["user"]
    assert (told["deleted"], told["is_restricted"]) == (True, True)
    await control.post("person", user="sam", deactivated=False, guest=False)
    told = (await slack.users_info(user=sam))["user"]
    assert (told["deleted"], told["is_restricted"]) == (False, False)
