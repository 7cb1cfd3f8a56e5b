"""The order within a lane, when transactions overtake each other."""

from datetime import timedelta

from bot.adapters.store import Database, SqlOutbox, SqlTickets
from bot.adapters.store.changes import write
from bot.services.ports.changes import Changes
from tests.builders import NOW, a_departments_parcel

LEASE = timedelta(seconds=90)


async def test_a_parcel_that_was_committed_late_does_not_overtake(postgres_url: str):
    """It was numbered first, but the second is on its way already: one at a time."""
    database = Database(postgres_url)
    outbox = SqlOutbox(database)
    async with database.writing() as slow:
        await write(slow, Changes(parcels=[a_departments_parcel(id="first")]))
        await SqlTickets(database).apply(Changes(parcels=[a_departments_parcel(id="second")]))

        on_its_way = await outbox.claim(NOW, LEASE, 10, [])

    assert [parcel.id for parcel in on_its_way] == ["second"]
    assert await outbox.claim(NOW, LEASE, 10, []) == []
    assert len(await outbox.claim(NOW + LEASE, LEASE, 10, [])) == 1
    await database.close()
