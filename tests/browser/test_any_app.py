"""The page serves any Slack app: a small unrelated Bolt app is used by clicking."""

import sys
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.screen import Screen, screen
from tests.sandbox.lunch import kitchen

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROOT = Path(__file__).parents[2]


async def test_an_unrelated_bolt_app_is_used_by_clicking(browser: Browser) -> None:
    command = [sys.executable, "-m", "tests.sandbox.lunch_app"]
    async with (
        kitchen(command, ROOT, "http") as here,
        screen(browser, here.url, "?as=lea&in=kitchen") as seen,
    ):
        await seen.say("hungry & tired", "Message #kitchen")
        await seen.button("1 reply").click()
        await _order(seen)
        await seen.say("/lunch bread", "Message #kitchen")
        await expect(seen.message("Noted: bread").get_by_text("Only visible to you")).to_be_visible()
        await seen.go("lunch")
        await expect(
            seen.page.get_by_role("tabpanel").get_by_text("Today's menu for @Lea Baker")
        ).to_be_visible()


async def _order(seen: Screen) -> None:
    await seen.thread.get_by_role("button", name="Order").click()
    dish = seen.dialog.get_by_role("textbox", name="What would you like?")
    await dish.fill("lobster")
    await dish.press("Enter")
    await expect(seen.dialog.get_by_role("alert")).to_have_text("We are out of lobster")
    await dish.fill("soup")
    await seen.dialog.get_by_role("button", name="Order").click()
    await expect(seen.dialog).to_have_count(0)
    await expect(seen.message("@Lea Baker gets soup")).to_be_visible()
