"""Processes that are there at once: forked from one that has imported everything already.

Python's own fork server. Nine tenths of what a part costs at its start are imports, and the tests
start a hundred. Who must be seen to come up cold is started cold: `make faults`, the houses of
tests/demo, tests/scenarios and tests/deploy.
"""

import asyncio
import ctypes
import multiprocessing
import os
import runpy
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

from bot.adapters.leash import PARENT_DEATH_SIGNAL
from bot.demo.places import ROOT

GROWN_UP = [
    "bot.terminal.commands.operating",
    "bot.terminal.commands.parts",
    "bot.terminal.simulating",
    "bot.wiring.gateway",
    "bot.wiring.worker",
    "tests.faults.gateway_in_small",
    "tests.faults.moments",
    "tests.faults.nursery",
    "time_machine",
]


@dataclass(frozen=True)
class Child:
    """A process of the nursery, known as asyncio knows those it starts itself."""

    pid: int
    _process: ForkServerProcess
    _ended: asyncio.Future[int]

    @property
    def returncode(self) -> int | None:
        """None while it lives."""
        return self._process.exitcode

    async def wait(self) -> int:
        """Return its exit code when it has ended."""
        return await asyncio.shield(self._ended)


def nursery() -> ForkServerContext:
    """The one of this process."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(GROWN_UP)
    return context


async def born(arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> Child:
    """Start `python -m <arguments>` with this environment alone; all it says goes to the log."""
    process = nursery().Process(
        target=_live, args=(list(arguments), dict(environment), log), daemon=True
    )
    process.start()
    assert process.pid
    child = Child(process.pid, process, asyncio.get_running_loop().create_future())
    _watch(child)
    return child


def _watch(child: Child) -> None:
    """Let everybody who waits hear of its end."""
    loop, sentinel = asyncio.get_running_loop(), child._process.sentinel

    def ended() -> None:
        loop.remove_reader(sentinel)
        child._ended.set_result(child._process.exitcode)

    loop.add_reader(sentinel, ended)


def _live(arguments: list[str], environment: dict[str, str], log: Path) -> None:
    """Become it, as `python -m` would; as on a leash, it ends when the nursery does."""
    ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)
    os.setsid()  # Ctrl-C is for the tests: they end it in order
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    with open(os.devnull) as nothing, log.open("ab") as written:
        os.dup2(nothing.fileno(), 0)
        os.dup2(written.fileno(), 1)
        os.dup2(written.fileno(), 2)
    module, *sys.argv[1:] = arguments
    runpy.run_module(module, run_name="__main__", alter_sys=True)
