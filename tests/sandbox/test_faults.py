"""Faults that were asked for, and Slack's rate limits."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Manifest, Sandbox, demo_world
from tests.sandbox.conftest import client
from tests.sandbox.ends import Control, Receiver


@pytest.fixture
async def limited(manifest: Manifest) -> AsyncIterator[Sandbox]:
    async with Sandbox.start(demo_world(), manifest, rate_limits=True) as running:
        yield running


async def texts(control: Control) -> list[str]:
    return [each["text"] for each in (await control.get("messages", channel="#triage"))["messages"]]


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        pytest.param("rate_limited", SlackApiError, id="rate_limited"),
        pytest.param("http_500", SlackApiError, id="http_500"),
        pytest.param("timeout", asyncio.TimeoutError, id="timeout"),
        pytest.param("drop_before", aiohttp.ClientError, id="drop_before"),
    ],
)
async def test_a_call_that_goes_wrong_is_not_done(
    sandbox: Sandbox, control: Control, kind: str, error: type[Exception]
) -> None:
    impatient = AsyncWebClient(sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[], timeout=1)
    await control.post("faults", method="chat.postMessage", kind=kind, count=1)
    with pytest.raises(error):
        await impatient.chat_postMessage(channel="#triage", text="first")
    await impatient.chat_postMessage(channel="#triage", text="second")
    assert await texts(control) == ["second"]
    calls = (await control.get("calls", method="chat.postMessage"))["calls"]
    assert [each["fault"] for each in calls] == [kind, None]


async def test_a_connection_dropped_afterwards_leaves_the_deed_done(
    control: Control, slack: AsyncWebClient
) -> None:
    await control.post("faults", method="chat.postMessage", kind="drop_after", count=1)
    with pytest.raises(aiohttp.ClientError):
        await slack.chat_postMessage(channel="#triage", text="first")
    assert await texts(control) == ["first"]


async def test_a_slow_call_is_done_after_all(control: Control, slack: AsyncWebClient) -> None:
    await control.post("faults", method="*", kind="slow", count=1, seconds=1)
    begun = asyncio.get_running_loop().time()
    await slack.chat_postMessage(channel="#triage", text="first")
    assert asyncio.get_running_loop().time() - begun >= 0.9
    assert await texts(control) == ["first"]


async def test_a_fault_can_wait_for_its_turn_and_be_withdrawn(
    control: Control, slack: AsyncWebClient
) -> None:
    await control.post("faults", method="auth.test", kind="rate_limited", count=2, after=1, seconds=7)
    await slack.auth_test()
    with pytest.raises(SlackApiError) as refusal:
        await slack.auth_test()
    assert refusal.value.response.status_code == 429
    assert refusal.value.response.headers["Retry-After"] == "7"
    assert [each["count"] for each in (await control.get("faults"))["faults"]] == [1]
    await control.post("faults", method="auth.test", kind="rate_limited", count=0)
    await slack.auth_test()


async def test_a_response_url_can_fail_too(control: Control, sandbox: Sandbox) -> None:
    await control.post("faults", method="response_url", kind="http_500", count=1)
    async with aiohttp.ClientSession() as session:
        response = await session.post(f"{sandbox.url}/hooks/response/R1", json={"text": "x"})
        assert response.status == 500
        response = await session.post(f"{sandbox.url}/hooks/response/R1", json={"text": "x"})
        assert (response.status, (await response.json())["error"]) == (404, "invalid_url")


async def test_posts_are_held_to_one_a_second_in_each_channel(limited: Sandbox) -> None:
    slack = client(limited)
    async with Control.of(limited) as control:
        for number in range(3):
            await slack.chat_postMessage(channel="#triage", text=str(number))
        with pytest.raises(SlackApiError) as refusal:
            await slack.chat_postMessage(channel="#triage", text="too many")
        answer = refusal.value.response
        assert (answer.status_code, answer["error"], answer.headers["Retry-After"]) == (
            429,
            "ratelimited",
            "1",
        )
        await slack.chat_postMessage(channel="#acme", text="elsewhere")
        await control.post("clock", advance=1)
        await slack.chat_postMessage(channel="#triage", text="later")
        assert await texts(control) == ["0", "1", "2", "later"]


async def test_a_method_of_tier_two_takes_twenty_at_once(limited: Sandbox) -> None:
    slack = client(limited)
    for _ in range(20):
        await slack.users_list()
    with pytest.raises(SlackApiError, match="ratelimited"):
        await slack.users_list()


async def test_a_call_can_be_refused_with_any_error(control: Control, slack: AsyncWebClient) -> None:
    await control.post("faults", method="auth.test", kind="refused", error="org_login_required")
    with pytest.raises(SlackApiError, match="org_login_required"):
        await slack.auth_test()
    await slack.auth_test()
    status, answer = await control.tried("faults", {"method": "auth.test", "kind": "refused"})
    assert (status, answer["error"]) == (400, "invalid_arguments")


@pytest.mark.parametrize(
    ("state", "error", "events"),
    [
        pytest.param("revoked", "token_revoked", ["tokens_revoked"], id="the token is revoked"),
        pytest.param(
            "uninstalled", "account_inactive", ["app_uninstalled", "tokens_revoked"], id="the app is removed"
        ),
    ],
)
async def test_without_a_token_nothing_is_answered_and_nothing_is_heard(
    control: Control, slack: AsyncWebClient, receiver: Receiver, state: str, error: str, events: list[str]
) -> None:
    await control.post("token", state=state)
    assert sorted(each["event"]["type"] for each in receiver.got) == events
    with pytest.raises(SlackApiError, match=error):
        await slack.chat_postMessage(channel="#triage", text="anybody there?")
    await control.say("ana", "#acme", "Help")
    await control.post("token", state="good")
    await slack.auth_test()
    await control.say("ana", "#acme", "Hello?")
    assert [each["text"] for each in receiver.events("message")] == ["Hello?"]
