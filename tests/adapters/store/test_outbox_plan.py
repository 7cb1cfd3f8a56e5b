"""Among a million delivered parcels the few that wait are found by their own index."""

from datetime import timedelta

import sqlalchemy as sa

from bot.adapters.store import Database, SqlOutbox
from bot.adapters.store.outbox import claiming
from bot.adapters.store.tables import outbox
from tests.builders import NOW

MANY = 20_000

FILL = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many})
INSERT INTO outbox
    (id, addressee, target, lane, body, created_at, due_at, state, attempts, delivered_at)
SELECT 'p' || i, 'department', 'd' || (i % 25), 'lane' || i, '{{}}', '{at}', '{at}',
    CASE WHEN i % 1000 = 0 THEN 'waiting' ELSE 'delivered' END, 1, '{at}'
FROM n
"""


async def filled(db: Database) -> None:
    async with db.transaction() as connection:
        at = "2026-11-23 07:00:00.000000"
        await connection.execute(sa.text(FILL.format(many=MANY, at=at)))
        await connection.execute(sa.text("ANALYZE outbox"))


async def plan(db: Database, statement: sa.Executable) -> str:
    async with db.transaction() as connection:
        text = str(
            statement.compile(connection.sync_engine, compile_kwargs={"literal_binds": True})
        )
        explain = "EXPLAIN QUERY PLAN" if db.is_sqlite else "EXPLAIN"
        lines = await connection.exec_driver_sql(f"{explain} {text}")
        return "\n".join(str(line[-1]) for line in lines)


async def test_a_claim_looks_at_waiting_parcels_only(db: Database):
    """However many were delivered before."""
    await filled(db)

    steps = await plan(db, claiming(NOW, timedelta(seconds=90), 32, ["d1"]))

    assert "ix_outbox_waiting" in steps
    for whole_table in ("Seq Scan", "SCAN outbox", "SCAN other", "ix_outbox_delivered"):
        assert whole_table not in steps
    claimed = await SqlOutbox(db).claim(NOW, timedelta(seconds=90), 32, [])
    assert len(claimed) == MANY // 1000


async def test_a_count_never_reads_what_was_delivered(db: Database):
    """Health is asked often."""
    await filled(db)

    steps = await plan(
        db, sa.select(sa.func.count()).select_from(outbox).where(outbox.c.state == "waiting")
    )

    assert "ix_outbox_waiting" in steps
    assert (await SqlOutbox(db).count(NOW))["waiting"] == MANY // 1000
