"""What is kept of a wrong try says nothing of what was typed."""

from datetime import timedelta

import sqlalchemy as sa

from bot.adapters.store import Database, SqlTries
from bot.adapters.store.people_tables import sign_in_tries
from bot.services.ports.tries import Patience
from tests.builders import NOW


async def test_a_password_typed_as_a_login_is_not_kept(sqlite_db: Database):
    """Nor how long it was."""
    await SqlTries(sqlite_db).take({"login my secret" * 50: Patience(5, timedelta(days=1))}, NOW)

    async with sqlite_db.reading() as connection:
        (key,) = (await connection.execute(sa.select(sign_in_tries.c.key))).scalars()
    assert len(key) == 64
    assert "secret" not in key
