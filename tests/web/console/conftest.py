"""A console over fakes, and a browser at its door."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.builders import a_ticket
from tests.web.console.chromium import Window, a_chromium, a_window
from tests.web.console.desk import Desk
from tests.web.console.house import Client, ConsoleHouse, a_browser


@pytest.fixture
def console() -> ConsoleHouse:
    return ConsoleHouse()


@pytest.fixture
async def browser(console: ConsoleHouse) -> AsyncIterator[Client]:
    async with a_browser(console.app()) as client:
        yield client


@pytest.fixture
def desk(browser: Client, console: ConsoleHouse) -> Desk:
    """A clerk's, with one ticket that waits."""
    console.office.put(a_ticket())
    return Desk(browser, console)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for all tests of a module that runs in it."""
    async with a_chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def window(chromium: Browser, console: ConsoleHouse) -> AsyncIterator[Window]:
    """A window of that browser on the console."""
    async with a_window(chromium, console) as window:
        yield window
