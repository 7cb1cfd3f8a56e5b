"""Who may open which page: every call of the console comes through here first."""

import asyncio
import hmac
import secrets
from collections.abc import Sequence
from contextlib import closing
from urllib.parse import quote, urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.domain.errors import NotFound, NotYours, PageStale
from bot.domain.people import NOTHING, Right, sight_of
from bot.web.console import assets, cookies, one
from bot.web.console.house import Sign
from bot.web.console.keys import HOUSE, SIGNING_IN
from bot.web.console.page import BY_LINK, Page, Policy
from bot.web.console.refusals import VISIT, sign_in_again
from bot.web.console.routes import ROUTES
from bot.web.console.visit import Form, Visit
from bot.web.routes import Caller, Route

BODY_S = 30.0
"""Offices have slow lines, and send pictures."""
SECOND_FACTOR = "/console/second-factor"


async def _is_nowhere(visit: Visit) -> web.StreamResponse:
    raise NotFound("no such page")


NOWHERE = tuple(
    Page(method, "/console/{nowhere:(?!static/).+}", _is_nowhere, Policy.SIGNED_IN)
    for method in ("GET", "POST")
)
"""Every other address of a page: who is signed in has the menu beside the words that say so."""


def doors(body_s: float = BODY_S) -> Sequence[Route]:
    """Every page as a door of the gateway; a form may take `body_s` seconds to arrive."""
    pages = (
        Route(it.method, it.path, _behind(it, body_s), Caller.PERSON) for it in (*ROUTES, *NOWHERE)
    )
    return (Route("GET", assets.PATH, assets.asset, Caller.ANYBODY), *pages)


def signs() -> Sequence[Sign]:
    """The navigation, made of the pages that there are."""
    return [
        Sign(it.menu, it.path, it.policy if isinstance(it.policy, Right) else None)
        for it in ROUTES
        if it.menu
    ]


def _behind(page: Page, body_s: float) -> Handler:
    async def enter(request: web.Request) -> web.StreamResponse:
        visit = await _visitor(page, request.clone(client_max_size=page.body_bytes))
        request[VISIT] = visit
        response = _led_elsewhere(page.policy, visit)
        if response is None:
            answering = _changed(page, visit, body_s) if page.changes else page.handler(visit)
            response = await answering
        if visit.session is None and visit.csrf != request.cookies.get(cookies.FORM):
            cookies.keep(response, cookies.FORM, visit.csrf)
        return response

    return enter


async def _visitor(page: Page, request: web.Request) -> Visit:
    if page.policy in BY_LINK:
        return await _by_link(page, _nobody(request))
    cookie = request.cookies.get(cookies.SESSION)
    session = await request.app[SIGNING_IN].look(cookie) if cookie else None
    if session is None or session.person.disabled:
        return _nobody(request)
    sight = sight_of(session.person, request.app[HOUSE].catalogue())
    return Visit(request, session, sight, session.csrf)


def _nobody(request: web.Request) -> Visit:
    csrf = request.cookies.get(cookies.FORM) or secrets.token_urlsafe(32)
    return Visit(request, None, NOTHING, csrf)


async def _by_link(page: Page, visit: Visit) -> Visit:
    """The holder of a link, where only they may come in: nobody, if it opens nothing here."""
    if page.policy is Policy.LINK:
        return visit
    try:
        return await one.holding(visit) or visit
    except NotFound:
        return visit


def _led_elsewhere(policy: Right | Policy, visit: Visit) -> web.StreamResponse | None:
    """Where who may not come in yet is led. Raises NotYours for who may never."""
    if policy in (Policy.ANYBODY, Policy.LINK):
        return None
    if policy is Policy.LINK_HOLDER:
        return None if visit.one else one.ended(visit)
    if visit.session is None:
        return sign_in_again(visit)
    if policy is Policy.HALF_SIGNED_IN:
        return None
    if not visit.session.second_factor_done:
        return visit.go(f"{SECOND_FACTOR}?next={quote(visit.origin)}")
    if isinstance(policy, Right) and not visit.person.may(policy):
        raise NotYours("您的账号没有打开这个页面的权限。需要的话，请联系管理员。")
    return None


async def _changed(page: Page, visit: Visit, body_s: float) -> web.StreamResponse:
    with closing(await _form(visit, body_s)) as form:
        _from_a_page_of_ours(visit, form)
        return await page.handler(visit)


async def _form(visit: Visit, body_s: float) -> Form:
    """The whole form. It is not read before we know who sends it. Raises as `within` does."""
    try:
        async with asyncio.timeout(body_s):
            return await visit.form()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except (web.RequestPayloadError, ValueError, LookupError):  # it is not what it says it is
        raise web.HTTPBadRequest from None


def _from_a_page_of_ours(visit: Visit, form: Form) -> None:
    """Raise PageStale unless this change was asked for on a page that we gave this person."""
    headers = visit.request.headers
    site, origin = headers.get("Sec-Fetch-Site"), headers.get("Origin")
    known = site == "same-origin" or origin is not None
    if not known or site not in (None, "same-origin") or not _is_our_host(origin, visit):
        raise PageStale("a change was asked for from elsewhere")
    token = headers.get("X-CSRF-Token") or form.raw("csrf")
    if not hmac.compare_digest(token.encode(), visit.csrf.encode()):
        raise PageStale("the form's token is not that of this session")


def _is_our_host(origin: str | None, visit: Visit) -> bool:
    if origin is None:
        return True
    try:
        host = urlsplit(origin).netloc
    except ValueError:
        return False
    return host in (visit.request.host, visit.house.host)
