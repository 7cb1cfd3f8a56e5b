"""The console over fakes, and people who are signed in to it."""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import CookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from bot.domain.dispatch import Catalogue, Department
from bot.domain.errors import FieldRejected, NotFound, SignInRefused
from bot.domain.people import Person, Role
from bot.services.ports.audit import AuditLine
from bot.services.ports.credentials import Plate
from bot.services.ports.people import Known
from bot.services.signing_in import Session
from bot.services.ticket_links import TicketLinks
from bot.web.app import create_app
from bot.web.console.address import TrustedProxies
from bot.web.console.cookies import SESSION
from bot.web.console.door import doors
from bot.web.console.opening import Console, add_console
from tests.builders import NOW
from tests.fakes.links import FakeLinks
from tests.web.console.office import Office
from tests.web.console.questions import Clerks
from tests.web.console.studios import Studios
from tests.web.console.watch import Watch
from tests.web.house import House

Client = TestClient[Any, Any]
PASSWORD = "路灯下的三只猫"
CODE = "123456"
RECOVERY = ("AAAA-1111", "BBBB-2222")
TOKEN = "one-time-token-of-somebody"
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


class FakeSigningIn:
    """Stands for SigningIn. Everybody's password is PASSWORD; who must show a code shows CODE."""

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.codes: set[str] = set()
        self.enrolled: set[str] = set()
        self.locked_s = 0
        self.sessions: dict[str, Session] = {}
        self.heard: list[tuple[str, str]] = []
        self.ended: list[str] = []
        self.devices: list[str] = []

    def knows(self, *people: Person) -> None:
        self.people |= {person.login: person for person in people}

    def seat(self, person: Person, whole: bool = True) -> Session:
        """Somebody who is signed in."""
        enrolled = person.login in self.enrolled
        made = Session(_secret(), person, _secret(), NOW, NOW, whole, enrolled)
        self.sessions[made.id] = made
        return made

    async def begin(self, login: str, password: str, address: str, device: str = "") -> Session:
        self.heard.append((login, address))
        self.devices.append(device)
        if self.locked_s:
            raise SignInRefused("试的次数太多了，请在 30 秒后再试。", self.locked_s)
        if login not in self.people or password != PASSWORD:
            raise SignInRefused("登录名或密码不对。")
        return self.seat(self.people[login], login not in self.codes)

    def device_of(self, session: Session) -> str:
        return f"device-of-{session.person.login}" if session.second_factor_done else ""

    async def second_factor(
        self, session: Session, code: str, address: str = "", device: str = ""
    ) -> Session:
        if code != CODE:
            raise SignInRefused("验证码不对。")
        return self._anew(replace(session, second_factor_done=True))

    async def plate(self, session: Session) -> Plate:
        return Plate("JBSWY3DPEHPK3PXP", '<svg viewBox="0 0 9 9"><path d="M0 0h9"/></svg>')

    async def enrol(
        self, session: Session, code: str, address: str = ""
    ) -> tuple[Session, tuple[str, ...]]:
        return await self.second_factor(replace(session, enrolled=True), code), RECOVERY

    async def change_password(
        self, session: Session, old: str, new: str, address: str = "", device: str = ""
    ) -> Session:
        if old != PASSWORD:
            raise SignInRefused("现在的密码不对。")
        if len(new) < 12:
            raise FieldRejected("password", "至少 12 个字。")
        await self.end_all(session.person.id)
        return self._anew(session)

    async def look(self, cookie_value: str) -> Session | None:
        return self.sessions.get(cookie_value)

    async def still(self, session: Session) -> Session | None:
        return self.sessions.get(session.id)

    async def end(self, session: Session, address: str = "") -> None:
        del self.sessions[session.id]

    async def end_all(self, person_id: str, address: str = "") -> None:
        kept = self.sessions.values()
        self.sessions = {one.id: one for one in kept if one.person.id != person_id}

    def _anew(self, session: Session) -> Session:
        self.sessions.pop(session.id, None)
        anew = replace(session, id=_secret())
        self.sessions[anew.id] = anew
        return anew


