"""What is to be done this week about answers, for whoever answers for them."""

from aiohttp import web

from bot.domain.entry_age import AGE_NAMES
from bot.domain.errors import NotFound
from bot.domain.people import Right
from bot.domain.upkeep import Chores
from bot.services.knowledge.upkeep import Upkeep
from bot.web.console.visit import Visit

UPKEEP = web.AppKey("UPKEEP", Upkeep)
PAGE = "/console/upkeep"


async def upkeep(visit: Visit) -> web.StreamResponse:
    """GET /console/upkeep: all units for who keeps the answers, one's own for everybody else."""
    edits = visit.person.may(Right.SEE_KNOWLEDGE)
    asked = visit.request.query.get("unit", "")
    seen = [one for one in await _chores(visit) if edits or visit.sight.covers(one.unit)]
    shown = [one for one in seen if asked in ("", one.unit)]
    today = visit.request.app[UPKEEP].clock().date().isoformat()
    return visit.render(
        "upkeep.html",
        shown=shown,
        units=[one.unit for one in seen],
        asked=asked,
        page=PAGE,
        ages=AGE_NAMES,
        today=today,
        opens=edits,
    )


async def _chores(visit: Visit) -> list[Chores]:
    """None before there is a knowledge base."""
    try:
        return await visit.request.app[UPKEEP].chores()
    except NotFound:
        return []
