"""A house, and a client that stands at its doors."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.web.app import create_app
from tests.web.house import Client, House


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
async def client(house: House) -> AsyncIterator[Client]:
    async with TestClient(TestServer(create_app(house.parts()))) as client:
        yield client
