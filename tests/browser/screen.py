"""The sandbox's page as a person uses it: by what is written on it, and by its roles."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from playwright.async_api import Browser, Locator, Page, Request, expect

PATIENCE_MILLISECONDS: Final = 20_000
"""A safety net: what does not happen within that time never will."""


@dataclass(slots=True)
class Screen:
    """One open page, with the addresses that it asked for and what went wrong in it."""

    page: Page
    url: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def be(self, name: str) -> None:
        """Become somebody else."""
        await self.button("Be somebody else").click()
        await self.page.get_by_role("menuitemradio", name=name).click()
        await expect(self.button(f"You are {name}")).to_be_visible()

    async def go(self, place: str) -> None:
        """Open a conversation in the list."""
        await self.page.get_by_role("navigation").get_by_role("button", name=place).click()

    async def say(self, text: str, where: str) -> None:
        """Write and send something in the box of that name."""
        box = self.page.get_by_role("combobox", name=where)
        await box.fill(text)
        await box.press("Enter")

    def button(self, name: str) -> Locator:
        """A button by a part of its name."""
        return self.page.get_by_role("button", name=name)

    @property
    def thread(self) -> Locator:
        """The panel of the open thread."""
        return self.page.get_by_role("complementary", name="Thread")

    @property
    def dialog(self) -> Locator:
        """The modal in front."""
        return self.page.get_by_role("dialog")

    def message(self, text: str | re.Pattern[str]) -> Locator:
        """The messages of the conversation that hold a text."""
        return self.page.get_by_role("main").get_by_role("article").filter(has_text=text)


@asynccontextmanager
async def screen(
    browser: Browser, url: str, query: str = "", *, width: int = 1280, height: int = 800
) -> AsyncIterator[Screen]:
    """Open the page; when the block ends, nothing may have gone wrong in it."""
    context = await browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    try:
        page = await context.new_page()
        seen = Screen(page, url)
        _watch(seen)
        await page.goto(f"{url}/{query}")
        await expect(page.get_by_role("main")).to_be_visible()
        yield seen
        assert seen.complaints == []
    finally:
        await context.close()


def _watch(seen: Screen) -> None:
    def asked(request: Request) -> None:
        seen.asked.append(request.url)

    seen.page.on("request", asked)
    seen.page.on("websocket", lambda socket: seen.asked.append(socket.url))
    seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    seen.page.on(
        "console",
        lambda line: seen.complaints.append(line.text) if line.type in {"error", "warning"} else None,
    )
