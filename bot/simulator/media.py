"""Temporary media: pictures, voices and videos that live three days."""

import secrets
from dataclasses import dataclass

from bot.simulator.clock import Clock
from bot.simulator.errors import ApiError

LIFETIME_S = 3 * 86_400.0
# What WeChat takes, in bytes, and what it answers to more.
LIMITS = {
    "image": (10 << 20, 40009),
    "voice": (2 << 20, 40010),
    "video": (10 << 20, 40011),
    "thumb": (64 << 10, 40012),
}


@dataclass(frozen=True, slots=True)
class Medium:
    id: str
    kind: str
    data: bytes
    content_type: str
    filename: str
    created_at: float


class MediaStore:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._media: dict[str, Medium] = {}

    def add(self, kind: str, data: bytes, content_type: str, filename: str = "") -> Medium:
        """Raise 40004 for a kind WeChat does not know, 41005 for nothing, 400xx for too much."""
        if kind not in LIMITS:
            raise ApiError(40004)
        if not data:
            raise ApiError(41005)
        most, code = LIMITS[kind]
        if len(data) > most:
            raise ApiError(code)
        medium = Medium(
            id=secrets.token_urlsafe(48),
            kind=kind,
            data=data,
            content_type=content_type,
            filename=filename or f"{kind}.{content_type.rpartition('/')[2]}",
            created_at=self._clock.now(),
        )
        self._media[medium.id] = medium
        return medium

    def get(self, media_id: str) -> Medium:
        """Raise 40007 for an unknown id and for one older than three days."""
        medium = self._media.get(media_id)
        if medium is None or self._clock.now() - medium.created_at > LIFETIME_S:
            raise ApiError(40007)
        return medium

    def shown(self, media_id: str) -> Medium | None:
        """The medium as the citizen's own phone still shows it: three days or not."""
        return self._media.get(media_id)
