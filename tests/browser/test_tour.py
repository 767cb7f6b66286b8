"""The tour suggests to a person what to try next, and helps with the words."""

import re

import pytest
from playwright.async_api import Browser, expect

from bot.sandbox import Sandbox
from tests.browser.screen import Screen, screen
from tests.databases import ON_SQLITE
from tests.live import Live

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


@ON_SQLITE
async def test_the_tour_goes_on_when_the_buttons_that_it_names_are_pressed(
    live: Live, browser: Browser
) -> None:
    await live.say("ana", "#acme", "Order processing is not running")
    async with screen(browser, live.sandbox.url, "?as=sam&in=triage") as seen:
        await _is_at(seen, "Try 1 of 4")
        card = seen.message("#1")
        await card.get_by_role("button", name="Claim").click()
        await _is_at(seen, "Try 2 of 4")
        await seen.button("The clock shows").click()
        await seen.button("+15 min").click()
        await _is_at(seen, "Try 3 of 4")
        await seen.page.keyboard.press("Escape")
        await card.get_by_role("button", name="Resolve").click()
        await expect(seen.dialog).to_be_visible()
        await _is_at(seen, "Try 3 of 4")
        await seen.dialog.get_by_role("textbox", name="Summary").fill("Restarted.")
        await seen.dialog.get_by_role("button", name="Resolve").click()
        await _is_at(seen, "Try 4 of 4")
        await seen.be("Max Ferreira")
        await seen.be("Sam Okafor")
        await expect(seen.page.get_by_role("region", name="What to try")).to_have_count(0)


@ON_SQLITE
async def test_the_tour_goes_on_when_commands_are_typed_instead_and_passes_over_what_is_done(
    live: Live, browser: Browser
) -> None:
    await live.say("ana", "#acme", "Order processing is not running")
    async with screen(browser, live.sandbox.url, "?as=sam&in=triage") as seen:
        await seen.say("/ticket show 1", "Message #triage")
        await expect(seen.message(re.compile("Only visible to you.*running"))).to_be_visible()
        await _is_at(seen, "Try 1 of 4")
        await seen.say("/claim 1", "Message #triage")
        await _is_at(seen, "Try 2 of 4")
        await seen.say("/resolve 1 A worker was stuck; it is restarted.", "Message #triage")
        await expect(seen.message("#1").first.get_by_text("resolved").first).to_be_visible()
        await seen.button("The clock shows").click()
        await seen.button("+15 min").click()
        await _is_at(seen, "Try 4 of 4")


@ON_SQLITE
async def test_the_tour_goes_on_when_a_client_chooses_from_the_menu_that_it_names(
    live: Live, browser: Browser
) -> None:
    async with screen(browser, live.sandbox.url, "?as=ana&in=acme") as seen:
        await seen.say("Order processing is not running", "Message #acme")
        await _is_at(seen, "Try 2 of 3")
        await seen.button("1 reply").click()
        await seen.thread.get_by_role("button", name="Choose the severity").click()
        await seen.page.get_by_role("option", name="Critical").first.click()
        await _is_at(seen, "Try 3 of 3")


async def _is_at(seen: Screen, count: str) -> None:
    await expect(seen.page.get_by_role("region", name="What to try")).to_contain_text(count)
