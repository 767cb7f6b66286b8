"""What the sandbox's Web API refuses, with Slack's names for it."""

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Manifest, Sandbox, demo_world
from tests.sandbox.conftest import client
from tests.sandbox.ends import Control

LONG_SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}
STAMP = "1700000000.000001"


@pytest.fixture
async def poor(manifest: Manifest) -> AsyncIterator[Sandbox]:
    scopes = ("chat:write", "users:read")
    async with Sandbox.start(
        demo_world(), replace(manifest, bot_scopes=scopes), rate_limits=False
    ) as running:
        yield running


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        pytest.param("chat.fly", {}, "unknown_method", id="a method that does not exist"),
        pytest.param("chat.postMessage", {"channel": "#acme"}, "no_text", id="a post of nothing"),
        pytest.param("chat.postMessage", {"text": "x"}, "invalid_arguments", id="a post to nowhere"),
        pytest.param(
            "chat.postMessage", {"channel": "C0", "text": "x"}, "channel_not_found", id="an unknown channel"
        ),
        pytest.param(
            "chat.postMessage",
            {"channel": "#acme", "text": "x" * 40_001},
            "msg_too_long",
            id="a text too long",
        ),
        pytest.param(
            "chat.postMessage",
            {"channel": "#acme", "blocks": json.dumps([LONG_SECTION])},
            "invalid_blocks",
            id="a section too long",
        ),
        pytest.param(
            "chat.postMessage",
            {"channel": "#acme", "blocks": "{}"},
            "invalid_blocks_format",
            id="blocks not a list",
        ),
        pytest.param(
            "chat.postMessage",
            {"channel": "#acme", "text": "x", "thread_ts": STAMP},
            "thread_not_found",
            id="a reply to a thread that is not there",
        ),
        pytest.param(
            "chat.postMessage",
            {"channel": "#acme", "text": "x", "thread_ts": "yesterday"},
            "invalid_thread_ts",
            id="a thread that cannot be",
        ),
        pytest.param(
            "chat.postMessage",
            {"channel": "#acme", "text": "x", "metadata": json.dumps({"id": 7})},
            "invalid_metadata_schema",
            id="metadata without a type",
        ),
        pytest.param(
            "chat.update",
            {"channel": "#acme", "ts": STAMP, "text": "x"},
            "message_not_found",
            id="an update of nothing",
        ),
        pytest.param(
            "conversations.history", {"channel": "#acme", "cursor": "%"}, "invalid_cursor", id="a cursor"
        ),
        pytest.param(
            "conversations.history", {"channel": "#acme", "limit": "0"}, "invalid_limit", id="a limit"
        ),
        pytest.param(
            "conversations.replies", {"channel": "#acme", "ts": STAMP}, "thread_not_found", id="no thread"
        ),
        pytest.param("conversations.list", {"types": "secret"}, "invalid_types", id="a type of channel"),
        pytest.param("conversations.open", {}, "users_list_not_supplied", id="a direct message with nobody"),
        pytest.param("users.info", {"user": "U0"}, "user_not_found", id="an unknown person"),
        pytest.param("files.info", {"file": "F0"}, "file_not_found", id="an unknown file"),
        pytest.param(
            "reactions.add",
            {"channel": "#acme", "timestamp": STAMP, "name": "Not One"},
            "invalid_name",
            id="an emoji",
        ),
        pytest.param("bots.info", {"bot": "B0"}, "bot_not_found", id="another bot"),
        pytest.param("team.info", {"team": "T0"}, "team_not_found", id="another team"),
        pytest.param("usergroups.users.list", {"usergroup": "S0"}, "no_such_subteam", id="an unknown group"),
        pytest.param(
            "oauth.v2.access", {"client_id": "1", "code": "2"}, "invalid_client_id", id="a stranger's app"
        ),
    ],
)
async def test_slack_refuses(
    slack: AsyncWebClient, method: str, arguments: dict[str, str], error: str
) -> None:
    with pytest.raises(SlackApiError) as refusal:
        await slack.api_call(method, params=arguments)
    assert refusal.value.response["error"] == error


