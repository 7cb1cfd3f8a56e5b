"""The second factor: a code of an authenticator, which is set up here the first time."""

from typing import Any

from aiohttp import web
from markupsafe import Markup

from bot.domain.errors import SignInRefused
from bot.services.signing_in import Session
from bot.web.console.keys import SIGNING_IN
from bot.web.console.sign_in import refusing, seated
from bot.web.console.visit import Visit


async def form(visit: Visit) -> web.StreamResponse:
    """GET /console/second-factor"""
    back = visit.back(visit.request.query.get("next", ""))
    if visit.whole.second_factor_done:
        return visit.go(back)
    template, values = await _asked(visit)
    return visit.render(template, next=back, refused="", **values)


async def show_code(visit: Visit) -> web.StreamResponse:
    """POST /console/second-factor"""
    fields, session = await visit.form(), visit.whole
    back = visit.back(fields["next"])
    if session.second_factor_done:
        return visit.go(back)
    signing_in, code = visit.request.app[SIGNING_IN], fields["code"]
    try:
        if not session.enrolled:
            return _enrolled(visit, *await signing_in.enrol(session, code, visit.address), back)
        anew = await signing_in.second_factor(
            session, code, visit.address, visit.device(session.person.login)
        )
    except SignInRefused as refused:
        template, values = await _asked(visit)
        return refusing(visit, refused, template, next=back, **values)
    return seated(visit, visit.go(back), anew)


def _enrolled(visit: Visit, anew: Session, codes: tuple[str, ...], back: str) -> web.Response:
    """The only time that the recovery codes are shown."""
    return seated(visit, visit.render("recovery_codes.html", codes=codes, next=back), anew)


async def _asked(visit: Visit) -> tuple[str, dict[str, Any]]:
    """The template that asks this person for a code, and its values."""
    if visit.whole.enrolled:
        return "second_factor.html", {}
    plate = await visit.request.app[SIGNING_IN].plate(visit.whole)
    # drawn by ourselves: it needs no escaping
    return "enrol.html", {"secret": _in_fours(plate.secret), "picture": Markup(plate.svg)}


def _in_fours(secret: str) -> str:
    """As one can copy it without losing the place."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
