"""Imported letters."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from bot.adapters.store.database import Database, inserting
from bot.adapters.store.tables import letters
from bot.domain.letters import Letter
from bot.domain.tickets import Type


class SqlLetters:
    """The port `Letters` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add_all(self, new: Sequence[Letter], batch: str) -> int:
        if not new:
            return 0
        rows = [_as_row(letter) | {"batch": batch} for letter in new]
        async with self._db.transaction() as connection:
            added = await connection.execute(
                inserting(connection, letters)
                .values(imported_at=sa.func.now())
                .on_conflict_do_nothing(index_elements=[letters.c.source_id])
                .returning(letters.c.id),
                rows,
            )
            return len(added.all())

    async def count(self) -> int:
        """How many letters are kept."""
        async with self._db.reading() as connection:
            return int(await connection.scalar(sa.select(sa.func.count(letters.c.id))) or 0)

    async def all(self) -> list[Letter]:
        async with self._db.reading() as connection:
            kept = await connection.execute(sa.select(letters).order_by(letters.c.id))
            return [_letter(row) for row in kept]

    async def some(self, ids: Sequence[str]) -> list[Letter]:
        async with self._db.reading() as connection:
            rows = await connection.execute(
                sa.select(letters).where(letters.c.source_id.in_(list(ids)))
            )
            found = {letter.id: letter for letter in map(_letter, rows)}
        return [found[name] for name in ids if name in found]


def _as_row(letter: Letter) -> dict[str, Any]:
    return {
        "source_id": letter.id,
        "title": letter.title,
        "content": letter.content,
        "type": letter.type.value if letter.type else None,
        "department": letter.department,
        "bureau": letter.bureau,
        "answered": letter.reply,
    }


def _letter(row: sa.Row[Any]) -> Letter:
    return Letter(
        id=row.source_id,
        content=row.content,
        title=row.title,
        type=Type(row.type) if row.type else None,
        department=row.department,
        bureau=row.bureau,
        reply=row.answered,
    )
