"""What a request may cost: its size, and the time it may take to arrive."""

import asyncio

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.web.errors import door_of

BODY_BYTES = 64 * 1024
BODY_S = 3.0
HEAD_S = 3.0
"""So long a request's head may take, and then its body: WeChat itself waits no longer than five."""
IDLE_S = 75.0
"""So long a connection is kept between two requests. Longer than nginx keeps its own (60 s): a POST
that falls into a connection we just closed is not brought again."""
LINGER_S = 1.0
"""So long the rest of a refused body is read and dropped, so that the refusal can be heard."""
CONNECTIONS = 4000
"""At once in one gateway; each takes a file handle and some ten KB."""


def within(body_s: float) -> Middleware:
    """A middleware that reads the whole body before anybody works, or cuts the connection.

    The console's bodies are read by its own door, after it knows who sends them.
    """

    @web.middleware
    async def read_in_time(request: web.Request, handler: Handler) -> web.StreamResponse:
        if door_of(request) == "console":
            return await handler(request)
        try:
            async with asyncio.timeout(body_s):
                await request.read()
        except TimeoutError:
            raise web.HTTPRequestTimeout from None
        except web.RequestPayloadError:  # it says it is compressed, and is not
            raise web.HTTPBadRequest from None
        return await handler(request)

    return read_in_time
