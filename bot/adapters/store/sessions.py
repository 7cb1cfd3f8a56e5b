"""Who is signed in, as the database knows it."""

from datetime import datetime

import sqlalchemy as sa

from bot.adapters.store.database import Database
from bot.adapters.store.hot import Hot
from bot.adapters.store.people import person_of
from bot.adapters.store.people_tables import people, sessions
from bot.services.ports.sessions import KeptSession

FIND = Hot(
    sa.select(
        *(people.c[name] for name in ("id", "login", "name", "roles", "department", "disabled")),
        sessions.c.began_at,
        sessions.c.seen_at,
        sessions.c.second_factor_done,
    )
    .join(people, people.c.id == sessions.c.person)
    .where(sessions.c.key == sa.bindparam("session"))
)
"""Every call of the console asks for it where there is no Redis."""


class SqlSessions:
    """The port `Sessions` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def keep(self, session: KeptSession) -> None:
        row = {
            "key": session.key,
            "person": session.person.id,
            "began_at": session.began_at,
            "seen_at": session.seen_at,
            "second_factor_done": session.second_factor_done,
        }
        async with self._db.transaction() as connection:
            await connection.execute(sa.insert(sessions).values(row))

    async def find(self, key: str) -> KeptSession | None:
        for row in await self._db.rows(FIND, {"session": key}):
            return KeptSession(
                key=key,
                person=person_of(row),
                began_at=row.began_at,
                seen_at=row.seen_at,
                second_factor_done=row.second_factor_done,
            )
        return None

    async def touch(self, session: KeptSession, seen_at: datetime) -> bool:
        mine = sessions.c.key == session.key
        async with self._db.transaction() as connection:
            used = sa.update(sessions).where(mine).values(seen_at=seen_at)
            return bool((await connection.execute(used)).rowcount)

    async def end(self, key: str) -> None:
        await self._end(sessions.c.key == key)

    async def end_all(self, person_id: str) -> list[str]:
        return await self._end(sessions.c.person == person_id)

    async def _end(self, which: sa.ColumnElement[bool]) -> list[str]:
        ended = sa.delete(sessions).where(which).returning(sessions.c.key)
        async with self._db.transaction() as connection:
            return list((await connection.execute(ended)).scalars())
