"""Links that open one ticket for one person."""

from datetime import datetime

import sqlalchemy as sa

from bot.adapters.store.database import Database
from bot.adapters.store.people_tables import ticket_links
from bot.domain.errors import NotFound
from bot.services.ports.links import Link


class SqlLinks:
    """The port `Links` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def keep(self, link: Link, now: datetime) -> None:
        async with self._db.transaction() as connection:
            expired = sa.delete(ticket_links).where(ticket_links.c.expires_at <= now)
            await connection.execute(expired)
            await connection.execute(sa.insert(ticket_links).values(vars(link)))

    async def find(self, digest: str) -> Link:
        wanted = sa.select(ticket_links).where(ticket_links.c.digest == digest)
        async with self._db.reading() as connection:
            row = (await connection.execute(wanted)).one_or_none()
        if row is None:
            raise NotFound("link")
        return Link(**row._asdict())

    async def bind(self, digest: str, browser: str) -> bool:
        free = ticket_links.c.browser.is_(None) | (ticket_links.c.browser == browser)
        bound = (
            sa.update(ticket_links)
            .where(ticket_links.c.digest == digest, free)
            .values(browser=browser)
        )
        async with self._db.transaction() as connection:
            return bool((await connection.execute(bound)).rowcount)
