"""What new versions of the product brought into the draft, and what is still to be decided."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from bot.domain.shipping import Dispute


class Shipments(Protocol):
    """Each of them once; an item is disputed once, however many versions changed it."""

    async def last(self) -> int | None:
        """The newest revision that was brought into the draft."""
        ...

    async def record(self, before: int, after: int, items: Iterable[str], at: datetime) -> None:
        """`after` was brought over `before`; these items both it and people have changed.

        One that is still open goes on from where it began; a decided one is open again.
        """
        ...

    async def open(self) -> list[Dispute]:
        """What nobody has decided, by item."""
        ...

    async def settle(self, dispute: Dispute, how: str, by: str, at: datetime) -> bool:
        """Decided; False if it was decided already, or is about a newer version by now."""
        ...
