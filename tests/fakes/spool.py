"""A spool in memory: keeps every promise of its port but the one to survive a restart."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.errors import SpoolRefused
from bot.services.ports.spool import Spooled


class FakeSpool:
    def __init__(self) -> None:
        self.calls: dict[str, Spooled] = {}
        self.aside: list[Spooled] = []
        self.left_by_the_dead: list[Spooled] = []
        self.full = False
        self._next = 0

    @property
    def waiting(self) -> int:
        return len(self.calls)

    @property
    def has_room(self) -> bool:
        return not self.full

    async def put(self, call: Spooled) -> None:
        await asyncio.sleep(0)  # the disk takes its time
        if self.full:
            raise SpoolRefused("full on purpose")
        place = str(self._next)
        self._next += 1
        self.calls[place] = replace(call, place=place)

    async def oldest(self, limit: int) -> Sequence[Spooled]:
        return list(self.calls.values())[:limit]

    async def remove(self, calls: Sequence[Spooled]) -> None:
        for call in calls:
            self.calls.pop(call.place, None)

    async def set_aside(self, call: Spooled) -> None:
        self.aside.append(self.calls.pop(call.place))

    async def adopt(self) -> int:
        left, self.left_by_the_dead = self.left_by_the_dead, []
        for call in left:
            await self.put(call)
        return len(left)
