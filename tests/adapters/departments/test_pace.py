"""How often a group robot may be called."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from bot.adapters.departments.pace import GAP_S, GATHER_S, LocalPace, SharedPace
from tests.fakes.house import PATIENT_S

ROBOT = "https://robot.example/send?key=k"
A_TICK_S = 0.002
"""Redis counts in whole milliseconds, by a clock of its own."""


class FakeTime:
    """Sleeping takes no time but moves the clock."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


async def test_the_first_call_waits_only_for_its_companions():
    """What was dispatched in the same moment goes with it."""
    clock = FakeTime()

    await LocalPace(clock=clock, sleep=clock.sleep).turn(ROBOT)

    assert clock.slept == [GATHER_S]


async def test_never_more_than_twenty_calls_in_a_minute():
    """However eagerly they come."""
    clock = FakeTime()
    pace = LocalPace(clock=clock, sleep=clock.sleep)
    called: list[float] = []

    while len(called) < 60:
        await pace.turn(ROBOT)
        called.append(clock.now)

    assert all(later - earlier > 60 for earlier, later in zip(called, called[20:], strict=False))


async def test_robots_do_not_wait_for_each_other():
    """Every group has its own twenty."""
    clock = FakeTime()
    pace = LocalPace(clock=clock, sleep=clock.sleep)

    await pace.turn(ROBOT)
    await pace.turn("https://robot.example/send?key=another")

    assert clock.slept == [GATHER_S, GATHER_S]


async def test_after_a_rest_nothing_is_saved_up_or_owed():
    """A quiet hour gives no right to a burst."""
    clock = FakeTime()
    pace = LocalPace(clock=clock, sleep=clock.sleep)
    await pace.turn(ROBOT)
    clock.now += 3600

    await pace.turn(ROBOT)
    await pace.turn(ROBOT)

    assert clock.slept[1:] == pytest.approx([GATHER_S, GAP_S])


@pytest.fixture
async def redis(valkey_url: str) -> AsyncIterator[Redis]:
    client = Redis.from_url(valkey_url)
    yield client
    await client.aclose()


async def test_workers_that_share_a_redis_share_the_pace(redis: Redis):
    """Two workers, one robot: together every three seconds."""
    waits, began = FakeTime(), time.monotonic()
    one = SharedPace(redis, sleep=waits.sleep, redis_s=PATIENT_S)
    other = SharedPace(redis, sleep=waits.sleep, redis_s=PATIENT_S)

    await asyncio.gather(one.turn(ROBOT), other.turn(ROBOT), one.turn(ROBOT))

    passed = time.monotonic() - began + A_TICK_S
    first, second, third = sorted(waits.slept)
    assert first == GATHER_S
    assert GAP_S - passed <= second - first <= GAP_S
    assert GAP_S - passed <= third - second <= GAP_S


async def test_the_robots_key_is_not_in_redis(redis: Redis):
    """Its address is a secret."""
    waits = FakeTime()

    await SharedPace(redis, sleep=waits.sleep, redis_s=PATIENT_S).turn(ROBOT)

    (name,) = await redis.keys("*")
    assert b"key=k" not in name
    assert await redis.pttl(name) > 0


async def test_without_redis_each_worker_keeps_its_own_pace(tmp_path: Path):
    """Losing Redis costs time, never a message."""
    clock = FakeTime()
    gone = Redis(unix_socket_path=str(tmp_path / "nobody.sock"), retry=Retry(NoBackoff(), 0))
    pace = SharedPace(gone, alone=LocalPace(clock=clock, sleep=clock.sleep))

    await pace.turn(ROBOT)

    assert clock.slept == [GATHER_S]
    await gone.aclose()
