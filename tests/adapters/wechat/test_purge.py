"""The channel forgets what ended long ago, and nothing that may still matter."""

import os
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from bot.adapters.store import Database
from bot.adapters.wechat import purge
from bot.adapters.wechat.permits import OPEN, REFUSED, USED
from bot.adapters.wechat.set_aside import SetAside
from bot.adapters.wechat.tables import permits, sends
from bot.adapters.wechat.tries import End
from tests.builders import NOW

LONG_AGO = NOW - timedelta(days=100)
BEFORE = NOW - timedelta(days=90)


async def test_tries_that_ended_go_and_those_nobody_knows_of_stay(either_database: Database):
    """A try that may have arrived keeps its parcel from being sent twice."""
    async with either_database.transaction() as connection:
        for at in (LONG_AGO, NOW):
            rows = [
                {"citizen": "c", "parcel": "p", "channel": "x", "state": end.value, "at": at}
                for end in End
            ]
            await connection.execute(sa.insert(sends), rows)

    swept = await purge.tries(either_database).sweep(BEFORE)

    assert swept.removed == 3
    async with either_database.reading() as connection:
        old = sa.select(sends.c.state).where(sends.c.at < BEFORE)
        assert set((await connection.execute(old)).scalars()) == {End.OPEN, End.UNKNOWN}


async def test_used_and_refused_consents_go_and_open_ones_stay(either_database: Database):
    """A citizen agreed once, and the notice was never needed: it still counts."""
    async with either_database.transaction() as connection:
        for line, state in enumerate((OPEN, USED, REFUSED)):
            row = {"citizen": "c", "template": "t", "message": "m", "line": line, "at": LONG_AGO}
            await connection.execute(sa.insert(permits).values(row | {"state": state}))

    swept = await purge.consents(either_database).sweep(BEFORE)

    assert swept.removed == 2


async def test_bodies_that_nobody_looked_at_go_after_their_time(tmp_path: Path):
    """They hold what a citizen wrote."""
    shelf = SetAside(tmp_path / "refused")
    old, new = await shelf.put(b"old"), await shelf.put(b"new")
    os.utime(old, (LONG_AGO.timestamp(), LONG_AGO.timestamp()))
    os.utime(new, (NOW.timestamp(), NOW.timestamp()))

    swept = await purge.Bodies(tmp_path / "refused").sweep(BEFORE)

    assert (swept.removed, swept.more) == (1, False)
    assert not old.exists()
    assert new.exists()
    assert (await purge.Bodies(tmp_path / "nobody").sweep(BEFORE)).removed == 0
