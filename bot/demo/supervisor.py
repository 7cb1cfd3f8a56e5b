"""Starts the parts of the demonstration as processes, keeps them up, ends them all together."""

import asyncio
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.adapters.processes import end, tied

RESTARTS = 5


@dataclass(frozen=True)
class Part:
    """One process: its name, the huiying command it runs, and what it gets to know."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]


@dataclass
class Supervisor:
    """Runs parts, each with a log file of its own; a part that dies is started again.

    Each time it waits `pause_s` longer.
    """

    logs: Path
    say: Callable[[str], None]
    pause_s: float = 1.0
    _watched: list[asyncio.Task[None]] = field(default_factory=list)
    _running: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)
    _stopping: bool = False
    failed: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self, part: Part) -> None:
        """Start a part and keep it up."""
        self.logs.mkdir(parents=True, exist_ok=True)
        await self._launch(part)
        self._watched.append(asyncio.create_task(self._keep_up(part)))

    async def stop(self) -> None:
        """End every part, the last one started first; kill what does not end in time."""
        self._stopping = True
        for task in self._watched:
            task.cancel()
        await asyncio.gather(*self._watched, return_exceptions=True)
        for process in reversed(self._running.values()):
            await end(process)

    def log_of(self, name: str) -> Path:
        """Where this part writes."""
        return self.logs / f"{name}.log"

    async def _launch(self, part: Part) -> None:
        with self.log_of(part.name).open("ab") as log:
            self._running[part.name] = await asyncio.create_subprocess_exec(
                *tied(sys.executable, "-m", "bot", *part.command),
                env={**os.environ, **part.environment},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C in the terminal reaches us alone: we end the parts in order.
                start_new_session=True,
            )

    async def _keep_up(self, part: Part) -> None:
        for attempt in range(1, RESTARTS + 1):
            code = await self._running[part.name].wait()
            if self._stopping:
                return
            self.say(f"{part.name} 意外停止（{code}），第 {attempt} 次重新启动。")
            await asyncio.sleep(attempt * self.pause_s)
            await self._launch(part)
        await self._running[part.name].wait()
        self.say(f"{part.name} 无法保持运行，请看 {self.log_of(part.name)}")
        self.failed.set()
