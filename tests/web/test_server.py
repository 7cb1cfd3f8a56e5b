"""Slow and oversized requests are cut off, over real sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from bot.domain.errors import BadSetting
from bot.web.app import create_app
from bot.web.server import listen
from tests.fakes.house import PATIENT_S
from tests.web.house import House

PATH = "/departments/construction/tickets/20261123-4821-07/note"


@asynccontextmanager
async def _a_gateway(port: int, patience_s: float) -> AsyncIterator[int]:
    app = create_app(House().parts(), body_s=patience_s)
    runner = await listen(app, "127.0.0.1", port, head_s=patience_s)
    yield port
    await runner.cleanup()


@pytest.fixture
async def impatient(unused_tcp_port: int) -> AsyncIterator[int]:
    """The port of a gateway that waits for nobody."""
    async with _a_gateway(unused_tcp_port, 0.2) as port:
        yield port


@pytest.fixture
async def port(unused_tcp_port: int) -> AsyncIterator[int]:
    """Of a gateway that a slow machine does not make impatient."""
    async with _a_gateway(unused_tcp_port, PATIENT_S) as port:
        yield port


async def _heard(port: int, sent: bytes) -> bytes:
    """All that is answered until the other side hangs up, which it may do on what is still sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    heard = b""
    with suppress(ConnectionResetError):
        while some := await reader.read(4096):
            heard += some
    writer.close()
    with suppress(ConnectionResetError):
        await writer.wait_closed()
    return heard


async def test_who_connects_and_says_nothing_is_dropped(impatient: int):
    """A connection is not a right."""
    assert await _heard(impatient, b"") == b""


async def test_who_never_ends_the_headers_is_dropped(impatient: int):
    """Slowloris."""
    assert await _heard(impatient, b"POST /wechat HTTP/1.1\r\nHost: x\r\nX-A: ") == b""


async def test_who_never_ends_the_body_is_told_and_dropped(impatient: int):
    """408, and the connection closes."""
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n".encode()

    heard = await _heard(impatient, head + b"{")

    assert heard.startswith(b"HTTP/1.1 408")
    assert b'"too_slow"' in heard


async def test_a_body_without_an_announced_length_is_bounded_too(port: int):
    """Chunks add up."""
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    chunk = b"2000\r\n" + b"x" * 0x2000 + b"\r\n"

    heard = await _heard(port, head + chunk * 12)

    assert heard.startswith(b"HTTP/1.1 413")


async def test_a_body_that_lied_about_its_compression_was_our_fault(port: int):
    """It is the caller's: 400, not 500."""
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n"

    heard = await _heard(port, head.encode() + b"oops")

    assert heard.startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize(
    "junk",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
    ids=["tls", "version", "long line", "two lengths", "length and chunks"],
)
async def test_junk_is_refused_and_the_next_caller_is_served(port: int, junk: bytes):
    """Nothing falls over."""
    heard = await _heard(port, junk)
    health = await _heard(port, b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

    assert heard == b"" or heard.startswith((b"HTTP/1.1 400", b"HTTP/1.0 400"))
    assert b"Traceback" not in heard
    assert health.startswith(b"HTTP/1.1 200")


async def test_a_port_that_is_taken_was_told_by_a_trace(port: int):
    """One sentence that names the setting, and nothing half open."""
    with pytest.raises(BadSetting, match="HUIYING_PORT"):
        await listen(create_app(House().parts()), "127.0.0.1", port)
