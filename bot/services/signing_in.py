"""Signing in: a password, for admins a code besides, and the session that follows."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.errors import FieldRejected, NotFound, NotYours, SignInRefused
from bot.domain.passwords import what_is_wrong
from bot.domain.people import Person, Role
from bot.services.codes import as_code, hashed, recovery_code, token
from bot.services.lasting import Limits
from bot.services.lockout import Lockout, as_login
from bot.services.ports.audit import NOBODY, Audit, Entry
from bot.services.ports.clock import Clock
from bot.services.ports.credentials import Authenticators, Passwords, Plate
from bot.services.ports.people import Credentials, People
from bot.services.ports.sessions import KeptSession, Sessions

SEEN_AGAIN = timedelta(minutes=1)
"""So long a session's last use is not written down anew."""
LONGEST_ID = 100
"""Characters of a cookie; whatever is longer is none of ours."""
RECOVERY_CODES = 10

WRONG = "登录名或密码不对。请看看大小写和输入法，再试一次。"
WRONG_CODE = "验证码不对，或者已经用过。请等验证器换一个新的，再输一次。"


@dataclass(frozen=True)
class Session:
    """Somebody's visit. `id` is the cookie's value and never shown or logged.

    While `second_factor_done` is False nothing may be done but to show a code; while `enrolled` is
    False besides, an authenticator has to be set up first (`SigningIn.plate`, then `enrol`).
    """

    id: str
    person: Person
    csrf: str
    began_at: datetime
    seen_at: datetime
    second_factor_done: bool
    enrolled: bool


