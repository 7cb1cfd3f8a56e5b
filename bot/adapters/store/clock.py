"""The database's time: one for all gateways and workers, whatever their own machines believe.

A gateway five minutes ahead would take up turns that others are taking, a worker five minutes
behind would leave for five minutes what is due, and both would write moments that never were.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from bot.adapters.store.database import Database
from bot.domain.zone import SHANGHAI

log = logging.getLogger(__name__)

NOW = {
    True: sa.text("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')"),
    False: sa.text("SELECT clock_timestamp()"),
}
"""How the database tells the time; SQLite as a text in UTC."""
TOO_LONG_S = 1.0
"""An answer that took longer says too little of when it was given."""
A_JUMP = timedelta(seconds=0.5)
"""A smaller difference is the way of the question, and no reason to jump."""
WORTH_A_WORD = timedelta(seconds=30)


class StoreClock:
    """Keeps the port `Clock`: the database's time as it was told last, and what went by since.

    Until `look` has succeeded once it is this machine's own time. `ticks` are seconds that only go
    forward: when somebody sets the machine's clock, this one does not notice.
    """

    def __init__(self, database: Database, ticks: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._ticks = ticks
        self._at, self._then = ticks(), datetime.now(SHANGHAI)

    def __call__(self) -> datetime:
        return self._then + timedelta(seconds=self._ticks() - self._at)

    async def look(self) -> None:
        """Ask the database, and go by its time from now on. Raises StoreAway."""
        began = self._ticks()
        told = await self._told()
        ended = self._ticks()
        if ended - began > TOO_LONG_S:
            return
        middle = (began + ended) / 2
        apart = told - (self._then + timedelta(seconds=middle - self._at))
        if abs(apart) > A_JUMP:
            self._at, self._then = middle, told
        if abs(apart) > WORTH_A_WORD:
            seconds = round(apart.total_seconds())
            log.warning("our clock is not the database's", extra={"behind_s": seconds})

    async def _told(self) -> datetime:
        async with self._database.reading() as connection:
            told = await connection.scalar(NOW[self._database.is_sqlite])
        if isinstance(told, str):
            told = datetime.fromisoformat(told).replace(tzinfo=UTC)
        assert isinstance(told, datetime)
        return told.astimezone(SHANGHAI)
