"""A whole house on this machine: every part a process of its own."""

import asyncio
import fcntl
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import aiohttp

from bot.adapters.processes import end, tied
from bot.adapters.redis import embedded
from bot.demo.equipment import prepare
from bot.demo.places import Places
from bot.demo.supervisor import Part, Supervisor
from bot.domain.errors import BadSetting

READY_S = 180.0
"""So long a part may take until it answers, on a slow machine that does other things, too."""


@asynccontextmanager
async def a_house(
    places: Places,
    say: Callable[[str], None],
    stopping: asyncio.Event | None = None,
    more: Mapping[str, str] | None = None,
) -> AsyncIterator[Supervisor]:
    """Every part as a process of its own, answering; all of them end with the block.

    `more` are environment variables that go before the demonstration's own. Raises BadSetting with
    the end of a part's log if the part does not come up, and if another house uses the folder.
    """
    supervisor = Supervisor(places.data_dir / "logs", say)
    with _the_only_house(places.data_dir):
        async with embedded(places.data_dir / "redis") as redis_url:
            environment = prepare(places, redis_url) | dict(more or {})
            try:
                stopping = stopping or asyncio.Event()
                say("训练模型（第一次约十秒）…")
                simulator, worker, gateway = _parts(places, environment)
                # these two need no model: they come up beside the training, on another core
                await _start(supervisor, (simulator, worker), stopping)
                await _finish("train", environment, stopping)
                say("启动网关 …")
                await _start(supervisor, (gateway,), stopping)
                await _answers(f"{places.simulator_url}/", supervisor, "simulator", stopping)
                await _answers(f"{places.gateway_url}/health", supervisor, "gateway", stopping)
                yield supervisor
            finally:
                await supervisor.stop()


@contextmanager
def _the_only_house(data_dir: Path) -> Iterator[None]:
    """Keep the folder to ourselves. Raises BadSetting while somebody else does."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BadSetting(
                f"数据目录 {data_dir} 正在被另一个 huiying run 使用。"
                "请先用 Ctrl-C 停掉那一个，或者用 --data-dir 换一个目录。"
            ) from None
        yield


def _parts(places: Places, environment: Mapping[str, str]) -> tuple[Part, Part, Part]:
    """Simulator, worker and gateway."""
    simulator = ("simulator", "--port", str(places.simulator_port))
    return (
        Part("simulator", (*simulator, "--gateway-url", places.gateway_url), environment),
        Part("worker", ("worker",), environment),
        Part("gateway", ("gateway",), environment),
    )


async def _start(supervisor: Supervisor, parts: Iterable[Part], stopping: asyncio.Event) -> None:
    """Start these, unless everything shall stop."""
    for part in parts:
        if not stopping.is_set():
            await supervisor.start(part)


async def _finish(command: str, environment: Mapping[str, str], stopping: asyncio.Event) -> None:
    """Run one huiying command to its end, or end it when `stopping` is set.

    Raises BadSetting with what it said when it failed.
    """
    process = await asyncio.create_subprocess_exec(
        *tied(sys.executable, "-m", "bot", command),
        env={**os.environ, **environment},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        # Ctrl-C in the terminal reaches us alone: its own trace is nothing to read.
        start_new_session=True,
    )
    talking = asyncio.create_task(process.communicate())
    asked = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait({talking, asked}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        asked.cancel()
        await end(process)
    _, said = await talking
    if process.returncode and not stopping.is_set():
        raise BadSetting(f"huiying {command}: {said.decode(errors='replace').strip()[-2000:]}")


async def _answers(url: str, supervisor: Supervisor, name: str, stopping: asyncio.Event) -> None:
    """Return when `url` answers. Raises BadSetting with the end of the log if it never does."""
    ends = time.monotonic() + READY_S
    async with aiohttp.ClientSession() as session:
        while not stopping.is_set():
            try:
                async with session.get(url) as response:
                    if response.status < 500:
                        return
            except aiohttp.ClientError:
                pass
            if time.monotonic() > ends or supervisor.failed.is_set():
                log = supervisor.log_of(name)
                tail = log.read_text(errors="replace")[-2000:]
                raise BadSetting(f"{name} 没有启动成功，日志在 {log}：\n{tail}")
            await asyncio.sleep(0.1)
