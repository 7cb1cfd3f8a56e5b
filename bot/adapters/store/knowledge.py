"""The knowledge base's contents, its revisions and the one draft."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from bot.adapters.store.database import Database, inserting
from bot.adapters.store.knowledge_tables import contents, draft, revisions
from bot.domain.errors import NotFound
from bot.domain.revisions import Draft, Revision, name_of

_ONE = 1
_AT_ONCE = 500
"""Names in one question: SQLite takes so many variables and more."""


class SqlRevisions:
    """The port `Revisions` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def keep(self, new: Iterable[bytes]) -> None:
        rows = {name_of(one): {"name": name_of(one), "content": one} for one in new}
        async with self._db.transaction() as connection:
            for row in rows.values():
                once = inserting(connection, contents).on_conflict_do_nothing()
                await connection.execute(once, row)

    async def contents(self, names: Iterable[str]) -> dict[str, bytes]:
        wanted, found = sorted({*names}), dict[str, bytes]()
        async with self._db.reading() as connection:
            for at in range(0, len(wanted), _AT_ONCE):
                some = contents.c.name.in_(wanted[at : at + _AT_ONCE])
                rows = await connection.execute(sa.select(contents).where(some))
                found |= {row.name: bytes(row.content) for row in rows}
        if missing := next((name for name in wanted if name not in found), None):
            raise NotFound(f"no such content: {missing}")
        return found

    async def add(self, revision: Revision) -> Revision:
        row = {name: value for name, value in vars(revision).items() if name != "id"}
        row |= {"files": dict(revision.files), "authors": list(revision.authors)}
        async with self._db.transaction() as connection:
            kept = await connection.execute(
                sa.insert(revisions).values(row).returning(*revisions.c)
            )
            return _revision(kept.one())

    async def revision(self, number: int) -> Revision:
        async with self._db.reading() as connection:
            found = await connection.execute(sa.select(revisions).where(revisions.c.id == number))
            row = found.one_or_none()
        if row is None:
            raise NotFound(f"没有编号为 {number} 的版本。")
        return _revision(row)

    async def revisions(self, limit: int = 50) -> list[Revision]:
        newest = sa.select(revisions).order_by(revisions.c.id.desc()).limit(limit)
        async with self._db.reading() as connection:
            return [_revision(row) for row in await connection.execute(newest)]

    async def draft(self) -> Draft | None:
        async with self._db.reading() as connection:
            row = (await connection.execute(sa.select(draft))).one_or_none()
        return _draft(row) if row else None

    async def save(self, new: Draft, seen: int | None) -> bool:
        row = vars(new) | {"authors": list(new.authors)}
        async with self._db.transaction() as connection:
            if seen is None:
                once = inserting(connection, draft).on_conflict_do_nothing()
                saved = await connection.execute(once.values({**row, "id": _ONE}))
            else:
                unless_moved = sa.update(draft).where(draft.c.version == seen)
                saved = await connection.execute(unless_moved.values(row))
            return bool(saved.rowcount)


def _revision(row: sa.Row[Any]) -> Revision:
    return Revision(
        id=row.id,
        name=row.name,
        files=row.files,
        authors=tuple(row.authors),
        at=row.at,
        note=row.note,
        parent=row.parent,
    )


def _draft(row: sa.Row[Any]) -> Draft:
    return Draft(row.base, row.version, row.changed, row.touched, tuple(row.authors))
