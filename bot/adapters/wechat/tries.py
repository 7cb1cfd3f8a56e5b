"""What we tried to send to citizens, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.database import Database
from bot.adapters.store.hot import Hot
from bot.adapters.store.script import Script
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


_ITS_RESULT: dict[str, Any] = {"result": sa.bindparam("became")}
REPORTED = Hot(
    sa.update(sends).where(sends.c.message_id == sa.bindparam("sent_as")).values(_ITS_RESULT)
)
_NEWEST = (
    sa.select(sa.func.max(sends.c.id))
    .where(
        sends.c.citizen == sa.bindparam("of"),
        sends.c.channel == sa.bindparam("way"),
        sends.c.result.is_(None),
    )
    .scalar_subquery()
)
REPORTED_LAST = Hot(sa.update(sends).where(sends.c.id == _NEWEST).values(_ITS_RESULT))


def reported(script: Script, message_id: str, result: str) -> None:
    """WeChat reported what became of a template message."""
    script.add(REPORTED, {"sent_as": message_id, "became": result})


def reported_last(script: Script, citizen: str, channel: str, result: str) -> None:
    """As `reported`, where WeChat told us no id: the newest try without a result."""
    script.add(REPORTED_LAST, {"of": citizen, "way": channel, "became": result})


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
            await connection.execute(sa.update(sends).where(which).values(**values))