async def test_the_place_of_a_wrong_block_is_named(slack: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as refusal:
        await slack.chat_postMessage(channel="#acme", text="x", blocks=[LONG_SECTION])
    (message,) = refusal.value.response["response_metadata"]["messages"]
    assert message == "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"


@pytest.mark.parametrize(
    ("token", "error"),
    [
        pytest.param("", "not_authed", id="no token"),
        pytest.param("xoxb-wrong", "invalid_auth", id="a wrong token"),
        pytest.param("app", "not_allowed_token_type", id="the app's token where the bot's belongs"),
    ],
)
async def test_a_token_is_checked(sandbox: Sandbox, token: str, error: str) -> None:
    used = sandbox.app_token if token == "app" else token
    headers = {"Authorization": f"Bearer {used}"} if used else {}
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{sandbox.api_url}auth.test", headers=headers) as response,
    ):
        assert await response.json() == {"ok": False, "error": error}


async def test_a_missing_scope_is_named(poor: Sandbox) -> None:
    with pytest.raises(SlackApiError) as refusal:
        await client(poor).conversations_history(channel=poor.world.channel("#acme").id)
    answer = refusal.value.response
    assert (answer["error"], answer["provided"]) == ("missing_scope", "chat:write,users:read")
    assert "channels:history" in answer["needed"]


async def test_an_event_that_needs_a_scope_we_lack_is_not_sent(poor: Sandbox) -> None:
    async with Control.of(poor) as control:
        await control.say("ana", "#acme", "Help")
        assert (await control.get("deliveries"))["deliveries"] == []


async def test_posting_where_the_bot_is_not_is_refused(slack: AsyncWebClient, control: Control) -> None:
    await control.post("channel", name="lounge")
    with pytest.raises(SlackApiError, match="not_in_channel"):
        await slack.chat_postMessage(channel="#lounge", text="Hello")


async def test_a_private_channel_is_not_there_for_outsiders(slack: AsyncWebClient, control: Control) -> None:
    made = await control.post("channel", name="board", private=True)
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await slack.conversations_info(channel=made["channel"]["id"])


async def test_an_archived_channel_takes_no_posts(slack: AsyncWebClient, control: Control) -> None:
    await control.post("channel", name="acme", archived=True)
    with pytest.raises(SlackApiError, match="is_archived"):
        await slack.chat_postMessage(channel="#acme", text="Hello")
    said = await control.post("message", channel="#acme", user="ana", text="Anybody?")
    assert (said["ok"], said["error"]) == (False, "is_archived")


async def test_a_persons_message_is_not_the_apps_to_change(slack: AsyncWebClient, control: Control) -> None:
    ts = await control.say("ana", "#acme", "Help")
    with pytest.raises(SlackApiError, match="cant_update_message"):
        await slack.chat_update(channel="#acme", ts=ts, text="No help")
    with pytest.raises(SlackApiError, match="cant_delete_message"):
        await slack.chat_delete(channel="#acme", ts=ts)


async def test_an_update_may_be_no_longer_than_4000(slack: AsyncWebClient) -> None:
    posted = await slack.chat_postMessage(channel="#acme", text="x")
    with pytest.raises(SlackApiError, match="msg_too_long"):
        await slack.chat_update(channel="#acme", ts=str(posted["ts"]), text="x" * 4001)


async def test_history_comes_newest_first_in_pages(
    sandbox: Sandbox, slack: AsyncWebClient, control: Control
) -> None:
    stamps = [await control.say("ana", "#acme", str(number)) for number in range(5)]
    channel, seen = sandbox.world.channel("acme").id, []
    cursor: str | None = None
    while cursor != "":
        page = await slack.conversations_history(channel=channel, limit=2, cursor=cursor)
        assert len(page["messages"]) <= 2
        seen += [each["ts"] for each in page["messages"]]
        cursor = str((page.get("response_metadata") or {"next_cursor": ""})["next_cursor"])
    assert seen == stamps[::-1]
    since = await slack.conversations_history(channel=channel, oldest=stamps[2])
    assert [each["text"] for each in since["messages"]] == ["4", "3"]
    including = await slack.conversations_history(channel=channel, oldest=stamps[2], inclusive=True)
    assert len(including["messages"]) == 3


async def test_a_long_thread_comes_in_pages(
    sandbox: Sandbox, slack: AsyncWebClient, control: Control
) -> None:
    parent = await control.say("ana", "#acme", "Help")
    for number in range(4):
        await control.say("bo", "#acme", str(number), thread_ts=parent)
    channel = sandbox.world.channel("acme").id
    first = await slack.conversations_replies(channel=channel, ts=parent, limit=3)
    assert [each["text"] for each in first["messages"]] == ["Help", "0", "1"]
    cursor = first["response_metadata"]["next_cursor"]
    rest = await slack.conversations_replies(channel=channel, ts=parent, limit=3, cursor=cursor)
    assert [each["text"] for each in rest["messages"]] == ["2", "3"]
    assert rest["has_more"] is False


