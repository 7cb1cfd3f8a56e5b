"""Sends prepared messages to doors and notes how long each complete reply took.

A client of our own, because it shares its processor with what it measures: a library for HTTP costs
ten times as much a message. What it costs all the same is noted with every run.
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
AT_LEAST_WAITING = 50
"""So many may always wait: a short breath of a door is no breakdown."""

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
    """All answers of one load, how many seconds it lasted, and what this client cost meanwhile.

    `broken_off`: the door fell so far behind that the rest was not sent.
    """

    answers: Sequence[Answer]
    seconds: float
    client_s: float = 0.0
    broken_off: bool = False


class Line(asyncio.Protocol):
    """One connection that is kept open, as WeChat keeps its own; one question at a time."""

    def __init__(self) -> None:
        self._heard = b""
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._transport: asyncio.Transport | None = None

    @classmethod
    async def to(cls, door: Door) -> "Line":
        """A new connection. Raises OSError."""
        _, line = await asyncio.get_running_loop().create_connection(cls, *door)
        return line

    @property
    def usable(self) -> bool:
        """Whether the door still listens."""
        return self._transport is not None and not self._transport.is_closing()

    async def post(self, request: bytes) -> tuple[int, bytes]:
        """Status and body of the answer. Raises ConnectionError if the door hangs up."""
        if self._transport is None or self._transport.is_closing():
            raise ConnectionResetError
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        """Hang up."""
        if self._transport:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, end, body = self._heard.partition(b"\r\n\r\n")
        if not end or self._answer is None or self._answer.done():
            return
        length = LENGTH.search(head + b"\r\n")
        if len(body) >= (int(length[1]) if length else 0):
            self._heard = b""
            self._answer.set_result((int(head[9:12]), body))

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._answer and not self._answer.done():
            self._answer.set_exception(ConnectionResetError())


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
        except (OSError, TimeoutError):
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
        line = free.pop() if free else await Line.to(door)
        try:
            yield line
        except BaseException:
            line.close()
            raise
        free.append(line)


async def at_rate(
    doors: Sequence[Door],
    pushes: Sequence[Push],
    per_second: float,
    most_behind_s: float = ANSWER_S,
) -> Run:
    """Send at a steady rate, however slow the answers are (open loop).

    A message's time begins when it was due, so that a late start counts against the door. When
    more messages wait for an answer than are due in `most_behind_s`, the rest is not sent.
    """
    lines = Lines(doors)
    began, processor = time.perf_counter(), time.process_time()
    most = max(per_second * most_behind_s, AT_LEAST_WAITING)
    waiting: set[asyncio.Task[Answer]] = set()
    sending: list[asyncio.Task[Answer]] = []
    for number, push in enumerate(pushes):
        due = began + number / per_second
        await asyncio.sleep(max(due - time.perf_counter(), 0))
        if len(waiting) > most:
            break
        task = asyncio.create_task(lines.post(push, due))
        waiting.add(task)
        task.add_done_callback(waiting.discard)
        sending.append(task)
    answers = await asyncio.gather(*sending)
    lines.close()
    seconds = time.perf_counter() - began
    broken_off = len(sending) < len(pushes)
    return Run(answers, seconds, time.process_time() - processor, broken_off)


async def at_once(doors: Sequence[Door], pushes: Sequence[Push], hands: int, seconds: float) -> Run:
    """`hands` citizens at a time, each waiting for the answer before the next one writes
    (closed loop), for `seconds` or until the pushes are used up."""
    lines = Lines(doors)
    began, processor = time.perf_counter(), time.process_time()
    waiting = iter(pushes)
    answers: list[Answer] = []

    async def send() -> None:
        while time.perf_counter() - began < seconds and (push := next(waiting, None)):
            answers.append(await lines.post(push, time.perf_counter()))

    await asyncio.gather(*(send() for _ in range(hands)))
    lines.close()
    return Run(answers, time.perf_counter() - began, time.process_time() - processor)
