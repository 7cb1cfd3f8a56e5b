"""A house whose processes are killed: two gateways behind a balancer, two workers, a simulator."""

import os
import shutil
import signal
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import sqlalchemy as sa
from redis.asyncio import Redis

from benchmarks.ports import held_port
from bot.adapters.redis import AWAY, embedded, redis_answers
from bot.adapters.store import Database
from bot.adapters.store.tables import inbox, inbox_open, outbox
from bot.demo.equipment import prepare
from bot.demo.places import HOST, Places
from bot.simulator.client import SimulatorClient
from tests.faults import spool
from tests.faults.balancer import Balancer
from tests.faults.postgres import Postgres
from tests.faults.processes import GATEWAYS, WORKERS, Processes, Start, cold
from tests.faults.sink import a_sink
from tests.houses import COMES_UP_S, answers, eventually

__all__ = ["GATEWAYS", "WORKERS", "Crew", "a_crew"]

SETTLED_S = 180.0
STARTS = 5


@dataclass(kw_only=True)
class Crew(Processes):
    """The processes by name, and what they stand on. `sim` is there if the crew has a simulator."""

    database: Database
    sim: SimulatorClient
    web: aiohttp.ClientSession
    balancer: Balancer
    redis_url: str
    postgres: Postgres | None = None

    @property
    def sqlite_file(self) -> Path:
        """The database, unless it is PostgreSQL."""
        return self.folder / "huiying.db"

    async def start(self, *names: str, fate: Mapping[str, Any] | None = None, **more: str) -> None:
        """Start these, all at once; return when the gateways among them answer.

        `fate` is what `tests.faults.launched` reads at the start, `more` are settings.
        """
        for name in names:
            await self.launch(name, fate or {}, more)
        for name in set(names) & set(GATEWAYS):
            await eventually(partial(self._answers, name), COMES_UP_S)

    async def revive(self, name: str) -> None:
        """Start it, and again if it cannot come up just now, as every supervisor would."""
        for _ in range(STARTS):
            try:
                return await self.start(name)
            except AssertionError:
                continue
        raise AssertionError(f"{name} never came up: {self.log(name)}")

    async def kill_redis(self) -> None:
        """SIGKILL; it is started again on what it kept, as the house does by itself."""
        async with self._redis() as redis:
            pid = (await redis.info("server"))["process_id"]
        os.kill(pid, signal.SIGKILL)

    async def flush_redis(self) -> None:
        """Redis forgets everything."""
        async with self._redis() as redis:
            await redis.flushall()

    @asynccontextmanager
    async def database_away(self) -> AsyncIterator[None]:
        """PostgreSQL is killed and starts again after the block; SQLite is locked by a stranger."""
        if self.postgres:
            await self.postgres.kill()
            try:
                yield
            finally:
                await self.postgres.start()
        else:
            stranger = sqlite3.connect(self.sqlite_file, isolation_level=None)
            stranger.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                stranger.close()

    async def rest(self, within_s: float = SETTLED_S) -> None:
        """Kill the workers, let time pass, and let others finish all."""
        await self.kill(*WORKERS)
        await self.let_time_pass()
        await self.start(*WORKERS)
        await self.settled(within_s)

    async def settled(self, within_s: float = SETTLED_S) -> None:
        """Return when no message waits for its turn, no parcel for its way, no call on a disk."""
        try:
            await eventually(self._nothing_waits, within_s)
        except TimeoutError:
            raise AssertionError(f"still waiting: {await self._waiting()}") from None

    async def let_time_pass(self) -> None:
        """What the dead held is nobody's by now, and every pause before a next try is over."""
        ago = datetime.now(UTC) - timedelta(minutes=5)
        turns = sa.update(inbox).where(inbox_open).values(received_at=ago)
        parcels = sa.update(outbox).where(outbox.c.state == "waiting")
        async with self.database.transaction() as connection:
            await connection.execute(turns)
            await connection.execute(parcels.values(leased_until=None, due_at=ago))

    @asynccontextmanager
    async def _redis(self) -> AsyncIterator[Redis]:
        """Once it is there again, if it died a moment ago."""
        async with Redis.from_url(self.redis_url) as redis:
            await eventually(partial(_pings, redis))
            yield redis

    async def _answers(self, gateway: str) -> bool:
        assert not self.dead(gateway), f"{gateway} did not come up: {self.log(gateway)}"
        return await answers(self.web, f"http://{HOST}:{self.port(gateway)}/health")

    async def _nothing_waits(self) -> bool:
        return await self._waiting() == (0, 0, 0)

    async def _waiting(self) -> tuple[int, int, int]:
        """Calls, turns and parcels: in the order of their way, so that none is overlooked."""
        spooled = spool.calls(self.folder)
        turns = sa.select(sa.func.count()).select_from(inbox).where(inbox_open)
        parcels = sa.select(sa.func.count()).select_from(outbox).where(outbox.c.state == "waiting")
        async with self.database.reading() as connection:
            return (
                spooled,
                await connection.scalar(turns) or 0,
                await connection.scalar(parcels) or 0,
            )


async def _pings(redis: Redis) -> bool:
    try:
        return await redis_answers(redis)
    except AWAY:
        return False


@asynccontextmanager
async def a_crew(
    folder: Path,
    model: Path,
    *,
    database_url: str | None = None,
    postgres: Postgres | None = None,
    simulated: bool = True,
    settings: Mapping[str, str] | None = None,
    begin: Start = cold,
) -> AsyncIterator[Crew]:
    """All of them up, over SQLite in the folder, or the PostgreSQL of this address.

    Without a simulator, whatever the house sends is taken without a look.
    """
    _give_the_model(folder, model)
    places = Places(folder, held_port(), held_port())
    address = database_url or (postgres.url if postgres else f"sqlite:///{folder}/huiying.db")
    balancer = Balancer((held_port(), held_port()))
    async with AsyncExitStack() as stack:
        redis_url = await stack.enter_async_context(embedded(folder / "redis"))
        await stack.enter_async_context(balancer.listening(places.gateway_port))
        sim = await stack.enter_async_context(SimulatorClient(places.simulator_url))
        web = await stack.enter_async_context(aiohttp.ClientSession())
        environment = prepare(places, redis_url) | {
            "HUIYING_DATABASE_URL": address,
            "HUIYING_PUBLIC_URL": places.gateway_url,
            # nobody is kept waiting for writing fast
            "HUIYING_MESSAGES_PER_MINUTE": "0",
            "HUIYING_MESSAGES_PER_HOUR": "0",
            # everybody tells of the same lamp
            "HUIYING_TIME_TO_JOIN_S": "0",
            **(settings or {}),
        }
        database = Database(address)
        stack.push_async_callback(database.close)
        await database.upgrade()
        crew = Crew(
            places=places,
            environment=environment,
            ports=balancer.ports,
            begin=begin,
            database=database,
            sim=sim,
            web=web,
            balancer=balancer,
            redis_url=redis_url,
            postgres=postgres,
        )
        stack.push_async_callback(crew.close)
        if simulated:
            await crew.start("simulator")
        else:
            await stack.enter_async_context(a_sink(HOST, places.simulator_port))
        await crew.start(*WORKERS, *GATEWAYS)
        await eventually(lambda: answers(web, places.simulator_url), COMES_UP_S)
        yield crew


def _give_the_model(folder: Path, model: Path) -> None:
    models = folder / "models"
    models.mkdir(parents=True)
    shutil.copy(model, models)
    (models / "current").write_text(model.name.removesuffix(".tar.gz"))
