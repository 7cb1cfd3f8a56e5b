"""Wrong tries to sign in, counted for all gateways together."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.database import Database, inserting
from bot.adapters.store.people_tables import sign_in_tries
from bot.services.ports.tries import Patience


class SqlTries:
    """The port `Tries` on a database. Names are kept as hashes: somebody types their password
    where the login belongs, and rows of a stranger's making stay short."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def take(self, names: Mapping[str, Patience], at: datetime) -> timedelta | None:
        keys = {_key(name): patience for name, patience in names.items()}
        async with self._db.transaction() as connection:
            # in one order, so that two who try at once wait for each other and never for ever
            found = {key: await _locked(connection, key, at) for key in sorted(keys)}
            until: datetime = max(row.until for row in found.values())
            if until > at:
                return until - at
            for key, row in found.items():
                patience = keys[key]
                wrong = 1 if row.at + patience.forgets_after < at else row.wrong + 1
                values = {"wrong": wrong, "at": at, "until": at + patience.wait(wrong)}
                await _set(connection, key, **values)
        return None

    async def give_back(self, names: Collection[str], at: datetime) -> None:
        async with self._db.transaction() as connection:
            for key in sorted(map(_key, names)):
                row = await _locked(connection, key, at)
                await _set(connection, key, wrong=max(row.wrong - 1, 0), until=at)

    async def clear(self, names: Collection[str]) -> None:
        async with self._db.transaction() as connection:
            for key in sorted(map(_key, names)):
                await connection.execute(sa.delete(sign_in_tries).where(sign_in_tries.c.key == key))


def _key(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()


async def _locked(connection: AsyncConnection, key: str, at: datetime) -> Any:
    """The row of this key, made if there is none, and ours until the transaction ends."""
    new = inserting(connection, sign_in_tries).values(key=key, wrong=0, at=at, until=at)
    same = {"key": new.excluded.key}
    mine = new.on_conflict_do_update(index_elements=["key"], set_=same).returning(sign_in_tries)
    return (await connection.execute(mine)).one()


async def _set(connection: AsyncConnection, key: str, **values: Any) -> None:
    mine = sign_in_tries.c.key == key
    await connection.execute(sa.update(sign_in_tries).where(mine).values(values))