class FakeAccounts:
    """Stands for Accounts: keeps what admins asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.invited: dict[str, Person] = {}
        self.refuses: Exception | None = None

    async def invite(self, by, login, name, roles, department) -> str:
        return self._told("invite", by.login, login, name, roles, department)

    async def look_at(self, token: str) -> Person:
        if token not in self.invited:
            raise NotFound("no such link")
        return self.invited[token]

    async def accept(self, token: str, password: str) -> Person:
        await self.look_at(token)
        if len(password) < 12:
            raise FieldRejected("password", "至少 12 个字。")
        return self.invited.pop(token)

    async def change(self, by, person_id, *, name, roles, department, disabled) -> None:
        self._told("change", by.login, person_id, name, roles, department, disabled)

    async def reset(self, by, person_id) -> str:
        return self._told("reset", by.login, person_id)

    def _told(self, *asked: Any) -> str:
        if self.refuses:
            raise self.refuses
        self.asked.append(asked)
        return TOKEN


class FakePeople:
    """As much of the port People as the pages use."""

    def __init__(self) -> None:
        self.known: list[Known] = []

    async def all(self) -> list[Known]:
        return self.known

    async def working_for(self, units) -> list[Person]:
        everybody = (one.person for one in self.known)
        return [one for one in everybody if one.department in units and not one.disabled]

    async def find(self, id: str) -> Person:
        for one in self.known:
            if one.person.id == id:
                return one.person
        raise NotFound(id)

    def knows(self, person: Person) -> None:
        self.known = [one for one in self.known if one.person.id != person.id]
        self.known.append(Known(person, NOW, False))


class FakeAudit:
    """As much of the port Audit as the pages use; the newest line is the last."""

    def __init__(self) -> None:
        self.lines: list[AuditLine] = []

    def holds(self, who: str, what: str, subject: str = "", **details: str) -> None:
        self.lines.append(AuditLine(len(self.lines) + 1, who, what, subject, details, NOW))

    async def write(self, who, what, subject, details, at) -> None:
        self.holds(who, what, subject, **details)

    async def read(self, before_id=None, limit=50, who=None, what=None, subject=None):
        return [
            line
            for line in reversed(self.lines)
            if (before_id is None or line.id < before_id)
            and who in (None, line.who)
            and what in (None, line.what)
        ][:limit]


@dataclass
class ConsoleHouse:
    """The gateway with its console, over fakes."""

    signing_in: FakeSigningIn = field(default_factory=FakeSigningIn)
    accounts: FakeAccounts = field(default_factory=FakeAccounts)
    people: FakePeople = field(default_factory=FakePeople)
    audit: FakeAudit = field(default_factory=FakeAudit)
    own_url: str = "https://console.example.gov.cn"
    proxies: TrustedProxies = field(default_factory=lambda: TrustedProxies.of(["127.0.0.1"]))

    def __post_init__(self) -> None:
        self.office = Office(CATALOGUE, self.audit, self.people)
        self.kept = FakeLinks()
        self.links = TicketLinks(
            self.kept,
            self.people,  # type: ignore[arg-type]
            self.office.store.tickets,
            CATALOGUE,
            self.audit,
            self.office.clock,
        )
        self.watch = Watch(CATALOGUE, self.office, self.people)
        self.clerks = Clerks()
        self.studios = Studios(self.clerks, CATALOGUE)

    def app(self, body_s: float = 60) -> web.Application:
        app = create_app(House().parts(), more=doors(body_s))
        parts: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("signing_in", "accounts", "people", "audit", "links")
        }
        add_console(
            app,
            Console(
                **parts, catalogue=lambda: CATALOGUE, own_url=self.own_url, proxies=self.proxies
            ),
        )
        self.office.opens(app)
        self.watch.opens(app)
        self.clerks.opens(app)
        self.studios.opens(app)
        return app


def signed_in(client: Client, session: Session) -> Mapping[str, str]:
    """Give this browser somebody's session; returns the headers its changes need."""
    client.session.cookie_jar.update_cookies({SESSION: session.id}, client.make_url("/"))
    return {"X-CSRF-Token": session.csrf}


def _secret() -> str:
    return secrets.token_urlsafe(8)


@asynccontextmanager
async def a_browser(app: web.Application) -> AsyncIterator[Client]:
    """Keeps cookies as a browser does: on this machine also those that ask for TLS."""
    async with TestServer(app) as server:
        here = server.make_url("/").origin()
        jar = CookieJar(unsafe=True, treat_as_secure_origin=[here])
        async with TestClient(server, cookie_jar=jar, headers={"Origin": str(here)}) as client:
            yield client
