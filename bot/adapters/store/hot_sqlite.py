"""Hot statements on SQLite: in place, over connections of their own."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Dialect

from bot.adapters.store import nearby
from bot.adapters.store.hot import Hot, Line, Values


class SqliteLines:
    """Keeps the port `Lines`: one connection that looks, and one that writes when it is its turn.

    `turn` is held by whoever in this process writes.
    """

    def __init__(self, file: Path, busy_s: float, dialect: Dialect, turn: asyncio.Lock) -> None:
        self._file, self._busy_s, self._dialect, self._turn = file, busy_s, dialect, turn
        self._writer: nearby.Connection | None = None
        self._reader: SqliteLine | None = None

    async def rows(self, hot: Hot, values: Values) -> list[Any]:
        if self._reader is None:
            self._reader = SqliteLine(nearby.opened(self._file, self._busy_s), self._dialect)
        return await self._reader.rows(hot, values)

    async def many(self, hot: Hot, values: Sequence[Values]) -> list[Any]:
        async with self.transaction() as line:
            return await line.many(hot, values)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Line]:
        async with self._turn:
            if self._writer is None:
                self._writer = nearby.Connection(
                    nearby.opened(self._file, self._busy_s), self._busy_s
                )
            writer = self._writer
            try:
                await writer.begin()
                yield SqliteLine(writer.driver, self._dialect)
                await writer.commit()
            except BaseException:  # also when it is cut off: nothing stays half written
                await writer.rollback()
                raise

    async def close(self) -> None:
        if self._writer:
            await self._writer.close()
        if self._reader:
            self._reader.close()


class SqliteLine:
    """Keeps the port `Line` on one connection."""

    def __init__(self, connection: sqlite3.Connection, dialect: Dialect) -> None:
        self._connection, self._dialect = connection, dialect

    async def rows(self, hot: Hot, values: Values) -> list[Any]:
        ready = hot.ready(self._dialect)
        return ready.rows(self._connection.execute(ready.sql, ready.values(values)).fetchall())

    async def count(self, hot: Hot, values: Values) -> int:
        ready = hot.ready(self._dialect)
        return self._connection.execute(ready.sql, ready.values(values)).rowcount

    async def many(self, hot: Hot, values: Sequence[Values]) -> list[Any]:
        return [row for one in values for row in await self.rows(hot, one)]

    @asynccontextmanager
    async def apart(self) -> AsyncIterator[None]:
        self._connection.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:  # whatever it is, the block's caller hears of it
            # what a full disk breaks is rolled back as a whole, by SQLite itself
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK TO part")
                self._connection.execute("RELEASE part")
            raise
        self._connection.execute("RELEASE part")

    def close(self) -> None:
        self._connection.close()
