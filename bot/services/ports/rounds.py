"""What one process does for all, now and then."""

from datetime import datetime
from typing import Protocol


class Rounds(Protocol):
    """When each round was begun last. Every verb may raise StoreAway."""

    async def begun(self, job: str, since: datetime) -> bool:
        """Whether somebody has begun the round of this name at `since` or later."""
        ...

    async def take(self, job: str, since: datetime, now: datetime) -> bool:
        """Begin the round of this name, unless somebody has begun it at `since` or later."""
        ...
