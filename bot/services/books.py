"""What reconciling needs from outside: looks at everything that is written down."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.parcels import Attachment, Parcel
from bot.services.ports.inbox import InboxRow

Since = tuple[str, datetime]
"""A ticket's number or a file's name, and since when it has been so."""


class Books(Protocol):
    """The tables, asked for what does not add up. Lists hold at most a thousand, oldest first."""

    async def open_messages(self, before: datetime) -> Sequence[InboxRow]:
        """Received before this moment, and neither done nor set aside."""
        ...

    def ended_messages(
        self, since: datetime, before: datetime
    ) -> AsyncIterator[Sequence[InboxRow]]:
        """Received in this span, set aside (not `done`) or done late or without a reply."""
        ...

    async def reopen(self, row_id: int) -> None:
        """A message that was done or set aside waits for its turn again; nobody waits for it."""
        ...

    async def is_missing(self, parcel_id: str) -> bool:
        """No parcel of this id was ever written."""
        ...

    async def rang(self, kind: str, subject: str, since: datetime) -> bool:
        """An alarm was written in the hour of `since` or later."""
        ...

    async def with_nobody(self, before: datetime) -> Sequence[Since]:
        """Tickets that no unit holds and that did not move since then."""
        ...

    async def untold(self, since: datetime, before: datetime) -> Sequence[Since]:
        """Tickets that wait for a unit which has no parcel about them, moved last in this span."""
        ...

    async def replied_without_way(self, before: datetime) -> Sequence[Since]:
        """Tickets whose answer shall reach the citizen, with no parcel to them that waits, is held
        or needs a human."""
        ...

    async def parcels_of(self, number: str) -> Sequence[Parcel]:
        """All parcels about a ticket, to its citizen too."""
        ...

    def differing(self, since: datetime, until: datetime) -> AsyncIterator[Since]:
        """Tickets whose row is not what their log says, with an event in this span."""
        ...

    def without_log(self) -> AsyncIterator[Since]:
        """Rows of tickets that no log tells of. Reads the whole table, piece by piece."""
        ...

    async def rewrite(self, number: str) -> bool:
        """Compute a ticket's row anew from its log. False when the log itself cannot be read."""
        ...

    async def troubled(self) -> Sequence[Parcel]:
        """Parcels that were given up or are uncertain."""
        ...

    def held(self, before: datetime) -> AsyncIterator[Sequence[Parcel]]:
        """Parcels that are held for their citizen's next message since before this moment."""
        ...

    async def unfetched(self, before: datetime) -> Sequence[Attachment]:
        """Attachments that came before this moment and still wait."""
        ...


class Reach(Protocol):
    """Whether a citizen can be written to again."""

    async def again(self, parcel: Parcel, now: datetime) -> bool:
        """Something happened since the parcel was put aside that opens a way for it."""
        ...


LeftInSpool = Callable[[datetime], Awaitable[Sequence[Since]]]
"""Files of calls that were kept aside before this moment and are there still."""
