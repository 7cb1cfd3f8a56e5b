"""What is set in the console comes into force in every process."""

import logging
from dataclasses import dataclass
from datetime import datetime

from bot.services.ports.clock import Clock
from bot.services.ports.ways import Told, WayBook

log = logging.getLogger(__name__)


@dataclass
class WayKeeper:
    """Looks whether something was changed, or a secret has come to its end."""

    book: WayBook
    told: Told
    clock: Clock
    _known: int = -1
    _until: datetime | None = None

    async def look(self) -> None:
        """Bring it into force. Raises StoreAway."""
        latest, now = await self.book.latest(), self.clock()
        if latest == self._known and (self._until is None or now < self._until):
            return
        ways = await self.book.all()
        for way in ways:
            if way.broken:
                log.error("a unit's way is sealed with another key", extra={"unit": way.department})
        own = {way.department: way.at(now) for way in ways}
        plans = {way.department: way.plan for way in ways if not way.broken}
        self.told.become({code: delivery for code, delivery in own.items() if delivery}, plans)
        ends = [way.old_until for way in ways if way.old_until and way.has_old(now)]
        self._known, self._until = latest, min(ends, default=None)
