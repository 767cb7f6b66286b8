"""Modals upon modals, as an app opens them: what lies below is as it was when it comes to light again."""

import asyncio
from typing import Any

import pytest
from aiohttp import web
from playwright.async_api import Browser, expect
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from tests.browser.screen import screen
from tests.sandbox.ends import receiving

Json = dict[str, Any]

pytestmark = pytest.mark.asyncio(loop_scope="session")


def _words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def _button(action_id: str, text: str) -> Json:
    return {"type": "button", "action_id": action_id, "text": _words(text)}


def _view(title: str, *blocks: Json) -> Json:
    return {"type": "modal", "title": _words(title), "submit": _words("Save"), "blocks": [*blocks]}


_NAME: Json = {
    "type": "input",
    "block_id": "name",
    "label": _words("Name"),
    "element": {"type": "plain_text_input", "action_id": "name"},
}
_BELOW: Json = _view("Below", _NAME, {"type": "actions", "elements": [_button("more", "More")]})
_ON_TOP: Json = _view("On top", {"type": "section", "text": _words("The second form")})


async def test_what_was_filled_in_is_there_again_when_the_form_on_top_is_gone(
    alone: Sandbox, browser: Browser
) -> None:
    slack = AsyncWebClient(alone.bot_token, base_url=alone.api_url, retry_handlers=[])
    row = {"type": "actions", "elements": [_button("open", "Open")]}
    await slack.chat_postMessage(channel=alone.world.channel("#triage").id, text="row", blocks=[row])
    opened: list[asyncio.Future[Any]] = []

    def answer(payload: Json) -> web.Response:
        action = payload["actions"][0]["action_id"]
        call, view = (slack.views_open, _BELOW) if action == "open" else (slack.views_push, _ON_TOP)
        opened.append(asyncio.ensure_future(call(trigger_id=payload["trigger_id"], view=view)))
        return web.Response()

    async with (
        receiving(alone.signing_secret) as app,
        screen(browser, alone.url, "?as=sam&in=triage") as seen,
    ):
        app.answer, alone.push_url = answer, app.url
        await seen.button("Open").click()
        name = seen.dialog.get_by_role("textbox", name="Name")
        await name.fill("Ada")
        await seen.dialog.get_by_role("button", name="More").click()
        await expect(seen.dialog).to_contain_text("The second form")
        await seen.page.keyboard.press("Escape")
        await expect(name).to_have_value("Ada")
        await seen.page.keyboard.press("Escape")
        await expect(seen.dialog).to_have_count(0)
        await seen.button("Open").click()
        await expect(name).to_have_value("")
        await asyncio.gather(*opened)
