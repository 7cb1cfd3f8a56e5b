"""What one process does for all, and when it was begun last."""

from datetime import datetime

import sqlalchemy as sa

from bot.adapters.store.database import Database, inserting
from bot.adapters.store.tables import rounds


class SqlRounds:
    """The port `Rounds` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def begun(self, job: str, since: datetime) -> bool:
        lately = sa.select(rounds.c.job).where(rounds.c.job == job, rounds.c.at >= since)
        async with self._db.reading() as connection:
            return (await connection.execute(lately)).first() is not None

    async def take(self, job: str, since: datetime, now: datetime) -> bool:
        async with self._db.transaction() as connection:
            insert = inserting(connection, rounds).values(job=job, at=now)
            begun = insert.on_conflict_do_update(
                index_elements=["job"], set_={"at": now}, where=rounds.c.at < since
            ).returning(rounds.c.job)
            return (await connection.execute(begun)).first() is not None
