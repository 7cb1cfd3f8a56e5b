"""Real processes that are measured: each with a log of its own, ended with the block."""

import asyncio
import os
import re
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from bot.adapters.processes import end, tied
from bot.demo.places import HOST

READY_S = 180.0
RESIDENT = re.compile(r"^VmRSS:\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True)
class Process:
    """One running part."""

    name: str
    process: asyncio.subprocess.Process
    log: Path
    command: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def resident_mb(self) -> float:
        """The memory it occupies now (Linux; elsewhere 0)."""
        status = Path(f"/proc/{self.process.pid}/status")
        found = RESIDENT.search(status.read_text()) if status.exists() else None
        return int(found[1]) / 1024 if found else 0.0


@asynccontextmanager
async def a_process(
    folder: Path,
    name: str,
    command: Sequence[str],
    environment: Mapping[str, str],
    python: bool = True,
) -> AsyncIterator[Process]:
    """`command` (a module of ours, with its arguments) until the block ends; it ends with us,
    however we end (Linux). Not `python`: any program."""
    log = folder / f"{name}.log"
    program = (sys.executable, "-m", *command) if python else command
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *tied(*program),
            env={**os.environ, **environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield Process(name, process, log, command, environment)
    finally:
        await end(process)


async def answers(port: int, process: Process) -> None:
    """Return when the door answers. Raises RuntimeError with the end of its log.

    `port` is one of ours (ports.py), told to this process alone: nobody else answers there.
    """
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
