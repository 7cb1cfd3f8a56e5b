"""A house whose processes are killed: two gateways behind a balancer, two workers, a simulator."""

import asyncio
import json
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import sqlalchemy as sa
from redis.asyncio import Redis

from bot.adapters.processes import tied
from bot.adapters.redis import AWAY, embedded, redis_answers
from bot.adapters.store import Database
from bot.adapters.store.tables import inbox, inbox_open, outbox
from bot.demo import HOST, ROOT, Places, prepare
from bot.simulator.client import SimulatorClient
from tests.faults.balancer import Balancer
from tests.faults.postgres import Postgres
from tests.faults.sink import a_sink
from tests.houses import answers, eventually, free_port

GATEWAYS = ("gateway-1", "gateway-2")
WORKERS = ("worker-1", "worker-2")
SETTLED_S = 60.0
READY_S = 60.0
STARTS = 5


@dataclass
class Crew:
    """The processes by name, and what they stand on. `sim` is there if the crew has a simulator."""

    places: Places
    environment: Mapping[str, str]
    database: Database
    sim: SimulatorClient
    web: aiohttp.ClientSession
    balancer: Balancer
    redis_url: str
    postgres: Postgres | None = None
    _running: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Where the house keeps what is no database: models, logs, the spool."""
        return self.places.data_dir

    @property
    def sqlite_file(self) -> Path:
        """The database, unless it is PostgreSQL."""
        return self.folder / "huiying.db"

    async def start(self, *names: str, fate: Mapping[str, Any] | None = None, **more: str) -> None:
        """Start these, all at once; return when the gateways among them answer.

        `fate` is what `tests.faults.launched` reads at the start, `more` are settings.
        """
        for name in names:
            self._running[name] = await self._launched(name, fate or {}, more)
        for name in set(names) & set(GATEWAYS):
            await eventually(partial(self._answers, name), READY_S)

    async def revive(self, name: str) -> None:
        """Start it, and again if it cannot come up just now, as every supervisor would."""
        for _ in range(STARTS):
            try:
                return await self.start(name)
            except AssertionError:
                continue
        raise AssertionError(f"{name} never came up: {self.log(name)}")

    def dead(self, *names: str) -> list[str]:
        """Which of these do not run."""
        return [name for name in names if self._running[name].returncode is not None]

    async def kill(self, *names: str) -> None:
        """SIGKILL, by pid: no word of farewell."""
        for name in names:
            await self._end(name, signal.SIGKILL)

    async def doom(self, name: str, moment: str, times: int = 1) -> None:
        """From now on it dies at this moment (`tests.faults.moments`), the `times`-th time."""
        file = self._fate(name)
        await eventually(partial(_exists, file.with_name(f"{file.name}.ready")))
        file.write_text(json.dumps({"moment": moment, "times": times}))
        if not self.dead(name):
            os.kill(self._running[name].pid, signal.SIGUSR2)

    async def died(self, name: str) -> None:
        """Return when it is dead."""
        await self._running[name].wait()

    async def ask_to_stop(self, name: str) -> int:
        """SIGTERM; the exit code."""
        return await self._end(name, signal.SIGTERM)

    async def close(self) -> None:
        """Kill whatever still lives."""
        await self.kill(*self._running)

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
        """Return when no message waits for its turn and no parcel for its way."""
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

    def port(self, gateway: str) -> int:
        """Where this gateway listens."""
        return self.balancer.ports[GATEWAYS.index(gateway)]

    def log(self, name: str) -> str:
        """The end of what it wrote."""
        return (self.folder / f"{name}.log").read_text(errors="replace")[-2000:]

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
        return await self._waiting() == (0, 0)

    async def _waiting(self) -> tuple[int, int]:
        turns = sa.select(sa.func.count()).select_from(inbox).where(inbox_open)
        parcels = sa.select(sa.func.count()).select_from(outbox).where(outbox.c.state == "waiting")
        async with self.database.reading() as connection:
            return (
                await connection.scalar(turns) or 0,
                await connection.scalar(parcels) or 0,
            )

    async def _launched(
        self, name: str, fate: Mapping[str, Any], settings: Mapping[str, str]
    ) -> asyncio.subprocess.Process:
        own = {"HUIYING_PORT": str(self.port(name))} if name in GATEWAYS else {}
        with (self.folder / f"{name}.log").open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *tied(sys.executable, "-m", *self._command(name, fate)),
                cwd=ROOT,
                env={**os.environ, **self.environment, **own, **settings},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for us: we end them in order
            )

    def _command(self, name: str, fate: Mapping[str, Any]) -> list[str]:
        command = name.partition("-")[0]
        if command == "simulator":
            at = ["--port", str(self.places.simulator_port)]
            return ["bot", command, *at, "--gateway-url", self.places.gateway_url]
        file = self._fate(name)
        file.write_text(json.dumps(dict(fate)))
        file.with_name(f"{file.name}.ready").unlink(missing_ok=True)
        return ["tests.faults.launched", str(file), command]

    def _fate(self, name: str) -> Path:
        return self.folder / f"{name}.fate"

    async def _end(self, name: str, sign: signal.Signals) -> int:
        process = self._running[name]
        if process.returncode is None:
            os.kill(process.pid, sign)
        return await process.wait()


async def _pings(redis: Redis) -> bool:
    try:
        return await redis_answers(redis)
    except AWAY:
        return False


async def _exists(file: Path) -> bool:
    return os.access(file, os.F_OK)


@asynccontextmanager
async def a_crew(
    folder: Path,
    model: Path,
    *,
    database_url: str | None = None,
    postgres: Postgres | None = None,
    simulated: bool = True,
    **settings: str,
) -> AsyncIterator[Crew]:
    """All of them up, over SQLite in the folder, or the PostgreSQL of this address.

    Without a simulator, whatever the house sends is taken without a look.
    """
    _give_the_model(folder, model)
    places = Places(folder, free_port(), free_port())
    address = database_url or (postgres.url if postgres else f"sqlite:///{folder}/huiying.db")
    balancer = Balancer((free_port(), free_port()))
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
            **settings,
        }
        database = Database(address)
        stack.push_async_callback(database.close)
        await database.upgrade()
        crew = Crew(places, environment, database, sim, web, balancer, redis_url, postgres)
        stack.push_async_callback(crew.close)
        if simulated:
            await crew.start("simulator")
        else:
            await stack.enter_async_context(a_sink(HOST, places.simulator_port))
        await crew.start(*WORKERS, *GATEWAYS)
        await eventually(lambda: answers(web, places.simulator_url), READY_S)
        yield crew


def _give_the_model(folder: Path, model: Path) -> None:
    models = folder / "models"
    models.mkdir(parents=True)
    shutil.copy(model, models)
    (models / "current").write_text(model.name.removesuffix(".tar.gz"))
