"""Statements that every message needs: written once in Core, run by the driver itself.

SQLAlchemy's layers for asyncio and results take several times as long as the drivers. So a hot
statement is compiled once for each kind of database, and its values are converted by the types of
its own columns, on the way in and on the way out. Everything else stays with SQLAlchemy.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect

INSERTS: Mapping[str, type[postgresql.Insert] | type[sqlite.Insert]] = {
    "sqlite": sqlite.Insert,
    "postgresql": postgresql.Insert,
}
"""By dialect: an INSERT that can say what happens when the row is already there."""

Insert = postgresql.Insert | sqlite.Insert
Convert = Callable[[Any], Any] | None
Values = Mapping[str, Any]


class Hot:
    """A statement and, once somebody ran it, its compiled form for each dialect."""

    def __init__(self, statement: sa.Executable | Mapping[str, sa.Executable]) -> None:
        self.statement: Any = statement
        self._ready: dict[str, Ready] = {}

    @classmethod
    def inserting(cls, table: sa.Table, build: Callable[[Insert], sa.Executable]) -> "Hot":
        """What `build` makes of an INSERT into this table, for either dialect.

        Every column is given by its name, but for those that `build` gives itself and those that
        the database fills.
        """
        given: dict[str, Any] = {
            column.name: sa.bindparam(column.name)
            for column in table.c
            if column.autoincrement is not True and column.server_default is None
        }
        return cls(
            {name: build(insert(table).inline().values(given)) for name, insert in INSERTS.items()}
        )

    def ready(self, dialect: Dialect) -> "Ready":
        """As this dialect's driver takes it."""
        ready = self._ready.get(dialect.name)
        if ready is None:
            one = self.statement
            if isinstance(one, Mapping):
                one = one[dialect.name]
            ready = self._ready[dialect.name] = Ready(one, dialect)
        return ready


class Ready:
    """A compiled statement, the way of values into it and of rows out of it."""

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.sql = str(compiled)
        self._binds = [_bind(name, compiled, dialect) for name in compiled.positiontup]
        columns = getattr(statement, "exported_columns", ())
        self._row = _row([column.name for column in columns])
        self._readers = [_reader(column.type, dialect) for column in columns]

    def values(self, given: Values) -> list[Any]:
        """In the order in which the statement has them. Raises KeyError for one that is missing."""
        return [
            fixed if name is None else convert(given[name]) if convert else given[name]
            for name, fixed, convert in self._binds
        ]

    def rows(self, found: Iterable[Sequence[Any]]) -> list[Any]:
        """Rows that know their columns by name."""
        readers, make = self._readers, self._row._make
        return [
            make([read(one) if read else one for read, one in zip(readers, row, strict=True)])
            for row in found
        ]


class Line(Protocol):
    """Runs hot statements inside a transaction."""

    async def rows(self, hot: Hot, values: Values) -> list[Any]:
        """What the statement returns."""
        ...

    async def count(self, hot: Hot, values: Values) -> int:
        """How many rows it changed."""
        ...

    async def many(self, hot: Hot, values: Sequence[Values]) -> list[Any]:
        """Run it for each of `values`, in one go; what all of them return."""
        ...

    def apart(self) -> AbstractAsyncContextManager[None]:
        """A part of the transaction: if it raises, it alone is undone."""
        ...


class Lines(Protocol):
    """The hot side of one kind of database. Every verb may raise what the driver raises."""

    async def rows(self, hot: Hot, values: Values) -> list[Any]:
        """A look: what is there at this moment."""
        ...

    async def many(self, hot: Hot, values: Sequence[Values]) -> list[Any]:
        """Run it for each of `values` in a transaction of its own; what all of them return."""
        ...

    def transaction(self) -> AbstractAsyncContextManager[Line]:
        """Everything inside is written when the block ends, or nothing if it raises."""
        ...

    async def close(self) -> None: ...


def _row(columns: Sequence[str]) -> Any:
    return namedtuple("Row", columns)


def _bind(name: str, compiled: Any, dialect: Dialect) -> tuple[str | None, Any, Convert]:
    """A value to be given by name; or, without a name, one that stands in the statement."""
    bound = compiled.binds[name]
    convert = bound.type.dialect_impl(dialect).bind_processor(dialect)
    if bound.required:
        return name, None, convert
    return None, convert(bound.value) if convert else bound.value, None


def _reader(kind: sa.types.TypeEngine[Any], dialect: Dialect) -> Convert:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
