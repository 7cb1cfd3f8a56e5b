"""Units' ways in the database: nobody reads them there."""

import sqlalchemy as sa

from bot.adapters.seal import Seal
from bot.adapters.store import Database, SqlWays
from bot.adapters.store.tables import unit_ways
from bot.domain.dispatch import Delivery
from bot.domain.ways import OwnWay
from tests.builders import NOW

WAY = OwnWay(
    "heating", Delivery("wecom", "https://robot.example/?key=a-key-of-ours", None), "p1", NOW
)


async def test_neither_address_nor_secret_stands_in_the_database(db: Database):
    """A group robot's address is its key."""
    await SqlWays(db, Seal("key", "ways")).keep(WAY)

    async with db.reading() as connection:
        row = (await connection.execute(sa.select(unit_ways))).one()

    assert "robot.example" not in str(row)
    assert "a-key-of-ours" not in str(row.sealed)


async def test_with_another_key_a_way_is_broken_and_leads_nowhere(db: Database):
    """The file's counts again, and the console says why."""
    await SqlWays(db, Seal("key", "ways")).keep(WAY)

    [found] = await SqlWays(db, Seal("another", "ways")).all()

    assert (found.broken, found.delivery, found.version) == (True, None, 1)
