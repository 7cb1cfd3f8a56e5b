"""What the benchmark asks of the PostgreSQL it started, besides being one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg


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
