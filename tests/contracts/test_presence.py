"""Who has a ticket open: in memory and over Redis."""

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from bot.adapters.redis.presence import RedisPresence
from bot.services.ports.presence import HERE, Presence
from tests.fakes.house import PATIENT_S
from tests.fakes.presence import FakePresence

TICKET, OTHER = "20261123-4821-07", "20261123-4821-08"
HERE_MS = int(HERE.total_seconds() * 1000)


class FakeTime:
    """Milliseconds that only pass when told to."""

    def __init__(self) -> None:
        self.now = 1_795_000_000_000

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
async def redis(valkey_url: str) -> AsyncIterator[Redis]:
    client = Redis.from_url(valkey_url)
    await client.delete(f"huiying:open:{TICKET}", f"huiying:open:{OTHER}")
    yield client
    await client.aclose()


@pytest.fixture(params=["fake", "redis"])
def presence(request: pytest.FixtureRequest, time: FakeTime) -> Presence:
    if request.param == "fake":
        return FakePresence(time)
    redis = request.getfixturevalue("redis")
    return RedisPresence(redis, time, lambda: time.now / 1000, PATIENT_S)


async def test_two_at_one_ticket_see_each_other(presence: Presence) -> None:
    alone = await presence.look_in(TICKET, "p1", "王 芳")
    second = await presence.look_in(TICKET, "p2", "李强")
    first = await presence.look_in(TICKET, "p1", "王 芳")

    assert (alone, second, first) == ((), ("王 芳",), ("李强",))


async def test_who_has_another_ticket_open_is_not_here(presence: Presence) -> None:
    await presence.look_in(OTHER, "p1", "王芳")

    assert await presence.look_in(TICKET, "p2", "李强") == ()


async def test_who_was_not_seen_for_half_a_minute_is_gone(
    presence: Presence, time: FakeTime
) -> None:
    await presence.look_in(TICKET, "p1", "王芳")
    time.now += HERE_MS - 1
    still = await presence.look_in(TICKET, "p2", "李强")
    time.now += 1

    gone = await presence.look_in(TICKET, "p2", "李强")

    assert (still, gone) == (("王芳",), ())


async def test_who_closes_it_is_gone_at_once(presence: Presence) -> None:
    await presence.look_in(TICKET, "p1", "王芳")

    await presence.leave(TICKET, "p1")
    await presence.leave(TICKET, "nobody")

    assert await presence.look_in(TICKET, "p2", "李强") == ()


async def test_without_redis_nobody_is_there_and_nothing_breaks(unused_tcp_port: int) -> None:
    nowhere = Redis(port=unused_tcp_port, retry=Retry(NoBackoff(), 0))
    presence: Presence = RedisPresence(nowhere, elapsed=lambda: 0.0)

    seen = [await presence.look_in(TICKET, "p1", "王芳") for _ in range(2)]
    await presence.leave(TICKET, "p1")

    assert seen == [(), ()]
