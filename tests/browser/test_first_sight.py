"""What a newcomer sees first: a world in which something has happened, and what to try next in it."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.sandbox import demo_history, demo_world, past_of
from tests.browser.conftest import STARTS_AT
from tests.browser.screen import Screen, screen
from tests.databases import ON_SQLITE
from tests.live import Live, demo

pytestmark = [pytest.mark.asyncio(loop_scope="session"), ON_SQLITE]


@pytest_asyncio.fixture(loop_scope="session")
async def lived_in(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    """The demo world, with its last days behind it."""
    past = past_of(demo_history(), demo_world(), STARTS_AT)
    async with demo(database_url, tmp_path, starts_at=past.begins_at) as running:
        await running.sandbox.live_through(past)
        yield running


async def test_a_newcomer_sees_an_alive_world_and_what_to_do_in_it(lived_in: Live, browser: Browser) -> None:
    async with screen(browser, lived_in.sandbox.url) as seen:
        await _approve_as_the_tour_says(seen)
        await _find_unread_marks_and_cards(seen)
        await _answer_what_is_about_to_breach(seen)


async def _approve_as_the_tour_says(seen: Screen) -> None:
    await expect(seen.button("You are Ana Ruiz")).to_be_visible()
    tour = seen.page.get_by_role("region", name="What to try")
    await expect(tour).to_contain_text("asked for your approval")
    await tour.get_by_role("button", name="Show me").click()
    await expect(seen.thread).to_contain_text("Could new orders also go")
    await seen.thread.get_by_role("button", name="Approve").click()
    await expect(seen.thread).to_contain_text("ana approved it")
    await expect(tour).to_contain_text("Try 2 of")
    await expect(tour.get_by_role("button", name="Show me")).to_have_count(0)


async def _find_unread_marks_and_cards(seen: Screen) -> None:
    await seen.be("Sam Okafor")
    listed = seen.page.get_by_role("navigation")
    await expect(listed.get_by_role("button", name=re.compile("globex, .*unread"))).to_be_visible()
    await expect(listed.get_by_role("button", name=re.compile("triage, .*unread"))).to_be_visible()
    await seen.go("triage")
    await expect(seen.message("#14")).to_be_visible()
    for state in ("unclaimed", "waiting on third party", "waiting on client", "closed", "resolved"):
        await expect(seen.message(state).first).to_be_attached()


async def _answer_what_is_about_to_breach(seen: Screen) -> None:
    tour = seen.page.get_by_role("region", name="What to try")
    await expect(tour).to_contain_text("Incident correlation fails is yours")
    card = seen.message("Incident correlation fails").filter(has=seen.button("Reply to client"))
    await card.get_by_role("button", name="Reply to client").click()
    await seen.dialog.get_by_role("textbox", name="Reply").fill("We have found the queue that is stuck.")
    await seen.dialog.get_by_role("button", name="Send").click()
    await expect(seen.dialog).to_have_count(0)
    await expect(tour).to_contain_text("Tracking numbers are missing")
    await seen.go("globex")
    await seen.message("Incident correlation fails").get_by_role("button", name="replies").click()
    await expect(seen.thread).to_contain_text("We have found the queue that is stuck.")
