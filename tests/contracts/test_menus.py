"""What every memory of pushed menus promises."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.adapters.store import Database, SqlPushes
from bot.services.ports.menus import Push, Pushes
from tests.builders import NOW
from tests.fakes.menus import FakePushes

MENU = {"button": [{"type": "click", "name": "查进度", "key": "查询"}]}


@pytest.fixture
async def pushes(store_url: str | None) -> AsyncIterator[Pushes]:
    if store_url is None:
        yield FakePushes()
        return
    db = Database(store_url)
    yield SqlPushes(db)
    await db.close()


async def test_the_last_push_is_known(pushes: Pushes):
    """With its menu and why it failed."""
    assert await pushes.last() is None
    await pushes.note(Push(1, MENU, NOW, "WeChat error -1"))
    last = Push(2, MENU, NOW + timedelta(minutes=1))

    await pushes.note(last)

    assert await pushes.last() == last