async def test_people_of_other_workspaces_are_known_but_not_listed(
    sandbox: Sandbox, slack: AsyncWebClient
) -> None:
    listed = {each["name"] for each in (await slack.users_list())["members"]}
    assert {"sam", "kim", "max", "ada", "gus", "hourglass"} == listed
    ana = (await slack.users_info(user=sandbox.world.user("ana").id, include_locale=True))["user"]
    assert (ana["is_stranger"], ana["tz"]) == (True, "America/New_York")
    assert "locale" not in ana
    gus = (await slack.users_info(user=sandbox.world.user("gus").id, include_locale=True))["user"]
    assert (gus["is_restricted"], gus["locale"]) == (True, "es-ES")
    ada = (await slack.users_info(user=sandbox.world.user("ada").id))["user"]
    assert ada["is_primary_owner"] is True


async def test_channels_tell_who_shares_them(sandbox: Sandbox, slack: AsyncWebClient) -> None:
    acme = (
        await slack.conversations_info(channel=sandbox.world.channel("acme").id, include_num_members=True)
    )["channel"]
    assert (acme["is_ext_shared"], acme["is_shared"], acme["num_members"]) == (True, True, 8)
    assert acme["connected_team_ids"] == [sandbox.world.user("ana").team_id]
    triage = (await slack.conversations_info(channel=sandbox.world.channel("triage").id))["channel"]
    assert triage["is_ext_shared"] is False
    members = (await slack.conversations_members(channel=acme["id"], limit=3))["members"]
    assert len(members) == 3
    mine = await slack.users_conversations(types="public_channel,private_channel")
    assert {each["name"] for each in mine["channels"]} == {"acme", "banco-litoral", "globex", "triage"}


async def test_a_direct_message_reaches_a_client_and_back(
    sandbox: Sandbox, slack: AsyncWebClient, control: Control
) -> None:
    opened = await slack.conversations_open(users=sandbox.world.user("ana").id)
    channel = str(opened["channel"]["id"])
    await slack.chat_postMessage(channel=channel, text="Hello Ana")
    await control.say("ana", "@Hourglass", "Hello")
    told = (await control.get("messages", channel="@ana"))["messages"]
    assert [each["text"] for each in told] == ["Hello Ana", "Hello"]


async def test_an_ephemeral_to_a_client_is_never_seen(
    sandbox: Sandbox, slack: AsyncWebClient, control: Control
) -> None:
    channel = sandbox.world.channel("acme").id
    for name in ("ana", "sam", "gus"):
        await slack.chat_postEphemeral(channel=channel, user=sandbox.world.user(name).id, text="psst")
    seen = {
        name: (await control.get("ephemerals", user=name))["ephemerals"] for name in ("ana", "sam", "gus")
    }
    assert {name: [each["text"] for each in found] for name, found in seen.items()} == {
        "ana": [],
        "sam": ["psst"],
        "gus": ["psst"],
    }
    with pytest.raises(SlackApiError, match="user_not_in_channel"):
        await slack.chat_postEphemeral(channel=channel, user=sandbox.world.user("rui").id, text="psst")


async def test_an_installation_is_exchanged_for_the_token(sandbox: Sandbox, slack: AsyncWebClient) -> None:
    app = sandbox.app
    secrets = base64.b64encode(f"{app.client_id}:{app.client_secret}".encode()).decode()
    async with aiohttp.ClientSession(headers={"Authorization": f"Basic {secrets}"}) as session:
        response = await session.post(f"{sandbox.api_url}oauth.v2.access", data={"code": app.oauth_code})
        granted = await response.json()
    assert granted["access_token"] == sandbox.bot_token
    assert granted["bot_user_id"] == (await slack.auth_test())["user_id"]


@pytest.mark.parametrize("how", ["query", "form", "json"])
async def test_arguments_come_in_every_way_that_sdks_send_them(sandbox: Sandbox, how: str) -> None:
    url, sent = f"{sandbox.api_url}chat.postMessage", {"channel": "#acme", "text": "Hello"}
    headers = {"Authorization": f"Bearer {sandbox.bot_token}"}
    way = {"query": {"params": sent}, "form": {"data": sent}, "json": {"json": sent}}[how]
    async with aiohttp.ClientSession(headers=headers) as session:
        response = await session.post(url, **way)  # type: ignore[arg-type]
        assert (await response.json())["message"]["text"] == "Hello"
