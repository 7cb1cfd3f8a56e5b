"""What is finished and old enough is removed, a little at a time: no table grows without end."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.services.ports.clock import Clock

log = logging.getLogger(__name__)

PAUSE_S = 0.05
"""Between two pieces: whoever answers citizens writes meanwhile."""


@dataclass(frozen=True)
class Swept:
    """How much of a piece was removed, and whether the next one waits."""

    removed: int
    more: bool


class Shelf(Protocol):
    """Something that fills up."""

    @property
    def name(self) -> str: ...

    async def sweep(self, before: datetime) -> Swept:
        """Remove from the next small piece what is finished and older than `before`."""
        ...


@dataclass(frozen=True)
class Kept:
    """A shelf, and for how long what is finished stays on it."""

    shelf: Shelf
    keep: timedelta


@dataclass(frozen=True)
class Purger:
    """Goes over all shelves, piece by piece. Any number of workers may do so at once."""

    kept: Sequence[Kept]
    clock: Clock
    pause: Callable[[float], Awaitable[object]] = asyncio.sleep

    async def sweep(self) -> int:
        """One round. Returns how much was removed."""
        total = 0
        for one in self.kept:
            removed = await self._sweep(one)
            if removed:
                log.info("old rows were removed", extra={"shelf": one.shelf.name, "rows": removed})
            total += removed
        return total

    async def _sweep(self, one: Kept) -> int:
        swept = await one.shelf.sweep(self.clock() - one.keep)
        removed = swept.removed
        while swept.more:
            await self.pause(PAUSE_S)
            swept = await one.shelf.sweep(self.clock() - one.keep)
            removed += swept.removed
        return removed
