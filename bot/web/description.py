"""GET /api/openapi.json: what our doors for programs take and say."""

from aiohttp import web

from bot.web.keys import DESCRIPTION
from bot.web.responses import as_json


async def described(request: web.Request) -> web.StreamResponse:
    """The same for everybody: the shape of calls is no secret, the secrets of units are."""
    return as_json(request.app[DESCRIPTION])
