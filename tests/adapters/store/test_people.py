"""Two admins who change each other at the same moment."""

import asyncio
from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.adapters.store import Database, SqlPeople
from bot.adapters.store.people_tables import people
from bot.domain.errors import LastAdmin
from bot.domain.people import Person, Role
from bot.services.ports.audit import Entry
from tests.builders import NOW
from tests.houses import eventually

WANG = Person("p1", "wang", "王芳", frozenset({Role.ADMIN}), None)
ZHAO = Person("p2", "zhao", "赵敏", frozenset({Role.ADMIN}), None)
WAITING = sa.text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")


async def test_who_disables_the_other_waits_for_what_the_other_is_doing(postgres_url: str):
    """Else each would still see the other one running the house, and both would be gone."""
    db, watcher = Database(postgres_url), Database(postgres_url)
    kept = SqlPeople(db)
    for person in (WANG, ZHAO):
        await kept.add(person, Entry("", "invited", person.id, NOW))
        await kept.set_password(person.id, "hash", None)

    async with db.transaction() as connection:
        gone = sa.update(people).where(people.c.id == WANG.id).values(disabled=True)
        await connection.execute(gone)
        entry = Entry(WANG.id, "disabled", ZHAO.id, NOW)
        other = asyncio.create_task(kept.change(replace(ZHAO, disabled=True), entry))

        async def has_come_to_it() -> bool:
            async with watcher.reading() as looking:
                return other.done() or bool(await looking.scalar(WAITING))

        await eventually(has_come_to_it)

    with pytest.raises(LastAdmin):
        await other
    assert not (await kept.find(ZHAO.id)).disabled
    await db.close()
    await watcher.close()
