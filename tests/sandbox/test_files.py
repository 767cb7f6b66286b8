"""Files on their way in and out, and what is told of files from another workspace."""

import base64

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from tests.sandbox.ends import Control, Json, Receiver

PIXEL = base64.b64encode(b"\x89PNG not really").decode()


async def fetched(url: str, token: str) -> bytes:
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as session:
        return await (await session.get(url)).read()


async def test_a_clients_file_comes_without_its_details(
    sandbox: Sandbox, slack: AsyncWebClient, control: Control, receiver: Receiver
) -> None:
    files = [{"name": "screen.png", "content": PIXEL}]
    await control.say("ana", "#acme", "Look", files=files)
    (event,) = receiver.events("message")
    assert event["subtype"] == "file_share"
    (seen,) = event["files"]
    assert seen == {"id": seen["id"], "mode": "file_access", "file_access": "check_file_info"}
    file = (await slack.files_info(file=seen["id"]))["file"]
    assert (file["name"], file["mimetype"], file["filetype"]) == ("screen.png", "image/png", "png")
    assert await fetched(file["url_private"], sandbox.bot_token) == b"\x89PNG not really"
    assert b"Sign in" in await fetched(file["url_private"], "xoxb-other")
    history = await slack.conversations_history(channel=event["channel"])
    assert history["messages"][0]["files"] == [seen]


async def test_a_colleagues_file_comes_with_its_details(control: Control, receiver: Receiver) -> None:
    await control.say("sam", "#acme", "Log", files=[{"name": "log.txt", "content": "it stopped."}])
    (file,) = receiver.events("message")[0]["files"]
    assert (file["name"], file["size"], file["file_access"]) == ("log.txt", 11, "visible")


async def test_an_upload_in_one_go(sandbox: Sandbox, slack: AsyncWebClient, control: Control) -> None:
    channel = sandbox.world.channel("#acme").id
    done = await slack.files_upload_v2(
        channel=channel, content="a,b", filename="week.csv", title="Week", initial_comment="The week"
    )
    assert done["file"]["title"] == "Week"
    (message,) = (await control.get("messages", channel="#acme"))["messages"]
    assert (message["text"], message["files"][0]["name"]) == ("The week", "week.csv")
    assert message["bot_id"] == sandbox.app.bot_id
    assert await fetched(message["files"][0]["url_private"], sandbox.bot_token) == b"a,b"


async def test_a_picture_is_posted_by_its_id(slack: AsyncWebClient, control: Control) -> None:
    done = await slack.files_upload_v2(content=b"\x89PNG", filename="chart.png")
    block: Json = {"type": "image", "alt_text": "chart", "slack_file": {"id": done["file"]["id"]}}
    await slack.chat_postMessage(channel="#acme", text="chart", blocks=[block])
    (message,) = (await control.get("messages", channel="#acme"))["messages"]
    assert message["blocks"][0]["slack_file"] == {"id": done["file"]["id"]}
    block["slack_file"] = {"id": "F0"}
    with pytest.raises(SlackApiError) as refusal:
        await slack.chat_postMessage(channel="#acme", text="chart", blocks=[block])
    assert refusal.value.response["error"] == "invalid_blocks"
    assert "/blocks/0/slack_file" in refusal.value.response["errors"][0]


async def test_an_upload_that_was_never_sent_is_not_there(slack: AsyncWebClient) -> None:
    begun = await slack.files_getUploadURLExternal(filename="x.txt", length=3)
    with pytest.raises(SlackApiError, match="file_not_found"):
        await slack.files_completeUploadExternal(files=[{"id": str(begun["file_id"])}])
    with pytest.raises(SlackApiError, match="file_not_found"):
        await slack.files_info(file=str(begun["file_id"]))


async def test_a_message_shares_a_file_of_the_app_that_its_text_leads_to(
    sandbox: Sandbox, slack: AsyncWebClient, control: Control
) -> None:
    done = await slack.files_upload_v2(content="a,b", filename="week.csv")
    file = done["file"]
    assert (await slack.files_info(file=file["id"]))["file"]["channels"] == []
    await control.say("sam", "#acme", f"It will be at {file['permalink']}")
    direct = (await slack.conversations_open(users=sandbox.world.user("max").id))["channel"]["id"]
    for place in ("#acme", direct):
        await slack.chat_postMessage(channel=place, text=f"The week: <{file['permalink']}|week.csv>")
    _, message = (await control.get("messages", channel="#acme"))["messages"]
    assert [each["name"] for each in message["files"]] == ["week.csv"]
    shared = (await slack.files_info(file=file["id"]))["file"]
    assert (shared["channels"], shared["ims"]) == ([sandbox.world.channel("#acme").id], [direct])


async def test_a_file_that_is_looked_through_cannot_be_shown_yet(
    slack: AsyncWebClient, control: Control
) -> None:
    await control.post("faults", method="files.completeUploadExternal", kind="scanning", seconds=60)
    done = await slack.files_upload_v2(content=b"\x89PNG", filename="chart.png")
    block: Json = {"type": "image", "alt_text": "chart", "slack_file": {"id": done["file"]["id"]}}
    assert done["file"]["mimetype"] == ""
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        await slack.chat_postMessage(channel="#acme", text="chart", blocks=[block])
    await control.post("clock", advance=61)
    assert (await slack.files_info(file=done["file"]["id"]))["file"]["mimetype"] == "image/png"
    await slack.chat_postMessage(channel="#acme", text="chart", blocks=[block])


async def test_an_upload_is_for_a_conversation_and_not_for_a_person(
    sandbox: Sandbox, slack: AsyncWebClient
) -> None:
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await slack.files_upload_v2(content="a,b", filename="week.csv", channel=sandbox.world.user("max").id)


async def test_content_has_to_be_as_long_as_was_said(slack: AsyncWebClient) -> None:
    begun = await slack.files_getUploadURLExternal(filename="x.txt", length=3)
    async with aiohttp.ClientSession() as session:
        async with session.post(str(begun["upload_url"]), data=b"four") as response:
            assert response.status == 400
        async with session.post(str(begun["upload_url"]), data=b"one") as response:
            assert response.status == 200


async def test_whoever_runs_the_sandbox_sees_every_file(sandbox: Sandbox, control: Control) -> None:
    await control.say("ana", "#acme", "", files=[{"name": "note.txt", "content": "Hello there"}])
    (file,) = (await control.get("messages", channel="#acme"))["messages"][0]["files"]
    assert await fetched(f"{sandbox.url}/control/file?id={file['id']}", "") == b"Hello there"


async def test_a_permalink_leads_to_the_thread(slack: AsyncWebClient, sandbox: Sandbox) -> None:
    posted = await slack.chat_postMessage(channel="#acme", text="head")
    reply = await slack.chat_postMessage(channel="#acme", text="reply", thread_ts=posted["ts"])
    link = await slack.chat_getPermalink(channel=str(reply["channel"]), message_ts=str(reply["ts"]))
    path = str(link["permalink"]).partition("/archives/")[2]
    async with aiohttp.ClientSession() as session, session.get(f"{sandbox.url}/archives/{path}") as response:
        found = await response.json()
    assert [each["text"] for each in found["messages"]] == ["head", "reply"]
