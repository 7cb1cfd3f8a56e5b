"""Which gateway serves what: in memory and over Redis."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from bot.adapters.redis.fleet import KEY, RedisFleet
from bot.services.ports.fleet import LASTS, Fleet, Serving
from tests.builders import NOW
from tests.fakes.fleet import FakeFleet
from tests.fakes.house import PATIENT_S

FIRST = Serving("gateway a:1", 7, "m7", NOW, NOW)
SECOND = Serving("gateway b:1", 6, "m6", NOW - timedelta(days=1), NOW, failing=7)


@pytest.fixture(params=["fake", "redis"])
async def fleet(request: pytest.FixtureRequest) -> AsyncIterator[Fleet]:
    if request.param == "fake":
        yield FakeFleet()
        return
    client = Redis.from_url(request.getfixturevalue("valkey_url"))
    await client.delete(KEY)
    yield RedisFleet(client, PATIENT_S)
    await client.aclose()


async def test_everybody_who_told_is_there_by_name(fleet: Fleet):
    """With what they said last."""
    await fleet.tell(SECOND)
    await fleet.tell(Serving("gateway a:1", None, "", NOW, NOW))
    await fleet.tell(FIRST)

    assert await fleet.all(NOW) == [FIRST, SECOND]


async def test_who_has_told_nothing_for_long_is_not_there(fleet: Fleet):
    """It was stopped, or has another name now."""
    await fleet.tell(FIRST)

    assert await fleet.all(NOW + LASTS) == [FIRST]
    assert await fleet.all(NOW + LASTS + timedelta(seconds=1)) == []


async def test_without_redis_nobody_can_be_asked_and_nothing_breaks(unused_tcp_port: int):
    """A gateway goes on, the page says that it does not know."""
    client = Redis(port=unused_tcp_port, retry=Retry(NoBackoff(), 0))
    fleet = RedisFleet(client, PATIENT_S)

    await fleet.tell(FIRST)

    assert await fleet.all(NOW) is None
    await client.aclose()
