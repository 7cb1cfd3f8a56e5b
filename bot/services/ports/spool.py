"""Where calls wait on our own disk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Spooled:
    """A call that waits on our own disk: as it came, when, and the words it was answered with.

    With `aside` it shall get no turn.
    """

    raw: bytes
    at: datetime
    told: str
    aside: bool = False
    place: str = ""  # the spool's own word for where it is


class Spool(Protocol):
    """Where calls wait on our own disk while the store is away. One process alone uses it."""

    @property
    def waiting(self) -> int:
        """Calls that are not in the store yet."""
        ...

    @property
    def has_room(self) -> bool:
        """Whether one more call can be taken, as far as is known without trying."""
        ...

    async def put(self, call: Spooled) -> None:
        """On the disk when this returns. Raises SpoolRefused: then it is nowhere."""
        ...

    async def oldest(self, limit: int) -> Sequence[Spooled]:
        """Calls in the order they came; the same ones until they are removed or set aside."""
        ...

    async def remove(self, calls: Sequence[Spooled]) -> None:
        """They are in the store. After a power cut some may stand here again."""
        ...

    async def set_aside(self, call: Spooled) -> None:
        """Keep for a human what can never get into the store, out of the others' way."""
        ...

    async def adopt(self) -> int:
        """Take over what dead processes left behind. Returns how many calls."""
        ...
