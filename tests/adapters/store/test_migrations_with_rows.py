"""An upgrade of a database that is in use: every row is there afterwards, as it was.

There is no way down: who goes back restores the backup (docs/operators/running.md).
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from bot.adapters.store import Database, migrations
from bot.adapters.store.tables import metadata
from tests.adapters.store.test_migrations import _differences
from tests.builders import NOW

EARLIER = "0013"
"""The release that is in use somewhere; steps after it meet rows."""
WORDS, NUMBER = "诉求“路灯”\n第二行", 1
SAMPLES: Mapping[type, Any] = {
    sa.Text: WORDS,
    sa.BigInteger: NUMBER,
    sa.Integer: NUMBER,
    sa.Boolean: True,
    sa.Float: 0.5,
    sa.LargeBinary: b"\x00\xff",
    sa.DateTime: NOW,
    sa.JSON: {"路灯": ["坏了", 2, None]},
}
"""The same everywhere, so that whatever points to another row finds it."""
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@pytest.fixture
async def earlier(empty_url: str):
    """A database of that release with a row in every table."""
    db = Database(empty_url)
    try:
        async with db.transaction() as connection:
            await connection.run_sync(partial(migrations.upgrade, to=EARLIER))
            await connection.run_sync(_fill)
        yield db
    finally:
        await db.close()


async def test_every_row_of_an_earlier_release_is_there_after_the_upgrade(earlier: Database):
    """Byte for byte; what is new since is empty, and the schema is the one that is expected."""
    async with earlier.transaction() as connection:
        columns = await connection.run_sync(_columns)
        before = await connection.run_sync(_rows, columns)

    await earlier.upgrade()

    async with earlier.reading() as connection:
        assert await connection.run_sync(_rows, columns) == before
        assert await connection.run_sync(_differences) == []
        offers = await connection.execute(sa.select(metadata.tables["unanswered"].c.offer))
        assert [row.offer for row in offers] == [None]
    assert len(before) > 30
    assert all(len(rows) == 1 for rows in before.values())


async def test_an_upgraded_database_is_written_on_with(earlier: Database):
    """Numbers go on behind those that were given."""
    await earlier.upgrade()
    unanswered = metadata.tables["unanswered"]

    async with earlier.transaction() as connection:
        row = {"text": WORDS, "why": WORDS, "at": NOW, "offer": WORDS}
        await connection.execute(sa.insert(unanswered).values(row))

    async with earlier.reading() as connection:
        found = (await connection.execute(sa.select(unanswered).order_by(unanswered.c.id))).all()
    assert [row.offer for row in found] == [None, WORDS]
    assert found[0].id < found[1].id


def _columns(connection: sa.Connection) -> dict[str, list[str]]:
    """Those of our tables that stand in this database."""
    there = sa.inspect(connection)
    return {
        table.name: [one["name"] for one in there.get_columns(table.name)]
        for table in metadata.sorted_tables
        if there.has_table(table.name)
    }


def _fill(connection: sa.Connection) -> None:
    for name, columns in _columns(connection).items():
        table = metadata.tables[name]
        counted = table.autoincrement_column
        row = {
            one: _sample(table.c[one])
            for one in columns
            if counted is None or table.c[one] is not counted
        }
        connection.execute(sa.insert(table).values(row))


def _sample(column: sa.Column[Any]) -> Any:
    kind = column.type.impl if isinstance(column.type, sa.TypeDecorator) else column.type
    return next(value for known, value in SAMPLES.items() if isinstance(kind, known))


def _rows(connection: sa.Connection, columns: Mapping[str, Sequence[str]]) -> Rows:
    return {
        name: [
            dict(row._mapping)
            for row in connection.execute(
                sa.select(*(metadata.tables[name].c[one] for one in names))
            )
        ]
        for name, names in columns.items()
    }
