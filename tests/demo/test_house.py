"""`huiying run`: everything comes up, and everything goes when it is told to."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from benchmarks.ports import held_pair
from tests.houses import COMES_UP_S, eventually
from tests.processes import command, descendants, lives

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Running:
    """A `huiying run` in a process group of its own, as in a terminal."""

    process: asyncio.subprocess.Process
    said: str = ""

    async def says(self, words: str) -> None:
        """Return when it has said this."""
        assert self.process.stderr
        async with asyncio.timeout(COMES_UP_S):
            while words not in self.said:
                heard = await self.process.stderr.read(4096)
                assert heard, f"it ended before it said {words!r}:\n{self.said}"
                self.said += heard.decode(errors="replace")

    async def has_started(self, part: str) -> None:
        """Return when one of its processes is this part."""

        async def look() -> bool:
            family = descendants(self.process.pid)
            return any(f"-m bot {part}" in command(pid) for pid in family)

        await eventually(look, COMES_UP_S)

    async def ctrl_c(self) -> int:
        """What the terminal does: SIGINT to everybody in the foreground. Gives the exit code."""
        assert self.process.stderr
        os.killpg(self.process.pid, signal.SIGINT)
        self.said += (await self.process.stderr.read()).decode(errors="replace")
        return await self.process.wait()


async def _run(folder: Path) -> Running:
    return Running(
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            *("--data-dir", str(folder), "--port", str(held_pair())),
            cwd=ROOT,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
    )


@pytest_asyncio.fixture
async def running(tmp_path: Path, trained_model: Path) -> AsyncIterator[Running]:
    """A demonstration that has just been started in `tmp_path`, with the model at hand."""
    (tmp_path / "models").mkdir()
    shutil.copy(trained_model, tmp_path / "models")
    running = await _run(tmp_path)
    yield running
    with suppress(ProcessLookupError):
        os.killpg(running.process.pid, signal.SIGKILL)
    await running.process.wait()


async def test_ctrl_c_ends_every_part_and_leaves_no_orphan(running: Running, tmp_path: Path):
    """A second one on the same folder is refused meanwhile; afterwards nobody is left."""
    await running.says("按 Ctrl-C 全部停止")
    assert "/console/invite/" in running.said
    family = descendants(running.process.pid)
    commands = " ".join(command(pid) for pid in family)
    second = await _run(tmp_path)
    await second.process.wait()
    assert second.process.stderr
    refused = (await second.process.stderr.read()).decode()

    code = await running.ctrl_c()

    assert all(part in commands for part in ("gateway", "worker", "simulator", "valkey"))
    assert second.process.returncode == 2
    assert str(tmp_path) in refused.replace("\n", "")
    assert "另一个 huiying run" in refused.replace("\n", "")
    assert code == 0
    assert "已全部停止" in running.said
    assert "Traceback" not in running.said
    assert [command(pid) for pid in family if lives(pid)] == []


async def test_ctrl_c_while_it_prepares_ends_it_without_a_trace(running: Running):
    """Whoever changes their mind during the training sees no Python."""
    await running.has_started("train")

    code = await running.ctrl_c()

    assert code == 0
    assert "已全部停止" in running.said
    assert "Traceback" not in running.said


async def test_a_killed_demonstration_takes_its_parts_along(running: Running):
    """kill -9 of the one process that knows them all leaves nothing behind (Linux)."""
    if sys.platform != "linux":
        pytest.skip("only Linux ties a process to its parent")
    await running.has_started("gateway")
    family = descendants(running.process.pid)

    running.process.kill()
    await running.process.wait()

    async def all_gone() -> bool:
        return not any(lives(pid) for pid in family)

    assert family
    assert await eventually(all_gone)
