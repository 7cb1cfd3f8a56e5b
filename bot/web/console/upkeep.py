"""What is to be done this week about answers, for whoever answers for them."""

from collections.abc import Mapping
from urllib.parse import urlencode

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
    asked, late = visit.request.query.get("unit", ""), visit.request.query.get("overdue") == "1"
    seen = [one for one in await _chores(visit, late) if edits or visit.sight.covers(one.unit)]
    shown = [one for one in seen if asked in ("", one.unit)]
    return visit.render(
        "upkeep.html",
        shown=shown,
        units=[one.unit for one in seen],
        asked=asked,
        late=late,
        page=PAGE,
        ages=AGE_NAMES,
        today=visit.request.app[UPKEEP].today.isoformat(),
        opens=edits,
    )


async def overdue_answers(visit: Visit) -> Mapping[str, int]:
    """How many answers each unit should have looked at by now, whoever asks."""
    try:
        return await visit.request.app[UPKEEP].overdue()
    except NotFound:
        return {}


def overdue_list(visit: Visit, unit: str) -> str:
    """The address that lists those of one unit; "" for who may not open it."""
    asked = urlencode({"unit": unit, "overdue": "1"})
    return f"{PAGE}?{asked}" if visit.person.may(Right.SEE_UPKEEP) else ""


async def _chores(visit: Visit, late: bool) -> list[Chores]:
    """None before there is a knowledge base; `late`: only answers that should be done already."""
    desk = visit.request.app[UPKEEP]
    try:
        every = await desk.chores()
    except NotFound:
        return []
    return [one for each in every if (one := each.overdue(desk.today)).many] if late else every
