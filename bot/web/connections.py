"""Connections that dawdle are closed, and there are never too many of them.

aiohttp itself only ends a connection that says nothing for its whole keep-alive time; one that
drips a header every few seconds is as good as silent, and is ended much sooner here.
"""

import asyncio
from typing import Any, Self

from aiohttp import web
from aiohttp.web_protocol import RequestHandler


class Impatient(RequestHandler):
    """One connection. A request's head must be there `head_s` after its first byte came, a
    connection's first head `head_s` after it was opened."""

    __slots__ = ("_head_s", "_head_timer")

    def __init__(self, manager: web.Server, *, head_s: float, **how: Any) -> None:
        super().__init__(manager, **how)
        self._head_s = head_s
        self._head_timer: asyncio.TimerHandle | None = None

    @property
    def idle(self) -> bool:
        """Whether nobody here is being answered."""
        return self._waiter is not None and not self._waiter.done()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._expect_a_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self.idle:
            self._stop_expecting()
        elif self._head_timer is None:
            self._expect_a_head()

    def connection_lost(self, exc: BaseException | None) -> None:
        self._stop_expecting()
        super().connection_lost(exc)

    def _expect_a_head(self) -> None:
        self._head_timer = self._loop.call_later(self._head_s, self._give_up)

    def _stop_expecting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _give_up(self) -> None:
        self._head_timer = None
        self.force_close()


class Connections(web.Server):
    """All connections of one gateway: beyond `at_most` of them an idle one makes room for the new
    one, or the new one has to go."""

    def __init__(self, handler: Any, *, head_s: float, at_most: int, **how: Any) -> None:
        super().__init__(handler, **how)
        self._head_s, self._at_most = head_s, at_most

    @classmethod
    def like(cls, server: web.Server, head_s: float, at_most: int, **how: Any) -> Self:
        """The same application behind impatient connections."""
        return cls(
            server.request_handler,
            request_factory=server.request_factory,
            head_s=head_s,
            at_most=at_most,
            **how,
        )

    def __call__(self) -> RequestHandler:
        return Impatient(self, loop=self._loop, head_s=self._head_s, **self._kwargs)

    def connection_made(self, handler: RequestHandler, transport: asyncio.Transport) -> None:
        if len(self._connections) >= self._at_most:
            ours = (one for one in self._connections if isinstance(one, Impatient))
            idle = next((one for one in ours if one.idle), None)  # the oldest
            if idle is None:
                transport.abort()
            else:
                idle.force_close()
        super().connection_made(handler, transport)


class Runner(web.AppRunner):
    """Runs an application behind impatient connections. Times in seconds."""

    __slots__ = ("_at_most", "_head_s")

    def __init__(self, app: web.Application, *, head_s: float, at_most: int, **how: Any) -> None:
        super().__init__(app, **how)
        self._head_s, self._at_most = head_s, at_most

    async def _make_server(self) -> web.Server:
        server = await super()._make_server()
        return Connections.like(server, self._head_s, self._at_most, **self._kwargs)
