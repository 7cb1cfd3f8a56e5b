"""Tells processes on all machines that there is something to do."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from redis.asyncio import Redis
from redis.asyncio.client import PubSub

from bot.adapters.redis.connection import AWAY

log = logging.getLogger(__name__)

CHANNEL = "huiying:wake"
CALL_S = 0.3
"""Somebody may be waiting for a reply: a slow Redis is as good as none."""


class RedisWaker:
    """The port `Waker` over publish and subscribe. While Redis is away, `wait` takes its time.

    Calls that come between two waits are not lost: the subscription stays. One wait at a time.
    """

    def __init__(self, redis: Redis, call_s: float = CALL_S, channel: str = CHANNEL) -> None:
        self._redis = redis
        self._call_s = call_s
        self._channel = channel
        self._calls: PubSub | None = None

    @classmethod
    @asynccontextmanager
    async def on(
        cls, redis: Redis, call_s: float = CALL_S, channel: str = CHANNEL
    ) -> AsyncIterator["RedisWaker"]:
        """A waker for as long as the block lasts."""
        waker = cls(redis, call_s, channel)
        try:
            yield waker
        finally:
            await waker._unsubscribe()

    async def wake(self) -> None:
        try:
            async with asyncio.timeout(self._call_s):
                await self._redis.publish(self._channel, b"")
        except AWAY as error:
            log.warning("nobody could be woken", extra={"error": type(error).__name__})

    async def wait(self, at_most: timedelta) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + at_most.total_seconds()
        try:
            await self._called(until)
        except AWAY as error:
            log.warning("waiting without redis", extra={"error": type(error).__name__})
            await self._unsubscribe()
            await asyncio.sleep(until - loop.time())

    async def _called(self, until: float) -> None:
        """Return at the first call or at `until`, by the loop's clock."""
        loop = asyncio.get_running_loop()
        calls = await self._subscribed()
        while (left := until - loop.time()) > 0:
            if await calls.get_message(ignore_subscribe_messages=True, timeout=left):
                break
        while await calls.get_message(ignore_subscribe_messages=True, timeout=0):
            continue  # many calls are one

    async def _subscribed(self) -> PubSub:
        if self._calls is None:
            calls = self._redis.pubsub()
            try:
                async with asyncio.timeout(self._call_s):
                    await calls.subscribe(self._channel)
                self._calls = calls
            finally:
                if self._calls is None:
                    await _close(calls)
        return self._calls

    async def _unsubscribe(self) -> None:
        if self._calls:
            await _close(self._calls)
            self._calls = None


async def _close(calls: PubSub) -> None:
    with suppress(*AWAY):
        await calls.aclose()  # type: ignore[no-untyped-call]
