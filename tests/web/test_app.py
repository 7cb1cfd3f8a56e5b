"""All doors together."""

from typing import Any

import pytest
from aiohttp import web

from bot.services.ports.changes import Changes, Page
from bot.web import wechat
from bot.web.app import ROUTES, create_app
from bot.web.console import assets
from bot.web.console.door import doors
from bot.web.routes import Caller
from tests.web.house import Client, House

MORE = (*wechat.ROUTES, *doors())
ALL_ROUTES = (*ROUTES, *MORE)
TOKEN = "a-token-that-nobody-can-guess"


@pytest.fixture
def house() -> House:
    house = House()
    house.store.write(Changes(pages=[Page(TOKEN, "c1", "全文")]))
    return house


def test_every_route_asks_who_is_calling(house: House):
    """A new route must say how, or this fails."""
    app = create_app(house.parts(), more=MORE)
    told = {(route.method, route.path): route.caller for route in ALL_ROUTES}

    served = {
        (route.method, route.resource.canonical if route.resource else "")
        for route in app.router.routes()
    }

    resources = {_canonical(method, path) for method, path in told}
    assert served == resources
    assert len(told) == len(ALL_ROUTES)
    # who answers strangers says one word, or what is the same for everybody
    open_to_all = [path for (_, path), caller in told.items() if caller is Caller.ANYBODY]
    assert open_to_all == ["/health", "/api/openapi.json", assets.PATH]


STRANGER = {"X-Forwarded-For": "203.0.113.9"}
REFUSED = {
    Caller.DEPARTMENT: 401,
    Caller.LINK_HOLDER: 404,
    Caller.OPERATOR: 404,
}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path[:40]}")
async def test_a_stranger_gets_no_further_than_the_question(client: Client, route: Any):
    """Whatever the route."""
    path = (
        "/departments/construction/tickets/20261123-4821-07"
        if "departments" in route.path
        else route.path.partition("{")[0]
    )
    if "verb" in route.path:
        path += "/answer"
    if "attachments" in route.path:
        path += "/attachments/a1"
    if "token" in route.path:
        path += "another-token-nobody-knows"

    response = await client.request(route.method, path, headers=STRANGER)

    if route.caller is Caller.ANYBODY:
        assert response.status == 200
    else:
        assert response.status == REFUSED[route.caller]


@pytest.mark.parametrize(
    "path", ["/", "/admin", "/metrics/", "/departments", "/read/", "/read/short", "/.env"]
)
async def test_an_unknown_address_is_not_found(client: Client, path: str):
    """In our own words."""
    assert (await client.get(path)).status == 404


async def test_a_wrong_method_is_refused_and_the_right_one_named(client: Client):
    """As HTTP asks for."""
    response = await client.delete("/health")

    assert response.status == 405
    assert response.headers["Allow"] == "GET"
    assert (await response.json())["error"]["code"] == "method_not_allowed"


@pytest.mark.parametrize("path", ["/health", "/metrics", "/nowhere", f"/read/{TOKEN}"])
async def test_every_answer_is_hardened(client: Client, path: str):
    """Also those that refuse."""
    headers = (await client.get(path)).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "aiohttp" not in headers["Server"]
    assert "Python" not in headers["Server"]


def _canonical(method: str, path: str) -> tuple[str, str]:
    """As aiohttp names a path: parameters without their patterns."""
    app = web.Application()
    app.router.add_route(method, path, _nobody)
    (route,) = app.router.routes()
    assert route.resource
    return method, route.resource.canonical


async def _nobody(request: web.Request) -> web.Response:
    raise NotImplementedError
