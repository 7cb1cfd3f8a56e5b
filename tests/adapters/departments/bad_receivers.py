"""Departments' systems that misbehave, each in its own way, on loopback."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HOST = "127.0.0.1"
Speak = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

DRIPS = "drips for ever"
HANGS = "hangs"
SAYS = {
    "half an answer": b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
    "half a head": b"HTTP/1.1 200 OK\r\nContent-Le",
    "nothing": b"",
    "another language": b"SSH-2.0-OpenSSH_9.2\r\n",
    "refuses": b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n",
    "is down": b"HTTP/1.1 503 Down\r\nContent-Length: 0\r\n\r\n",
    "garbage": b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n\xff\x00{[",
    "much": b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 200_000,
}
"""What each says to every call before it closes its end."""


@asynccontextmanager
async def a_receiver(speak: Speak, context: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """Its address. Whoever is connected at the end is cut off."""
    talking: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talking.add(task)
        try:
            await reader.readuntil(b"\r\n\r\n")
            await speak(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the other side went
        finally:
            talking.discard(task)
            writer.close()

    server = await asyncio.start_server(accept, HOST, 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"{'https' if context else 'http'}://{HOST}:{port}/hook"
    finally:
        server.close()
        for task in talking:
            task.cancel()


def says(what: bytes) -> Speak:
    """Says it and closes."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(what)
        await writer.drain()

    return speak


async def drips(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A head, and a body that never ends."""
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n")
    await writer.drain()
    await asyncio.Event().wait()


async def hangs(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Takes the call and says nothing."""
    await asyncio.Event().wait()


def a_certificate_of_its_own(folder: Path) -> ssl.SSLContext:
    """TLS that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hooks.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = folder / "own.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
