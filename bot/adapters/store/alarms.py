"""What a human must know: written with the change that caused it, listed here."""

from datetime import datetime

import sqlalchemy as sa

from bot.adapters.store.database import Database
from bot.adapters.store.tables import alarms
from bot.domain.parcels import Alarm


class SqlAlarms:
    """The port `Alarms` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def counts(self, since: datetime) -> dict[str, float]:
        by_kind = (
            sa.select(alarms.c.kind, sa.func.count().label("often"))
            .where(alarms.c.at >= since)
            .group_by(alarms.c.kind)
        )
        async with self._db.reading() as connection:
            return {row.kind: row.often for row in await connection.execute(by_kind)}

    async def recent(self, since: datetime, limit: int = 50) -> list[Alarm]:
        newest = (
            sa.select(alarms.c.kind, alarms.c.subject, alarms.c.text, alarms.c.at)
            .where(alarms.c.at >= since)
            .order_by(alarms.c.at.desc(), alarms.c.kind, alarms.c.subject)
            .limit(limit)
        )
        async with self._db.reading() as connection:
            return [Alarm(**row._asdict()) for row in await connection.execute(newest)]
