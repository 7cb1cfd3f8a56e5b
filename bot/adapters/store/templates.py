"""The words that units answer with again and again."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from bot.adapters.store.database import Database, inserting
from bot.adapters.store.tables import templates
from bot.domain.errors import NotFound
from bot.domain.templates import Template


class SqlTemplates:
    """The port `TemplateShelf` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def of(self, departments: Sequence[str]) -> list[Template]:
        theirs = templates.c.department.in_(departments) | templates.c.department.is_(None)
        found = sa.select(templates).where(theirs).order_by(templates.c.name, templates.c.id)
        async with self._db.reading() as connection:
            return [_template(row) for row in await connection.execute(found)]

    async def find(self, template_id: str) -> Template:
        wanted = sa.select(templates).where(templates.c.id == template_id)
        async with self._db.reading() as connection:
            row = (await connection.execute(wanted)).one_or_none()
        if row is None:
            raise NotFound(template_id)
        return _template(row)

    async def keep(self, template: Template) -> None:
        row = vars(template)
        async with self._db.transaction() as connection:
            insert = inserting(connection, templates).values(row)
            changed = insert.on_conflict_do_update(index_elements=[templates.c.id], set_=row)
            await connection.execute(changed)

    async def drop(self, template_id: str) -> None:
        async with self._db.transaction() as connection:
            await connection.execute(sa.delete(templates).where(templates.c.id == template_id))


def _template(row: Any) -> Template:
    return Template(**row._asdict())
