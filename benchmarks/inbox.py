"""Messages accepted durably a second, when nothing but the inbox is asked.

Run as `python -m benchmarks.inbox URL HANDS SECONDS [bare]` it is one process that lets HANDS
citizens write at once, each again as soon as the message is committed.
"""

import asyncio
import json
import secrets
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

import sqlalchemy as sa

from benchmarks import processor
from benchmarks.plan import percentile
from benchmarks.postgres import connected, main_process
from benchmarks.sections import Goal, Section
from benchmarks.workshop import POSTGRESQL, SQLITE, Workshop
from bot.adapters.processes import end, tied
from bot.adapters.store import Database, SqlInbox
from bot.domain.messages import Kind, Message
from bot.domain.zone import SHANGHAI

METHOD = """\
Processes of their own call Inbox.receive and do nothing else: each of the hands keeps a message of
a new citizen, and the next one as soon as that one is committed (SQLite: WAL, synchronous=FULL;
PostgreSQL: fsync and synchronous_commit on). Times are from the call to its return; "own ms" and
"database ms" are the processor time a message took of these processes and of the database server.
"bare" is the plain reference: one INSERT under a unique key and its commit by the driver itself,
SQLite one after another (it has one writer), PostgreSQL over as many connections as hands."""

COLUMNS = (
    *("store", "processes", "hands each", "messages", "p50 ms", "p99 ms", "own ms"),
    "database ms",
    "messages/s",
)
LOADS = ((1, 1), (1, 16), (1, 64), (1, 256), (2, 64))
BARE = {SQLITE: 1, POSTGRESQL: 16}
SECONDS = 4.0
PROMISED = 1000.0
SLOWEST_START_S = 60.0

Accept = Callable[[int], Awaitable[None]]
ROW = "INSERT INTO bare VALUES ({}, {}, {})"
TABLE = "CREATE TABLE IF NOT EXISTS bare (key TEXT PRIMARY KEY, citizen TEXT, message TEXT)"


async def measure(workshop: Workshop) -> list[Section]:
    """Every store with more and more hands, then two processes, then the plain reference."""
    rows, goals = [], []
    for kind in (SQLITE, POSTGRESQL):
        async with workshop.a_store(kind) as url:
            await _prepare(url)
            measured = []
            for processes, hands in LOADS:
                workshop.say(f"the inbox alone: {kind}, {processes} process(es), {hands} hands")
                measured.append(await _together(workshop, kind, url, processes, hands))
            best = max(row[-1] for row in measured)
            goals.append(Goal(f"accepted durably, {kind}", best, PROMISED, "/s", True))
            rows += [*measured, await _together(workshop, kind, url, 1, BARE[kind], bare=True)]
    return [Section("The inbox alone", COLUMNS, rows, METHOD, goals)]


async def _prepare(url: str) -> None:
    database = Database(url)
    await database.upgrade()
    async with database.transaction() as connection:
        await connection.execute(sa.text(TABLE))
    await database.close()


async def _together(
    workshop: Workshop, kind: str, url: str, processes: int, hands: int, bare: bool = False
) -> tuple[Any, ...]:
    seconds = workshop.seconds(SECONDS)
    server = await main_process(url)
    before = processor.seconds(server)
    words = (url, str(hands), str(seconds), *(["bare"] if bare else []))
    told = await asyncio.gather(*(_a_process(words, seconds) for _ in range(processes)))
    spent = processor.seconds(server) - before
    times = sorted(ms for one in told for ms in one["times"])
    return (
        *(f"{kind}, bare" if bare else kind, processes, hands, len(times)),
        *(percentile(times, 50), percentile(times, 99)),
        round(1000 * sum(one["processor"] for one in told) / len(times), 2),
        round(1000 * spent / len(times), 2),
        round(sum(len(one["times"]) / one["seconds"] for one in told)),
    )


async def _a_process(words: tuple[str, ...], seconds: float) -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        *tied(sys.executable, "-m", "benchmarks.inbox", *words), stdout=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(seconds + SLOWEST_START_S):
            said, _ = await process.communicate()
    finally:
        await end(process)
    if process.returncode:
        raise RuntimeError("a process that fills the inbox broke; its message stands above")
    found: dict[str, Any] = json.loads(said)
    return found


# --- one of those processes -----------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """What one process measured: milliseconds of each message, its own processor seconds."""

    times: list[float]
    seconds: float
    processor: float


async def fill(accept: Accept, hands: int, seconds: float) -> Found:
    """Let so many accept one message after another."""
    numbers, times = count(), []
    began, spent = time.perf_counter(), time.process_time()

    async def hand() -> None:
        while (before := time.perf_counter()) - began < seconds:
            await accept(next(numbers))
            times.append(round(1000 * (time.perf_counter() - before), 2))

    await asyncio.gather(*(hand() for _ in range(hands)))
    return Found(times, time.perf_counter() - began, time.process_time() - spent)


@asynccontextmanager
async def an_inbox(url: str) -> AsyncIterator[Accept]:
    """Ours, as the gateway uses it."""
    database = Database(url)
    inbox, run = SqlInbox(database), secrets.token_hex(8)

    async def accept(number: int) -> None:
        now = datetime.now(SHANGHAI)
        citizen = secrets.token_hex(32)
        message = Message(f"m|gh_1|{run}|{number}", citizen, Kind.TEXT, now, "路灯坏了三天没人修")
        await inbox.receive(message, now)

    try:
        yield accept
    finally:
        await database.close()


@asynccontextmanager
async def a_bare_table(url: str, hands: int) -> AsyncIterator[Accept]:
    """The least that keeps a message: one INSERT and its commit."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL")

        async def accept(number: int) -> None:
            connection.execute(ROW.format("?", "?", "?"), _bare_row(number))

        yield accept
        connection.close()
        return
    async with _several(url, hands) as free:

        async def accept(number: int) -> None:
            connection = await free.get()
            await connection.execute(ROW.format("$1", "$2", "$3"), *_bare_row(number))
            free.put_nowait(connection)

        yield accept


@asynccontextmanager
async def _several(url: str, many: int) -> AsyncIterator["asyncio.Queue[Any]"]:
    free: asyncio.Queue[Any] = asyncio.Queue()
    contexts = [connected(url) for _ in range(many)]
    for context in contexts:
        free.put_nowait(await context.__aenter__())
    try:
        yield free
    finally:
        for context in contexts:
            await context.__aexit__(None, None, None)


def _bare_row(number: int) -> tuple[str, str, str]:
    return f"{secrets.token_hex(8)}{number}", secrets.token_hex(32), "路灯坏了三天没人修"


async def _one(url: str, hands: int, seconds: float, bare: bool) -> None:
    async with a_bare_table(url, hands) if bare else an_inbox(url) as accept:
        found = await fill(accept, hands, seconds)
    print(json.dumps(vars(found)))


if __name__ == "__main__":
    asyncio.run(_one(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), "bare" in sys.argv[4:]))
