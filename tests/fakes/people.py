"""Who works at the console, in memory: keeps what the ports promise."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain.errors import FieldRejected, LastAdmin, NotFound, SignInRefused
from bot.domain.people import Person, Role
from bot.services.ports.audit import AuditLine, Entry
from bot.services.ports.credentials import Plate
from bot.services.ports.people import Credentials, Known
from bot.services.ports.sessions import KeptSession
from bot.services.ports.tries import Patience


class FakeAudit:
    def __init__(self) -> None:
        self.lines: list[AuditLine] = []

    def add(self, entry: Entry) -> None:
        number = len(self.lines) + 1
        details = dict(entry.details)
        line = AuditLine(number, entry.who, entry.what, entry.subject, details, entry.at)
        self.lines.append(line)

    async def write(
        self, who: str, what: str, subject: str, details: Mapping[str, str], at: datetime
    ) -> None:
        self.add(Entry(who, what, subject, at, details))

    async def read(
        self,
        before_id: int | None = None,
        limit: int = 50,
        who: str | None = None,
        what: str | None = None,
        subject: str | None = None,
    ) -> list[AuditLine]:
        found = [
            line
            for line in reversed(self.lines)
            if (before_id is None or line.id < before_id)
            and who in (None, line.who)
            and what in (None, line.what)
            and subject in (None, line.subject)
        ]
        return found[:limit]


@dataclass
class FakePeople:
    audit: FakeAudit
    kept: dict[str, Known] = field(default_factory=dict)
    shown: dict[str, Credentials] = field(default_factory=dict)
    links: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    async def find(self, person_id: str) -> Person:
        return self._known(person_id).person

    async def by_login(self, login: str) -> Person | None:
        people = (known.person for known in self.kept.values())
        return next((person for person in people if person.login == login), None)

    async def all(self) -> list[Known]:
        return sorted(self.kept.values(), key=lambda known: known.person.login)

    async def working_for(self, units: frozenset[str]) -> list[Person]:
        everybody = [known.person for known in await self.all()]
        return [one for one in everybody if one.department in units and not one.disabled]

    async def credentials(self, person_id: str) -> Credentials:
        self._known(person_id)
        return self.shown[person_id]

    async def add(self, person: Person, entry: Entry) -> None:
        if await self.by_login(person.login):
            raise FieldRejected("login", "这个登录名已经有人用了，请换一个。")
        self.kept[person.id] = Known(person, None, False)
        self.shown[person.id] = Credentials()
        self.audit.add(entry)

    async def change(self, person: Person, entry: Entry) -> None:
        known = self._known(person.id)
        if Role.ADMIN not in person.roles or person.disabled:
            self._spare_the_last(person.id)
        person = replace(person, login=known.person.login)
        self.kept[person.id] = replace(known, person=person)
        self.audit.add(entry)

    async def set_password(self, person_id: str, password: str, entry: Entry | None) -> None:
        self._known(person_id)
        self.shown[person_id] = replace(self.shown[person_id], password=password)
        if entry:
            self.audit.add(entry)

    async def invite(self, person_id: str, key: str, ends_at: datetime, entry: Entry) -> None:
        self.links[key] = (person_id, ends_at)
        self.audit.add(entry)

    async def invited(self, key: str, now: datetime) -> Person:
        person_id, ends_at = self.links.get(key, ("", now))
        if ends_at <= now or self._known(person_id).person.disabled:
            raise NotFound("no link like this is open")
        return self._known(person_id).person

    async def join(self, key: str, password: str, entry: Entry) -> Person:
        person = await self.invited(key, entry.at)
        self._close_links(person.id)
        known = self.kept[person.id]
        self.kept[person.id] = replace(known, joined_at=known.joined_at or entry.at)
        self.shown[person.id] = replace(self.shown[person.id], password=password)
        self.audit.add(entry)
        return person

    async def forget_credentials(self, person_id: str, spare_last: bool, entry: Entry) -> None:
        known = self._known(person_id)
        if spare_last:
            self._spare_the_last(person_id)
        self._close_links(person_id)
        self.kept[person_id] = replace(known, has_authenticator=False)
        self.shown[person_id] = Credentials(last_step=self.shown[person_id].last_step)
        self.audit.add(entry)

    async def propose_authenticator(self, person_id: str, sealed: str) -> None:
        shown = self.shown[person_id]
        if not shown.works:
            self.shown[person_id] = replace(shown, authenticator=sealed)

    async def set_authenticator(
        self, person_id: str, sealed: str, step: int, recovery: Sequence[str], entry: Entry
    ) -> None:
        shown = await self.credentials(person_id)
        if shown.works:
            raise NotFound("an authenticator works already")
        kept = Credentials(shown.password, sealed, True, step, tuple(recovery))
        self.shown[person_id] = kept
        self.kept[person_id] = replace(self.kept[person_id], has_authenticator=True)
        self.audit.add(entry)

    async def use_step(self, person_id: str, step: int) -> bool:
        shown = self.shown[person_id]
        if step <= shown.last_step:
            return False
        self.shown[person_id] = replace(shown, last_step=step)
        return True

    async def use_recovery(self, person_id: str, hashed: str, entry: Entry) -> bool:
        shown = self.shown[person_id]
        if hashed not in shown.recovery:
            return False
        rest = tuple(one for one in shown.recovery if one != hashed)
        self.shown[person_id] = replace(shown, recovery=rest)
        self.audit.add(entry)
        return True

    def _known(self, person_id: str) -> Known:
        if person_id not in self.kept:
            raise NotFound("no such person")
        return self.kept[person_id]

    def _spare_the_last(self, person_id: str) -> None:
        able = {one.person.id for one in self.kept.values() if self._runs_the_house(one.person)}
        if able == {person_id}:
            raise LastAdmin("至少要留一位能登录的管理员：请先让另一位管理员加入。")

    def _runs_the_house(self, person: Person) -> bool:
        has_password = self.shown[person.id].password is not None
        return Role.ADMIN in person.roles and not person.disabled and has_password

    def _close_links(self, person_id: str) -> None:
        self.links = {key: link for key, link in self.links.items() if link[0] != person_id}


@dataclass
class FakeSessions:
    """`people` are asked for the person of a session, who may have changed since it began."""

    people: FakePeople
    kept: dict[str, KeptSession] = field(default_factory=dict)

    async def keep(self, session: KeptSession) -> None:
        self.kept[session.key] = session

    async def find(self, key: str) -> KeptSession | None:
        found = self.kept.get(key)
        return replace(found, person=await self.people.find(found.person.id)) if found else None

    async def touch(self, session: KeptSession, seen_at: datetime) -> bool:
        if session.key not in self.kept:
            return False
        self.kept[session.key] = replace(self.kept[session.key], seen_at=seen_at)
        return True

    async def end(self, key: str) -> None:
        self.kept.pop(key, None)

    async def end_all(self, person_id: str) -> list[str]:
        ended = [key for key, one in self.kept.items() if one.person.id == person_id]
        for key in ended:
            del self.kept[key]
        return ended


@dataclass
class _Count:
    wrong: int
    at: datetime
    until: datetime


class FakeTries:
    def __init__(self) -> None:
        self.counts: dict[str, _Count] = {}

    async def take(self, names: Mapping[str, Patience], at: datetime) -> timedelta | None:
        found = {name: self.counts.setdefault(name, _Count(0, at, at)) for name in names}
        until = max(count.until for count in found.values())
        if until > at:
            return until - at
        for name, count in found.items():
            patience = names[name]
            count.wrong = 1 if count.at + patience.forgets_after < at else count.wrong + 1
            count.at, count.until = at, at + patience.wait(count.wrong)
        return None

    async def give_back(self, names: Collection[str], at: datetime) -> None:
        for name in names:
            count = self.counts.setdefault(name, _Count(0, at, at))
            count.wrong, count.until = max(count.wrong - 1, 0), at

    async def clear(self, names: Collection[str]) -> None:
        for name in names:
            self.counts.pop(name, None)


class FakePasswords:
    """`cost` is what stands before a hash; `looked_at` what was compared, hash by hash."""

    def __init__(self, cost: str = "now") -> None:
        self.cost = cost
        self.looked_at: list[str | None] = []
        self.crowded = False

    async def hashed(self, password: str) -> str:
        return f"{self.cost}:{password}"

    async def matches(self, hashed: str | None, password: str) -> bool:
        if self.crowded:
            raise SignInRefused("现在登录的人太多，请过几秒再试。", 5)
        self.looked_at.append(hashed)
        return hashed is not None and hashed.partition(":")[2] == password

    def is_outdated(self, hashed: str) -> bool:
        return hashed.partition(":")[0] != self.cost


class FakeAuthenticators:
    """The code of a step is its number with the secret's before it, six digits long."""

    def __init__(self) -> None:
        self.made = 0

    def new(self) -> str:
        self.made += 1
        return f"sealed-{self.made}"

    def plate(self, sealed: str, login: str) -> Plate:
        return Plate(sealed.removeprefix("sealed-"), "<svg></svg>")

    def step_of(self, sealed: str, code: str, at: datetime) -> int | None:
        now = int(at.timestamp()) // 30
        return next((s for s in (now, now - 1, now + 1) if self.code(sealed, s) == code), None)

    def code(self, sealed: str, step: int) -> str:
        return f"{sealed.removeprefix('sealed-')}{step % 100_000:05}"
