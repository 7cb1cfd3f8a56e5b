"""Hot statements on PostgreSQL: over connections of asyncpg's own, kept open and used in turn."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from sqlalchemy.engine import Dialect

from bot.adapters.store.hot import Hot, Line, Values

CONNECTIONS = 10
"""A process runs so many hot transactions and looks side by side; more wait for one to end."""

DEAD = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.IdleSessionTimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # the server's farewell is read, its end not yet
    OSError,
)
"""What a connection says that the server closed while it lay idle."""


class PostgresLines:
    """Keeps the port `Lines`. `words` are what asyncpg wants to know to connect.

    No connection is asked whether it is alive before it is used. A first statement over one that
    turns out to be dead is repeated once over a new one: a BEGIN has done nothing yet, and every
    hot statement may be repeated (a message has its key, a turn its version).
    """

    def __init__(
        self, words: Mapping[str, Any], dialect: Dialect, connections: int = CONNECTIONS
    ) -> None:
        self._words, self._dialect = words, dialect
        self._idle: list[asyncpg.Connection] = []
        self._free = asyncio.Semaphore(connections)

    async def rows(self, hot: Hot, values: Values) -> list[Any]:
        return await self._once(lambda line: line.rows(hot, values))

    async def many(self, hot: Hot, values: Sequence[Values]) -> list[Any]:
        # what goes out in one go is one transaction, without BEGIN and COMMIT around it
        return await self._once(lambda line: line.many(hot, values))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Line]:
        async with self._free:
            connection, is_well = await self._first(_begin), False
            try:
                yield PostgresLine(connection, self._dialect)
                await connection.execute("COMMIT")
                is_well = True
            except Exception:  # whatever it is, the block's caller hears of it
                is_well = await _undone(connection)
                raise
            finally:
                if is_well:
                    self._idle.append(connection)
                else:
                    connection.terminate()

    async def _once(self, call: Callable[["PostgresLine"], Awaitable[list[Any]]]) -> list[Any]:
        """Make a call that is a transaction by itself."""
        found: list[Any] = []

        async def first(connection: asyncpg.Connection) -> None:
            found.extend(await call(PostgresLine(connection, self._dialect)))

        async with self._free:
            self._idle.append(await self._first(first))
        return found

    async def close(self) -> None:
        while self._idle:
            await self._idle.pop().close()

    async def _first(
        self, call: Callable[[asyncpg.Connection], Awaitable[None]]
    ) -> asyncpg.Connection:
        """Make the first call over a connection, and return the connection."""
        if self._idle:
            connection = self._idle.pop()
            try:
                await self._tried(connection, call)
                return connection
            except TimeoutError:
                raise  # it lives, and another one would have to wait as long
            except DEAD:
                self._drop_idle()  # whatever killed this one killed them all
        connection = await self._opened()
        await self._tried(connection, call)
        return connection

    async def _tried(
        self,
        connection: asyncpg.Connection,
        call: Callable[[asyncpg.Connection], Awaitable[None]],
    ) -> None:
        try:
            await call(connection)
        except BaseException as error:  # cut off, or gone: nobody knows what the server is doing
            if isinstance(error, asyncpg.PostgresError) and not isinstance(error, DEAD):
                self._idle.append(connection)  # the statement was refused, the connection is well
            else:
                connection.terminate()
            raise

    async def _opened(self) -> asyncpg.Connection:
        connection = await asyncpg.connect(**self._words)
        await connection.set_type_codec(
            "jsonb", schema="pg_catalog", encoder=str, decoder=json.loads
        )
        return connection

    def _drop_idle(self) -> None:
        while self._idle:
            self._idle.pop().terminate()


class PostgresLine:
    """Keeps the port `Line` on one connection."""

    def __init__(self, connection: asyncpg.Connection, dialect: Dialect) -> None:
        self._connection, self._dialect = connection, dialect

    async def rows(self, hot: Hot, values: Values) -> list[Any]:
        ready = hot.ready(self._dialect)
        return ready.rows(await self._connection.fetch(ready.sql, *ready.values(values)))

    async def count(self, hot: Hot, values: Values) -> int:
        ready = hot.ready(self._dialect)
        told: str = await self._connection.execute(ready.sql, *ready.values(values))
        return int(told.rpartition(" ")[2])  # "UPDATE 1", "INSERT 0 1"

    async def many(self, hot: Hot, values: Sequence[Values]) -> list[Any]:
        if len(values) == 1:
            return await self.rows(hot, values[0])
        ready = hot.ready(self._dialect)
        given = [ready.values(one) for one in values]
        return ready.rows(await self._connection.fetchmany(ready.sql, given))

    @asynccontextmanager
    async def apart(self) -> AsyncIterator[None]:
        await self._connection.execute("SAVEPOINT part")
        try:
            yield
        except Exception:  # whatever it is, the block's caller hears of it
            await self._connection.execute("ROLLBACK TO part")
            raise
        await self._connection.execute("RELEASE part")


async def _begin(connection: asyncpg.Connection) -> None:
    await connection.execute("BEGIN")


async def _undone(connection: asyncpg.Connection) -> bool:
    """Whether a transaction could be rolled back: then its connection is well."""
    try:
        await connection.execute("ROLLBACK")
    except (asyncpg.PostgresError, *DEAD):
        return False
    return True
