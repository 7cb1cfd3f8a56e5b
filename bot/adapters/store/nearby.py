"""SQLite for asyncio: what takes microseconds happens in place, what may wait goes to a thread.

aiosqlite sends every cursor, statement, fetch and close to a thread and back: about sixty round
trips a message, which cost five times as much as the statements themselves. Only two things can
really wait: taking the lock for writing, and the disk at the commit.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

TAKES_THE_LOCK = "BEGIN IMMEDIATE"


async def connect(file: Path, busy_s: float) -> "Connection":
    """A connection that begins no transaction by itself and waits `busy_s` for other processes."""
    return Connection(opened(file, busy_s), busy_s)


def opened(file: Path, busy_s: float) -> sqlite3.Connection:
    """The driver's connection, set to keep what it commits through a power cut.

    In place: one that a thread opens for somebody who was cancelled would never be closed.
    """
    connection = sqlite3.connect(
        file, timeout=busy_s, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
    except BaseException:  # whatever it is, who opens hears of it
        connection.close()
        raise
    return connection


class Connection:
    """Looks to SQLAlchemy like a connection of aiosqlite. One call at a time."""

    def __init__(self, connection: sqlite3.Connection, busy_s: float) -> None:
        # the name by which SQLAlchemy asks whether it is open
        self._connection: sqlite3.Connection | None = connection
        self._busy_ms = int(1000 * busy_s)
        self._aside: asyncio.Future[Any] | None = None

    def cursor(self) -> "Cursor":
        return Cursor(self, self._open.cursor())

    @property
    def driver(self) -> sqlite3.Connection:
        """What statements may be run on in place, while nothing is under way in a thread."""
        return self._open

    async def begin(self) -> None:
        """Begin to write, as soon as no other process does."""
        await self.settled()
        if not self.lock():
            await self.aside(self._open.execute, TAKES_THE_LOCK)

    async def commit(self) -> None:
        if self._open.in_transaction:
            await self.aside(self._open.commit)

    async def rollback(self) -> None:
        await self.settled()
        self._open.rollback()

    async def create_function(self, *given: Any, **named: Any) -> None:
        self._open.create_function(*given, **named)

    async def close(self) -> None:
        await self.settled()
        self.stop()

    def stop(self) -> None:
        """Close, after what is still under way in the thread."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        if self._aside and not self._aside.done():
            self._aside.add_done_callback(lambda _: connection.close())
        else:
            connection.close()

    def lock(self) -> bool:
        """Take the lock for writing if nobody has it; False if somebody has, or it cannot be."""
        try:
            self._open.execute("PRAGMA busy_timeout = 0")
            self._open.execute(TAKES_THE_LOCK)
        except sqlite3.OperationalError:
            return False
        finally:
            self._open.execute(f"PRAGMA busy_timeout = {self._busy_ms}")
        return True

    async def aside(self, call: Callable[..., Any], *given: Any) -> Any:
        """Make this call in a thread. It goes on when we are cancelled: nobody can stop it."""
        await self.settled()
        self._aside = asyncio.get_running_loop().run_in_executor(None, call, *given)
        self._aside.add_done_callback(_look_at)
        return await asyncio.shield(self._aside)

    async def settled(self) -> None:
        """Return when nothing of a cancelled call is under way any more."""
        while self._aside and not self._aside.done():
            await asyncio.wait({self._aside})

    @property
    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            raise ValueError("no active connection")  # aiosqlite's words: SQLAlchemy knows them
        return self._connection


class Cursor:
    """Looks to SQLAlchemy like a cursor of aiosqlite."""

    def __init__(self, connection: Connection, cursor: sqlite3.Cursor) -> None:
        self._connection = connection
        self._cursor = cursor

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    def __getattr__(self, name: str) -> Any:
        # description, rowcount, lastrowid, arraysize
        return getattr(self._cursor, name)

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        if statement == TAKES_THE_LOCK:
            await self._connection.begin()
        else:
            await self._connection.settled()
            self._cursor.execute(statement, parameters)

    async def executemany(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        await self._connection.settled()
        self._cursor.executemany(statement, rows)

    async def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    async def close(self) -> None:
        await self._connection.settled()
        self._cursor.close()


def _look_at(done: asyncio.Future[Any]) -> None:
    """An error that nobody waits for any more is no error to complain of."""
    if not done.cancelled():
        done.exception()
