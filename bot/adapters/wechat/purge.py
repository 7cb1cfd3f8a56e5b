"""What the channel need not remember any longer: tries that ended, consents that were used."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.adapters.store.database import Database
from bot.adapters.store.purge import Walk
from bot.adapters.wechat.permits import OPEN
from bot.adapters.wechat.tables import permits, sends
from bot.adapters.wechat.tries import End
from bot.services.purging import Swept

ENDED = (End.SENT, End.UNCERTAIN, End.CLOSED)
"""The others tell that a parcel may have arrived, for as long as it is tried."""


def tries(db: Database) -> Walk:
    """What was sent, and what became of it."""
    return Walk(db, sends, sends.c.at, sends.c.state.in_([end.value for end in ENDED]))


def consents(db: Database) -> Walk:
    """Consents that were used or taken back."""
    return Walk(db, permits, permits.c.at, permits.c.state != OPEN)


@dataclass(frozen=True)
class Bodies:
    """Keeps the port `Shelf` for a folder of bodies that nobody could read."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    async def sweep(self, before: datetime) -> Swept:
        return Swept(await asyncio.to_thread(self._remove, before.timestamp()), more=False)

    def _remove(self, before: float) -> int:
        old = [path for path in self.folder.glob("*.xml") if path.stat().st_mtime < before]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)
