"""Where somebody arrives after signing in, and what they see of their own account."""

from aiohttp import web

from bot.web.console.visit import Visit

OWN_ACCOUNT = "/console/me"


async def home(visit: Visit) -> web.StreamResponse:
    """GET /console: the first page of those that this person may open."""
    return visit.go(visit.signs[0].path if visit.signs else OWN_ACCOUNT)


async def me(visit: Visit) -> web.StreamResponse:
    """GET /console/me"""
    return visit.render("me.html")
