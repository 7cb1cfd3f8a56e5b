"""The console over fakes, and people who are signed in to it."""

import secrets
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import CookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from bot.domain.dispatch import Catalogue, Department
from bot.domain.errors import SignInRefused
from bot.domain.people import Person, Role
from bot.services.ports.credentials import Plate
from bot.services.signing_in import Session, SigningIn
from bot.web.app import create_app
from bot.web.console.door import doors
from bot.web.console.opening import Console, add_console
from tests.builders import NOW
from tests.web.house import House

Client = TestClient[Any, Any]
PASSWORD = "路灯下的三只猫"
CODE = "123456"
CATALOGUE = Catalogue(
    "test",
    "service_center",
    (
        Department("service_center", "政务服务协调中心", None, ()),
        Department("construction", "城乡建设局", "service_center", ()),
        Department("lighting", "路灯管理所", "construction", ()),
        Department("heating", "供热管理办公室", "service_center", ()),
    ),
)


def a_person(*roles: Role, department: str | None = "construction", **more: Any) -> Person:
    login = more.pop("login", "-".join(sorted(roles)) or "nobody")
    values = {"id": f"p-{login}", "login": login, "name": f"王{login}", **more}
    return Person(roles=frozenset(roles), department=department, **values)


class FakeSigningIn(SigningIn):
    """Everybody's password is PASSWORD; who must show a code shows CODE."""

    def __init__(self, people: Collection[Person] = (), codes: Collection[str] = ()) -> None:
        self.people = {person.login: person for person in people}
        self.codes = set(codes)
        self.sessions: dict[str, Session] = {}
        self.heard: list[tuple[str, str]] = []

    def seat(self, person: Person, whole: bool = True) -> Session:
        """Somebody who is signed in."""
        made = Session(
            secrets.token_urlsafe(8), person, secrets.token_urlsafe(8), NOW, NOW, whole, True
        )
        self.sessions[made.id] = made
        return made

    async def begin(self, login: str, password: str, address: str) -> Session:
        self.heard.append((login, address))
        if login not in self.people or password != PASSWORD:
            raise SignInRefused("登录名或密码不对。")
        return self.seat(self.people[login], login not in self.codes)

    async def second_factor(self, session: Session, code: str, address: str = "") -> Session:
        if code != CODE:
            raise SignInRefused("验证码不对。")
        return self._anew(replace(session, second_factor_done=True))

    async def plate(self, session: Session) -> Plate:
        return Plate("JBSWY3DPEHPK3PXP", "<svg xmlns='http://www.w3.org/2000/svg'/>")

    async def enrol(self, session: Session, code: str) -> tuple[Session, tuple[str, ...]]:
        return await self.second_factor(replace(session, enrolled=True), code), ("aaaa-1111",)

    async def look(self, cookie_value: str) -> Session | None:
        return self.sessions.get(cookie_value)

    async def end(self, session: Session) -> None:
        del self.sessions[session.id]

    def _anew(self, session: Session) -> Session:
        self.sessions.pop(session.id, None)
        anew = replace(session, id=secrets.token_urlsafe(8))
        self.sessions[anew.id] = anew
        return anew


@dataclass
class ConsoleHouse:
    """The gateway with its console; `client()` is a browser at its door."""

    signing_in: FakeSigningIn = field(default_factory=FakeSigningIn)
    extras: dict[str, Any] = field(default_factory=dict)

    def app(self) -> web.Application:
        app = create_app(House().parts(), more=doors())
        parts: dict[str, Any] = {"accounts": None, "people": None, "audit": None, **self.extras}
        add_console(app, Console(self.signing_in, catalogue=lambda: CATALOGUE, **parts))
        return app


@asynccontextmanager
async def a_browser(app: web.Application) -> AsyncIterator[Client]:
    """Keeps cookies as a browser does: on this machine also those that ask for TLS."""
    async with TestServer(app) as server:
        here = server.make_url("/").origin()
        jar = CookieJar(unsafe=True, treat_as_secure_origin=[here])
        async with TestClient(server, cookie_jar=jar, headers={"Origin": str(here)}) as client:
            yield client
