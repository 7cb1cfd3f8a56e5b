"""Signing in and accounts over fakes that keep their contract."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain.people import Person, Role
from bot.services.accounts import Accounts
from bot.services.codes import hashed
from bot.services.devices import Devices
from bot.services.lasting import Limits
from bot.services.lockout import Lockout
from bot.services.ports.audit import Entry
from bot.services.signing_in import Session, SigningIn
from tests.fakes.house import CATALOGUE, FakeClock
from tests.fakes.people import (
    FakeAudit,
    FakeAuthenticators,
    FakePasswords,
    FakePeople,
    FakeSessions,
    FakeTries,
)

PASSWORD = "路灯下的三只猫在唱歌"
OTHER_PASSWORD = "桥上的五个人都戴帽子"
KEY = "k" * 32
OFFICE = "10.1.2.3"
ELSEWHERE = "198.51.100.7"
LIMITS = Limits(
    idle=timedelta(hours=8), idle_of_admins=timedelta(minutes=30), at_all=timedelta(hours=12)
)


@dataclass
class Office:
    """Everything that signing in needs, in memory."""

    clock: FakeClock = field(default_factory=FakeClock)
    audit: FakeAudit = field(default_factory=FakeAudit)
    passwords: FakePasswords = field(default_factory=FakePasswords)
    authenticators: FakeAuthenticators = field(default_factory=FakeAuthenticators)
    tries: FakeTries = field(default_factory=FakeTries)

    def __post_init__(self) -> None:
        self.people = FakePeople(self.audit)
        self.sessions = FakeSessions(self.people)
        lockout = Lockout(self.tries, self.clock, Devices(KEY, self.clock))
        self.signing_in = SigningIn(
            people=self.people,
            sessions=self.sessions,
            audit=self.audit,
            passwords=self.passwords,
            authenticators=self.authenticators,
            lockout=lockout,
            clock=self.clock,
            limits=LIMITS,
        )
        self.accounts = Accounts(
            self.people, self.sessions, self.passwords, lockout, lambda: CATALOGUE, self.clock
        )

    async def employs(
        self, *roles: Role, login: str = "li.wei", department: str | None = "construction"
    ) -> Person:
        """Somebody whose password is PASSWORD."""
        person = Person(f"p-{login}", login, "李伟", frozenset(roles), department)
        await self.people.add(person, Entry("", "invited", person.id, self.clock()))
        await self.people.set_password(person.id, await self.passwords.hashed(PASSWORD), None)
        self.audit.lines.clear()
        return person

    async def signs_in(self, login: str = "li.wei", password: str = PASSWORD) -> Session:
        return await self.signing_in.begin(login, password, OFFICE)

    async def enrolled(self, login: str = "li.wei") -> tuple[Session, tuple[str, ...]]:
        """Their authenticator works; with its recovery codes, a step later."""
        begun = await self.signs_in(login)
        await self.signing_in.plate(begun)
        session, codes = await self.signing_in.enrol(begun, self.code(login))
        self.clock.forward(seconds=30)
        return session, codes

    def code(self, login: str = "li.wei", steps: int = 0) -> str:
        """What their authenticator shows now."""
        sealed = self.people.shown[f"p-{login}"].authenticator or ""
        return self.authenticators.code(sealed, int(self.clock().timestamp()) // 30 + steps)

    async def who(self, sessions: Iterable[Session]) -> list[str | None]:
        """Whose visits these still are."""
        seen = [await self.signing_in.look(session.id) for session in sessions]
        return [one.person.login if one else None for one in seen]

    @property
    def whats(self) -> list[str]:
        return [line.what for line in self.audit.lines]

    def is_kept(self, session: Session) -> bool:
        return hashed(session.id) in self.sessions.kept
