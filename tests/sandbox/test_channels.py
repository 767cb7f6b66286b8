"""Threads that come back to the channel, joining and leaving, user groups, attachments."""

from dataclasses import replace

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Manifest, Sandbox, parse_world
from tests.sandbox.conftest import client
from tests.sandbox.ends import Control, Receiver

SMALL = """
[[teams]]
key = "bakery"
name = "Corner Bakery"

[[people]]
handle = "lea"
name = "Lea Baker"
team = "bakery"

[[channels]]
name = "kitchen"
members = ["lea"]
bot = false

[[groups]]
handle = "bakers"
members = ["lea"]
"""


async def test_a_broadcast_reply_stands_in_the_thread_and_in_the_channel(
    control: Control, receiver: Receiver
) -> None:
    parent = await control.say("ana", "#acme", "Help")
    reply = await control.say("bo", "#acme", "Solved", thread_ts=parent, broadcast=True)
    event = receiver.events("message")[-1]
    assert (event["subtype"], event["thread_ts"], event["root"]["ts"]) == ("thread_broadcast", parent, parent)
    top = (await control.get("messages", channel="#acme"))["messages"]
    thread = (await control.get("messages", channel="#acme", thread_ts=parent))["messages"]
    assert [each["ts"] for each in top] == [each["ts"] for each in thread] == [parent, reply]


async def test_a_reply_to_a_reply_joins_its_thread(control: Control, slack: AsyncWebClient) -> None:
    parent = await control.say("ana", "#acme", "Help")
    reply = await control.say("bo", "#acme", "Me too", thread_ts=parent)
    answer = await slack.chat_postMessage(channel="#acme", text="On it", thread_ts=reply)
    assert answer["message"]["thread_ts"] == parent


async def test_the_bot_joins_and_leaves_by_itself(manifest: Manifest) -> None:
    joiner = replace(manifest, bot_scopes=(*manifest.bot_scopes, "channels:join", "channels:manage"))
    async with Sandbox.start(parse_world(SMALL), joiner) as sandbox:
        slack, channel = client(sandbox), sandbox.world.channel("kitchen").id
        with pytest.raises(SlackApiError, match="not_in_channel"):
            await slack.conversations_history(channel=channel)
        joined = await slack.conversations_join(channel=channel)
        assert joined["channel"]["is_member"] is True
        assert (await slack.conversations_join(channel=channel))["warning"] == "already_in_channel"
        history = await slack.conversations_history(channel=channel)
        assert [each["subtype"] for each in history["messages"]] == ["channel_join"]
        await slack.conversations_leave(channel=channel)
        assert (await slack.conversations_leave(channel=channel))["not_in_channel"] is True


async def test_user_groups_are_listed(manifest: Manifest) -> None:
    async with Sandbox.start(parse_world(SMALL), manifest) as sandbox:
        slack = client(sandbox)
        (group,) = (await slack.usergroups_list())["usergroups"]
        assert group["handle"] == "bakers"
        members = await slack.usergroups_users_list(usergroup=group["id"])
        assert members["users"] == [sandbox.world.user("lea").id]


async def test_attachments_are_kept(slack: AsyncWebClient, control: Control) -> None:
    posted = await slack.chat_postMessage(channel="#acme", text="card", attachments=[{"text": "old style"}])
    (stored,) = (await control.get("messages", channel="#acme"))["messages"]
    assert stored["attachments"] == [{"text": "old style"}]
    link = await slack.chat_getPermalink(channel=str(posted["channel"]), message_ts=str(posted["ts"]))
    assert str(posted["ts"]).replace(".", "") in str(link["permalink"])


async def test_the_apps_message_can_be_deleted_by_it(
    slack: AsyncWebClient, control: Control, receiver: Receiver
) -> None:
    posted = await slack.chat_postMessage(channel="#triage", text="card")
    await slack.chat_delete(channel=str(posted["channel"]), ts=str(posted["ts"]))
    await control.post("settle")
    assert (await control.get("messages", channel="#triage"))["messages"] == []
    assert receiver.events("message")[-1]["deleted_ts"] == posted["ts"]
