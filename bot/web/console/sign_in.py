"""Signing in with login and password, and signing out."""

from typing import Any

from aiohttp import web

from bot.domain.errors import SignInRefused
from bot.services.devices import LASTS
from bot.services.signing_in import Session
from bot.web.console import cookies
from bot.web.console.keys import SIGNING_IN
from bot.web.console.visit import Visit


async def form(visit: Visit) -> web.StreamResponse:
    """GET /console/sign-in"""
    back = visit.back(visit.request.query.get("next", ""))
    if visit.session is not None:
        return visit.go(back)
    unsent = "unsent" in visit.request.query
    return visit.render("sign_in.html", login="", next=back, refused="", unsent=unsent)


async def sign_in(visit: Visit) -> web.StreamResponse:
    """POST /console/sign-in"""
    fields = await visit.form()
    back = visit.back(fields["next"])
    try:
        session = await visit.request.app[SIGNING_IN].begin(
            fields["login"],
            fields.raw("password"),
            visit.address,
            visit.device(fields["login"]),
        )
    except SignInRefused as refused:
        values = {"login": fields["login"], "next": back, "unsent": False}
        return refusing(visit, refused, "sign_in.html", **values)
    return seated(visit, visit.go(back), session)


async def sign_out(visit: Visit) -> web.StreamResponse:
    """POST /console/sign-out"""
    if visit.session is not None:
        await visit.request.app[SIGNING_IN].end(visit.session, visit.address)
    response = visit.go("/console/sign-in", "您已退出。")
    cookies.drop(response, cookies.SESSION)
    return response


def refusing(visit: Visit, refused: SignInRefused, template: str, **values: Any) -> web.Response:
    """The form again, with the reason; how long to wait for who tried too often."""
    headers = {"Retry-After": str(refused.wait_s)} if refused.wait_s else None
    status = 429 if refused.wait_s else 422
    return visit.render(template, status, headers, refused=refused.words, **values)


def seated(visit: Visit, response: web.Response, session: Session) -> web.Response:
    """The answer that brings somebody the cookie of their session, and what their browser is known
    by later."""
    cookies.keep(response, cookies.SESSION, session.id)
    if device := visit.request.app[SIGNING_IN].device_of(session):
        name, lasts_s = cookies.of_device(session.person.login), int(LASTS.total_seconds())
        cookies.keep(response, name, device, lasts_s)
    return response
