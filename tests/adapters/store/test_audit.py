"""The audit cannot be edited by anyone."""

import pytest
import sqlalchemy as sa

from bot.adapters.store import Database, SqlAudit
from bot.adapters.store.people_tables import audit
from tests.builders import NOW

REPLACED = {
    "sqlite": "INSERT OR REPLACE INTO audit (id, at, who, what, subject, details) "
    "SELECT id, at, 'somebody', what, subject, details FROM audit",
    "postgresql": "INSERT INTO audit SELECT * FROM audit "
    "ON CONFLICT (id) DO UPDATE SET who = 'somebody'",
}


@pytest.mark.parametrize(
    "change",
    [
        sa.update(audit).values(who="somebody"),
        sa.update(audit).where(audit.c.id == 1).values(details={}),
        sa.delete(audit),
        sa.text("TRUNCATE audit"),
        REPLACED,
    ],
    ids=["update", "update one", "delete", "truncate", "replace"],
)
async def test_no_line_can_be_changed_or_removed(db: Database, change):
    """The database itself refuses, whoever asks."""
    book = SqlAudit(db)
    await book.write("p1", "case_read", "20261123-4821-07", {"address": "10.0.0.1"}, NOW)
    before = await book.read()

    if isinstance(change, dict):
        change = sa.text(change["sqlite" if db.is_sqlite else "postgresql"])

    with pytest.raises(sa.exc.DBAPIError):
        async with db.transaction() as connection:
            await connection.execute(change)

    assert await book.read() == before
