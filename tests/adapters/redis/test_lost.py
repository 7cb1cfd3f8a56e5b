"""Redis flushed, killed and back again: whoever uses it goes on, and shares again afterwards."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.adapters.departments.pace import GAP_S, GATHER_S, LocalPace, SharedPace
from bot.adapters.redis import RedisWaker
from bot.adapters.wechat.account import Account
from bot.adapters.wechat.tokens import Tokens
from bot.adapters.wechat.wire import Wire
from tests.adapters.redis.servers import Server, a_server
from tests.fakes.house import PATIENT_S, FakeClock

ROBOT = "https://robots.example/send?key=k"
LONG = timedelta(hours=1)
A_TICK_S = 0.002
"""Redis counts in whole milliseconds, by a clock of its own."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with a_server(tmp_path) as server:
        yield server


class Slept:
    """Sleeps not at all, and remembers."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.waits.append(seconds)


async def test_a_flush_frees_the_robots_turn_and_the_pace_is_kept_again(server: Server):
    """Its script is gone with everything else, and is loaded anew."""
    async with server.client() as redis:
        slept = Slept()
        pace = SharedPace(redis, sleep=slept, redis_s=PATIENT_S)
        await pace.turn(ROBOT)
        await redis.flushall()
        await redis.script_flush()

        began = time.monotonic()
        await pace.turn(ROBOT)
        await pace.turn(ROBOT)
        passed = time.monotonic() - began + A_TICK_S

    first, second, third = slept.waits
    assert first == second == GATHER_S
    assert GAP_S - passed <= third - second <= GAP_S


async def test_a_killed_redis_leaves_each_worker_its_own_pace_until_it_is_back(server: Server):
    """No turn is lost, and none comes at once."""
    async with server.client() as redis, server.client() as others:
        slept, alone = Slept(), Slept()
        local = LocalPace(clock=lambda: 0.0, sleep=alone)
        pace = SharedPace(redis, sleep=slept, alone=local, redis_s=PATIENT_S)
        other = SharedPace(others, sleep=slept, redis_s=PATIENT_S)
        await pace.turn(ROBOT)
        await server.kill()
        await pace.turn(ROBOT)
        await pace.turn(ROBOT)
        server.start()

        began = time.monotonic()
        await pace.turn(ROBOT)
        await other.turn(ROBOT)
        passed = time.monotonic() - began + A_TICK_S

    assert alone.waits == pytest.approx([GATHER_S, GATHER_S + GAP_S])
    mine, theirs = slept.waits[1:]
    assert GAP_S - passed <= theirs - mine <= GAP_S


async def test_calls_wake_the_workers_again_after_a_flush_and_after_a_kill(server: Server):
    """The waker subscribes by itself."""
    async with (
        server.client() as redis,
        RedisWaker.on(redis, PATIENT_S) as waker,
        asyncio.timeout(PATIENT_S),
    ):
        await waker.wait(timedelta(milliseconds=10))
        await redis.flushall()
        await waker.wake()
        await waker.wait(LONG)
        await server.kill()
        await waker.wake()  # goes nowhere, and says nothing
        await waker.wait(timedelta(milliseconds=10))
        server.start()
        await waker.wait(timedelta(milliseconds=10))

        await waker.wake()
        await waker.wait(LONG)


@dataclass
class Platform:
    """WeChat's stable_token: the same token to everybody, unless it is forced to change."""

    asked: int = 0
    forced: int = 0
    hold: asyncio.Event | None = None
    was_asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.Response:
        order = await request.json()
        self.asked += 1
        self.was_asked.set()
        self.forced += bool(order["force_refresh"])
        if self.hold:
            await self.hold.wait()
        return web.json_response({"access_token": f"token-{self.forced}", "expires_in": 7200})

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Wire]:
        app = web.Application()
        app.router.add_post("/cgi-bin/stable_token", self.answer)
        async with TestServer(app) as served:
            wire = Wire(str(served.make_url("")))
            yield wire
            await wire.close()


ACCOUNT = Account("wx1", "s", "t", "")


async def test_a_flush_costs_one_question_and_never_a_new_token(server: Server):
    """Other processes ask WeChat again, which answers all of them with the token that holds."""
    platform, clock = Platform(), FakeClock()
    async with server.client() as redis, platform.open() as wire:
        here, there = (Tokens(wire, ACCOUNT, redis, clock, PATIENT_S) for _ in range(2))
        before = [await here.current(), await there.current()]
        await redis.flushall()

        after = [await here.current(), await there.current()]

    assert set(before + after) == {"token-0"}
    assert platform.asked <= 2
    assert platform.forced == 0


async def test_a_flush_while_a_token_is_fetched_takes_the_lock_and_harms_nobody(server: Server):
    """The lock is gone before it is given back."""
    platform, clock = Platform(hold=asyncio.Event()), FakeClock()
    async with server.client() as redis, platform.open() as wire:
        here, there = (Tokens(wire, ACCOUNT, redis, clock, PATIENT_S) for _ in range(2))
        fetching = asyncio.create_task(here.current())
        await platform.was_asked.wait()
        await redis.flushall()
        other = asyncio.create_task(there.current())
        assert platform.hold
        platform.hold.set()

        assert {await fetching, await other} == {"token-0"}
        assert await redis.get("huiying:wechat:wx1:token") is not None


async def test_a_killed_redis_costs_no_call_and_the_token_is_shared_again(server: Server):
    """While it is away each process has its own; back again, the next one finds it there."""
    platform, clock = Platform(), FakeClock()
    async with server.client() as redis, platform.open() as wire:
        here = Tokens(wire, ACCOUNT, redis, clock, PATIENT_S)
        await here.current()
        await server.kill()

        assert await here.current() == "token-0"
        assert await here.instead_of("token-0") == "token-1"
        server.start()
        clock.forward(hours=2)
        assert await here.current() == "token-1"
        newcomer = Tokens(wire, ACCOUNT, redis, clock, PATIENT_S)
        asked = platform.asked
        assert await newcomer.current() == "token-1"

    assert platform.asked == asked
    assert platform.forced == 1
