"""Access tokens: who got one, how long it holds, what ends it early."""

import secrets
from dataclasses import dataclass

from bot.simulator.clock import Clock
from bot.simulator.errors import ApiError

LIFETIME_S = 7_200.0
OVERLAP_S = 300.0
FORCED_A_DAY = 20
FORCED_APART_S = 30.0
SHORTEST = 32  # shorter ones WeChat calls malformed, not outdated


@dataclass(slots=True)
class Token:
    text: str
    expires_at: float
    revoked: bool = False


class Tokens:
    """Stable tokens and classic ones live apart, as on the platform."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[str, Token] = {}
        self._stable: Token | None = None
        self._classic: Token | None = None
        self._forced_on: dict[int, int] = {}
        self._forced_at = float("-inf")

    def stable(self, force: bool) -> tuple[str, int]:
        """The same token until five minutes before its end, or a new one by force."""
        if force:
            self._force()
        token = self._stable
        if token is None or token.revoked or self._left(token) <= OVERLAP_S:
            token = self._stable = self._issue()
        return token.text, int(self._left(token))

    def classic(self) -> tuple[str, int]:
        """A new token every time; the one before lives on for five minutes."""
        if self._classic:
            before = self._classic
            before.expires_at = min(before.expires_at, self._clock.now() + OVERLAP_S)
        self._classic = self._issue()
        return self._classic.text, int(LIFETIME_S)

    def check(self, text: str) -> None:
        """Raise 41001, 40014, 40001 or 42001 unless `text` is good now."""
        if not text:
            raise ApiError(41001)
        token = self._known.get(text)
        if token is None:
            raise ApiError(40001 if len(text) >= SHORTEST else 40014)
        if token.revoked:
            raise ApiError(40001)
        if self._left(token) <= 0:
            raise ApiError(42001)

    def end_all(self, expired: bool) -> None:
        """Make every token bad from now on: outdated (42001) or revoked (40001)."""
        for token in self._known.values():
            if expired:
                token.expires_at = self._clock.now()
            else:
                token.revoked = True

    def _force(self) -> None:
        now, today = self._clock.now(), self._clock.today()
        if now - self._forced_at < FORCED_APART_S:
            return  # WeChat answers with the present token and refreshes nothing
        if self._forced_on.get(today, 0) >= FORCED_A_DAY:
            raise ApiError(45009)
        self._forced_on[today] = self._forced_on.get(today, 0) + 1
        self._forced_at = now
        if self._stable:
            self._stable.revoked = True

    def _issue(self) -> Token:
        token = Token(secrets.token_urlsafe(96), self._clock.now() + LIFETIME_S)
        self._known[token.text] = token
        return token

    def _left(self, token: Token) -> float:
        return token.expires_at - self._clock.now()
