"""What a human has to know."""

from datetime import datetime
from typing import Protocol

from bot.domain.parcels import Alarm


class Alarms(Protocol):
    """What a human had to know."""

    async def counts(self, since: datetime) -> dict[str, float]:
        """How many alarms of each kind were raised since then."""
        ...

    async def recent(self, since: datetime, limit: int = 50) -> list[Alarm]:
        """Alarms raised since then, the newest first."""
        ...


class Bell(Protocol):
    """Tells a human. The same kind and subject rings once an hour."""

    async def __call__(self, alarm: Alarm) -> None: ...
