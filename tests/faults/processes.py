"""Parts of a house as processes of their own, by name: started, doomed, killed."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from bot.adapters.processes import tied
from bot.demo.places import ROOT, Places
from tests.houses import eventually

GATEWAYS = ("gateway-1", "gateway-2")
WORKERS = ("worker-1", "worker-2")


class Running(Protocol):
    """A process that we started."""

    @property
    def pid(self) -> int: ...
    @property
    def returncode(self) -> int | None: ...
    async def wait(self) -> int: ...


Start = Callable[[Sequence[str], Mapping[str, str], Path], Awaitable[Running]]
"""Starts `python -m <arguments>` with this environment; all it says goes to the log."""


async def cold(arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> Running:
    """As an installation starts it."""
    with log.open("ab") as written:
        return await asyncio.create_subprocess_exec(
            *tied(sys.executable, "-m", *arguments),
            cwd=ROOT,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=written,
            stderr=written,
            start_new_session=True,  # Ctrl-C is for us: we end them in order
        )


@dataclass(kw_only=True)
class Processes:
    """Who runs. `ports` are those of the gateways."""

    places: Places
    environment: Mapping[str, str]
    ports: tuple[int, ...]
    begin: Start = cold
    _running: dict[str, Running] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Where the house keeps what is no database: models, logs, the spool."""
        return self.places.data_dir

    async def launch(self, name: str, fate: Mapping[str, Any], settings: Mapping[str, str]) -> None:
        """Start it; `fate` is what `tests.faults.launched` reads at the start."""
        own = {"HUIYING_PORT": str(self.port(name))} if name in GATEWAYS else {}
        self._running[name] = await self.begin(
            self._command(name, fate),
            {**os.environ, **self.environment, **own, **settings},
            self.folder / f"{name}.log",
        )

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

    def port(self, gateway: str) -> int:
        """Where this gateway listens."""
        return self.ports[GATEWAYS.index(gateway)]

    def log(self, name: str) -> str:
        """The end of what it wrote."""
        return (self.folder / f"{name}.log").read_text(errors="replace")[-2000:]

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


async def _exists(file: Path) -> bool:
    return os.access(file, os.F_OK)
