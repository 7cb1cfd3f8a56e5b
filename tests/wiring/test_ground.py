"""What everything stands on, while its database is away."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.adapters.store import SqlAlarms
from bot.domain.errors import BodyRejected
from bot.settings import Settings
from bot.wiring.ground import ground
from bot.wiring.wechat import a_callback_door
from tests.adapters.wechat.conftest import APP_ID, an_account, sealed
from tests.houses import eventually

PATIENCE_S = 4.5
"""WeChat waits for five."""


async def test_a_refused_body_is_set_aside_while_the_database_is_away_and_a_human_told_later(
    tmp_path: Path,
):
    """The door says that it was refused, for which WeChat hears `success`, and says so in time."""
    async with ground(_settings(tmp_path)) as base:
        door = replace(a_callback_door(base), account=an_account())
        with _locked_by_a_stranger(tmp_path / "huiying.db"):
            async with asyncio.timeout(PATIENCE_S):
                with pytest.raises(BodyRejected):
                    await door.open(*sealed(b"no message", at=base.clock()), base.clock())
        await eventually(base.bell.ring_again)  # who tried before may still hold the file
        rung = await SqlAlarms(base.database).recent(base.clock() - timedelta(hours=1))

    assert len(list((tmp_path / "refused").iterdir())) == 1
    assert [alarm.kind for alarm in rung] == ["wechat.body_refused"]


@contextmanager
def _locked_by_a_stranger(database: Path) -> Iterator[None]:
    stranger = sqlite3.connect(database, isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    yield
    stranger.close()


def _settings(folder: Path) -> Settings:
    return Settings(
        demo=True,
        data_dir=folder,
        citizen_key=SecretStr("a key that is long enough for a city"),
        wechat_app_id=APP_ID,
        wechat_app_secret=SecretStr("secret"),
        wechat_token=SecretStr("anothertoken"),
    )
