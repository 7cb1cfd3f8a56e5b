"""A database that is away is told from one that refuses what we ask."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
import pytest
import sqlalchemy as sa

from bot.adapters.store import Database, SqlInbox
from bot.adapters.store.tables import pages
from bot.domain.errors import StoreAway
from tests.builders import NOW, a_message

Verb = Callable[[Database], Awaitable[object]]
END_US = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)'"


async def write(db: Database) -> None:
    await SqlInbox(db).receive(a_message(), NOW)


async def look(db: Database) -> None:
    await SqlInbox(db).opening_for("c1")


VERBS = pytest.mark.parametrize("verb", [write, look], ids=["write", "look"])


@VERBS
async def test_a_server_that_is_not_there_is_away(unused_tcp_port: int, verb: Verb):
    """Nobody listens: it is being restarted, or moved."""
    db = Database(f"postgresql://huiying@127.0.0.1:{unused_tcp_port}/huiying")

    with pytest.raises(StoreAway):
        await verb(db)

    await db.close()


@VERBS
async def test_a_server_without_our_database_is_away(postgres_server: str, verb: Verb):
    """It may be restored from a backup at this moment."""
    db = Database(postgres_server.replace("/postgres?", "/nowhere?"))

    with pytest.raises(StoreAway):
        await verb(db)

    await db.close()


async def test_a_server_that_goes_while_we_ask_is_away(postgres_url: str):
    """Shut down by an operator in the middle of a statement."""
    db = Database(postgres_url)

    async def ask() -> None:
        async with db.transaction() as connection:
            await connection.execute(sa.text("SELECT pg_sleep(60)"))

    asking = asyncio.create_task(ask())
    admin = await asyncpg.connect(postgres_url)
    while not asking.done():
        await admin.execute(END_US + " AND pid <> pg_backend_pid()")

    with pytest.raises(StoreAway):
        await asking
    await admin.close()
    await db.close()


async def test_a_server_that_takes_no_more_connections_is_away(postgres_server: str):
    """Others use them all up."""
    admin = await asyncpg.connect(postgres_server)
    await admin.execute("CREATE DATABASE crowded CONNECTION LIMIT 1")
    await admin.execute("CREATE ROLE citizen LOGIN; GRANT CREATE ON SCHEMA public TO citizen")
    crowded = postgres_server.replace("/postgres?", "/crowded?").replace("//postgres", "//citizen")
    other = await asyncpg.connect(crowded)
    db = Database(crowded)

    with pytest.raises(StoreAway):
        await look(db)

    await db.close()
    await other.close()
    await admin.execute("DROP DATABASE crowded WITH (FORCE)")
    await admin.execute("REVOKE CREATE ON SCHEMA public FROM citizen; DROP ROLE citizen")
    await admin.close()


async def test_a_full_disk_is_away(sqlite_url: str):
    """As long as nothing can be written, nothing is acknowledged."""
    db = Database(sqlite_url)
    async with db.transaction() as connection:
        size = (await connection.execute(sa.text("PRAGMA page_count"))).scalar()
        await connection.execute(sa.text(f"PRAGMA max_page_count = {size}"))

    async def fill() -> None:
        async with db.transaction() as connection:
            row = {"token": "t", "citizen": "c", "text": "x" * 1_000_000}
            await connection.execute(sa.insert(pages).values(row))

    with pytest.raises(StoreAway):
        await fill()

    await db.close()


async def test_a_file_that_somebody_does_not_stop_writing_to_is_away(sqlite_url: str):
    """After a wait."""
    other, db = Database(sqlite_url), Database(sqlite_url, busy_s=0.01)

    async with other.transaction():
        with pytest.raises(StoreAway):
            await write(db)

    await write(db)
    await other.close()
    await db.close()


@VERBS
async def test_a_file_that_is_gone_is_away(tmp_path: Path, verb: Verb):
    """Its disk was not mounted again."""
    db = Database(f"sqlite:///{tmp_path}/data/huiying.db")
    shutil.rmtree(tmp_path / "data")

    with pytest.raises(StoreAway):
        await verb(db)

    await db.close()


async def test_a_fault_of_ours_is_not_taken_for_an_absence(db: Database):
    """Tried again for ever it would be no better."""

    async def ask(statement: sa.Executable) -> None:
        async with db.transaction() as connection:
            await connection.execute(statement)

    with pytest.raises(sa.exc.DBAPIError):
        await ask(sa.text("SELECT nonsense"))
    with pytest.raises(sa.exc.IntegrityError):
        await ask(sa.insert(pages).values(token="t", citizen=sa.null(), text="x"))
