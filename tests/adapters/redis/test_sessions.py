"""Sessions over Redis and a database: found while either is there, gone when they ended."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.adapters.redis import NearSessions
from bot.adapters.redis.sessions import ALONE_S, FRESH_S, MARK_S
from bot.domain.people import Person, Role
from bot.services.ports.audit import Entry
from bot.services.ports.sessions import KeptSession
from tests.adapters.redis.servers import Server, a_server
from tests.builders import NOW
from tests.fakes.house import PATIENT_S
from tests.fakes.people import FakeAudit, FakePeople, FakeSessions

LI = Person("p1", "li.wei", "李伟", frozenset({Role.STAFF, Role.SUPERVISOR}), "construction")
ONE = KeptSession("one", LI, NOW, NOW, True)
TWO = KeptSession("two", LI, NOW, NOW, False)
A_USE = NOW + timedelta(minutes=5)


class CountedSessions(FakeSessions):
    """A database that counts how often it is asked; a reader may be held up."""

    asked = 0
    held: asyncio.Event | None = None
    reading: asyncio.Event

    async def find(self, key: str) -> KeptSession | None:
        self.asked += 1
        found = await super().find(key)
        if self.held:
            self.reading.set()
            await self.held.wait()
        return found


class FakeTime:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with a_server(tmp_path) as server:
        yield server


@pytest.fixture
async def truth() -> CountedSessions:
    people = FakePeople(FakeAudit())
    await people.add(LI, Entry("", "invited", "p1", NOW))
    sessions = CountedSessions(people)
    sessions.reading = asyncio.Event()
    return sessions


@pytest.fixture
async def redis(server: Server) -> AsyncIterator[Redis]:
    async with server.client() as redis:
        yield redis


def near(redis: Redis, truth: FakeSessions, time: FakeTime | None = None) -> NearSessions:
    return NearSessions(redis, truth, time or FakeTime(), redis_s=PATIENT_S)


async def test_redis_answers_for_the_database(redis: Redis, truth: CountedSessions):
    """As it was kept, to every gateway, for half a minute."""
    await near(redis, truth).keep(ONE)
    await near(redis, truth).keep(TWO)

    assert await near(redis, truth).find("one") == ONE
    assert await near(redis, truth).find("two") == TWO
    assert truth.asked == 0
    assert 0 < await redis.ttl("huiying:session:one") <= FRESH_S


async def test_what_redis_does_not_know_the_database_does(redis: Redis, truth: CountedSessions):
    """Once: then Redis knows."""
    await truth.keep(ONE)

    assert await near(redis, truth).find("one") == ONE
    assert await near(redis, truth).find("one") == ONE
    assert await near(redis, truth).find("nobody") is None
    assert truth.asked == 2


async def test_a_use_is_seen_by_all(redis: Redis, truth: CountedSessions):
    """Whichever of the two they ask."""
    await near(redis, truth).keep(ONE)
    assert await near(redis, truth).touch(ONE, A_USE)

    assert await near(redis, truth).find("one") == replace(ONE, seen_at=A_USE)
    assert await truth.find("one") == replace(ONE, seen_at=A_USE)


async def test_what_ended_is_gone_from_both(redis: Redis, truth: CountedSessions):
    """And a gateway that used it a moment before does not bring it back."""
    sessions = near(redis, truth)
    await sessions.keep(ONE)
    await sessions.keep(TWO)

    await sessions.end("one")
    assert await sessions.find("one") is None
    assert await sessions.end_all("p1") == ["two"]
    assert await sessions.find("two") is None
    assert not await sessions.touch(TWO, A_USE)
    assert await sessions.find("two") is None
    assert 0 < await redis.ttl("huiying:session:one") <= MARK_S


async def test_who_read_the_database_before_the_end_does_not_bring_it_back(
    redis: Redis, truth: CountedSessions
):
    """What they write down afterwards stays behind the mark."""
    await truth.keep(ONE)
    truth.held = asyncio.Event()
    slow = asyncio.create_task(near(redis, truth).find("one"))
    await truth.reading.wait()

    await near(redis, truth).end("one")
    truth.held.set()
    await slow

    assert await near(redis, truth).find("one") is None


async def test_a_session_made_with_redis_is_found_without_it_and_the_other_way_round(
    server: Server, redis: Redis, truth: CountedSessions
):
    """Nobody signs in anew because Redis was killed, or came back."""
    time = FakeTime()
    sessions = near(redis, truth, time)
    await sessions.keep(ONE)
    await server.kill()

    assert await sessions.find("one") == ONE
    await sessions.keep(TWO)
    assert await sessions.find("two") == TWO

    server.start()
    time.now += ALONE_S
    assert await sessions.find("two") == TWO
    assert await redis.exists("huiying:session:two")


async def test_a_session_that_ended_without_redis_does_not_come_back_with_it(
    server: Server, redis: Redis, truth: CountedSessions
):
    """A Redis that kept everything still holds it: it is told before it is asked."""
    time = FakeTime()
    sessions = near(redis, truth, time)
    await sessions.keep(ONE)
    held = await redis.dump("huiying:session:one")
    await server.kill()
    await sessions.end("one")
    assert await sessions.find("one") is None

    server.start()
    await redis.restore("huiying:session:one", 0, held)
    time.now += ALONE_S

    assert await sessions.find("one") is None
    assert await near(redis, truth).find("one") is None


async def test_nobody_waits_twice_for_a_redis_that_is_away(
    server: Server, redis: Redis, truth: CountedSessions
):
    """Nor asks it again within the second."""
    time = FakeTime()
    sessions = near(redis, truth, time)
    await truth.keep(ONE)
    await server.kill()
    await sessions.find("one")
    server.start()

    await sessions.find("one")
    assert not await redis.exists("huiying:session:one")

    time.now += ALONE_S
    await sessions.find("one")
    assert await redis.exists("huiying:session:one")
