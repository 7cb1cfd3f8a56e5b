"""Addresses in answers, as they were found at the last look."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from bot.adapters.store.database import Database, inserting
from bot.adapters.store.knowledge_tables import web_links
from bot.domain.revisions import name_of
from bot.domain.web_links import TWICE, WebLink

COLUMNS = ("url", "looked_at", "failures", "gone", "why", "since")
_DEAD = web_links.c.gone | (web_links.c.failures >= TWICE)


class SqlWebLinks:
    """The port `WebLinks` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def all(self) -> list[WebLink]:
        return await self._some(sa.select(web_links))

    async def dead(self) -> list[WebLink]:
        return await self._some(sa.select(web_links).where(_DEAD))

    async def keep(self, links: Sequence[WebLink], used: Collection[str]) -> None:
        names = {_name(url) for url in used}
        async with self._db.transaction() as connection:
            if links:
                insert = inserting(connection, web_links)
                changed = {name: insert.excluded[name] for name in COLUMNS}
                upsert = insert.on_conflict_do_update(index_elements=["name"], set_=changed)
                await connection.execute(upsert, [_row(one) for one in links])
            known = (await connection.execute(sa.select(web_links.c.name))).scalars()
            if gone := [{"gone_name": name} for name in known if name not in names]:
                named = web_links.c.name == sa.bindparam("gone_name")
                await connection.execute(sa.delete(web_links).where(named), gone)

    async def _some(self, wanted: sa.Select[Any]) -> list[WebLink]:
        async with self._db.reading() as connection:
            rows = await connection.execute(wanted.order_by(web_links.c.url))
            return [WebLink(*(getattr(row, name) for name in COLUMNS)) for row in rows]


def _row(one: WebLink) -> dict[str, Any]:
    return {"name": _name(one.url), **{name: getattr(one, name) for name in COLUMNS}}


def _name(url: str) -> str:
    """An address may be longer than an index takes."""
    return name_of(url.encode())
