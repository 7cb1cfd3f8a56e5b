"""Links that open one ticket for one person, kept without the word that opens them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Link:
    """`digest` is the hash of its word; `browser` that of whoever opened it, None before."""

    digest: str
    person: str
    number: str
    expires_at: datetime
    browser: str | None = None


class Links(Protocol):
    """Links by the hash of their word."""

    async def keep(self, link: Link, now: datetime) -> None:
        """Write it, and forget those that have expired by `now`."""
        ...

    async def find(self, digest: str) -> Link:
        """Raises NotFound."""
        ...

    async def bind(self, digest: str, browser: str) -> bool:
        """From now on it is this browser's; False if it is another one's already."""
        ...
