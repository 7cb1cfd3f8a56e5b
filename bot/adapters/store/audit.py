"""The audit: lines that are added and read. The database refuses every other step."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.adapters.store.database import Database
from bot.adapters.store.people_tables import audit
from bot.services.ports.audit import AuditLine, Entry


class SqlAudit:
    """The port `Audit` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def write(
        self, who: str, what: str, subject: str, details: Mapping[str, str], at: datetime
    ) -> None:
        async with self._db.transaction() as connection:
            await connection.execute(written(Entry(who, what, subject, at, details)))

    async def read(
        self,
        before_id: int | None = None,
        limit: int = 50,
        who: str | None = None,
        what: str | None = None,
        subject: str | None = None,
    ) -> list[AuditLine]:
        wanted = sa.select(audit).order_by(audit.c.id.desc()).limit(limit)
        if before_id is not None:
            wanted = wanted.where(audit.c.id < before_id)
        for column, value in ((audit.c.who, who), (audit.c.what, what), (audit.c.subject, subject)):
            if value is not None:
                wanted = wanted.where(column == value)
        async with self._db.reading() as connection:
            return [_line(row) for row in await connection.execute(wanted)]


def written(entry: Entry) -> sa.Insert:
    """The statement that writes this line, for a transaction that does what it tells of."""
    return sa.insert(audit).values(**vars(entry) | {"details": dict(entry.details)})


def _line(row: sa.Row[Any]) -> AuditLine:
    return AuditLine(row.id, row.who, row.what, row.subject, row.details, row.at)
