"""Parts that are kept up, and all end together."""

import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.demo.supervisor import RESTARTS, Part, Supervisor
from tests.houses import eventually
from tests.processes import command, descendants, lives


class Heard:
    """What the supervisor said."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def __call__(self, sentence: str) -> None:
        self.sentences.append(sentence)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
async def supervisor(tmp_path: Path, heard: Heard) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(tmp_path / "logs", heard)
    yield supervisor
    await supervisor.stop()


def simulator(folder: Path) -> Part:
    """The part that starts fastest and needs nobody else."""
    environment = {
        "HUIYING_DEMO": "true",
        "HUIYING_DATA_DIR": str(folder),
        "HUIYING_WECHAT_MODE": "plain",
        "HUIYING_WECHAT_APP_ID": "wx0123456789abcdef",
        "HUIYING_WECHAT_APP_SECRET": "a-secret",
        "HUIYING_WECHAT_TOKEN": "atoken",
    }
    return Part("simulator", ("simulator", "--port", "0"), environment)


async def test_a_part_that_dies_is_started_again(
    supervisor: Supervisor, heard: Heard, tmp_path: Path
):
    """And whoever watches is told which part it was, and how it ended."""
    await supervisor.start(simulator(tmp_path))
    first = await eventually(_the_simulator)

    os.kill(first, signal.SIGKILL)

    async def another() -> bool:
        return await _the_simulator() not in (None, first)

    assert await eventually(another)
    assert "simulator" in heard.sentences[0]
    assert "-9" in heard.sentences[0]
    assert not supervisor.failed.is_set()


async def test_a_part_that_never_stays_up_is_given_up(supervisor: Supervisor, heard: Heard):
    """Whoever watches is told where to look, and may end the rest."""
    supervisor.pause_s = 0.0

    await supervisor.start(Part("strange", ("no-such-command",), {}))
    await supervisor.failed.wait()

    assert len(heard.sentences) == RESTARTS + 1
    assert str(supervisor.log_of("strange")) in heard.sentences[-1]


async def test_every_part_has_a_log_of_its_own(supervisor: Supervisor, tmp_path: Path):
    """What it writes before it can set up anything else stands there too."""
    await supervisor.start(Part("strange", ("no-such-command",), {}))

    async def written() -> bool:
        return "no-such-command" in supervisor.log_of("strange").read_text()

    assert await eventually(written)


async def test_stopping_ends_all_parts_and_starts_none_again(
    supervisor: Supervisor, heard: Heard, tmp_path: Path
):
    """They are asked, and nobody is told of an accident."""
    await supervisor.start(simulator(tmp_path))
    pid = await eventually(_the_simulator)

    await supervisor.stop()

    assert not lives(pid)
    assert heard.sentences == []


async def _the_simulator() -> int | None:
    """Its pid, once it runs."""
    family = descendants(os.getpid())
    return next((pid for pid in family if "-m bot simulator --port 0" in command(pid)), None)
