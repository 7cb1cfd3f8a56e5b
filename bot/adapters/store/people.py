"""The people of the console, each change with its line of the audit."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.audit import written
from bot.adapters.store.columns import Moment
from bot.adapters.store.database import Database
from bot.adapters.store.failures import TAKEN
from bot.adapters.store.people_tables import invitations, people
from bot.domain.errors import FieldRejected, LastAdmin, NotFound
from bot.domain.people import Person, Role
from bot.services.ports.audit import Entry
from bot.services.ports.people import Credentials, Known

NOTHING_TO_SHOW: Mapping[str, Any] = {
    "password": None,
    "authenticator": None,
    "authenticator_works": False,
    "recovery": [],
}
"""Of somebody who has no way in. Their last step stays: no code is ever taken twice."""


class SqlPeople:
    """The port `People` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def find(self, person_id: str) -> Person:
        return person_of(await self._row(people.c.id == person_id))

    async def by_login(self, login: str) -> Person | None:
        async with self._db.reading() as connection:
            found = await connection.execute(sa.select(people).where(people.c.login == login))
            row = found.one_or_none()
        return person_of(row) if row else None

    async def all(self) -> list[Known]:
        async with self._db.reading() as connection:
            rows = await connection.execute(sa.select(people).order_by(people.c.login))
            return [Known(person_of(row), row.joined_at, row.authenticator_works) for row in rows]

    async def working_for(self, units: frozenset[str]) -> list[Person]:
        there = people.c.department.in_(sorted(units)) & ~people.c.disabled
        async with self._db.reading() as connection:
            rows = await connection.execute(sa.select(people).where(there).order_by(people.c.login))
            return [person_of(row) for row in rows]

    async def credentials(self, person_id: str) -> Credentials:
        row = await self._row(people.c.id == person_id)
        return Credentials(
            password=row.password,
            authenticator=row.authenticator,
            works=row.authenticator_works,
            last_step=row.last_step,
            recovery=tuple(row.recovery),
        )

    async def add(self, person: Person, entry: Entry) -> None:
        new = {"id": person.id, "login": person.login, "last_step": 0, "made_at": entry.at}
        row = {**new, **_told(person), **NOTHING_TO_SHOW}
        try:
            async with self._db.transaction() as connection:
                await connection.execute(sa.insert(people).values(row))
                await connection.execute(written(entry))
        except TAKEN:
            raise FieldRejected("login", "这个登录名已经有人用了，请换一个。") from None

    async def change(self, person: Person, entry: Entry) -> None:
        async with self._db.transaction() as connection:
            if Role.ADMIN not in person.roles or person.disabled:
                await _spare_the_last(connection, person.id)
            await _change(connection, person.id, _told(person))
            await connection.execute(written(entry))

    async def set_password(self, person_id: str, password: str, entry: Entry | None) -> None:
        async with self._db.transaction() as connection:
            await _change(connection, person_id, {"password": password})
            if entry:
                await connection.execute(written(entry))

    async def invite(self, person_id: str, key: str, ends_at: datetime, entry: Entry) -> None:
        async with self._db.transaction() as connection:
            link = {"key": key, "person": person_id, "ends_at": ends_at}
            await connection.execute(sa.insert(invitations).values(link))
            await connection.execute(written(entry))

    async def invited(self, key: str, now: datetime) -> Person:
        async with self._db.reading() as connection:
            return await _invited(connection, key, now)

    async def join(self, key: str, password: str, entry: Entry) -> Person:
        async with self._db.transaction() as connection:
            person = await _invited(connection, key, entry.at)
            # two who have the same link: the second finds no row
            taken = sa.delete(invitations).where(invitations.c.key == key)
            if not (await connection.execute(taken)).rowcount:
                raise NotFound("this link was just taken")
            await connection.execute(_links_of(person.id))
            joined = sa.func.coalesce(people.c.joined_at, sa.literal(entry.at, Moment()))
            await _change(connection, person.id, {"password": password, "joined_at": joined})
            await connection.execute(written(entry))
            return person

    async def forget_credentials(self, person_id: str, spare_last: bool, entry: Entry) -> None:
        async with self._db.transaction() as connection:
            if spare_last:
                await _spare_the_last(connection, person_id)
            await _change(connection, person_id, NOTHING_TO_SHOW)
            await connection.execute(_links_of(person_id))
            await connection.execute(written(entry))

    async def propose_authenticator(self, person_id: str, sealed: str) -> None:
        unproved = sa.and_(people.c.id == person_id, ~people.c.authenticator_works)
        async with self._db.transaction() as connection:
            proposed = sa.update(people).where(unproved).values(authenticator=sealed)
            await connection.execute(proposed)

    async def set_authenticator(
        self, person_id: str, sealed: str, step: int, recovery: Sequence[str], entry: Entry
    ) -> None:
        values = {"authenticator": sealed, "last_step": step, "recovery": [*recovery]}
        unproved = sa.and_(people.c.id == person_id, ~people.c.authenticator_works)
        works = sa.update(people).where(unproved).values(authenticator_works=True, **values)
        async with self._db.transaction() as connection:
            if not (await connection.execute(works)).rowcount:
                raise NotFound("no such person, or an authenticator works already")
            await connection.execute(written(entry))

    async def use_step(self, person_id: str, step: int) -> bool:
        unused = sa.and_(people.c.id == person_id, people.c.last_step < step)
        async with self._db.transaction() as connection:
            used = sa.update(people).where(unused).values(last_step=step)
            return bool((await connection.execute(used)).rowcount)

    async def use_recovery(self, person_id: str, hashed: str, entry: Entry) -> bool:
        mine = sa.select(people.c.recovery).where(people.c.id == person_id).with_for_update()
        async with self._db.transaction() as connection:
            left = await connection.scalar(mine) or []
            if hashed not in left:
                return False
            rest = [one for one in left if one != hashed]
            await _change(connection, person_id, {"recovery": rest})
            await connection.execute(written(entry))
            return True

    async def _row(self, wanted: sa.ColumnElement[bool]) -> sa.Row[Any]:
        async with self._db.reading() as connection:
            found = await connection.execute(sa.select(people).where(wanted))
            row = found.one_or_none()
        if row is None:
            raise NotFound("no such person")
        return row


