"""Who has an account: admins invite, change, reset and disable people."""

import re
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.dispatch import Catalogue
from bot.domain.errors import FieldRejected, NotYours
from bot.domain.passwords import what_is_wrong
from bot.domain.people import Person, Right, Role
from bot.services.codes import hashed, token
from bot.services.lockout import Lockout, as_login
from bot.services.ports.audit import TERMINAL, Entry
from bot.services.ports.clock import Clock
from bot.services.ports.credentials import Passwords
from bot.services.ports.people import People
from bot.services.ports.sessions import Sessions

LINK_LASTS = timedelta(hours=24)
FIRST = "admin"
"""The first admin's login. Their password is their own: there is none by default."""
FIRST_ROLES = frozenset({Role.ADMIN, Role.SUPERVISOR, Role.EDITOR, Role.PUBLISHER})
"""A small office starts with one person; roles are given away as others join."""
OF_A_UNIT = frozenset({Role.STAFF, Role.SUPERVISOR})
LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,30}[a-z0-9])?")
LONGEST_NAME = 40


@dataclass(frozen=True)
class Accounts:
    """Admins' work; every change writes a line of the audit. `by` is None at the terminal."""

    people: People
    sessions: Sessions
    passwords: Passwords
    lockout: Lockout
    catalogue: Callable[[], Catalogue]
    clock: Clock

    async def invite(
        self,
        by: Person | None,
        login: str,
        name: str,
        roles: frozenset[Role],
        department: str | None,
    ) -> str:
        """A token that is good once, for 24 hours, to choose a password by.

        Raises NotYours, and FieldRejected: `field` is login, name, roles or department.
        """
        _allowed(by)
        person = Person(uuid.uuid4().hex, _login(login), name.strip(), roles, department or None)
        self._check(person)
        await self.people.add(person, self._entry(by, "invited", person.id, _details(person)))
        return await self._link(by, person)

    async def look_at(self, token: str) -> Person:
        """Whom this token is for. Raises NotFound."""
        return await self.people.invited(hashed(token), self.clock())

    async def accept(self, token: str, password: str) -> Person:
        """They have chosen a password. Raises NotFound, and FieldRejected (field: password)."""
        person = await self.look_at(token)
        if wrong := what_is_wrong(password, person.login):
            raise FieldRejected("password", wrong)
        entry = self._entry(person, "joined", person.id)
        joined = await self.people.join(hashed(token), await self.passwords.hashed(password), entry)
        await self.sessions.end_all(joined.id)
        await self.lockout.forget(joined.login)
        return joined

    async def change(
        self,
        by: Person | None,
        person_id: str,
        *,
        name: str,
        roles: frozenset[Role],
        department: str | None,
        disabled: bool,
    ) -> Person:
        """Raises NotYours, NotFound, FieldRejected and LastAdmin. They sign in anew."""
        _allowed(by)
        was = await self.people.find(person_id)
        unit = department or None
        person = replace(was, name=name.strip(), roles=roles, department=unit, disabled=disabled)
        if person != replace(was, disabled=disabled):
            self._check(person)  # somebody of a unit that is gone can be disabled all the same
        details = {**_details(person), **{f"{k}_before": v for k, v in _details(was).items()}}
        entry = self._entry(by, _what_happened(was, person), person_id, details)
        await self.people.change(person, entry)
        # even if only the name changed: it is what makes an interrupted change whole when repeated
        await self.sessions.end_all(person_id)
        return person

    async def reset(self, by: Person | None, person_id: str) -> str:
        """Password and authenticator are void, sessions end; a token as from `invite`.

        Raises NotYours, NotFound; FieldRejected (field: disabled) for who is disabled; LastAdmin
        unless at the terminal.
        """
        _allowed(by)
        person = await self.people.find(person_id)
        if person.disabled:
            raise FieldRejected("disabled", "这个账号已停用。请先恢复，再重置。")
        entry = self._entry(by, "reset", person_id)
        await self.people.forget_credentials(person_id, spare_last=by is not None, entry=entry)
        await self.sessions.end_all(person_id)
        await self.lockout.forget(person.login)
        return await self._link(by, person)

    async def first_link(self) -> str | None:
        """A token for the first admin, while nobody else has or gets an account."""
        if not await self._is_empty():
            return None
        centre = self.catalogue().coordinating_centre
        first = Person(uuid.uuid4().hex, FIRST, "管理员", FIRST_ROLES, centre)
        with suppress(FieldRejected):  # made at an earlier start, or by another gateway just now
            await self.people.add(first, self._entry(None, "invited", first.id, _details(first)))
        kept = await self.people.by_login(FIRST)
        return await self._link(None, kept or first)

    async def _is_empty(self) -> bool:
        known = await self.people.all()
        return all(one.person.login == FIRST and one.joined_at is None for one in known)

    async def _link(self, by: Person | None, person: Person) -> str:
        made, now = token(), self.clock()
        entry = self._entry(by, "link_made", person.id)
        await self.people.invite(person.id, hashed(made), now + LINK_LASTS, entry)
        return made

    def _check(self, person: Person) -> None:
        """Raises FieldRejected."""
        if not 0 < len(person.name) <= LONGEST_NAME or not person.name.isprintable():
            raise FieldRejected("name", f"请写姓名，最多 {LONGEST_NAME} 个字。")
        if not person.roles:
            raise FieldRejected("roles", "请至少选一个角色。")
        if Role.AUDITOR in person.roles and len(person.roles) > 1:
            # they see all units' tickets: with a clerk's rights they could handle them all, too
            raise FieldRejected("roles", "审计只看不办，不能再兼别的角色。请另建一个账号。")
        known = {one.code for one in self.catalogue().departments}
        if person.department is not None and person.department not in known:
            raise FieldRejected("department", "没有这个单位，请从名单里选。")
        if person.department is None and person.roles & OF_A_UNIT:
            raise FieldRejected("department", "承办人员和督办要选所在的单位。")

    def _entry(
        self, by: Person | None, what: str, subject: str, details: Mapping[str, str] | None = None
    ) -> Entry:
        return Entry(by.id if by else TERMINAL, what, subject, self.clock(), details or {})


def _allowed(by: Person | None) -> None:
    if by is not None and not by.may(Right.MANAGE_PEOPLE):
        raise NotYours("只有管理员能管理人员。")


def _login(typed: str) -> str:
    login = as_login(typed)
    if not LOGIN.fullmatch(login):
        raise FieldRejected(
            "login", "登录名只用字母、数字、点、横线，最多 32 个字符，例如 li.wei。"
        )
    return login


def _what_happened(was: Person, now: Person) -> str:
    """The gravest of what changed, as a word of the audit."""
    if was.disabled != now.disabled:
        return "disabled" if now.disabled else "enabled"
    if was.roles != now.roles:
        return "role_changed"
    return "department_changed" if was.department != now.department else "person_changed"


def _details(person: Person) -> dict[str, str]:
    return {
        "roles": " ".join(sorted(person.roles)),
        "department": person.department or "",
        "disabled": "yes" if person.disabled else "no",
    }
