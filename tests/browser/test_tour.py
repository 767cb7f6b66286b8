"""The tour suggests to a person what to try next, and helps with the words."""

import pytest
from playwright.async_api import Browser, expect

from bot.sandbox import Sandbox
from tests.browser.screen import screen

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_tour_writes_the_words_goes_on_and_can_be_put_away(
    alone: Sandbox, browser: Browser
) -> None:
    async with screen(browser, alone.url, "?as=ana&in=@hourglass") as seen:
        tour = seen.page.get_by_role("region", name="What to try")
        await tour.get_by_role("button", name="Write it for me").click()
        box = seen.page.get_by_role("combobox", name="Message #acme")
        await expect(box).to_have_value("Order processing is not running since this morning")
        await box.press("Enter")
        await expect(seen.message("since this morning")).to_be_visible()
        await expect(tour).to_contain_text("Try 2 of 3")
        await tour.get_by_role("button", name="Next").click()
        await expect(tour).to_contain_text("Try 3 of 3")
        await seen.be("Sam Okafor")
        await expect(tour).to_contain_text("Try 1 of 4")
        await tour.get_by_role("button", name="Put the tour away").click()
        await seen.be("Ana Ruiz")
        await expect(tour).to_have_count(0)
