"""Who is signed in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.people import Person


@dataclass(frozen=True)
class KeptSession:
    """A session as it is kept: by the hash of its id, with its person as they are now."""

    key: str
    person: Person
    began_at: datetime
    seen_at: datetime
    second_factor_done: bool


class Sessions(Protocol):
    """Where sessions are kept; one that ended is never found again."""

    async def keep(self, session: KeptSession) -> None: ...

    async def find(self, key: str) -> KeptSession | None: ...

    async def touch(self, session: KeptSession, seen_at: datetime) -> bool:
        """It was used: False if it ended meanwhile."""
        ...

    async def end(self, key: str) -> None: ...

    async def end_all(self, person_id: str) -> list[str]:
        """Returns the keys of those that ended."""
        ...
