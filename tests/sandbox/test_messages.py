"""Messages on their way through the sandbox: what people say, what the app says, what each side is told."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from tests.sandbox.ends import Control, Receiver


async def test_a_clients_message_names_the_clients_workspace(
    sandbox: Sandbox, control: Control, receiver: Receiver
) -> None:
    ts = await control.say("ana", "#acme", "Orders are stuck & nobody <helps>")
    (payload,) = receiver.payloads("message")
    world = sandbox.world
    acme = world.user("ana").team_id
    assert payload["team_id"] == acme != world.home.id
    assert payload["context_team_id"] == world.home.id == payload["authorizations"][0]["team_id"]
    assert payload["is_ext_shared_channel"] is True
    event = payload["event"]
    assert (event["team"], event["user"], event["ts"]) == (acme, world.user("ana").id, ts)
    assert event["channel_type"] == "channel"
    assert event["text"] == "Orders are stuck &amp; nobody &lt;helps&gt;"


async def test_a_mention_comes_twice_under_two_ids(
    control: Control, receiver: Receiver, sandbox: Sandbox
) -> None:
    await control.say("gia", "#globex", "@Hourglass status")
    (message,), (mention,) = receiver.payloads("message"), receiver.payloads("app_mention")
    assert message["event_id"] != mention["event_id"]
    assert message["event"]["ts"] == mention["event"]["ts"]
    assert mention["team_id"] == sandbox.world.home.id == mention["event"]["team"]
    assert mention["event"]["user_team"].startswith("E")
    assert f"<@{sandbox.world.app.bot_user_id}>" in mention["event"]["text"]


async def test_a_reaction_names_no_team(control: Control, receiver: Receiver) -> None:
    ts = await control.say("ana", "#acme", "Help")
    await control.post("reaction", channel="#acme", ts=ts, user="bo", name=":ticket:")
    (event,) = receiver.events("reaction_added")
    assert event["reaction"] == "ticket"
    assert "team" not in event
    (stored,) = (await control.get("messages", channel="#acme"))["messages"]
    assert stored["reactions"][0]["count"] == 1


async def test_a_second_reaction_of_the_same_person_is_refused(
    slack: AsyncWebClient, control: Control
) -> None:
    ts = await control.say("ana", "#acme", "Help")
    once = {"channel": "#acme", "ts": ts, "user": "ana", "name": "eyes"}
    assert (await control.post("reaction", **once))["ok"] is True
    assert (await control.post("reaction", **once))["error"] == "already_reacted"
    channel = (await control.get("messages", channel="#acme"))["channel"]
    await slack.reactions_add(channel=channel, timestamp=ts, name="eyes")
    with pytest.raises(SlackApiError, match="already_reacted"):
        await slack.reactions_add(channel=channel, timestamp=ts, name="eyes")


async def test_an_edit_tells_what_was_there_before(control: Control, receiver: Receiver) -> None:
    ts = await control.say("ana", "#acme", "It is brokn")
    await control.post("edit", channel="#acme", ts=ts, text="It is broken")
    event = receiver.events("message")[-1]
    assert event["subtype"] == "message_changed"
    assert (event["previous_message"]["text"], event["message"]["text"]) == ("It is brokn", "It is broken")
    assert event["message"]["ts"] == ts


async def test_a_deleted_message_that_has_replies_leaves_a_tombstone(
    control: Control, receiver: Receiver
) -> None:
    ts = await control.say("ana", "#acme", "Help")
    await control.say("bo", "#acme", "Me too", thread_ts=ts)
    await control.post("delete", channel="#acme", ts=ts)
    assert receiver.events("message")[-1]["subtype"] == "message_deleted"
    parent, reply = (await control.get("messages", channel="#acme", thread_ts=ts))["messages"]
    assert parent["subtype"] == "tombstone"
    assert reply["text"] == "Me too"


async def test_replies_are_counted_on_their_parent(control: Control, slack: AsyncWebClient) -> None:
    ts = await control.say("ana", "#acme", "Help")
    channel = (await control.get("messages", channel="acme"))["channel"]
    answer = await slack.chat_postMessage(channel=channel, text="On it", thread_ts=ts)
    assert answer["message"]["parent_user_id"]
    (parent,) = (await control.get("messages", channel="acme"))["messages"]
    assert (parent["reply_count"], parent["thread_ts"]) == (1, ts)
    replies = await slack.conversations_replies(channel=channel, ts=ts)
    assert [each["ts"] for each in replies["messages"]] == [ts, answer["ts"]]


async def test_the_apps_own_message_comes_back_with_its_marks(
    sandbox: Sandbox, slack: AsyncWebClient, receiver: Receiver
) -> None:
    channel = sandbox.world.channel("#triage").id
    metadata = {"event_type": "hourglass", "event_payload": {"id": "7"}}
    posted = await slack.chat_postMessage(channel=channel, text="A & B", metadata=metadata)
    await sandbox.settle()
    (event,) = receiver.events("message")
    assert (event["bot_id"], event["app_id"]) == (sandbox.app.bot_id, sandbox.app.id)
    assert event["text"] == "A &amp; B"
    plain = await slack.conversations_history(channel=channel)
    assert "metadata" not in plain["messages"][0]
    full = await slack.conversations_history(channel=channel, include_all_metadata=True)
    assert full["messages"][0]["metadata"] == metadata
    assert full["messages"][0]["ts"] == posted["ts"]


async def test_an_update_with_text_alone_drops_the_blocks(sandbox: Sandbox, slack: AsyncWebClient) -> None:
    channel = sandbox.world.channel("#triage").id
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*card*"}}]
    posted = await slack.chat_postMessage(channel=channel, text="card", blocks=blocks)
    assert posted["message"]["blocks"][0]["block_id"]
    updated = await slack.chat_update(channel=channel, ts=str(posted["ts"]), text="bare")
    assert "blocks" not in updated["message"]
    assert updated["message"]["edited"]["user"] == sandbox.app.bot_user_id
