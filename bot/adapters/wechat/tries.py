"""What we tried to send to citizens, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.database import Database
from bot.adapters.wechat.tables import sends


class End(StrEnum):
    """How a try ended."""

    OPEN = "open"  # under way, or the process died before it knew
    SENT = "sent"
    UNKNOWN = "unknown"  # sent, and no answer came
    UNCERTAIN = "uncertain"  # unknown, and handed to a human
    CLOSED = "closed"  # WeChat said the window is closed: no right is left in it


@dataclass(frozen=True)
class Try:
    """One try to send one parcel."""

    id: int
    channel: str
    end: End
    at: datetime


async def begin(
    connection: AsyncConnection,
    citizen: str,
    parcel: str,
    channel: str,
    now: datetime,
    opened_by: str | None = None,
    end: End = End.OPEN,
) -> int:
    """Write down, within the caller's transaction, that a try begins. Returns its id."""
    insert = sa.insert(sends).values(
        citizen=citizen,
        parcel=parcel,
        channel=channel,
        opened_by=opened_by,
        state=end.value,
        at=now,
    )
    return int((await connection.execute(insert.returning(sends.c.id))).scalar_one())


async def reported(connection: AsyncConnection, message_id: str, result: str) -> None:
    """WeChat reported what became of a template message."""
    await _change(connection, sends.c.message_id == message_id, result=result)


async def reported_last(
    connection: AsyncConnection, citizen: str, channel: str, result: str
) -> None:
    """As `reported`, where WeChat told us no id: the newest try without a result."""
    newest = (
        sa.select(sa.func.max(sends.c.id))
        .where(sends.c.citizen == citizen, sends.c.channel == channel, sends.c.result.is_(None))
        .scalar_subquery()
    )
    await _change(connection, sends.c.id == newest, result=result)


async def _change(
    connection: AsyncConnection, which: sa.ColumnElement[bool], **values: str | None
) -> None:
    await connection.execute(sa.update(sends).where(which).values(**values))


class Tries:
    """The log of everything sent, in the database, so that no second worker repeats it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, citizen: str, parcel: str, channel: str, now: datetime) -> int:
        """Write down that a try begins which needs no right of the ledger."""
        async with self._database.transaction() as connection:
            return await begin(connection, citizen, parcel, channel, now)

    async def of(self, parcel: str) -> Sequence[Try]:
        """Earlier tries of this parcel, oldest first."""
        query = sa.select(sends).where(sends.c.parcel == parcel).order_by(sends.c.id)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return [Try(row.id, row.channel, End(row.state), row.at) for row in rows]

    async def sent(self, try_id: int, message_id: str | None) -> None:
        """WeChat took it; `message_id` is the name under which its result may be reported."""
        await self._change(sends.c.id == try_id, state=End.SENT.value, message_id=message_id)

    async def unknown(self, try_id: int) -> None:
        """It was sent and nobody answered."""
        await self._change(sends.c.id == try_id, state=End.UNKNOWN.value)

    async def hand_over(self, parcel: str) -> None:
        """A human decides from here on: tries without a known end stop counting."""
        unfinished = sends.c.state.in_([End.OPEN.value, End.UNKNOWN.value])
        await self._change((sends.c.parcel == parcel) & unfinished, state=End.UNCERTAIN.value)

    async def undo(self, try_id: int) -> None:
        """It did not go out: the right it took is free again."""
        async with self._database.transaction() as connection:
            await connection.execute(sa.delete(sends).where(sends.c.id == try_id))

    async def _change(self, which: sa.ColumnElement[bool], **values: str | None) -> None:
        async with self._database.transaction() as connection:
            await _change(connection, which, **values)
