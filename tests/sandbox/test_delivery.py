"""How events reach an app, by HTTP and Socket Mode: signed, acknowledged, tried again on the moved clock."""

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError

from bot.sandbox import Manifest, Sandbox, demo_world
from tests.sandbox.conftest import client
from tests.sandbox.ends import Control, Json, Receiver


@pytest.fixture
async def socketed(manifest: Manifest) -> AsyncIterator[Sandbox]:
    async with Sandbox.start(demo_world(), manifest, socket=True, rate_limits=False) as running:
        yield running


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def joined(sandbox: Sandbox, session: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
    opened = await client(sandbox).apps_connections_open(app_token=sandbox.app_token)
    stream = await session.ws_connect(str(opened["url"]))
    hello = await stream.receive_json(timeout=2)
    assert hello["type"] in {"hello", "disconnect"}
    return stream


async def acked(
    stream: aiohttp.ClientWebSocketResponse, payload: Json | None = None, *, seconds: int = 2
) -> Json:
    envelope: Json = await stream.receive_json(timeout=seconds)
    answer = {"envelope_id": envelope["envelope_id"]} | ({} if payload is None else {"payload": payload})
    await stream.send_str(json.dumps(answer))
    return envelope


async def test_an_event_that_is_not_taken_comes_three_times_more(
    control: Control, receiver: Receiver
) -> None:
    receiver.answer = lambda _: web.Response(status=500)
    await control.say("ana", "#acme", "Help")
    await control.post("settle")
    assert len(receiver.got) == 2, "at once"
    await control.post("clock", advance=59)
    assert len(receiver.got) == 2
    await control.post("clock", advance=2)
    assert len(receiver.got) == 3, "after a minute"
    await control.post("clock", advance=301)
    assert len(receiver.got) == 4, "after five more"
    await control.post("clock", advance=86_400)
    assert len(receiver.got) == 4, "and never again"
    assert len({each["event_id"] for each in receiver.got}) == 1
    assert [each.get("x-slack-retry-num") for each in receiver.headers] == [None, "1", "2", "3"]
    assert receiver.headers[-1]["x-slack-retry-reason"] == "http_error"
    (delivery,) = (await control.get("deliveries"))["deliveries"]
    assert [each["status"] for each in delivery["attempts"]] == [500] * 4
    assert delivery["acked"] is False


async def test_an_app_that_asks_for_it_gets_no_retries(control: Control, receiver: Receiver) -> None:
    receiver.answer = lambda _: web.Response(status=500, headers={"X-Slack-No-Retry": "1"})
    await control.say("ana", "#acme", "Help")
    await control.post("clock", advance=3600)
    assert len(receiver.got) == 1


async def test_an_app_that_is_down_gets_the_event_when_it_is_back(
    sandbox: Sandbox, control: Control, receiver: Receiver
) -> None:
    sandbox.push_url = "http://127.0.0.1:9/slack/events"
    await control.say("ana", "#acme", "Help")
    await control.post("settle")
    sandbox.push_url = receiver.url
    await control.post("clock", advance=60)
    (event,) = receiver.events("message")
    assert event["text"] == "Help"
    assert receiver.headers[0]["x-slack-retry-reason"] == "connection_failed"


async def test_without_an_address_nothing_is_tried_again(control: Control, sandbox: Sandbox) -> None:
    assert sandbox.push_url is None
    await control.say("ana", "#acme", "Help")
    await control.post("clock", advance=3600)
    (delivery,) = (await control.get("deliveries"))["deliveries"]
    assert [each["failure"] for each in delivery["attempts"]] == ["no_request_url"]


async def test_a_raw_event_can_be_sent_twice_under_one_id(control: Control, receiver: Receiver) -> None:
    event = {"type": "tokens_revoked", "tokens": {"bot": ["U1"]}}
    for _ in range(2):
        assert (await control.post("event", event=event, event_id="Ev1"))["event_id"] == "Ev1"
    assert [each["event_id"] for each in receiver.payloads("tokens_revoked")] == ["Ev1", "Ev1"]
    await control.post("event", event={"type": "team_join"}, team="acme")
    assert receiver.got[-1]["team_id"] != receiver.got[-1]["context_team_id"]


async def test_an_event_without_a_subscription_is_not_sent(control: Control, receiver: Receiver) -> None:
    ts = await control.say("ana", "#acme", "Help")
    await control.post("reaction", channel="#acme", ts=ts, user="bo", name="eyes")
    await control.post("reaction", channel="#acme", ts=ts, user="bo", name="eyes", remove=True)
    assert receiver.events("reaction_added")
    assert not receiver.events("reaction_removed")


async def test_a_socket_gets_envelopes_and_acknowledges_them(
    socketed: Sandbox, browser: aiohttp.ClientSession
) -> None:
    stream = await joined(socketed, browser)
    async with Control.of(socketed) as control:
        saying = asyncio.ensure_future(control.say("ana", "#acme", "Help"))
        envelope = await acked(stream)
        await saying
        assert (envelope["type"], envelope["accepts_response_payload"]) == ("events_api", False)
        assert envelope["payload"]["event"]["text"] == "Help"
        command = {"user": "sam", "channel": "#triage", "command": "/ticket", "text": "list"}
        asking = asyncio.ensure_future(control.post("command", **command))
        envelope = await acked(stream, {"text": "None open"})
        assert (envelope["type"], envelope["payload"]["text"]) == ("slash_commands", "list")
        assert [each["text"] for each in (await asking)["responses"]] == ["None open"]
    await stream.close()


async def test_each_payload_goes_to_one_of_the_connections(
    socketed: Sandbox, browser: aiohttp.ClientSession
) -> None:
    streams = [await joined(socketed, browser) for _ in range(2)]
    async with Control.of(socketed) as control:
        for stream in streams:
            saying = asyncio.ensure_future(control.say("ana", "#acme", "Help"))
            await acked(stream)
            await saying
        assert len((await control.get("deliveries"))["deliveries"]) == 2
    for stream in streams:
        await stream.close()


async def test_an_eleventh_connection_is_turned_away(
    socketed: Sandbox, browser: aiohttp.ClientSession
) -> None:
    streams = [await joined(socketed, browser) for _ in range(10)]
    assert socketed.connections == 10
    opened = await client(socketed).apps_connections_open(app_token=socketed.app_token)
    late = await browser.ws_connect(str(opened["url"]))
    goodbye = await late.receive_json(timeout=2)
    assert (goodbye["type"], goodbye["reason"]) == ("disconnect", "too_many_websockets")
    for stream in streams:
        await stream.close()


async def test_connections_can_be_told_to_leave(socketed: Sandbox, browser: aiohttp.ClientSession) -> None:
    stream = await joined(socketed, browser)
    async with Control.of(socketed) as control:
        assert (await control.post("disconnect"))["connections"] == 1
        goodbye = await stream.receive_json(timeout=2)
        assert (goodbye["type"], goodbye["reason"]) == ("disconnect", "refresh_requested")


async def test_a_connection_that_is_cut_misses_nothing(
    socketed: Sandbox, browser: aiohttp.ClientSession
) -> None:
    await joined(socketed, browser)
    async with Control.of(socketed) as control:
        await control.post("disconnect", reason="cut")
        await control.say("ana", "#acme", "Help")
        await control.post("settle")
        stream = await joined(socketed, browser)
        moving = asyncio.ensure_future(control.post("clock", advance=60))
        envelope = await acked(stream)
        await moving
    assert (envelope["retry_attempt"], envelope["retry_reason"]) == (2, "no_connection")
    await stream.close()


async def test_a_ticket_opens_one_connection(socketed: Sandbox, browser: aiohttp.ClientSession) -> None:
    opened = await client(socketed).apps_connections_open(app_token=socketed.app_token)
    stream = await browser.ws_connect(str(opened["url"]))
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await browser.ws_connect(str(opened["url"]))
    await stream.close()


async def test_the_bots_token_opens_no_socket(socketed: Sandbox) -> None:
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await client(socketed).apps_connections_open(app_token=socketed.bot_token)


async def test_a_zombie_looks_alive_and_is_dead(socketed: Sandbox, browser: aiohttp.ClientSession) -> None:
    dead, alive = await joined(socketed, browser), await joined(socketed, browser)
    async with Control.of(socketed) as control:
        assert (await control.post("disconnect", reason="zombie", count=1))["connections"] == 1
        saying = asyncio.ensure_future(control.say("ana", "#acme", "Help"))
        envelope = await acked(alive, seconds=10)
        await saying
        assert (envelope["retry_attempt"], envelope["retry_reason"]) == (1, "timeout")
        assert [each["zombie"] for each in (await control.get("connections"))["connections"]] == [True, False]
        assert not dead.closed
        await control.post("disconnect", reason="cut", connection=1)
    assert (await dead.receive()).type in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR}
    await alive.close()


async def test_a_warned_connection_goes_on(socketed: Sandbox, browser: aiohttp.ClientSession) -> None:
    stream = await joined(socketed, browser)
    async with Control.of(socketed) as control:
        await control.post("disconnect", reason="warning")
        assert (await stream.receive_json(timeout=2))["reason"] == "warning"
        saying = asyncio.ensure_future(control.say("ana", "#acme", "Help"))
        await acked(stream)
        await saying
    await stream.close()
