"""Databases for tests: a copy of an empty SQLite file, or either of the two kinds in turn."""

import asyncio
import shutil
from pathlib import Path

import pytest

from bot.adapters.store import Database


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the whole schema and no row."""
    path = tmp_path_factory.mktemp("template") / "huiying.db"
    asyncio.run(_prepare(path))
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A database file of its own."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'huiying.db')}"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database of its own on each of the two."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


async def _prepare(path: Path) -> None:
    database = Database(f"sqlite:///{path}")
    await database.upgrade()
    await database.close()
