"""Two minutes on the sandbox's page, clicking what a person clicks, with the real bot behind it."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.browser.screen import Screen, screen
from tests.databases import ON_SQLITE
from tests.live import Live

pytestmark = [pytest.mark.asyncio(loop_scope="session"), ON_SQLITE]


async def test_a_newcomer_goes_from_a_report_to_a_digest(live: Live, browser: Browser) -> None:
    async with screen(browser, live.sandbox.url, "?as=ana&in=acme") as seen:
        await _report(seen)
        await _claim(seen)
        await _resolve(seen)
        await _move_the_clock(seen)
        await _ask_for_hours(seen)
        await _get_a_digest(seen)


async def _report(seen: Screen) -> None:
    await seen.say("Order processing is not running", "Message #acme")
    await seen.button("1 reply").click()
    await seen.thread.get_by_role("button", name="Choose the severity").click()
    await seen.page.get_by_role("option", name="Critical").first.click()
    await expect(seen.thread.get_by_text("Severity: Critical")).to_be_visible()


async def _claim(seen: Screen) -> None:
    await seen.be("Sam Okafor")
    await seen.go("triage")
    card = seen.message("#1")
    await card.get_by_role("button", name="Claim").click()
    await expect(card).to_contain_text(re.compile(r"Assignee\s*sam"))
    await expect(card.get_by_role("button", name="Claim")).to_have_count(0)


async def _resolve(seen: Screen) -> None:
    await seen.message("#1").get_by_role("button", name="Resolve").click()
    await seen.dialog.get_by_role("textbox", name="Summary").fill("A worker was stuck; it is restarted.")
    await seen.dialog.get_by_role("textbox", name="Time spent").fill("45m")
    await seen.dialog.get_by_role("button", name="Resolve").click()
    await expect(seen.dialog).to_have_count(0)
    await expect(seen.message("#1").first.get_by_text("resolved").first).to_be_visible()


async def _move_the_clock(seen: Screen) -> None:
    await seen.button("The clock shows Tue").click()
    await seen.button("Next Monday").click()
    await expect(seen.button("The clock shows Mon")).to_be_visible()
    await seen.page.keyboard.press("Escape")
    await expect(seen.button("Next Monday")).to_have_count(0)


async def _ask_for_hours(seen: Screen) -> None:
    await seen.be("Max Ferreira")
    await seen.go("triage")
    box = seen.page.get_by_role("combobox", name="Message #triage")
    await box.press_sequentially("/ho")
    await expect(seen.page.get_by_role("option", name="/hours")).to_be_visible()
    await box.press("Tab")
    await box.press_sequentially("acme")
    await box.press("Enter")
    await expect(seen.message(re.compile("Acme Orders.*45 min|0[.:]?75|45m")).last).to_be_visible()
    await expect(seen.page.get_by_text("Only visible to you").last).to_be_visible()


async def _get_a_digest(seen: Screen) -> None:
    await seen.say("/digest week acme here", "Message #triage")
    await expect(seen.message("Digest").get_by_role("heading").first).to_be_visible()
