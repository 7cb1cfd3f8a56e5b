"""How a database would answer, among so many rows that it matters."""

import sqlalchemy as sa

from bot.adapters.store import Database

MANY = 20_000
AT = "2026-11-23 07:00:00.000000"
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many})"


async def fill(db: Database, table: str, columns: str, values: str, many: int = MANY) -> None:
    """So many rows; `values` is a select list over n.i."""
    insert = f"{NUMBERS.format(many=many)} INSERT INTO {table} ({columns}) SELECT {values} FROM n"
    async with db.transaction() as connection:
        await connection.execute(sa.text(insert))
        await connection.execute(sa.text(f"ANALYZE {table}"))


async def plan(db: Database, statement: sa.Executable) -> str:
    """The steps, a line each."""
    async with db.transaction() as connection:
        compiled = statement.compile(connection.sync_engine, compile_kwargs={"literal_binds": True})
        explain = "EXPLAIN QUERY PLAN" if db.is_sqlite else "EXPLAIN"
        lines = await connection.exec_driver_sql(f"{explain} {compiled}")
        return "\n".join(str(line[-1]) for line in lines)


def reads_whole(table: str, steps: str) -> bool:
    """Whether a step of the plan goes through all rows of this table, or of an index over it."""
    alone = {f"SCAN {table}", f"Seq Scan on {table}"}
    return any(line.strip(" ->").startswith(scan) for line in steps.splitlines() for scan in alone)
