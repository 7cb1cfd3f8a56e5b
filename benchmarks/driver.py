"""Sends prepared messages to doors and notes how long each complete reply took.

A client of our own, because it shares its processor with what it measures: a library for HTTP costs
ten times as much a message.
"""

import asyncio
import re
import time
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle

from benchmarks.post import Push

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
ANSWER_S = 10.0
FAILED = 0
"""The status of a message that got no answer at all."""

Door = tuple[str, int]


@dataclass(frozen=True)
class Answer:
    """What a door said to one push, and after how many seconds it had said all of it."""

    push: Push
    seconds: float
    status: int
    body: bytes


@dataclass(frozen=True)
class Run:
    """All answers of one load, and how many seconds it lasted."""

    answers: Sequence[Answer]
    seconds: float


@dataclass
class Line:
    """One connection that is kept open, as WeChat keeps its own."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @property
    def usable(self) -> bool:
        """Whether the door still listens."""
        return not (self.reader.at_eof() or self.writer.is_closing())

    async def post(self, request: bytes) -> tuple[int, bytes]:
        """Status and body of the answer."""
        self.writer.write(request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(head)
        body = await self.reader.readexactly(int(length[1])) if length else b""
        return int(head[9:12]), body

    def close(self) -> None:
        """Hang up."""
        self.writer.close()


class Lines:
    """Connections to several doors, opened when needed and used again; doors take turns."""

    def __init__(self, doors: Sequence[Door]) -> None:
        self._doors = cycle(doors)
        self._free: dict[Door, deque[Line]] = {door: deque() for door in doors}

    async def post(self, push: Push, began: float) -> Answer:
        """The answer to one push; its time counts from `began` (time.perf_counter)."""
        door = next(self._doors)
        try:
            async with asyncio.timeout(ANSWER_S), self._line(door) as line:
                status, body = await line.post(push.request)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            status, body = FAILED, b""
        return Answer(push, time.perf_counter() - began, status, body)

    def close(self) -> None:
        """Close every connection."""
        for lines in self._free.values():
            for line in lines:
                line.close()

    @asynccontextmanager
    async def _line(self, door: Door) -> AsyncIterator[Line]:
        """A connection of one's own; back among the free ones when all went well."""
        free = self._free[door]
        while free and not free[-1].usable:
            free.pop().close()
        line = free.pop() if free else Line(*await asyncio.open_connection(*door))
        try:
            yield line
        except BaseException:
            line.close()
            raise
        free.append(line)


async def at_rate(doors: Sequence[Door], pushes: Sequence[Push], per_second: float) -> Run:
    """Send at a steady rate, however slow the answers are (open loop).

    A message's time begins when it was due, so that a late start counts against the door.
    """
    lines = Lines(doors)
    began = time.perf_counter()

    async def send(number: int, push: Push) -> Answer:
        due = began + number / per_second
        await asyncio.sleep(due - time.perf_counter())
        return await lines.post(push, due)

    sending = (send(number, push) for number, push in enumerate(pushes))
    answers = await asyncio.gather(*sending)
    lines.close()
    return Run(answers, time.perf_counter() - began)


async def at_once(doors: Sequence[Door], pushes: Sequence[Push], hands: int, seconds: float) -> Run:
    """`hands` citizens at a time, each waiting for the answer before the next one writes
    (closed loop), for `seconds` or until the pushes are used up."""
    lines = Lines(doors)
    began = time.perf_counter()
    waiting = iter(pushes)
    answers: list[Answer] = []

    async def send() -> None:
        while time.perf_counter() - began < seconds and (push := next(waiting, None)):
            answers.append(await lines.post(push, time.perf_counter()))

    await asyncio.gather(*(send() for _ in range(hands)))
    lines.close()
    return Run(answers, time.perf_counter() - began)
