"""What a request may cost: its size, and the time it may take to arrive."""

import asyncio

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

BODY_BYTES = 64 * 1024
BODY_S = 10.0
HEADERS_S = 20.0
"""Also how long an idle connection is kept: a department or WeChat simply opens a new one."""
LINGER_S = 2.0
"""So long the rest of a refused body is read and dropped, so that the refusal can be heard."""


def within(body_s: float) -> Middleware:
    """A middleware that reads the whole body before anybody works, or cuts the connection."""

    @web.middleware
    async def read_in_time(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            async with asyncio.timeout(body_s):
                await request.read()
        except TimeoutError:
            raise web.HTTPRequestTimeout from None
        except web.RequestPayloadError:  # it says it is compressed, and is not
            raise web.HTTPBadRequest from None
        return await handler(request)

    return read_in_time
