"""The embedded server: one a folder, kept up, and gone with those who use it."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.adapters.redis import connect, embedded
from bot.domain.errors import BadSetting
from tests.fakes.house import PATIENT_S

ROOT = Path(__file__).resolve().parents[3]
USER = """
import asyncio, sys
from pathlib import Path
from bot.adapters.redis import connect

async def main():
    async with connect(None, Path(sys.argv[1])) as redis:
        print((await redis.info("server"))["process_id"], flush=True)
        await asyncio.to_thread(sys.stdin.readline)

asyncio.run(main())
"""


async def another_process(data_dir: Path) -> tuple[Process, int]:
    """A process that uses the folder's server, and that server's id."""
    user = await asyncio.create_subprocess_exec(
        sys.executable, "-c", USER, str(data_dir), cwd=ROOT, stdin=PIPE, stdout=PIPE
    )
    assert user.stdout
    return user, int(await user.stdout.readline())


async def server_of(redis: Redis) -> int:
    return int((await redis.info("server"))["process_id"])


async def patiently(redis: Redis, ask) -> object:
    """The answer, once the server is back."""
    async with asyncio.timeout(PATIENT_S):
        while True:
            try:
                return await ask(redis)
            except RedisError:
                await asyncio.sleep(0.02)


async def gone(pid: int) -> None:
    """Return once no process has this id any more."""
    async with asyncio.timeout(PATIENT_S):
        while _is_alive(pid):  # noqa: ASYNC110 (nobody tells us of another process's child)
            await asyncio.sleep(0.01)


def _is_alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


async def test_what_was_written_is_there_after_a_restart(tmp_path: Path):
    """The append-only file keeps it; the server listens on no port."""
    async with connect(None, tmp_path) as redis:
        await redis.set("token", "x")
        assert await redis.config_get("appendonly", "port") == {"appendonly": "yes", "port": "0"}
        first = await server_of(redis)

    assert not _is_alive(first)
    async with connect(None, tmp_path) as redis:
        assert await redis.get("token") == b"x"


async def test_processes_of_one_folder_share_one_server(tmp_path: Path):
    """Two servers on one folder would destroy each other's file."""
    async with connect(None, tmp_path) as redis:
        user, server = await another_process(tmp_path)

        assert server == await server_of(redis)

        await user.communicate(b"\n")
        assert await redis.ping()


async def test_when_the_first_process_goes_another_keeps_the_server_up(tmp_path: Path):
    """With everything that was in it."""
    user, first = await another_process(tmp_path)
    async with connect(None, tmp_path) as redis:
        await redis.set("token", "x")
        await user.communicate(b"\n")

        second = await patiently(redis, server_of)

        assert second != first
        assert await redis.get("token") == b"x"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a child to its parent's life")
async def test_a_killed_process_leaves_no_server_behind(tmp_path: Path):
    """Not even after kill -9; the next start finds the folder free."""
    user, server = await another_process(tmp_path)

    os.kill(user.pid, signal.SIGKILL)
    await user.wait()
    await gone(server)

    async with connect(None, tmp_path) as redis:
        assert await redis.ping()


async def test_a_server_that_dies_is_started_again(tmp_path: Path):
    """By whoever started it."""
    async with connect(None, tmp_path) as redis:
        server = await server_of(redis)
        os.kill(server, signal.SIGKILL)
        await gone(server)

        assert await patiently(redis, server_of) != server


@pytest.mark.parametrize("name", ["很长的名字" * 12, "100 %2F? #1"], ids=["long", "odd"])
async def test_a_folder_of_any_name_will_do(tmp_path: Path, name: str):
    """A socket's path may have a hundred bytes, and an address may not hold everything."""
    async with connect(None, tmp_path / name) as redis:
        assert await redis.ping()


async def test_a_server_that_cannot_start_is_told_with_its_log(tmp_path: Path):
    """An append-only file that is none."""
    folder = tmp_path / "valkey" / "appendonlydir"
    folder.mkdir(parents=True)
    (folder / "appendonly.aof.manifest").write_text("nonsense\n")

    with pytest.raises(BadSetting, match=r"HUIYING_REDIS_URL .*valkey\.log"):
        async with embedded(tmp_path / "valkey", ready_s=0.5):
            pass


async def test_an_address_that_cannot_be_read_is_named_without_its_password(tmp_path: Path):
    """One sentence that says what to set."""
    with pytest.raises(BadSetting, match=r"HUIYING_REDIS_URL.*请写 redis://") as refused:
        async with connect("http://:secret@host", tmp_path):
            pass

    assert "secret" not in str(refused.value)


async def test_a_redis_that_is_away_does_not_stop_the_start(tmp_path: Path):
    """It is disposable: only what is asked of it fails."""
    async with connect(f"unix://{tmp_path}/nobody.sock", tmp_path) as redis:
        with pytest.raises(RedisError):
            await redis.ping()
