"""Which process serves which release, as each of them tells it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

LASTS = timedelta(seconds=45)
"""Who has told nothing for so long is not there."""


@dataclass(frozen=True)
class Serving:
    """One gateway. `release` is None before the first one; `failing` is the release that it cannot
    show and tries again. `since` is when it began with what it serves, `told_at` when it said so.
    """

    gateway: str
    release: int | None
    model: str
    since: datetime
    told_at: datetime
    failing: int | None = None


class Fleet(Protocol):
    """Known for moments only: nothing depends on it."""

    async def tell(self, serving: Serving) -> None:
        """Never raises when nobody can be told."""
        ...

    async def all(self, now: datetime) -> list[Serving] | None:
        """Everybody who told something within LASTS, by name; None when nobody can be asked."""
        ...
