"""Connections that dawdle end by themselves while others are served, over real sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import pytest

from bot.web.app import create_app
from bot.web.checks import Check, Finding
from bot.web.server import listen
from tests.fakes.house import PATIENT_S
from tests.web.house import House

TIME_S = 1.0
"""So long the impatient gateway waits: a slow machine says a whole head in less."""
FOREVER_S = 300.0
NOTE = "/departments/construction/tickets/20261123-4821-07/note"
HEALTH = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"


@dataclass
class Line:
    """One connection to the gateway."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def asks(self) -> bytes:
        """The status line of the next answer; nothing from a gateway that hung up."""
        with suppress(OSError):
            self.writer.write(HEALTH)
            head = await self.reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].split()[0])
            await self.reader.readexactly(length)
            return head.partition(b"\r\n")[0]
        return b""

    async def drips(self, letters: bytes) -> bytes:
        """Everything that is heard until the gateway hangs up on somebody this slow."""
        dripping = asyncio.create_task(self._drip(letters))
        try:
            return await self.is_hung_up()
        finally:
            dripping.cancel()

    async def is_hung_up(self) -> bytes:
        """What is heard until then: who writes on may find the line cut, and has heard it."""
        heard = b""
        with suppress(ConnectionResetError):
            async with asyncio.timeout(PATIENT_S):
                while some := await self.reader.read(4096):
                    heard += some
        return heard

    async def _drip(self, letters: bytes) -> None:
        with suppress(OSError):
            while True:
                for letter in letters:
                    self.writer.write(bytes([letter]))
                    await asyncio.sleep(TIME_S / 5)

    def close(self) -> None:
        self.writer.close()


@asynccontextmanager
async def a_gateway(port: int, house: House | None = None, **how: float) -> AsyncIterator[None]:
    app = create_app((house or House()).parts(), body_s=TIME_S)
    runner = await listen(app, "127.0.0.1", port, **how)  # type: ignore[arg-type]
    try:
        yield
    finally:
        await runner.cleanup()


async def a_line(port: int) -> Line:
    return Line(*await asyncio.open_connection("127.0.0.1", port))


@pytest.fixture
async def port(unused_tcp_port: int) -> AsyncIterator[int]:
    """Of a gateway that is impatient with heads and bodies, and lets the idle be."""
    async with a_gateway(unused_tcp_port, head_s=TIME_S, idle_s=FOREVER_S):
        yield unused_tcp_port


async def test_a_head_that_drips_ends_although_it_never_pauses(port: int):
    """aiohttp's own time-out would let it go on for as long as connections are kept."""
    line = await a_line(port)

    assert await line.drips(b"GET /health HTTP/1.1\r\nX-Slow: " + b"a" * 7000) == b""
    line.close()


async def test_the_second_head_of_a_connection_may_not_drip_either(port: int):
    """Who was served once is no more patient with us."""
    line = await a_line(port)
    assert await line.asks() == b"HTTP/1.1 200 OK"

    assert await line.drips(b"GET /health HTTP/1.1\r\nX-Slow: " + b"a" * 7000) == b""
    line.close()


async def test_a_body_that_drips_is_told_and_ends(port: int):
    """408, then the line is dead although the other side goes on."""
    line = await a_line(port)
    line.writer.write(f"POST {NOTE} HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n".encode())

    heard = await line.drips(b"{" * 9000)

    assert heard.startswith(b"HTTP/1.1 408")
    line.close()


async def test_sixty_slow_callers_keep_nobody_waiting(port: int):
    """Each of them ends by itself, and others are answered in the meantime."""
    lines = [await a_line(port) for _ in range(60)]
    chunks = f"POST {NOTE} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n"
    for number, line in enumerate(lines):
        line.writer.write(b"GET /" if number % 2 else chunks.encode())
    # as a head that goes on, and as a body, there is nothing wrong with it
    slow = [asyncio.create_task(line.drips(b"x")) for line in lines]
    quick = await a_line(port)

    answered = [await quick.asks() for _ in range(20)]
    ended = await asyncio.gather(*slow)

    assert answered == [b"HTTP/1.1 200 OK"] * 20
    assert len(ended) == 60
    for line in (*lines, quick):
        line.close()


async def test_a_connection_between_two_requests_is_not_dawdling(port: int):
    """Balancers keep their connections: a POST must not fall into a closed one."""
    kept, slow = await a_line(port), await a_line(port)
    assert await kept.asks() == b"HTTP/1.1 200 OK"

    await slow.drips(b"GET /")  # one that dawdles came later and is gone

    assert await kept.asks() == b"HTTP/1.1 200 OK"
    kept.close()
    slow.close()


async def test_a_connection_that_is_not_used_any_more_ends(unused_tcp_port: int):
    """Nobody holds a line for ever."""
    async with a_gateway(unused_tcp_port, idle_s=TIME_S):
        line = await a_line(unused_tcp_port)
        assert await line.asks() == b"HTTP/1.1 200 OK"

        assert await line.is_hung_up() == b""
        line.close()


async def test_beyond_the_last_place_the_oldest_idle_connection_makes_room(unused_tcp_port: int):
    """Who holds lines without using them locks nobody out."""
    async with a_gateway(unused_tcp_port, connections=3):
        held = [await a_line(unused_tcp_port) for _ in range(3)]
        for line in held:
            assert await line.asks() == b"HTTP/1.1 200 OK"

        newcomer = await a_line(unused_tcp_port)

        assert await newcomer.asks() == b"HTTP/1.1 200 OK"
        assert await held[0].is_hung_up() == b""
        assert await held[2].asks() == b"HTTP/1.1 200 OK"
        for line in (*held, newcomer):
            line.close()


async def test_when_everybody_is_being_served_a_newcomer_is_sent_away(unused_tcp_port: int):
    """Better than to be heard by nobody: the balancer asks another gateway."""
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def hanging() -> Finding:
        asked.set()
        await go_on.wait()
        return Finding(True)

    house = House(checks={"slow": Check(hanging)})
    async with a_gateway(unused_tcp_port, house, connections=1):
        served, newcomer = await a_line(unused_tcp_port), None
        waiting = asyncio.create_task(served.asks())
        await asked.wait()

        newcomer = await a_line(unused_tcp_port)
        heard = await newcomer.is_hung_up()
        go_on.set()

        assert heard == b""
        assert await waiting == b"HTTP/1.1 200 OK"
        served.close()
        newcomer.close()
