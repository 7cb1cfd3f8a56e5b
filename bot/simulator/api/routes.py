"""Every API the simulator knows."""

from aiohttp import web

from bot.simulator.api import account, credentials, media, menu, messages, notices

ENDPOINTS = (
    *credentials.ENDPOINTS,
    *messages.ENDPOINTS,
    *notices.ENDPOINTS,
    *media.ENDPOINTS,
    *menu.ENDPOINTS,
    *account.ENDPOINTS,
)
ROUTES: list[web.RouteDef] = [endpoint.route() for endpoint in ENDPOINTS]
