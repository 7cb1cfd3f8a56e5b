"""The schema that the steps build is the schema that the code expects."""

import asyncio
import multiprocessing
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import bot.adapters.wechat.tables  # its tables stand on the same metadata
from bot.adapters.store import Database
from bot.adapters.store.search_tables import SEARCH
from bot.adapters.store.tables import metadata
from bot.domain.errors import BadSetting

assert bot.adapters.wechat.tables


def _is_a_table_of_ours(name: str | None, kind: str, parents: object) -> bool:
    """The index for searching is of another kind on each database."""
    return kind != "table" or not str(name).startswith(SEARCH)


def _differences(connection: sa.Connection) -> list[Any]:
    opts = {"compare_type": True, "include_name": _is_a_table_of_ours}
    context = MigrationContext.configure(connection, opts=opts)
    return compare_metadata(context, metadata)


def _conditions(connection: sa.Connection) -> dict[str, str | None]:
    """The condition of every partial index, as the database tells it."""
    dialect = connection.dialect.name
    return {
        str(index["name"]): str(index["dialect_options"][f"{dialect}_where"])
        for table in metadata.tables
        for index in sa.inspect(connection).get_indexes(table)
        if f"{dialect}_where" in index.get("dialect_options", {})
    }


async def test_the_steps_build_what_the_code_expects(db: Database):
    """Every table, column, type, key and index."""
    async with db.reading() as connection:
        assert await connection.run_sync(_differences) == []


async def test_the_indexes_over_few_rows_are_over_few_rows(db: Database):
    """Each keeps the condition that its name promises."""
    expected = {
        str(index.name)
        for table in metadata.tables.values()
        for index in table.indexes
        if index.dialect_options["sqlite"]["where"] is not None
    }

    async with db.reading() as connection:
        conditions = await connection.run_sync(_conditions)

    assert set(conditions) == expected
    for state in ("waiting", "held", "given_up", "uncertain", "delivered"):
        assert any(f"'{state}'" in str(condition) for condition in conditions.values())


def _upgrade(url: str, results: Any) -> None:
    async def upgrade() -> None:
        database = Database(url)
        await database.upgrade()
        await database.close()

    try:
        asyncio.run(upgrade())
    except Exception as error:  # the parent must hear of whatever went wrong
        results.put(repr(error))
    else:
        results.put("upgraded")


def test_processes_that_start_at_once_upgrade_once(empty_url: str):
    """Gateway, worker and their replicas need no order of starting."""
    context = multiprocessing.get_context("forkserver")
    results = context.Queue()
    starters = [context.Process(target=_upgrade, args=(empty_url, results)) for _ in range(4)]

    for starter in starters:
        starter.start()

    assert [results.get(timeout=300) for _ in starters] == ["upgraded"] * 4
    for starter in starters:
        starter.join()


async def test_an_upgrade_that_fails_leaves_nothing_behind(empty_url: str):
    """A table that stands in the way: the schema is all there or not at all."""
    database = Database(empty_url)
    async with database.transaction() as connection:
        await connection.execute(sa.text("CREATE TABLE letters (id INTEGER)"))

    with pytest.raises(BadSetting):
        await database.upgrade()

    async with database.reading() as connection:
        tables = await connection.run_sync(lambda c: sa.inspect(c).get_table_names())
    assert tables == ["letters"]
    await database.close()


async def test_a_database_of_a_newer_release_is_refused(empty_url: str):
    """Rather than written to by a program that does not know its tables."""
    db = Database(empty_url)
    await db.upgrade()
    async with db.transaction() as connection:
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(BadSetting, match="更新的版本"):
        await db.upgrade()
    await db.close()
