"""The database: one writer at a time on SQLite, a pool on PostgreSQL, two doors on both."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.util import CommandError
from sqlalchemy.exc import ArgumentError, DBAPIError, InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.adapters.store import migrations, nearby
from bot.adapters.store.columns import written
from bot.adapters.store.failures import is_refused, told
from bot.adapters.store.hot import INSERTS, Hot, Insert, Line, Lines, Values
from bot.adapters.store.hot_postgresql import PostgresLines
from bot.adapters.store.hot_sqlite import SqliteLines
from bot.adapters.store.together import Given, Got, Together
from bot.domain.errors import BadSetting, StoreAway

log = logging.getLogger(__name__)

BUSY_S = 30
"""So long a SQLite writer waits for another process to finish writing."""

CLOSE_S = 5.0
"""So long a server may take to hear that we leave; what it does not hear ends with the process."""
UPGRADE_LOCK = 7_263_001
"""PostgreSQL's advisory lock that one upgrade at a time holds."""


ASYNCPG: dict[str, Any] = {
    "timeout": 10,
    # a server that vanished without a farewell would hold a worker until the kernel gives up
    "command_timeout": 60,
    "server_settings": {
        "application_name": "huiying",
        # a gateway that vanished in the middle of a turn must not keep its rows locked
        "idle_in_transaction_session_timeout": "60s",
    },
}
"""How every connection to PostgreSQL is opened."""
HOT: Mapping[str, Any] = {"timeout": 5, "command_timeout": 5}
"""Seconds: nobody waits longer for what every message needs, and a server that says nothing at all
would hold its connections for ever."""


class Database:
    """Every adapter's way to the database that `url` names.

    `sqlite:///file` or `postgresql://user:password@host/name`; the driver is chosen here. After
    `busy_s` seconds behind another process that writes, SQLite counts as away. So does a database
    that `is_behind`: it was away when it should have been upgraded.
    """

    def __init__(self, url: str, busy_s: float = BUSY_S) -> None:
        address = _address(url)
        self.is_behind = False
        self._together: list[Together[Any, Any]] = []
        self.is_sqlite = address.drivername.startswith("sqlite")
        if self.is_sqlite:
            _make_private(Path(str(address.database)))
            self._writer = _sqlite_engine(address, 1, busy_s)
            sa.event.listen(self._writer.sync_engine, "begin", _take_the_lock)
            self._reader = _sqlite_engine(address, 4, busy_s)
            turn = asyncio.Lock()
            self._turn: asyncio.Lock | nullcontext[None] = turn
            file = Path(str(address.database))
            self._lines: Lines = SqliteLines(file, busy_s, self._writer.dialect, turn)
        else:
            self._writer = _postgresql_engine(address)
            self._reader = self._writer.execution_options(isolation_level="AUTOCOMMIT")
            self._turn = nullcontext()
            words = self._writer.dialect.create_connect_args(address)[1]
            self._lines = PostgresLines({**words, **ASYNCPG, **HOT}, self._writer.dialect)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Everything inside is written when the block ends, or nothing if it raises.

        Never open one inside another: on SQLite the inner one would wait for ever.
        Raises TurnConflict if PostgreSQL had to choose between two transactions, and StoreAway.
        """
        with self._told():
            async with self._turn, self._writer.begin() as connection:
                yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A look at the database; on SQLite it never waits for the writer.

        Each statement sees what is there at that moment: a transaction around most often one of
        them would double its cost. Raises StoreAway.
        """
        with self._told():
            async with self._reader.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Line]:
        """As `transaction`, for hot statements."""
        with self._told():
            async with self._lines.transaction() as line:
                yield line

    async def rows(self, hot: Hot, values: Values) -> list[Any]:
        """As `reading`, for one hot statement."""
        with self._told():
            return await self._lines.rows(hot, values)

    async def many(self, hot: Hot, values: Sequence[Values]) -> list[Any]:
        """As `writing`, for one hot statement: what it returns for all of `values`."""
        with self._told():
            return await self._lines.many(hot, values)

    def together(
        self, do: Callable[[Sequence[Given]], Awaitable[Sequence[Got | Exception]]]
    ) -> Together[Given, Got]:
        """A `Together` that ends before the database is closed."""
        together = Together[Given, Got](do)
        self._together.append(together)
        return together

    async def upgrade(self) -> None:
        """Bring the schema up to date. Several processes may do so at once; one does the work.

        Raises BadSetting if a newer release has already changed the database, or if the address is
        wrong, and StoreAway if the database may yet come.
        """
        try:
            await self._upgrade()
            self.is_behind = False
        except CommandError as error:
            raise BadSetting(
                "HUIYING_DATABASE_URL：这个数据库已经由更新的版本写过。"
                "请启动那个版本，或换一个数据库。"
            ) from error
        except (StoreAway, TypeError, DBAPIError) as error:
            # TypeError: a word in the address that the driver does not know
            cause = error.orig if isinstance(error, DBAPIError) else error.__cause__ or error
            # who was away once may still be on the way: the server is up before its databases are
            may_come = isinstance(error, StoreAway) and not is_refused(cause)
            self.is_behind = self.is_behind or may_come
            raise (StoreAway if self.is_behind else BadSetting)(
                f"HUIYING_DATABASE_URL：数据库打不开（{type(cause).__name__}）。"
                "请启动数据库，或核对地址、库名和密码。"
            ) from None

    async def _upgrade(self) -> None:
        with told():
            if self.is_sqlite:
                async with self._turn, self._writer.begin() as connection:
                    await connection.run_sync(migrations.upgrade)
            else:
                await self._upgrade_postgresql()

    async def _upgrade_postgresql(self) -> None:
        # a large table takes as long as it takes
        patient = {**ASYNCPG, "command_timeout": None}
        engine = create_async_engine(self._writer.url, poolclass=sa.NullPool, connect_args=patient)
        try:
            async with engine.begin() as connection:
                await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(UPGRADE_LOCK)))
                await connection.run_sync(migrations.upgrade)
        finally:
            await engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        if self.is_behind:
            raise StoreAway("数据库还没有更新到这个版本：启动时连不上，连上后会自动更新。")
        with told():
            yield

    async def check(self) -> None:
        """Come back if the database answers, raise StoreAway if it does not."""
        async with self.reading() as connection:
            await connection.execute(sa.select(1))

    async def close(self) -> None:
        """Give all connections back, once what is being written is written."""
        for together in self._together:
            await together.close()
        try:
            async with asyncio.timeout(CLOSE_S):
                await self._lines.close()
                for engine in {self._writer, self._reader}:
                    await engine.dispose()
        except TimeoutError:
            log.warning("the database does not answer a farewell")


