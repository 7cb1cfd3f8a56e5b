"""Menus that were sent to WeChat."""

from typing import Any

import sqlalchemy as sa

from bot.adapters.store.database import Database
from bot.adapters.store.tables import menu_pushes
from bot.services.ports.menus import Push


class SqlPushes:
    """The port `Pushes` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def note(self, push: Push) -> None:
        async with self._db.transaction() as connection:
            row: dict[str, Any] = {**vars(push), "menu": dict(push.menu)}
            await connection.execute(sa.insert(menu_pushes).values(row))

    async def last(self) -> Push | None:
        newest = sa.select(menu_pushes).order_by(menu_pushes.c.id.desc()).limit(1)
        async with self._db.reading() as connection:
            row = (await connection.execute(newest)).one_or_none()
        return Push(row.release, row.menu, row.at, row.error) if row else None
