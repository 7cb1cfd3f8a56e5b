"""Where somebody arrives after signing in."""

from aiohttp import web

from bot.web.console.visit import OWN, Visit


async def home(visit: Visit) -> web.StreamResponse:
    """GET /console: the first page of those that this person may open."""
    return visit.go(visit.signs[0].path if visit.signs else OWN)