def inserting(connection: AsyncConnection, table: sa.Table) -> Insert:
    """An INSERT for this connection that can say what happens when the row is already there."""
    return INSERTS[connection.dialect.name](table)


def _address(url: str) -> sa.URL:
    try:
        address = sa.make_url(url)
    except (ArgumentError, ValueError):  # the second for a port that is no number
        raise _bad_url("不是一个地址") from None
    backend = address.get_backend_name()
    if backend == "sqlite":
        if address.database in (None, "", ":memory:"):
            raise _bad_url("sqlite:/// 后面缺少文件名")
        return address.set(drivername="sqlite+aiosqlite")
    if backend in ("postgresql", "postgres"):
        return _with_asyncpg_words(address.set(drivername="postgresql+asyncpg"))
    raise _bad_url(f"不支持 {backend}")


def _make_private(file: Path) -> None:
    """What citizens write is for this user's eyes only; SQLite's side files follow the file."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
    except OSError as error:
        raise BadSetting(
            f"HUIYING_DATA_DIR、HUIYING_DATABASE_URL：{file} 不能写入（{error.strerror}）。"
            "请换一个本用户能写的目录。"
        ) from None


def _bad_url(problem: str) -> BadSetting:
    return BadSetting(
        f"HUIYING_DATABASE_URL：{problem}。请写 sqlite:///文件路径 或 "
        "postgresql://用户:密码@主机/库名。"
    )


def _with_asyncpg_words(address: sa.URL) -> sa.URL:
    """Every PostgreSQL manual says `sslmode`; asyncpg calls it `ssl`."""
    mode = address.query.get("sslmode")
    if mode is None:
        return address
    return address.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})


def _sqlite_engine(address: sa.URL, connections: int, busy_s: float) -> AsyncEngine:
    file = Path(str(address.database))
    return create_async_engine(
        address,
        async_creator=lambda *_, **__: nearby.connect(file, busy_s),
        pool_size=connections,
        max_overflow=0,
        json_serializer=written,
        hide_parameters=True,
    )


def _take_the_lock(connection: sa.Connection) -> None:
    connection.exec_driver_sql(nearby.TAKES_THE_LOCK)


def _postgresql_engine(address: sa.URL) -> AsyncEngine:
    engine = create_async_engine(
        address,
        connect_args=dict(ASYNCPG),
        pool_size=5,
        max_overflow=5,
        json_serializer=written,
        hide_parameters=True,
    )

    @sa.event.listens_for(engine.sync_engine, "checkout")
    def taken(connection: Any, _record: object, _proxy: object) -> None:
        # pool_pre_ping would ask within a transaction: three round trips instead of one
        driver = connection.dbapi.asyncpg
        try:
            connection.run_async(lambda asked: asked.fetchrow(";"))
        except (
            driver.PostgresError,
            driver.InterfaceError,
            driver.InternalClientError,  # the server's farewell is read, its end not yet
            OSError,
        ):
            raise InvalidatePoolError from None

    return engine
