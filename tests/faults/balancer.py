"""Stands before the gateways as a load balancer does: asks who is well, and passes calls on."""

import asyncio
import itertools
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from bot.demo.places import HOST

CHECK_S = 0.5
"""So often each gateway is asked whether it is well."""
CHECK = b"GET /health HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n"
WELL = b"HTTP/1.1 200"
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
END = b"\r\n\r\n"

OnAnswer = Callable[[int], Awaitable[bool]]
Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]
BROKEN = (OSError, asyncio.IncompleteReadError)


async def passes(port: int) -> bool:
    """Every answer is passed on."""
    return True


@dataclass
class Balancer:
    """Each call goes to one of the gateways that are well, in turn, over connections kept open.

    A gateway that refuses a connection is passed over; one that took a call and died, or closed
    the connection, is not repaired: nobody knows what it did. While none is well, whoever listens
    is taken. A `favourite` comes first, well or not, as long as it listens.

    `on_answer` is asked with the gateway's port before its answer is passed on; when it says no,
    the answer is dropped together with the connection.
    """

    ports: tuple[int, ...]
    on_answer: OnAnswer = passes
    favourite: int | None = None
    _well: set[int] = field(default_factory=set)
    _idle: dict[int, list[Ends]] = field(default_factory=lambda: defaultdict(list))
    _turn: "itertools.count[int]" = field(default_factory=itertools.count)
    _open: set[asyncio.Task[None]] = field(default_factory=set)

    @asynccontextmanager
    async def listening(self, port: int) -> AsyncIterator[None]:
        """Pass calls on for as long as the block lasts."""
        server = await asyncio.start_server(self._accept, HOST, port)
        checks = [asyncio.create_task(self._check(gateway)) for gateway in self.ports]
        try:
            yield
        finally:
            server.close()
            for task in (*checks, *self._open):
                task.cancel()
            await asyncio.gather(*checks, *self._open, return_exceptions=True)
            for _, writer in itertools.chain(*self._idle.values()):
                await _closed(writer)

    async def knows_well(self, port: int) -> None:
        """Return when this gateway is sent to again."""
        while port not in self._well:  # noqa: ASYNC110 (it changes by itself, once a check)
            await asyncio.sleep(CHECK_S / 5)

    async def _check(self, port: int) -> None:
        while True:
            if await _is_well(port):
                self._well.add(port)
            else:
                self._well.discard(port)
            await asyncio.sleep(CHECK_S)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._pass_on(reader, writer))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            # what the caller says of its own connection is not for the gateway
            call = CLOSES.sub(b"", await _whole(reader))
            async with self._a_gateway() as (port, (answers, asks)):
                asks.write(call)
                answer = await _whole(answers)
                if await self.on_answer(port):
                    writer.write(answer)
                    await writer.drain()
                if not CLOSES.search(answer):
                    self._idle[port].append((answers, asks))
        except BROKEN:
            pass  # nobody is there, or it died meanwhile: the caller sees its connection end
        finally:
            await _closed(writer)

    @asynccontextmanager
    async def _a_gateway(self) -> AsyncIterator[tuple[int, Ends]]:
        """A connection to one of them; closed after the block unless it is put among the idle."""
        port, ends = await self._reached()
        try:
            yield port, ends
        finally:
            if ends not in self._idle[port]:
                await _closed(ends[1])

    async def _reached(self) -> tuple[int, Ends]:
        first = next(self._turn) % len(self.ports)
        turn = self.ports[first:] + self.ports[:first]
        for port in sorted(turn, key=self._rank):
            while self._idle[port]:
                ends = self._idle[port].pop()
                if not ends[0].at_eof():
                    return port, ends
                await _closed(ends[1])
            with suppress(OSError):  # this one is dead just now
                return port, await asyncio.open_connection(HOST, port)
        raise ConnectionRefusedError

    def _rank(self, port: int) -> tuple[bool, bool]:
        return port != self.favourite, port not in self._well


async def _is_well(port: int) -> bool:
    try:
        reader, writer = await asyncio.open_connection(HOST, port)
    except OSError:
        return False
    try:
        async with asyncio.timeout(2):
            writer.write(CHECK)
            return (await reader.readline()).startswith(WELL)
    except (OSError, TimeoutError):
        return False
    finally:
        await _closed(writer)


async def _whole(reader: asyncio.StreamReader) -> bytes:
    """One request or answer with its body. Raises IncompleteReadError."""
    head = await reader.readuntil(END)
    length = LENGTH.search(head)
    return head + await reader.readexactly(int(length[1]) if length else 0)


async def _closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
