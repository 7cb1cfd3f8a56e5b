"""Makes a database of any size out of a small one: real rows, copied under other names and days.

Everything that a citizen with a finished ticket left behind is copied inside the database, so that
the copies have whatever shape rows have today. Their words stay, and are the same in all copies;
what the dialogue remembers of a finished conversation is left out, because it is the most by far.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

import bot.adapters.wechat.tables  # noqa: F401  # its tables stand on the house's metadata
from benchmarks.postgres import connected
from bot.adapters.store.columns import Moment
from bot.adapters.store.tables import metadata
from bot.domain.zone import SHANGHAI

BY_NUMBER = ("tickets", "ticket_events", "outbox")
BY_CITIZEN = ("inbox", "conversations", "contacts", "sends")
NAMES = frozenset({"citizen", "openid", "key", "id", "lane", "parcel", "message_id"})
"""Columns whose text is somebody's or something's name: each copy gets a name of its own."""

MOST_TEMPLATES = 100
COPIES_AT_ONCE = 1000
DAYS = 365
SPREAD = 367
"""Numbers of one day lie apart as drawn ones do; it has no factor in common with a million."""

TEMPLATES = f"""
CREATE TABLE IF NOT EXISTS bench_templates AS
SELECT number, citizen, row_number() OVER (ORDER BY number) AS place FROM tickets
WHERE state = 'answered' AND NOT EXISTS
    (SELECT 1 FROM outbox WHERE outbox.number = tickets.number AND outbox.state <> 'delivered')
