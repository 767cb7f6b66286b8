"""The panel of the clock: where the world began, and where its clock can be sent."""

from datetime import UTC, datetime

import pytest
from playwright.async_api import Browser, expect

from bot.sandbox import demo_world
from tests.browser.screen import screen
from tests.live import slack

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_clock_says_why_it_began_when_it_did_and_offers_each_moment_once(browser: Browser) -> None:
    why = "This world opened on a Friday."
    friday = datetime(2026, 11, 20, 15, tzinfo=UTC)
    world = demo_world().model_copy(update={"starts_at": friday, "starts_why": why})
    async with slack(world) as alone, screen(browser, alone.url, "?as=sam&in=triage") as seen:
        await seen.button("The clock shows Fri").click()
        panel = seen.page.get_by_role("dialog", name="Clock")
        await expect(panel).to_contain_text(why)
        steps = panel.get_by_role("button")
        await expect(steps).to_have_text(["+15 min", "+1 h", "Next opening, next Monday · 09:00"])
        await steps.last.click()
        await expect(steps).to_have_text(
            ["+15 min", "+1 h", "Next opening · Tue 09:00", "Next Monday · 30 Nov 09:00"]
        )
