"""One's own account: who the house says one is, a new password, signing out everywhere."""

from aiohttp import web

from bot.domain.errors import FieldRejected, SignInRefused
from bot.domain.passwords import SHORTEST
from bot.domain.people import Right
from bot.web.console import cookies
from bot.web.console.invitation import DIFFERENT
from bot.web.console.keys import SIGNING_IN
from bot.web.console.sign_in import seated
from bot.web.console.visit import OWN, Visit


async def me(visit: Visit) -> web.StreamResponse:
    """GET /console/me"""
    return _shown(visit)


async def change_password(visit: Visit) -> web.StreamResponse:
    """POST /console/me/password"""
    fields = await visit.form()
    if fields.raw("new") != fields.raw("again"):
        return _shown(visit, "again", DIFFERENT)
    try:
        anew = await visit.request.app[SIGNING_IN].change_password(
            visit.whole,
            fields.raw("old"),
            fields.raw("new"),
            visit.address,
            visit.device(visit.person.login),
        )
    except SignInRefused as refused:
        return _shown(visit, "old", refused.words)
    except FieldRejected as rejected:
        return _shown(visit, "new", rejected.problem)
    return seated(visit, visit.go(OWN, "密码已修改。您在其他地方的登录已全部退出。"), anew)


async def end_everywhere(visit: Visit) -> web.StreamResponse:
    """POST /console/me/sign-out-everywhere"""
    await visit.request.app[SIGNING_IN].end_all(visit.person.id, visit.address)
    response = visit.go("/console/sign-in", "您已在所有地方退出。")
    cookies.drop(response, cookies.SESSION)
    return response


def _shown(visit: Visit, field: str = "", problem: str = "") -> web.Response:
    return visit.render(
        "me.html",
        status=422 if problem else 200,
        field=field,
        problem=problem,
        shortest=SHORTEST,
        handles=visit.person.may(Right.HANDLE_TICKETS),
    )
