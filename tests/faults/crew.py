"""A house whose processes are killed: two gateways behind a balancer, two workers, a simulator."""

import asyncio
import itertools
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import aiohttp
import sqlalchemy as sa

from bot.adapters.redis import embedded
from bot.adapters.store import Database
from bot.adapters.store.tables import inbox, inbox_open, outbox
from bot.demo import HOST, Places, prepare
from bot.simulator.client import SimulatorClient
from tests.houses import answers, eventually, free_port

GATEWAYS = ("gateway-1", "gateway-2")
WORKERS = ("worker-1", "worker-2")
RETRY_AFTER_S = 2.0
"""WeChat's five seconds would only make the tests longer."""
SETTLED_S = 40.0
READY_S = 60.0
CHUNK = 1 << 16


OnAnswer = Callable[[int], Awaitable[bool]]


async def passes(port: int) -> bool:
    """Every answer is passed on."""
    return True


@dataclass
class Balancer:
    """Stands before the gateways: each connection goes to one that is there.

    `on_answer` is asked with the gateway's port before its answer is passed on; when it says no,
    the answer is dropped together with the connection.
    """

    ports: tuple[int, ...]
    on_answer: OnAnswer = passes
    _turn: "itertools.count[int]" = field(default_factory=itertools.count)
    _open: set[asyncio.Task[None]] = field(default_factory=set)

    @asynccontextmanager
    async def listening(self, port: int) -> AsyncIterator[None]:
        """Pass connections on for as long as the block lasts."""
        server = await asyncio.start_server(self._accept, HOST, port)
        try:
            yield
        finally:
            server.close()
            for task in self._open:
                task.cancel()
            await asyncio.gather(*self._open, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._pass_on(reader, writer))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with self._a_gateway() as (port, answer, request):
                sending = asyncio.create_task(_carry(reader, request))
                # the simulator uses no connection twice, so the answer ends with it
                whole = await answer.read()
                if whole and await self.on_answer(port):
                    writer.write(whole)
                    await writer.drain()
                sending.cancel()
        except OSError:
            pass  # nobody is there, or it died meanwhile: the caller sees its connection end
        finally:
            await _closed(writer)

    @asynccontextmanager
    async def _a_gateway(
        self,
    ) -> AsyncIterator[tuple[int, asyncio.StreamReader, asyncio.StreamWriter]]:
        first = next(self._turn) % len(self.ports)
        for port in self.ports[first:] + self.ports[:first]:
            try:
                answer, request = await asyncio.open_connection(HOST, port)
            except OSError:
                continue  # this one is dead just now
            try:
                yield port, answer, request
            finally:
                await _closed(request)
            return
        raise ConnectionRefusedError


async def _carry(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await source.read(CHUNK):
            target.write(chunk)
            await target.drain()


async def _closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


@dataclass
class Crew:
    """The processes by name, and what they stand on."""

    places: Places
    environment: Mapping[str, str]
    database: Database
    sim: SimulatorClient
    web: aiohttp.ClientSession
    balancer: Balancer
    redis_url: str
    _running: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)

    async def start(self, *names: str, **settings: str) -> None:
        """Start these, all at once; return when the gateways among them answer."""
        for name in names:
            self._running[name] = await self._launched(name, settings)
        for name in set(names) & set(GATEWAYS):
            await eventually(partial(self._answers, name), READY_S)

    def dead(self, *names: str) -> list[str]:
        """Which of these do not run."""
        return [name for name in names if self._running[name].returncode is not None]

    async def kill(self, *names: str) -> None:
        """SIGKILL, by pid: no word of farewell."""
        for name in names:
            await self._end(name, signal.SIGKILL)

    async def ask_to_stop(self, name: str) -> int:
        """SIGTERM; the exit code."""
        return await self._end(name, signal.SIGTERM)

    async def close(self) -> None:
        """Kill whatever still lives."""
        await self.kill(*self._running)

    async def rest(self) -> None:
        """Kill the workers, let time pass, and let others finish all.

        Returns when no message waits for its turn and no parcel for its way.
        """
        await self.kill(*WORKERS)
        await self.let_time_pass()
        await self.start(*WORKERS)
        try:
            await eventually(self._nothing_waits, SETTLED_S)
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

    async def _answers(self, gateway: str) -> bool:
        log = self.places.data_dir / f"{gateway}.log"
        assert not self.dead(gateway), f"{gateway} did not come up: {log.read_text()[-2000:]}"
        return await answers(self.web, f"http://{HOST}:{self._port(gateway)}/health")

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

    async def _launched(self, name: str, settings: Mapping[str, str]) -> asyncio.subprocess.Process:
        command = name.partition("-")[0]
        own = {"HUIYING_PORT": str(self._port(name))} if name in GATEWAYS else {}
        more = ["--port", str(self.places.simulator_port)] if command == "simulator" else []
        more += ["--gateway-url", self.places.gateway_url] if command == "simulator" else []
        with (self.places.data_dir / f"{name}.log").open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", command, *more),
                env={**os.environ, **self.environment, **own, **settings},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    async def _end(self, name: str, sign: signal.Signals) -> int:
        process = self._running[name]
        if process.returncode is None:
            os.kill(process.pid, sign)
        return await process.wait()

    def _port(self, name: str) -> int:
        return self.balancer.ports[GATEWAYS.index(name)]


@asynccontextmanager
async def a_crew(folder: Path, model: Path, database_url: str | None) -> AsyncIterator[Crew]:
    """All of them up, over SQLite in the folder or the database of this address."""
    models = folder / "models"
    models.mkdir(parents=True)
    shutil.copy(model, models)
    (models / "current").write_text(model.name.removesuffix(".tar.gz"))
    places = Places(folder, free_port(), free_port())
    database_url = database_url or f"sqlite:///{folder}/huiying.db"
    balancer = Balancer((free_port(), free_port()))
    async with (
        embedded(folder / "redis") as redis_url,
        balancer.listening(places.gateway_port),
        SimulatorClient(places.simulator_url) as sim,
        aiohttp.ClientSession() as web,
    ):
        environment = prepare(places, redis_url) | {
            "HUIYING_DATABASE_URL": database_url,
            "HUIYING_PUBLIC_URL": places.gateway_url,
        }
        database = Database(database_url)
        await database.upgrade()
        crew = Crew(places, environment, database, sim, web, balancer, redis_url)
        try:
            await crew.start("simulator", *WORKERS, *GATEWAYS)
            await eventually(lambda: answers(web, places.simulator_url), READY_S)
            await sim.switch(retry_after_s=RETRY_AFTER_S)
            yield crew
        finally:
            await crew.close()
            await database.close()
