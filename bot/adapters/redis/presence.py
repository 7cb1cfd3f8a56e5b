"""Who has a ticket open right now, seen by all gateways that share a Redis."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from redis.asyncio import Redis

from bot.adapters.redis.connection import AWAY
from bot.services.ports.presence import HERE

log = logging.getLogger(__name__)

REDIS_S = 0.3
"""A page waits: a slow Redis is as good as none."""
ALONE_S = 5.0
"""So long nobody asks a Redis that did not answer."""

LOOK_IN = """
local now, lasts = tonumber(ARGV[4]), tonumber(ARGV[3])
if now < 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%d ', now + lasts) .. ARGV[2])
redis.call('PEXPIRE', KEYS[1], lasts)
local said, others = redis.call('HGETALL', KEYS[1]), {}
for place = 1, #said, 2 do
  local till, name = string.match(said[place + 1], '^(%d+) (.*)$')
  if tonumber(till) <= now then
    redis.call('HDEL', KEYS[1], said[place])
  elseif said[place] ~= ARGV[1] then
    table.insert(others, said[place])
    table.insert(others, name)
  end
end
return others
"""
"""A hash a ticket: until when each person is there, in milliseconds, and their name."""


@dataclass
class RedisPresence:
    """The port `Presence`. `clock` is Redis' own unless a test brings one."""

    redis: Redis
    clock: Callable[[], int] = lambda: -1
    elapsed: Callable[[], float] = time.monotonic
    redis_s: float = REDIS_S
    _alone_until: float = float("-inf")

    def __post_init__(self) -> None:
        self._script = self.redis.register_script(LOOK_IN)

    async def look_in(self, number: str, who: str, name: str) -> tuple[str, ...]:
        if self.elapsed() < self._alone_until:
            return ()
        try:
            async with asyncio.timeout(self.redis_s):
                found = await self._others(number, who, name)
        except AWAY as error:
            self._alone_until = self.elapsed() + ALONE_S
            log.warning("nobody knows who has a ticket open", extra={"error": type(error).__name__})
            return ()
        by_id = dict(zip(found[::2], found[1::2], strict=True))
        return tuple(by_id[one].decode() for one in sorted(by_id))

    async def leave(self, number: str, who: str) -> None:
        if self.elapsed() < self._alone_until:
            return
        with suppress(*AWAY):
            async with asyncio.timeout(self.redis_s):
                await cast(Awaitable[int], self.redis.hdel(_key(number), who))

    def _others(self, number: str, who: str, name: str) -> Awaitable[list[bytes]]:
        lasts_ms = int(HERE.total_seconds() * 1000)
        asked = self._script(keys=[_key(number)], args=[who, name, lasts_ms, self.clock()])
        return cast(Awaitable[list[bytes]], asked)


def _key(number: str) -> str:
    return f"huiying:open:{number}"
