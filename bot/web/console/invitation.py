"""A one-time link: whom it is for, and the password that they choose."""

from aiohttp import web

from bot.domain.errors import FieldRejected, NotFound
from bot.domain.passwords import SHORTEST
from bot.web.console.keys import ACCOUNTS
from bot.web.console.visit import Visit

DIFFERENT = "两次输入的密码不一样，请再输一遍。"


async def form(visit: Visit) -> web.StreamResponse:
    """GET /console/invite/{token}"""
    return await _asked(visit)


async def accept(visit: Visit) -> web.StreamResponse:
    """POST /console/invite/{token}"""
    fields = await visit.form()
    password = fields.raw("password")
    if password != fields.raw("again"):
        return await _asked(visit, DIFFERENT)
    try:
        person = await visit.request.app[ACCOUNTS].accept(_token(visit), password)
    except FieldRejected as rejected:
        return await _asked(visit, rejected.problem)
    except NotFound:
        return _ended(visit)
    return visit.go("/console/sign-in", f"密码已设好。您的登录名是 {person.login}，请登录。")


async def _asked(visit: Visit, wrong: str = "") -> web.Response:
    try:
        person = await visit.request.app[ACCOUNTS].look_at(_token(visit))
    except NotFound:
        return _ended(visit)
    return visit.render(
        "invitation.html",
        status=422 if wrong else 200,
        person=person,
        wrong=wrong,
        shortest=SHORTEST,
    )


def _ended(visit: Visit) -> web.Response:
    return visit.render("invitation_ended.html", status=404)


def _token(visit: Visit) -> str:
    return visit.request.match_info["token"]
