"""One real house for all journeys, and somebody new for each of them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.houses import House, Person, an_open_house
from tests.web.console.chromium import a_chromium

OLD_AES_KEY = "oldoldoldoldoldoldoldoldoldoldoldoldoldoldA"

_numbers = count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The house lives in the session's loop, so every journey runs there too."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def house(
    trained_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """Started once. It waits for slow turns as long as WeChat does: nothing here is about speed."""
    more = {"HUIYING_PATIENCE_S": "4.5", "HUIYING_WECHAT_AES_KEY_PREVIOUS": OLD_AES_KEY}
    async with an_open_house(tmp_path_factory.mktemp("house"), trained_model, **more) as house:
        yield house


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser; everybody has a window with cookies of its own."""
    async with a_chromium() as browser:
        yield browser


@pytest.fixture
def a_citizen(house: House) -> Callable[[], Awaitable[Person]]:
    """Somebody nobody knows yet."""

    async def come() -> Person:
        return await house.a_citizen(f"市民{next(_numbers)}")

    return come
