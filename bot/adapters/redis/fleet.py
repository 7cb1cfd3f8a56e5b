"""Which gateway serves which release, told and read over Redis."""

import asyncio
import json
import logging
from collections.abc import Awaitable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import cast

from redis.asyncio import Redis

from bot.adapters.redis.connection import AWAY
from bot.services.ports.fleet import LASTS, Serving

log = logging.getLogger(__name__)

KEY = "huiying:gateways"
REDIS_S = 0.3
"""A page waits: a slow Redis is as good as none."""


@dataclass(frozen=True)
class RedisFleet:
    """The port `Fleet`: a hash, a field a gateway."""

    redis: Redis
    redis_s: float = REDIS_S

    async def tell(self, serving: Serving) -> None:
        said = json.dumps(asdict(serving), default=datetime.isoformat)
        try:
            async with asyncio.timeout(self.redis_s):
                await cast(Awaitable[int], self.redis.hset(KEY, serving.gateway, said))
                await self.redis.expire(KEY, LASTS)
        except AWAY as error:
            log.debug("nobody was told what is served", extra={"error": type(error).__name__})

    async def all(self, now: datetime) -> list[Serving] | None:
        try:
            async with asyncio.timeout(self.redis_s):
                asked = cast(Awaitable[dict[bytes, bytes]], self.redis.hgetall(KEY))
                found = await asked
                told = [_read(said) for said in found.values()]
                gone = [one.gateway for one in told if now - one.told_at > LASTS]
                if gone:
                    await cast(Awaitable[int], self.redis.hdel(KEY, *gone))
        except AWAY:
            return None
        return sorted((o for o in told if o.gateway not in gone), key=lambda o: o.gateway)


def _read(said: bytes) -> Serving:
    values = json.loads(said)
    moments = {name: datetime.fromisoformat(values[name]) for name in ("since", "told_at")}
    return Serving(**{**values, **moments})