LIMIT {MOST_TEMPLATES}"""

# Copies go into bare tables: an index over all of them at the end is sorted, not searched.
POSTGRESQL_INDEXES = """
SELECT indexname, indexdef FROM pg_indexes
WHERE tablename = ANY($1) AND indexname LIKE 'ix\\_%'"""
SQLITE_INDEXES = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND name LIKE 'ix\\_%' ESCAPE '\\'"
)
SQLITE_IN_A_HURRY = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-800000"


@dataclass(frozen=True)
class Dialect:
    """How one database says what the copies need. `{}` stands for the column."""

    series: str
    mark: str
    shifted: str
    day: str
    four: str
    two: str


SQLITE = Dialect(
    series="(WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})"
    " SELECT i FROM n)",
    mark="printf('%08x', {})",
    shifted="strftime('%Y-%m-%d %H:%M:%f', {}, '-' || (i % 365) || ' days') || '000'",
    day="strftime('%Y%m%d', '{today}', '-' || (1 + {g} % 365) || ' days')",
    four="printf('%04d', {})",
    two="printf('%02d', {})",
)
POSTGRESQL = Dialect(
    series="(SELECT generate_series({first}, {last}) AS i)",
    mark="lpad(to_hex({}), 8, '0')",
    shifted="{} - make_interval(days => (i % 365)::int)",
    day="to_char(date '{today}' - (1 + {g} % 365)::int, 'YYYYMMDD')",
    four="lpad(({})::text, 4, '0')",
    two="lpad(({})::text, 2, '0')",
)


async def grow(url: str, tickets: int, say: Callable[[str], None]) -> None:
    """Bring the database to about so many tickets; nobody else may use it meanwhile.

    Raises RuntimeError if no citizen in it has a ticket that was answered.
    """
    if url.startswith("postgresql:"):
        await _grow_postgresql(url, tickets, say)
    else:
        await asyncio.to_thread(_grow_sqlite, url.removeprefix("sqlite:///"), tickets, say)


async def _grow_postgresql(url: str, tickets: int, say: Callable[[str], None]) -> None:
    async with connected(url) as connection:
        await connection.execute(TEMPLATES)
        templates = await connection.fetchval("SELECT count(*) FROM bench_templates")
        copies = await connection.fetchval(_copied())
        indexes = await connection.fetch(POSTGRESQL_INDEXES, [*BY_NUMBER, *BY_CITIZEN])
        await connection.execute("SET maintenance_work_mem = '512MB'")
        for index in indexes:
            await connection.execute(f"DROP INDEX {index['indexname']}")
        for first, last in _steps(templates, copies, tickets):
            say(f"PostgreSQL: {last * templates} tickets")
            for statement in _copies(POSTGRESQL, templates, first, last):
                await connection.execute(statement)
        for index in indexes:
            await connection.execute(index["indexdef"])
        # what autovacuum would do in the next minutes, in the middle of a measurement
        await connection.execute("VACUUM (ANALYZE)")
        await connection.execute("CHECKPOINT")


def _grow_sqlite(file: str, tickets: int, say: Callable[[str], None]) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.executescript(SQLITE_IN_A_HURRY)
        connection.execute(TEMPLATES)
        (templates,) = connection.execute("SELECT count(*) FROM bench_templates").fetchone()
        (copies,) = connection.execute(_copied()).fetchone()
        indexes = connection.execute(SQLITE_INDEXES).fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        for first, last in _steps(templates, copies, tickets):
            say(f"SQLite: {last * templates} tickets")
            connection.execute("BEGIN IMMEDIATE")
            for statement in _copies(SQLITE, templates, first, last):
                connection.execute(statement)
            connection.execute("COMMIT")
        for _, made in indexes:
            connection.execute(made)
        connection.execute("PRAGMA journal_mode=WAL")


def _copied() -> str:
    """Only copies have a number of another day than today."""
    return f"SELECT count(*) FROM tickets WHERE number < '{datetime.now(SHANGHAI):%Y%m%d}'"


def _steps(templates: int, copies: int, wanted: int) -> Iterator[tuple[int, int]]:
    """From which copy to which, in bites that a transaction can swallow."""
    if not templates:
        raise RuntimeError("no ticket was answered: there is nothing to copy")
    done, last = copies // templates, wanted // templates
    for first in range(done + 1, last + 1, COPIES_AT_ONCE):
        yield first, min(first + COPIES_AT_ONCE - 1, last)


def _copies(dialect: Dialect, templates: int, first: int, last: int) -> Iterator[str]:
    """One INSERT a table."""
    series = dialect.series.format(first=first, last=last)
    for names, join in ((BY_NUMBER, "number"), (BY_CITIZEN, "citizen")):
        for name in names:
            table = metadata.tables[name]
            columns = [column for column in table.columns if not _counts_by_itself(column)]
            values = (_value(dialect, column, templates) for column in columns)
            yield (
                f"INSERT INTO {name} ({', '.join(column.name for column in columns)}) "
                f"SELECT {', '.join(values)} FROM {name} AS x "
                f"JOIN bench_templates AS s ON s.{join} = x.{join} CROSS JOIN {series} AS n"
                f"{_finished(name)}"
            )


def _counts_by_itself(column: sa.Column[object]) -> bool:
    return column.primary_key and column.autoincrement is True


def _value(dialect: Dialect, column: sa.Column[object], templates: int) -> str:
    """What a copy has in this column."""
    here = f"x.{column.name}"
    if column.name == "memory":
        return "'[]'"
    if isinstance(column.type, Moment):
        return dialect.shifted.format(here)
    if column.name == "number":
        return _number(dialect, templates)
    if column.name == "target":
        return f"CASE WHEN x.addressee = 'citizen' THEN {_name(dialect, here)} ELSE {here} END"
    return _name(dialect, here) if column.name in NAMES else here


def _name(dialect: Dialect, here: str) -> str:
    """Its own for each copy, and in as little order as names are."""
    mark = dialect.mark.format("((i * 1000 + s.place) * 2654435761 % 4294967296)")
    return f"{mark} || {here}"


def _number(dialect: Dialect, templates: int) -> str:
    """A ticket's number: a day of the last year, six digits that no other ticket of it has."""
    g = f"((i - 1) * {templates} + s.place)"
    digits = f"({g} / {DAYS} * {SPREAD} % 1000000)"
    today = f"{datetime.now(SHANGHAI) - timedelta(days=1):%Y-%m-%d}"
    day = dialect.day.format(today=today, g=g)
    four, two = dialect.four.format(f"{digits} / 100"), dialect.two.format(f"{digits} % 100")
    return f"{day} || '-' || {four} || '-' || {two}"


def _finished(table: str) -> str:
    """Nothing that waits is copied: the workers would have a million things to do."""
    return {"outbox": " WHERE x.state = 'delivered'", "inbox": " WHERE x.done"}.get(table, "")
