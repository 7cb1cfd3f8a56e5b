"""A door that takes every request and says 200, without looking at it: what sending alone costs.

Run as `python -m benchmarks.nobody <port>`.
"""

import asyncio
import sys

from bot.demo.places import HOST

TAKEN = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n\r\nsuccess"


class Nobody(asyncio.Protocol):
    """One connection. A request of the benchmark's client comes in one piece."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._transport.write(TAKEN)


async def serve(port: int) -> None:
    """Until somebody ends the process."""
    server = await asyncio.get_running_loop().create_server(Nobody, HOST, port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
