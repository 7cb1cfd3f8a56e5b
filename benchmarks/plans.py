"""Which tables are read from one end to the other: seen by the databases themselves."""

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from benchmarks.postgres import connected
from bot.adapters.store import nearby

LARGE = 1000
"""Rows: a smaller table is rightly read whole."""
SCAN = re.compile(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?")
EXPLAINABLE = ("SELECT", "UPDATE", "DELETE", "INSERT", "WITH")
READ_WHOLE = """
SELECT relname, seq_scan FROM pg_stat_user_tables
WHERE n_live_tup >= $1 AND seq_scan > 0"""


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that connections to SQLite opened meanwhile run, with its values in it."""
    heard: list[str] = []
    opened = nearby.opened

    def listening(file: Path, busy_s: float) -> sqlite3.Connection:
        connection = opened(file, busy_s)
        connection.set_trace_callback(heard.append)
        return connection

    nearby.opened = listening
    try:
        yield heard
    finally:
        nearby.opened = opened


def sqlite_scans(file: Path, heard: Sequence[str]) -> list[str]:
    """Which of these statements read a large table whole, and how SQLite puts it."""
    with closing(sqlite3.connect(file)) as connection:
        found = {}
        for statement in dict.fromkeys(heard):
            if statement.lstrip().upper().startswith(EXPLAINABLE):
                for line in connection.execute(f"EXPLAIN QUERY PLAN {statement}"):
                    if _reads_whole(connection, line[-1], statement):
                        found[line[-1]] = " ".join(statement.split())
        return [f"{line}: {statement[:300]}" for line, statement in found.items()]


async def scans_until_now(url: str) -> Mapping[str, int]:
    """How often each large table of this PostgreSQL was read whole, as far as it has counted."""
    async with connected(url) as connection:
        return {
            row["relname"]: row["seq_scan"] for row in await connection.fetch(READ_WHOLE, LARGE)
        }


def _reads_whole(connection: sqlite3.Connection, line: str, statement: str) -> bool:
    """A scan is one of a table of some size, or of an index that leaves no row out."""
    scan = SCAN.match(line)
    if scan is None or _is_partial(connection, scan[2]):
        return False
    return _rows(connection, _table(scan[1], statement)) >= LARGE


def _is_partial(connection: sqlite3.Connection, index: str | None) -> bool:
    """Whether the index only holds the few rows that are still of interest."""
    made = "SELECT sql FROM sqlite_master WHERE type = 'index' AND name = ?"
    row = connection.execute(made, (index,)).fetchone()
    return bool(row and row[0] and " WHERE " in row[0].upper())


def _table(name: str, statement: str) -> str:
    """The table that stands behind a name in this statement."""
    renamed = re.search(rf'"?(\w+)"?\s+AS\s+"?{name}"?\b', statement, re.IGNORECASE)
    return renamed[1] if renamed else name


def _rows(connection: sqlite3.Connection, table: str) -> int:
    """How many rows, up to what is large; none of a table that the statement itself made."""
    known = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    if not connection.execute(known, (table,)).fetchone():
        return 0
    few = f"SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT {LARGE})"
    rows: int = connection.execute(few).fetchone()[0]
    return rows
