"""Puts the simulator together: one aiohttp application."""

import ipaddress
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from bot.simulator import control, page, receivers
from bot.simulator.api import routes as api
from bot.simulator.config import SimulatorConfig
from bot.simulator.departments import Departments
from bot.simulator.keys import DEPARTMENTS, PLATFORM, ROBOTS
from bot.simulator.platform import Platform
from bot.simulator.robots import Robots

LARGEST_BODY = 12 << 20  # a video of 10 MB with its form around it
OPEN_TO_ALL = ("/cgi-bin/", "/hook/", "/robot/", "/media/")


def create_app(config: SimulatorConfig) -> web.Application:
    """The platform at one address: API, control, departments and the page for people."""
    app = web.Application(
        middlewares=[_only_here(config.loopback_only), control.explain_refusals],
        client_max_size=LARGEST_BODY,
    )
    app.add_routes([*api.ROUTES, *receivers.ROUTES, *control.ROUTES, *page.ROUTES])
    app.on_response_prepare.append(page.secure)
    app.cleanup_ctx.append(lambda app: _open(app, config))
    app.on_shutdown.append(_say_goodbye)
    return app


async def _open(app: web.Application, config: SimulatorConfig) -> AsyncIterator[None]:
    # as from a crowd of front servers: no connection is used twice, so none is found stale
    connector = aiohttp.TCPConnector(limit=0, force_close=True)
    timeout = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        platform = Platform(config, session)
        app[PLATFORM] = platform
        app[DEPARTMENTS] = Departments(
            config.departments, session, platform.clock, platform.feed, platform.journal
        )
        app[ROBOTS] = Robots(platform.clock, platform.feed)
        yield
        await platform.close()


async def _say_goodbye(app: web.Application) -> None:
    """Let open streams and long polls end, or the server would wait for them."""
    app[PLATFORM].feed.close()


def _only_here(loopback_only: bool) -> Callable[..., Any]:
    """Control and pages answer this machine alone, and no page of somebody else's site."""

    @web.middleware
    async def guard(request: web.Request, handler: Callable[[web.Request], Any]) -> Any:
        if not request.path.startswith(OPEN_TO_ALL):
            if loopback_only and not (_is_loopback(request.remote) and _names_loopback(request)):
                raise web.HTTPForbidden(text="the simulator answers this machine alone")
            if _from_elsewhere(request):
                raise web.HTTPForbidden(text="the request comes from another site")
        return await handler(request)

    return guard


def _is_loopback(address: str | None) -> bool:
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return not address  # a unix socket has no address


def _names_loopback(request: web.Request) -> bool:
    """Against DNS rebinding: the Host must be a name of this machine."""
    host = request.url.host or ""
    return host == "localhost" or _is_loopback(host)


def _from_elsewhere(request: web.Request) -> bool:
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.host
