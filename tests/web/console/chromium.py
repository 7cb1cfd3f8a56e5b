"""A real browser at the console's door. What it complains about fails the test."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from benchmarks.ports import held_port
from tests.web.console.house import ConsoleHouse

CHROMIUM = shutil.which("chromium")
IN_CHROMIUM = [
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: apt-get install chromium"),
    pytest.mark.asyncio(loop_scope="module"),
]
"""Marks of a module whose tests share one browser."""
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LONG_MS = 120_000
"""A browser on a slow machine, beside other tests."""
DESKTOP: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 375, "height": 812}
LISTEN = """
document.addEventListener('securitypolicyviolation', (event) =>
  console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI));
"""
EXPECTED = ("the server responded with a status of",)
"""A refusal that a test asks for is told in the browser's console, too."""


@dataclass
class Window:
    """Opens pages of one house, each person's with cookies of its own."""

    browser: Browser
    root: str
    complaints: list[str] = field(default_factory=list)

    async def open(self, path: str, size: ViewportSize = DESKTOP, dark: bool = False) -> Page:
        """A page for somebody who has never been here."""
        scheme = "dark" if dark else "light"
        context = await self.browser.new_context(viewport=size, color_scheme=scheme)
        context.set_default_timeout(LONG_MS)
        await context.add_init_script(LISTEN)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))
        page.on("console", lambda told: self._hear(told.type, told.text))
        page.on("request", lambda request: self._goes_to(request.url))
        await page.goto(f"{self.root}{path}")
        return page

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" and not any(one in text for one in EXPECTED):
            self.complaints.append(text)

    def _goes_to(self, url: str) -> None:
        if not url.startswith((self.root, "data:")):
            self.complaints.append(f"loaded from elsewhere: {url}")


@asynccontextmanager
async def a_chromium() -> AsyncIterator[Browser]:
    """A browser without a window."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=QUIET, timeout=LONG_MS
        )
        yield browser
        await browser.close()


@asynccontextmanager
async def a_window(browser: Browser, house: ConsoleHouse) -> AsyncIterator[Window]:
    """A window on this house, which knows its own address. Fails if a page complained."""
    port = held_port()
    house.own_url = f"http://127.0.0.1:{port}"
    async with TestServer(house.app(), port=port):
        window = Window(browser, house.own_url)
        yield window
        for context in browser.contexts:
            await context.close()
    assert window.complaints == []


async def fits(page: Page) -> bool:
    """Whether nobody has to scroll sideways."""
    wide = await page.evaluate("document.documentElement.scrollWidth")
    return bool(wide <= page.viewport_size["width"]) if page.viewport_size else False
