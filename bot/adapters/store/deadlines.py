"""Deadlines of what units hold, unit by unit: that is how the index over the open ones goes."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from bot.adapters.store import looks
from bot.adapters.store.database import Database
from bot.adapters.store.tables import outbox


class SqlDeadlines:
    """The port `Deadlines` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def between(self, since: datetime, until: datetime) -> AsyncIterator[Sequence[str]]:
        last = ""
        while unit := await self._next_unit(last):
            last = unit
            numbers = await self._numbers(unit, since, until)
            for first in range(0, len(numbers), looks.AT_ONCE):
                yield numbers[first : first + looks.AT_ONCE]

    async def known(self, parcels: Collection[str]) -> frozenset[str]:
        wanted = sa.select(outbox.c.id).where(outbox.c.id.in_(parcels))
        async with self._db.reading() as connection:
            return frozenset(await connection.scalars(wanted))

    async def _next_unit(self, last: str) -> str | None:
        async with self._db.reading() as connection:
            unit: str | None = await connection.scalar(looks.next_unit(last))
        return unit

    async def _numbers(self, unit: str, since: datetime, until: datetime) -> Sequence[str]:
        async with self._db.reading() as connection:
            return list(await connection.scalars(looks.due_of_unit(unit, since, until)))
