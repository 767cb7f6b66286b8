"""Takes the README's pictures from the running program: `make pictures`."""

import argparse
import asyncio
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, Locator, Page, expect

from bot.sandbox import demo_history, demo_world, past_of
from tests.browser.chromium import chromium
from tests.browser.screen import screen
from tests.live import Live, demo

# A Monday, half past ten in New York: Acme's support is open.
_PRESENT: Final = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
_NARROW: Final = 1180
"""So wide that a README still shows the letters."""
_ALL_THERE: Final = (
    "Promise.all([document.fonts.ready, ...[...document.images].map(each => each.decode().catch(() => 0))])"
)


async def _take(browser: Browser, live: Live, folder: Path) -> None:
    url = live.sandbox.url
    async with screen(browser, url, "?as=ana&in=acme", width=_NARROW, height=980) as seen:
        await _without_tour(seen.page)
        await seen.say("Order processing is not running since 7am", "Message #acme")
        await seen.message("since 7am").get_by_role("button", name="1 reply").click()
        await expect(seen.thread.get_by_role("button", name="Choose the severity")).to_be_visible()
        await _picture(seen.page, folder / "thread.png")
        await seen.thread.get_by_role("button", name="Choose the severity").click()
        await seen.page.get_by_role("option", name="Critical").first.click()
        await expect(seen.thread.get_by_text("Severity: Critical")).to_be_visible()
    async with screen(browser, url, "?as=sam&in=triage", width=_NARROW, height=640) as seen:
        await _without_tour(seen.page)
        await seen.message("#15").get_by_role("button", name="Claim").click()
        await expect(seen.message("#15").get_by_role("button", name="Claim")).to_have_count(0)
        await _picture(seen.page, folder / "card.png", seen.message("#15").last)
    async with screen(browser, url, "?as=max&in=triage", width=_NARROW, height=1760) as seen:
        await _without_tour(seen.page)
        await seen.say("/digest week all here", "Message #triage")
        digest = seen.message("Digest of all clients").last
        await expect(digest).to_be_visible()
        await live.settle()
        await _picture(seen.page, folder / "digest.png", digest)
    async with screen(browser, url, "?as=sam&in=@hourglass&tab=home", width=_NARROW, height=860) as seen:
        await _without_tour(seen.page)
        await expect(seen.page.get_by_text("My tickets")).to_be_visible()
        await _picture(seen.page, folder / "home.png")


async def _without_tour(page: Page) -> None:
    await page.get_by_role("button", name="Put the tour away").click()


async def _picture(page: Page, path: Path, shown: Locator | None = None) -> None:
    """Take a picture once every image and letter is there, with *shown* at the top where it is given."""
    await page.mouse.move(0, 0)
    if shown is not None:
        await shown.evaluate("each => each.scrollIntoView({block: 'start'})")
    await page.evaluate(_ALL_THERE)
    await page.screenshot(path=path)


async def take_pictures(folder: Path) -> None:
    """Let the demo world live through its last days and take the README's pictures of it."""
    past = past_of(demo_history(), demo_world(), _PRESENT)
    with tempfile.TemporaryDirectory() as data:
        url = f"sqlite:///{data}/hourglass.db"
        async with (
            chromium() as browser,
            demo(url, Path(data), starts_at=past.begins_at, charts="light") as live,
        ):
            await live.sandbox.live_through(past)
            await _take(browser, live, folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    target = parser.parse_args().folder
    target.mkdir(parents=True, exist_ok=True)
    asyncio.run(take_pictures(target))
