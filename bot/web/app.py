"""All doors in one application."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.domain.dispatch import CODE
from bot.domain.numbers import SHAPE
from bot.services.department_calls import OF_UNITS, DepartmentCalls
from bot.services.department_files import DepartmentFiles
from bot.services.ports.departments import DepartmentGate
from bot.services.ports.tickets import Pages
from bot.web import departments, description, health, reading
from bot.web.checks import Health
from bot.web.errors import door_of, told
from bot.web.keys import CALLS, DESCRIPTION, FILES, GATE, HEALTH, METRICS, NEAR, PAGES
from bot.web.limits import BODY_BYTES, BODY_S, within
from bot.web.metrics import Metrics
from bot.web.near import Near
from bot.web.openapi.document import document
from bot.web.routes import Caller, Route

TICKET = rf"/departments/{{code:{CODE}}}/tickets/{{number:{SHAPE}}}"
VERBS = "|".join(OF_UNITS)

ROUTES: Sequence[Route] = (
    Route("POST", f"{TICKET}/{{verb:{VERBS}}}", departments.act, Caller.DEPARTMENT),
    Route(
        "GET",
        rf"{TICKET}/attachments/{{id:[A-Za-z0-9_-]{{1,64}}}}",
        departments.attachment,
        Caller.DEPARTMENT,
    ),
    Route("GET", r"/read/{token:[A-Za-z0-9_-]{16,64}}", reading.read, Caller.LINK_HOLDER),
    Route("GET", "/health", health.health, Caller.ANYBODY),
    Route("GET", "/api/openapi.json", description.described, Caller.ANYBODY),
    Route("GET", "/metrics", health.metrics, Caller.OPERATOR),
)

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

PAGE_HEADERS = HEADERS | {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "media-src 'self'; connect-src 'self'; font-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    # without a referrer a browser would call the origin of our own forms "null"
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
}
"""Of the console: its pages load our own files, and send their forms to us alone."""


@dataclass(frozen=True)
class Parts:
    """What the doors open on."""

    calls: DepartmentCalls
    files: DepartmentFiles
    gate: DepartmentGate
    pages: Pages
    health: Health
    metrics: Metrics
    near: Near


def create_app(parts: Parts, more: Sequence[Route] = (), body_s: float = BODY_S) -> web.Application:
    """The application with every door; `more` are doors that not every installation has."""
    app = web.Application(middlewares=[told, within(body_s)], client_max_size=BODY_BYTES)
    app[CALLS] = parts.calls
    app[FILES] = parts.files
    app[GATE] = parts.gate
    app[PAGES] = parts.pages
    app[HEALTH] = parts.health
    app[METRICS] = parts.metrics
    app[NEAR] = parts.near
    app[DESCRIPTION] = document(ROUTES)
    for route in (*ROUTES, *more):
        # without HEAD: it would be one more route that must ask who is calling
        app.router.add_route(route.method, route.path, route.handler)
    app.on_response_prepare.append(_harden)
    return app


async def _harden(request: web.Request, response: web.StreamResponse) -> None:
    headers = PAGE_HEADERS if door_of(request) == "console" else HEADERS
    for name, value in headers.items():
        response.headers.setdefault(name, value)
    # aiohttp has already written its version here
    response.headers["Server"] = "huiying"
    if request.app[HEALTH].leaving():
        # a connection that is kept for the next call would lead it to nobody
        response.headers["Connection"] = "close"
        response.force_close()
