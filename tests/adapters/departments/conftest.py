"""Receivers on loopback, and posters that reach them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.adapters.departments.posting import Limits, Poster, open_poster
from bot.adapters.guard import Guard

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Heard:
    """One request as it arrived."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """A department's own system. Answers 204 unless told otherwise."""

    heard: list[Heard] = field(default_factory=list)
    answer: Answer | None = None
    url: str = ""

    async def take(self, request: web.Request) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        body = await request.read()
        self.heard.append(Heard(request.path, dict(request.query), headers, body))
        return await self.answer(request) if self.answer else web.Response(status=204)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A receiver that listens on loopback."""
    receiver = Receiver()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", receiver.take)
    async with TestServer(app) as server:
        receiver.url = str(server.make_url("/hook"))
        yield receiver


@pytest.fixture
async def poster() -> AsyncIterator[Poster]:
    """A poster of a demonstration: it reaches loopback, however slow the machine is."""
    limits = Limits(connect_s=60, total_s=60)
    async with open_poster(Guard.of((), demo=True), limits) as poster:
        yield poster
