"""Departments and WeChat's API in one: takes whatever is posted, and costs next to nothing."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
TAKEN = b'{"errcode":0,"errmsg":"ok","access_token":"faults","expires_in":7200}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"


@asynccontextmanager
async def a_sink(host: str, port: int) -> AsyncIterator[None]:
    """Listening there for as long as the block lasts."""
    open_ones: set[asyncio.StreamWriter] = set()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_ones.add(writer)
        try:
            await _take_everything(reader, writer)
        finally:
            open_ones.discard(writer)
            writer.close()

    server = await asyncio.start_server(take, host, port)
    try:
        yield
    finally:
        server.close()
        for writer in open_ones:
            writer.close()


async def _take_everything(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = LENGTH.search(head)
            await reader.readexactly(int(length[1]) if length else 0)
            writer.write(ANSWER % (len(TAKEN), TAKEN))
    except (asyncio.IncompleteReadError, ConnectionError):
        return
