"""Who did what in the console, newest first: read here, changed nowhere."""

from aiohttp import web

from bot.services.ports.audit import NOBODY, TERMINAL
from bot.web.console.counted import is_number
from bot.web.console.deeds import WHAT, details_of, subject_of
from bot.web.console.keys import AUDIT, PEOPLE
from bot.web.console.visit import Visit

LINES = 50


async def book(visit: Visit) -> web.StreamResponse:
    """GET /console/audit"""
    asked = visit.request.query
    who, what, before = asked.get("who", ""), asked.get("what", ""), asked.get("before", "")
    known = await visit.request.app[PEOPLE].all()
    lines = await visit.request.app[AUDIT].read(
        before_id=int(before) if _is_number(before) else None,
        limit=LINES + 1,
        who=who or None,
        what=what or None,
    )
    names = {one.person.id: f"{one.person.name}（{one.person.login}）" for one in known}
    return visit.render(
        "audit.html",
        lines=lines[:LINES],
        more=len(lines) > LINES,
        newest=not before,
        who=who,
        what=what,
        people=[one.person for one in known],
        names=names | {TERMINAL: "命令行", NOBODY: "未登录的人"},
        words=WHAT,
        details_of=details_of,
        subject_of=subject_of,
        logins={one.person.login: one.person.name for one in known},
    )


def _is_number(words: str) -> bool:
    return is_number(words)
