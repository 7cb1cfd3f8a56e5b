"""What the databases' errors mean to us."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.domain.errors import StoreAway, TurnConflict

LOST_THE_RACE = frozenset({"40001", "40P01"})
"""PostgreSQL: serialization failure, deadlock."""

AWAY_CLASSES = ("08", "28", "57P", "58")
"""PostgreSQL: no connection, not let in, starting up or shutting down, the disk does not answer."""
AWAY_STATES = frozenset({"25006", "25P03", "3D000", "53100", "53200", "53300"})
"""PostgreSQL: a copy that may not write, cut off while idle, no such database (yet), and out of
disk, memory and connections."""
REFUSED = ("28", "3D000")
"""PostgreSQL: not let in, no such database."""
AWAY_CODES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    }
)
"""SQLite: another process did not stop writing, the file or its disk is gone, full or sick."""
LOST_CONNECTION = (asyncpg.InterfaceError, asyncpg.InternalClientError)
"""asyncpg found out by itself that the server is gone."""
TAKEN = (IntegrityError, asyncpg.IntegrityConstraintViolationError, sqlite3.IntegrityError)


@contextmanager
def told() -> Iterator[None]:
    """Turn what the database raises into StoreAway or TurnConflict, where it means that.

    Whatever else it raises is a fault of ours, and leaves as it is.
    """
    try:
        yield
    except (OSError, PoolTimeout) as error:  # what asyncpg raises without a connection
        raise StoreAway("数据库连不上：请看它是否在运行，地址和网络是否正确。") from error
    except (DBAPIError, asyncpg.PostgresError, *LOST_CONNECTION, sqlite3.Error) as error:
        # the driver's own error: SQLAlchemy's would show the statement
        cause = (error.orig or error) if isinstance(error, DBAPIError) else error
        if _state(cause) in LOST_THE_RACE:
            raise TurnConflict("two transactions met") from None
        if _is_away(cause) or (isinstance(error, DBAPIError) and error.connection_invalidated):
            raise StoreAway("数据库连不上或写不进去：请看它是否在运行，磁盘是否已满。") from cause
        if isinstance(cause, asyncpg.PostgresError):
            cause.detail = None  # the row it refused, with a citizen's words in it
        raise


@contextmanager
def conflict_if_taken(what: str) -> Iterator[None]:
    """Turn a duplicate key into TurnConflict."""
    try:
        yield
    except TAKEN:
        raise TurnConflict(f"{what} was written by somebody else") from None


def is_refused(cause: BaseException | None) -> bool:
    """Whether the server is there, and knows neither this user with this password nor the name."""
    return cause is not None and (_state(cause) or "").startswith(REFUSED)


def _is_away(cause: BaseException) -> bool:
    state = _state(cause)
    if state is not None:
        return state.startswith(AWAY_CLASSES) or state in AWAY_STATES
    code: int | None = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in AWAY_CODES  # the rest of the number says where it happened
    return isinstance(cause, LOST_CONNECTION)


def _state(cause: BaseException) -> str | None:
    """PostgreSQL's five letters; None for SQLite and for what the driver found out itself."""
    state: str | None = getattr(cause, "sqlstate", None)
    return state
