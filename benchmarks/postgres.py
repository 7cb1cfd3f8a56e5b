"""What the benchmark asks of the PostgreSQL it started, besides being one."""

import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg

WHEN_WE_ARE_KILLED = """
cat
while kill -QUIT "$0"; do sleep 0.1; done 2>/dev/null
rm -rf "$1"
"""
"""Waits until nobody holds the other end any more, then ends the server and clears it away."""


@contextmanager
def outlived_by_nobody(server: int, folder: Path) -> Iterator[None]:
    """Whoever kills us, even by SIGKILL: this server and its folder do not stay behind."""
    heir = subprocess.Popen(
        ["sh", "-c", WHEN_WE_ARE_KILLED, str(server), str(folder)],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield
    finally:
        heir.communicate()


async def main_process(url: str) -> list[int]:
    """The server's own process, from which all others of it come; none for another database."""
    if not url.startswith("postgresql:"):
        return []
    async with connected(url) as connection:
        folder = Path(await connection.fetchval("SHOW data_directory"))
    return [int((folder / "postmaster.pid").read_text().split()[0])]


async def a_database(server: str, name: str) -> str:
    """The address of a new and empty database on this server."""
    async with connected(server) as connection:
        await connection.execute(f"CREATE DATABASE {name}")
    return server.replace("/postgres?", f"/{name}?")


async def drop_database(server: str, name: str) -> None:
    """Away with it, whoever uses it: a million tickets take their place on the disk."""
    async with connected(server) as connection:
        await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@asynccontextmanager
async def connected(url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A connection of one's own, past everything that is measured."""
    connection = await asyncpg.connect(url, timeout=10)
    try:
        yield connection
    finally:
        await connection.close()