def person_of(row: Any) -> Person:
    """The person of a row of `people`."""
    return Person(
        id=row.id,
        login=row.login,
        name=row.name,
        roles=frozenset(Role(role) for role in row.roles),
        department=row.department,
        disabled=row.disabled,
    )


def _told(person: Person) -> dict[str, Any]:
    """What an admin says of somebody."""
    return {
        "name": person.name,
        "roles": sorted(role.value for role in person.roles),
        "department": person.department,
        "disabled": person.disabled,
    }


async def _change(connection: AsyncConnection, person_id: str, values: Mapping[str, Any]) -> None:
    changed = sa.update(people).where(people.c.id == person_id).values(dict(values))
    if not (await connection.execute(changed)).rowcount:
        raise NotFound("no such person")


async def _spare_the_last(connection: AsyncConnection, person_id: str) -> None:
    """Raise LastAdmin if nobody but this person can run the house. Everybody's row is locked: two
    admins who disable each other meet here."""
    rows = await connection.execute(sa.select(people).order_by(people.c.id).with_for_update())
    able = {row.id for row in rows if _runs_the_house(row)}
    if able == {person_id}:
        raise LastAdmin("至少要留一位能登录的管理员：请先让另一位管理员加入。")


def _runs_the_house(row: sa.Row[Any]) -> bool:
    return Role.ADMIN.value in row.roles and not row.disabled and row.password is not None


def _links_of(person_id: str) -> sa.Delete:
    return sa.delete(invitations).where(invitations.c.person == person_id)


async def _invited(connection: AsyncConnection, key: str, now: datetime) -> Person:
    wanted = (
        sa.select(people)
        .join(invitations, invitations.c.person == people.c.id)
        .where(invitations.c.key == key, invitations.c.ends_at > now, ~people.c.disabled)
    )
    row = (await connection.execute(wanted)).one_or_none()
    if row is None:
        raise NotFound("no link like this is open")
    return person_of(row)
