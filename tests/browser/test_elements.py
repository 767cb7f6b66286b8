"""Block Kit's elements on the page, by keyboard and when the app does not answer."""

from typing import Any

import pytest
from playwright.async_api import Browser, expect
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from tests.browser.screen import Screen, screen
from tests.sandbox.ends import Receiver, receiving

Json = dict[str, Any]

pytestmark = pytest.mark.asyncio(loop_scope="session")


def _words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def _option(text: str) -> Json:
    return {"text": _words(text), "value": text.lower()}


_CONFIRM: Json = {
    "title": _words("Really?"),
    "text": _words("It is gone then."),
    "confirm": _words("Remove it"),
    "deny": _words("Keep it"),
}
_ROW: list[Json] = [
    {
        "type": "static_select",
        "action_id": "colour",
        "placeholder": _words("Colour"),
        "options": [_option("Red"), _option("Green")],
    },
    {"type": "button", "action_id": "remove", "text": _words("Remove"), "confirm": _CONFIRM},
    {"type": "overflow", "action_id": "more", "options": [_option("Copy"), _option("Share")]},
    {"type": "datepicker", "action_id": "day", "placeholder": _words("Day")},
    {"type": "checkboxes", "action_id": "boxes", "options": [_option("One"), _option("Two")]},
]


async def test_each_element_acts_by_keyboard_and_says_when_the_app_is_silent(
    alone: Sandbox, browser: Browser
) -> None:
    slack = AsyncWebClient(alone.bot_token, base_url=alone.api_url, retry_handlers=[])
    row = {"type": "actions", "block_id": "row", "elements": _ROW}
    await slack.chat_postMessage(channel=alone.world.channel("#triage").id, text="row", blocks=[row])
    async with screen(browser, alone.url, "?as=sam&in=triage") as seen:
        await seen.button("Remove").click()
        await seen.page.get_by_role("alertdialog").get_by_role("button", name="Remove it").click()
        await expect(seen.page.get_by_role("alert")).to_have_text("The app did not take it.")
        async with receiving(alone.signing_secret) as app:
            alone.push_url = app.url
            await _use_each(seen)
            assert [each["actions"][0]["action_id"] for each in app.payloads("block_actions")] == [
                *("colour", "more", "day", "boxes", "remove")
            ]
            _check_what_was_told(app)


async def _use_each(seen: Screen) -> None:
    keys = seen.page.keyboard
    await seen.button("Colour").focus()
    for key in ("Enter", "ArrowDown", "Enter"):
        await keys.press(key)
    await expect(seen.page.get_by_role("main").get_by_role("button", name="Green")).to_have_count(0)
    await expect(seen.message("Green")).to_be_visible()
    await seen.button("More actions").first.focus()
    for key in ("Enter", "ArrowDown", "Enter"):
        await keys.press(key)
    await expect(seen.page.get_by_role("menu")).to_have_count(0)
    await seen.page.get_by_role("textbox", name="Day").fill("2026-11-30")
    await seen.page.get_by_role("checkbox", name="Two").press(" ")
    await seen.button("Remove").press("Enter")
    await seen.page.get_by_role("button", name="Remove it").press("Enter")
    await expect(seen.page.get_by_role("alert")).to_have_count(0)


def _check_what_was_told(app: Receiver) -> None:
    colour, more, day, boxes, _ = (each["actions"][0] for each in app.payloads("block_actions"))
    assert colour["selected_option"]["value"] == "green"
    assert more["selected_option"]["value"] == "share"
    assert day["selected_date"] == "2026-11-30"
    assert [each["value"] for each in boxes["selected_options"]] == ["two"]
