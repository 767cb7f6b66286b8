"""What people and apps write never becomes markup, and nothing that the page does leaves the machine."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, expect
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from tests.browser.screen import screen

Json = dict[str, Any]

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOSTILE = (
    '<img src=x onerror="window.broken=1">',
    "<script>window.broken=1</script>",
    "&lt;script&gt;window.broken=1&lt;/script&gt;",
    "<javascript:window.broken=1|press me>",
    "*bold <b>tag</b>* `<i>` ```<svg/onload=window.broken=1>```",
    "&gt; <style>*{display:none}</style>",
    "<!date^1^{date}^javascript:window.broken=1|when>",
    "<@U123|<img src=x onerror=window.broken=1>>",
    ":<img src=x onerror=window.broken=1>:",
    "<https://example.com/?q=<script>window.broken=1</script>|<b>link</b>>",
)


def _text(text: str, kind: str = "mrkdwn") -> Json:
    return {"type": kind, "text": text}


def _blocks(text: str) -> list[Json]:
    """The text in every kind of block and element that shows one."""
    label = _text(text[:70], "plain_text")
    option = {"text": label, "value": "a", "description": label}
    leaf = {"type": "text", "text": text}
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [leaf]}]}
    button: Json = {"type": "button", "action_id": "b", "text": label}
    return [
        {"type": "header", "text": _text(text, "plain_text")},
        {"type": "section", "text": _text(text), "fields": [_text(text)], "accessory": button},
        {"type": "context", "elements": [_text(text), _text(text, "plain_text")]},
        {
            "type": "actions",
            "elements": [button, {"type": "checkboxes", "action_id": "c", "options": [option]}],
        },
        {"type": "actions", "elements": [{"type": "static_select", "action_id": "s", "options": [option]}]},
        rich,
        {"type": "table", "rows": [[{"type": "raw_text", "text": text}, rich]]},
        {"type": "markdown", "text": f"# {text}\n\n{text}\n\n| a |\n|---|\n| {text} |"},
        {"type": "image", "image_url": "https://elsewhere.example/p.png", "alt_text": text, "title": label},
        {"type": "input", "label": label, "element": {"type": "plain_text_input", "action_id": "i"}},
    ]


def _client(sandbox: Sandbox) -> AsyncWebClient:
    return AsyncWebClient(sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])


@pytest.fixture
def client(alone: Sandbox) -> AsyncWebClient:
    return _client(alone)


async def test_hostile_text_stays_text_wherever_it_stands(
    alone: Sandbox, client: AsyncWebClient, browser: Browser
) -> None:
    channel = alone.world.channel("#triage").id
    for text in HOSTILE:
        await client.chat_postMessage(channel=channel, text=text)
        await client.chat_postMessage(channel=channel, text=text, blocks=_blocks(text))
    async with screen(browser, alone.url, "?as=sam&in=triage") as seen:
        await seen.say(" ".join(HOSTILE), "Message #triage")
        await expect(seen.message("press me")).not_to_have_count(0)
        await expect(seen.page.get_by_role("article")).to_have_count(2 * len(HOSTILE) + 1)
        assert await seen.page.evaluate("window.broken") is None
        foreign = "article :is(script, style, iframe, svg[onload], [onerror], [onload], a[href^=javascript])"
        assert await seen.page.locator(foreign).count() == 0
        assert _hosts(seen.asked) == {urlsplit(alone.url).netloc}


async def test_no_request_leaves_the_machine_though_an_app_names_pictures_elsewhere(
    alone: Sandbox, client: AsyncWebClient, browser: Browser
) -> None:
    picture = {"image_url": "https://elsewhere.example/p.png", "alt_text": "a picture"}
    element: Json = {"type": "image", **picture}
    blocks: list[Json] = [
        element,
        {"type": "context", "elements": [element]},
        {"type": "section", "text": _text("x"), "accessory": element},
    ]
    channel = alone.world.channel("#triage").id
    await client.chat_postMessage(channel=channel, text="pictures", blocks=blocks)
    await client.files_upload_v2(channel=channel, filename="dot.png", content=_PNG)
    async with screen(browser, alone.url, "?as=sam&in=triage") as seen:
        await expect(seen.page.get_by_role("img", name="dot.png")).to_be_visible()
        await expect(seen.page.get_by_text("which the sandbox does not fetch")).to_be_visible()
        shown = "document.querySelector('img[alt=\"dot.png\"]').naturalWidth"
        assert await seen.page.evaluate(shown) == 1
        assert _hosts(seen.asked) == {urlsplit(alone.url).netloc}


def _hosts(addresses: list[str]) -> set[str]:
    return {urlsplit(each).netloc for each in addresses}


_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0"
    "0000030101003cf5a5d80000000049454e44ae426082"
)
