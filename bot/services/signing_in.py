"""Signing in: a password, for admins a code besides, and the session that follows."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.people import Person
from bot.services.ports.credentials import Plate


@dataclass(frozen=True)
class Session:
    """Somebody's visit. `id` is the cookie's value and never shown or logged.

    While `second_factor_done` is False nothing may be done but to show a code; while `enrolled` is
    False, too, an authenticator has to be set up first (`SigningIn.plate`, then `enrol`).
    """

    id: str
    person: Person
    csrf: str
    began_at: datetime
    seen_at: datetime
    second_factor_done: bool
    enrolled: bool


class SigningIn:
    """Every verb may raise StoreAway; each that returns a Session returns one with a new id: the
    cookie must be set anew."""

    async def begin(self, login: str, password: str, address: str) -> Session:
        """Raises SignInRefused: the same for an unknown login and a wrong password."""
        raise NotImplementedError

    async def second_factor(self, session: Session, code: str, address: str = "") -> Session:
        """A code of the authenticator, or a recovery code. Raises SignInRefused."""
        raise NotImplementedError

    async def plate(self, session: Session) -> Plate:
        """What to set an authenticator up with; the same until it works. Raises NotYours."""
        raise NotImplementedError

    async def enrol(self, session: Session, code: str) -> tuple[Session, tuple[str, ...]]:
        """The authenticator has shown its first code; with the recovery codes, to be shown once.

        Raises SignInRefused and NotYours.
        """
        raise NotImplementedError

    async def change_password(
        self, session: Session, old: str, new: str, address: str = ""
    ) -> Session:
        """All their sessions end but the new one. Raises SignInRefused and FieldRejected."""
        raise NotImplementedError

    async def look(self, cookie_value: str) -> Session | None:
        """Whose visit this is; None: sign in again. The idle time begins anew."""
        raise NotImplementedError

    async def end(self, session: Session) -> None:
        """Signed out."""
        raise NotImplementedError

    async def end_all(self, person_id: str) -> None:
        """Signed out everywhere."""
        raise NotImplementedError
