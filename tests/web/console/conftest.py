"""A console over fakes, and a browser at its door."""

from collections.abc import AsyncIterator

import pytest

from tests.web.console.house import Client, ConsoleHouse, a_browser


@pytest.fixture
def console() -> ConsoleHouse:
    return ConsoleHouse()


@pytest.fixture
async def browser(console: ConsoleHouse) -> AsyncIterator[Client]:
    async with a_browser(console.app()) as client:
        yield client
