"""What new versions brought into the draft, in the tables of the knowledge base."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.database import Database, inserting
from bot.adapters.store.knowledge_tables import disputes, shipments
from bot.domain.shipping import Dispute

_OPEN = disputes.c.settled == ""


class SqlShipments:
    """The port `Shipments` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def last(self) -> int | None:
        newest = sa.select(sa.func.max(shipments.c.revision))
        async with self._db.reading() as connection:
            found: int | None = await connection.scalar(newest)
        return found

    async def record(self, before: int, after: int, items: Iterable[str], at: datetime) -> None:
        async with self._db.transaction() as connection:
            once = inserting(connection, shipments).on_conflict_do_nothing()
            await connection.execute(once.values(revision=after, at=at))
            for item in sorted(items):
                await _dispute(connection, Dispute(item, before, after), at)

    async def open(self) -> list[Dispute]:
        undecided = sa.select(disputes).where(_OPEN).order_by(disputes.c.item)
        async with self._db.reading() as connection:
            rows = await connection.execute(undecided)
            return [Dispute(row.item, row.before, row.after) for row in rows]

    async def settle(self, dispute: Dispute, how: str, by: str, at: datetime) -> bool:
        this = (disputes.c.item == dispute.item) & (disputes.c.after == dispute.after)
        async with self._db.transaction() as connection:
            decided = sa.update(disputes).where(this, _OPEN).values(settled=how, by=by, at=at)
            return bool((await connection.execute(decided)).rowcount)


async def _dispute(connection: AsyncConnection, new: Dispute, at: datetime) -> None:
    row = {**vars(new), "at": at, "settled": "", "by": ""}
    began = sa.case((_OPEN, disputes.c.before), else_=new.before)
    again = inserting(connection, disputes).on_conflict_do_update(
        index_elements=[disputes.c.item], set_={**row, "before": began}
    )
    await connection.execute(again, row)
