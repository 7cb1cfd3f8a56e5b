"""Long answers to read in a browser."""

import sqlalchemy as sa

from bot.adapters.store.database import Database
from bot.adapters.store.tables import pages
from bot.domain.errors import NotFound


class SqlPages:
    """The port `Pages` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def read(self, token: str) -> str:
        page = sa.select(pages.c.text).where(pages.c.token == token)
        async with self._db.reading() as connection:
            text: str | None = (await connection.execute(page)).scalar_one_or_none()
        if text is None:
            raise NotFound("no such page")
        return text
