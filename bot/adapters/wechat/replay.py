"""Was this signed call used before, for something else? Asked of plain calls: see `Vouched`."""

import asyncio
import hashlib
import logging
from collections.abc import Mapping
from datetime import timedelta

from redis.asyncio import Redis

from bot.adapters.redis import AWAY
from bot.domain.errors import SignatureRejected

log = logging.getLogger(__name__)

REDIS_S = 0.3
"""The citizen waits: a slow Redis is as good as none."""


class ReplayGuard:
    """Remembers each signed call for as long as its signature is accepted.

    A repeated call with the same content is WeChat's own retry, with another content an attack.
    The memory is in Redis; while Redis is away the guard lets everything pass, and the unique key
    of the inbox still keeps one message from being taken twice.
    """

    def __init__(self, redis: Redis | None, tolerance: timedelta, redis_s: float = REDIS_S) -> None:
        self._redis = redis
        self._redis_s = redis_s
        self._lasts = 2 * tolerance  # a signature may be early by as much as late

    async def check(self, query: Mapping[str, str], claim: str, content: bytes) -> None:
        """Raise SignatureRejected if this call came before with another content."""
        if self._redis is None:
            return
        call = "\n".join(query.get(name, "") for name in ("timestamp", "nonce", claim))
        name = f"huiying:wechat:call:{_digest(call.encode())}"
        mine = _digest(content)
        try:
            async with asyncio.timeout(self._redis_s):
                new = await self._redis.set(name, mine, ex=self._lasts, nx=True)
                first = None if new else await self._redis.get(name)
        except AWAY as error:
            log.warning("the replay guard is away", extra={"error": type(error).__name__})
            return
        if first is not None and _text(first) != mine:
            raise SignatureRejected("the signature was used before, for something else")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