@dataclass(frozen=True)
class SigningIn:
    """Every verb may raise StoreAway; each that returns a Session returns one with a new id: the
    cookie must be set anew."""

    people: People
    sessions: Sessions
    audit: Audit
    passwords: Passwords
    authenticators: Authenticators
    lockout: Lockout
    clock: Clock
    limits: Limits

    async def begin(self, login: str, password: str, address: str, device: str = "") -> Session:
        """Raises SignInRefused: the same for an unknown login and a wrong password.

        `device` is what the browser keeps of an earlier visit (`device_of`).
        """
        login = as_login(login)
        await self.lockout.knock(login, address, device)
        person = await self.people.by_login(login)
        shown = await self._shown(person)
        right = await self._is_right(login, shown.password, password, address, device)
        if person is None or not right or person.disabled:
            raise await self._refused(person, address, "password", WRONG)
        if shown.password and self.passwords.is_outdated(shown.password):
            await self.people.set_password(person.id, await self.passwords.hashed(password), None)
        if shown.works or Role.ADMIN in person.roles:
            await self.lockout.was_right(login, address, device)
            return await self._new(person, done=False, enrolled=shown.works)
        return await self._opened(person, address, device)

    async def second_factor(
        self, session: Session, code: str, address: str = "", device: str = ""
    ) -> Session:
        """A code of the authenticator, or a recovery code. Raises SignInRefused."""
        person = session.person
        await self.lockout.knock(person.login, address, device)
        if not await self._takes(person, as_code(code), address):
            raise await self._refused(person, address, "code", WRONG_CODE)
        await self.sessions.end(hashed(session.id))
        return await self._opened(person, address, device)

    def device_of(self, session: Session) -> str:
        """What the browser keeps of this visit, for later ones; "" before the visit is whole."""
        return self.lockout.devices.new(session.person.login) if session.second_factor_done else ""

    async def plate(self, session: Session) -> Plate:
        """What to set an authenticator up with; the same until it works. Raises NotYours."""
        shown = await self._unproved(session)
        if shown.authenticator:
            with suppress(SignInRefused):  # sealed with a key that is gone
                return self.authenticators.plate(shown.authenticator, session.person.login)
        await self.people.propose_authenticator(session.person.id, self.authenticators.new())
        sealed = (await self.people.credentials(session.person.id)).authenticator
        return self.authenticators.plate(sealed or "", session.person.login)

    async def enrol(
        self, session: Session, code: str, address: str = ""
    ) -> tuple[Session, tuple[str, ...]]:
        """The authenticator has shown its first code; with the recovery codes, to be shown once.

        Raises SignInRefused and NotYours.
        """
        person, sealed = session.person, (await self._unproved(session)).authenticator or ""
        step = self.authenticators.step_of(sealed, as_code(code), self.clock())
        if step is None:
            raise SignInRefused(WRONG_CODE)
        codes = tuple(recovery_code() for _ in range(RECOVERY_CODES))
        entry = self._entry(person, "authenticator_set", address)
        hashes = [hashed(as_code(one)) for one in codes]
        await self.people.set_authenticator(person.id, sealed, step, hashes, entry)
        await self.sessions.end_all(person.id)
        return await self._opened(person, address), codes

    async def change_password(
        self, session: Session, old: str, new: str, address: str = "", device: str = ""
    ) -> Session:
        """All their sessions end but the new one. Raises SignInRefused, NotYours, FieldRejected."""
        person = _whole(session).person
        if wrong := "新密码和旧的一样。" if old == new else what_is_wrong(new, person.login):
            raise FieldRejected("password", wrong)
        await self.lockout.knock(person.login, address, device)
        shown = await self._shown(person)
        if not await self._is_right(person.login, shown.password, old, address, device):
            raise await self._refused(person, address, "password", "旧密码不对。")
        entry = self._entry(person, "password_changed", address)
        await self.people.set_password(person.id, await self.passwords.hashed(new), entry)
        await self.lockout.opened(person.login, address, device)
        await self.sessions.end_all(person.id)
        return await self._new(person, done=True, enrolled=shown.works)

    async def look(self, cookie_value: str) -> Session | None:
        """Whose visit this is; None: sign in again. The idle time begins anew."""
        if not 0 < len(cookie_value) <= LONGEST_ID:
            return None
        kept = await self.sessions.find(hashed(cookie_value))
        if kept is None or kept.person.disabled:
            return None
        now = self.clock()
        if self.limits.are_over(kept, now):
            await self.sessions.end(kept.key)
            return None
        if now - kept.seen_at >= SEEN_AGAIN and not await self.sessions.touch(kept, now):
            return None
        enrolled = kept.second_factor_done or (await self._shown(kept.person)).works
        return _session(cookie_value, kept, enrolled)

    async def still(self, session: Session) -> Session | None:
        """As `look`, for a page that is only open: its idle time goes on."""
        kept = await self.sessions.find(hashed(session.id))
        if kept is None or kept.person.disabled or self.limits.are_over(kept, self.clock()):
            return None
        return replace(session, person=kept.person, seen_at=kept.seen_at)

    async def end(self, session: Session, address: str = "") -> None:
        """Signed out."""
        await self.sessions.end(hashed(session.id))
        await self._write(self._entry(session.person, "sign_out", address))

    async def end_all(self, person_id: str, address: str = "") -> None:
        """Signed out everywhere."""
        await self.sessions.end_all(person_id)
        details = {"address": address}
        await self.audit.write(person_id, "sign_out_everywhere", person_id, details, self.clock())

    async def _is_right(
        self, login: str, kept: str | None, password: str, address: str, device: str
    ) -> bool:
        try:
            return await self.passwords.matches(kept, password)
        except SignInRefused:  # nobody looked at it
            await self.lockout.was_right(login, address, device)
            raise

    async def _takes(self, person: Person, code: str, address: str) -> bool:
        """Whether this code, of either kind, opens; it never does so again."""
        shown = await self._shown(person)
        if not shown.works or not shown.authenticator:
            return False
        step = self.authenticators.step_of(shown.authenticator, code, self.clock())
        if step is not None:
            return await self.people.use_step(person.id, step)
        entry = self._entry(person, "recovery_code_used", address)
        return await self.people.use_recovery(person.id, hashed(code), entry)

    async def _shown(self, person: Person | None) -> Credentials:
        """Of nobody: nothing, after the same question to the store."""
        try:
            return await self.people.credentials(person.id if person else "")
        except NotFound:
            return Credentials()

    async def _unproved(self, session: Session) -> Credentials:
        shown = await self._shown(session.person)
        if shown.works:
            raise NotYours("您已经设置过验证器。换手机请找管理员重置账号。")
        return shown

    async def _refused(
        self, person: Person | None, address: str, reason: str, words: str
    ) -> SignInRefused:
        # what was typed as a login is not written down: it may be a password
        subject, details = person.id if person else "", {"reason": reason, "address": address}
        await self.audit.write(NOBODY, "sign_in_refused", subject, details, self.clock())
        return SignInRefused(words)

    async def _opened(self, person: Person, address: str, device: str = "") -> Session:
        await self.lockout.opened(person.login, address, device)
        await self._write(self._entry(person, "sign_in", address))
        return await self._new(person, done=True, enrolled=True)

    async def _new(self, person: Person, done: bool, enrolled: bool) -> Session:
        name, now = token(), self.clock()
        kept = KeptSession(hashed(name), person, now, now, done)
        await self.sessions.keep(kept)
        return _session(name, kept, enrolled)

    def _entry(self, person: Person, what: str, address: str) -> Entry:
        return Entry(person.id, what, person.id, self.clock(), {"address": address})

    async def _write(self, entry: Entry) -> None:
        await self.audit.write(entry.who, entry.what, entry.subject, entry.details, entry.at)


def _session(name: str, kept: KeptSession, enrolled: bool) -> Session:
    return Session(
        id=name,
        person=kept.person,
        csrf=hashed(f"csrf {name}"),
        began_at=kept.began_at,
        seen_at=kept.seen_at,
        second_factor_done=kept.second_factor_done,
        enrolled=enrolled,
    )


def _whole(session: Session) -> Session:
    if not session.second_factor_done:
        raise NotYours("请先输入验证码。")
    return session
