"""Workers hear at once that there is something to send, or find out a little later."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.adapters.redis import RedisWaker, connect
from tests.fakes.house import PATIENT_S

LONG = timedelta(hours=1)
AT_ONCE = timedelta(0)


@pytest.fixture
async def redis(tmp_path: Path) -> AsyncIterator[Redis]:
    async with connect(None, tmp_path) as client:
        yield client


@pytest.fixture
async def waker(redis: Redis) -> AsyncIterator[RedisWaker]:
    async with RedisWaker.on(redis, PATIENT_S) as waker:
        await waker.wait(AT_ONCE)  # from now on it listens
        yield waker


async def test_a_call_ends_the_waiting_of_every_worker(redis: Redis, waker: RedisWaker):
    """On whatever machine it waits."""
    async with RedisWaker.on(redis, PATIENT_S) as other, asyncio.timeout(PATIENT_S):
        await other.wait(AT_ONCE)
        waiting = asyncio.gather(waker.wait(LONG), other.wait(LONG))

        await RedisWaker(redis, PATIENT_S).wake()

        await waiting


async def test_a_call_between_two_waits_is_heard(waker: RedisWaker):
    """The worker was busy sending."""
    await waker.wake()

    async with asyncio.timeout(PATIENT_S):
        await waker.wait(LONG)


async def test_many_calls_are_few(waker: RedisWaker):
    """The worker looks once and finds everything; only a call still on its way wakes it again."""
    for _ in range(20):
        await waker.wake()

    async with asyncio.timeout(PATIENT_S):
        await waker.wait(LONG)
    more = 0
    while await _is_woken(waker):
        more += 1

    assert more < 10


async def test_without_a_call_it_returns_in_the_end(waker: RedisWaker):
    """The time-out is what makes a lost call harmless."""
    async with asyncio.timeout(PATIENT_S):
        await waker.wait(timedelta(milliseconds=50))


async def test_without_redis_it_waits_its_time_and_calls_go_nowhere(tmp_path: Path):
    """Nothing is raised: sending goes on, a little later."""
    async with (
        connect(f"unix://{tmp_path}/nobody.sock", tmp_path) as away,
        RedisWaker.on(away, PATIENT_S) as waker,
        asyncio.timeout(PATIENT_S),
    ):
        await waker.wake()
        await waker.wait(timedelta(milliseconds=50))


async def test_when_redis_comes_back_calls_are_heard_again(tmp_path: Path):
    """The same waker subscribes anew by itself."""
    address = f"unix://{tmp_path}/valkey/valkey.sock"
    async with connect(address, tmp_path) as redis, RedisWaker.on(redis, PATIENT_S) as waker:
        await waker.wait(timedelta(milliseconds=10))
        async with connect(None, tmp_path):
            await waker.wait(AT_ONCE)
            await waker.wake()
            async with asyncio.timeout(PATIENT_S):
                await waker.wait(LONG)
        await waker.wait(timedelta(milliseconds=10))
        async with connect(None, tmp_path):
            await waker.wait(AT_ONCE)
            await waker.wake()
            async with asyncio.timeout(PATIENT_S):
                await waker.wait(LONG)


async def _is_woken(waker: RedisWaker) -> bool:
    """Whether a call ends the waiting, rather than the silence after the last one."""
    try:
        async with asyncio.timeout(0.2):
            await waker.wait(LONG)
    except TimeoutError:
        return False
    return True
