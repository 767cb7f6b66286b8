"""Where one writes: what the box completes."""

import pytest
from playwright.async_api import Browser, expect

from bot.sandbox import Sandbox
from tests.browser.screen import screen

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_people_and_groups_are_completed_and_come_as_mentions(alone: Sandbox, browser: Browser) -> None:
    async with screen(browser, alone.url, "?as=max&in=triage") as seen:
        box = seen.page.get_by_role("combobox", name="Message #triage")
        suggested = seen.page.get_by_role("listbox", name="Suggestions").get_by_role("option")
        await box.press_sequentially("Ask @s")
        await expect(suggested).to_have_count(2)
        await expect(suggested.first).to_contain_text("Sam Okafor")
        await box.press("ArrowDown")
        await box.press("Enter")
        await expect(box).to_have_value("Ask @seniors ")
        await box.press("Enter")
        await expect(seen.message("Ask @seniors")).to_be_visible()
    (said,) = alone.world.channel("#triage").messages.since("0")
    assert said["text"].startswith("Ask <!subteam^")
