"""Model files in the database: how they reach every machine."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from bot.adapters.store.database import Database, inserting
from bot.adapters.store.knowledge_tables import model_parts, models
from bot.domain.errors import NotFound
from bot.domain.revisions import name_of

PART = 256 << 10
"""Bytes of a file in one row: no statement is long, and SQLite's writer is soon free."""


class SqlModels:
    """The port `Models` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def keep(self, version: str, model: bytes, beside: Mapping[str, str]) -> None:
        if await self.has(version):
            return
        # by its content: two machines that train the same write two files that are not the same
        file = name_of(model)
        for part, at in enumerate(range(0, len(model), PART)):
            row = {"file": file, "part": part, "content": model[at : at + PART]}
            async with self._db.transaction() as connection:
                once = inserting(connection, model_parts).on_conflict_do_nothing()
                await connection.execute(once, row)
        # last: a model is there whole, or not at all
        whole = {"version": version, "file": file, "beside": dict(beside)}
        async with self._db.transaction() as connection:
            await connection.execute(inserting(connection, models).on_conflict_do_nothing(), whole)

    async def has(self, version: str) -> bool:
        wanted = sa.select(models.c.version).where(models.c.version == version)
        async with self._db.reading() as connection:
            return await connection.scalar(wanted) is not None

    async def fetch(self, version: str) -> tuple[bytes, Mapping[str, str]]:
        async with self._db.reading() as connection:
            kept = await connection.execute(sa.select(models).where(models.c.version == version))
            whole = kept.one_or_none()
            if whole is None:
                raise NotFound(f"no such model: {version}")
            wanted = sa.select(model_parts.c.content).where(model_parts.c.file == whole.file)
            parts = await connection.execute(wanted.order_by(model_parts.c.part))
            model = b"".join(bytes(part) for part in parts.scalars())
        if name_of(model) != whole.file:
            raise NotFound(f"the file of this model is damaged: {version}")
        return model, whole.beside

    async def forget(self, keep: Sequence[str]) -> int:
        others = sa.delete(models).where(models.c.version.not_in(list(keep)))
        async with self._db.transaction() as connection:
            gone = (await connection.execute(others.returning(models.c.file))).scalars().all()
            for file in gone:
                await connection.execute(sa.delete(model_parts).where(model_parts.c.file == file))
        return len(gone)
