"""Databases of both kinds, open."""

from collections.abc import AsyncIterator

import pytest

from bot.adapters.store import Database
from tests.adapters.store.bookkeeping import LATER, Bookkeeper
from tests.fakes.house import FakeClock


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
async def sqlite_db(sqlite_url: str) -> AsyncIterator[Database]:
    database = Database(sqlite_url)
    yield database
    await database.close()


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path) -> str:
    """A database without any table, of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'huiying.db'}"
    url: str = request.getfixturevalue("empty_postgres_url")
    return url


@pytest.fixture
def keeper(db: Database) -> Bookkeeper:
    clock = FakeClock()
    clock.now = LATER
    return Bookkeeper(db, clock)
