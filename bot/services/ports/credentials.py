"""What people show who they are by: passwords, an authenticator's codes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Passwords(Protocol):
    """Hashes that nobody reads a password from; each costs its time on purpose."""

    async def hashed(self, password: str) -> str: ...

    async def matches(self, hashed: str | None, password: str) -> bool:
        """Whether this is the password; without a hash no, after just as long."""
        ...

    def is_outdated(self, hashed: str) -> bool:
        """Whether it was hashed more weakly than passwords are hashed now."""
        ...


@dataclass(frozen=True)
class Plate:
    """What an authenticator is set up with: the secret to be typed, or its QR code as SVG."""

    secret: str
    svg: str


class Authenticators(Protocol):
    """Codes that change every thirty seconds. A sealed secret is of no use without our key."""

    def new(self) -> str:
        """A secret, sealed."""
        ...

    def plate(self, sealed: str, login: str) -> Plate:
        """Raises SignInRefused when it was sealed with another key."""
        ...

    def step_of(self, sealed: str, code: str, at: datetime) -> int | None:
        """The step whose code this is, among that of `at` and its neighbours. Raises as `plate`."""
        ...
