"""Calls that WeChat does not let this account make, as every replica must know."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.adapters.store.database import Database, inserting
from bot.adapters.wechat.tables import capabilities


@dataclass(frozen=True)
class Shut:
    """A call that is switched off, by which error code, and until when we believe it."""

    name: str
    code: int
    since: datetime
    until: datetime


class Capabilities:
    """What is switched off. Whatever is not here works, as far as we know."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def shut(self, name: str, code: int, now: datetime, until: datetime) -> None:
        """Switch off until `until`. `since` stays that of the first time in a row."""
        async with self._database.transaction() as connection:
            insert = inserting(connection, capabilities).values(
                name=name, code=code, since=now, until=until
            )
            still = capabilities.c.until >= now
            await connection.execute(
                insert.on_conflict_do_update(
                    index_elements=[capabilities.c.name],
                    set_={
                        "code": code,
                        "until": until,
                        "since": sa.case((still, capabilities.c.since), else_=now),
                    },
                )
            )

    async def open(self, name: str) -> None:
        """It was tried, and works again."""
        async with self._database.transaction() as connection:
            await connection.execute(sa.delete(capabilities).where(capabilities.c.name == name))

    async def shut_now(self, now: datetime) -> Mapping[str, Shut]:
        """What is off at this moment, by name."""
        return {name: one for name, one in (await self.shut_ever()).items() if one.until > now}

    async def shut_ever(self) -> Mapping[str, Shut]:
        """What is off or was, and has not been seen to work since."""
        async with self._database.reading() as connection:
            rows = (await connection.execute(sa.select(capabilities))).all()
        return {row.name: Shut(row.name, row.code, row.since, row.until) for row in rows}
