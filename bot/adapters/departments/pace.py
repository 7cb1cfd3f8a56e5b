"""How often a group robot may be called: 20 times a minute, by all our workers together."""

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from redis.asyncio import Redis

from bot.adapters.redis import AWAY

GAP_S = 3.2
"""Between two posts to one robot. 20 a minute is every 3 s; the rest allows for slow lines."""
GATHER_S = 0.3
"""Even the first post waits so long: what was dispatched in the same moment goes with it."""
REDIS_S = 1.0
"""A Redis that is silent for so long is taken for lost."""

Sleep = Callable[[float], Awaitable[object]]


class Pace(Protocol):
    """Whose turn it is to call a robot."""

    async def turn(self, robot: str) -> None:
        """Return when this robot may be called. `robot` is its `key_of`."""
        ...


@dataclass
class LocalPace:
    """The pace of one process. Times in seconds of a clock that only goes forward."""

    gap_s: float = GAP_S
    clock: Callable[[], float] = time.monotonic
    sleep: Sleep = asyncio.sleep
    _next: dict[str, float] = field(default_factory=dict)

    async def turn(self, robot: str) -> None:
        now = self.clock()
        slot = max(now + GATHER_S, self._next.get(robot, now))
        self._next[robot] = slot + self.gap_s
        await self.sleep(slot - now)


RESERVE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local slot = math.max(now + tonumber(ARGV[1]), tonumber(redis.call('GET', KEYS[1]) or now))
redis.call('SET', KEYS[1], slot + ARGV[2], 'PX', slot + ARGV[2] - now)
return slot - now
"""
"""Takes the next free slot of a robot and returns the milliseconds until it."""


@dataclass
class SharedPace:
    """The pace of all processes that share a Redis; without Redis each keeps its own."""

    redis: Redis
    gap_s: float = GAP_S
    sleep: Sleep = asyncio.sleep
    alone: LocalPace = field(default_factory=LocalPace)
    redis_s: float = REDIS_S

    def __post_init__(self) -> None:
        self._reserve = self.redis.register_script(RESERVE)

    async def turn(self, robot: str) -> None:
        # the address holds the robot's key
        name = f"huiying:robot:{hashlib.sha256(robot.encode()).hexdigest()[:24]}"
        gather_ms, gap_ms = int(GATHER_S * 1000), int(self.gap_s * 1000)
        try:
            async with asyncio.timeout(self.redis_s):
                wait_ms = await self._reserve(keys=[name], args=[gather_ms, gap_ms])
        except AWAY:
            await self.alone.turn(robot)
            return
        await self.sleep(int(wait_ms) / 1000)
