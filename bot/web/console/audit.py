"""Who did what in the console, newest first: read here, changed nowhere."""

from collections.abc import Mapping

from aiohttp import web

from bot.services.ports.audit import NOBODY, TERMINAL
from bot.web.console.keys import AUDIT, PEOPLE
from bot.web.console.visit import Visit

LINES = 50
WHAT: Mapping[str, str] = {
    "sign_in": "登录",
    "sign_in_refused": "登录被拒",
    "sign_out": "退出",
    "case_read": "查看保密件",
    "revealed": "查看隐去的内容",
    "invited": "邀请人员",
    "role_changed": "改变角色",
    "published": "发布",
}
"""An audit's constant words in Chinese; one that is not here is shown as it is."""


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
    names = {one.person.id: one.person.name for one in known}
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
    )


def _is_number(words: str) -> bool:
    return words.isascii() and words.isdigit() and len(words) < 19
