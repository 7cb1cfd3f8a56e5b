"""What citizens attached, and where the files are kept."""

from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.parcels import Attachment
from bot.services.ports.changes import Changes


class Attachments(Protocol):
    """What citizens attached."""

    async def unclaimed(self, citizen: str, since: datetime) -> list[Attachment]:
        """Attachments without a ticket, received since then."""
        ...

    async def of_ticket(self, number: str) -> list[Attachment]: ...

    async def to_fetch(self, now: datetime, lease: timedelta, limit: int) -> list[Attachment]:
        """Take attachments that are waiting and due; others do not see them until
        the lease ends."""
        ...

    async def settle(self, attachment: Attachment, changes: Changes | None = None) -> None:
        """Write the attachment's new state with `changes`, in one transaction, and end the lease.

        Whose ticket it is stays as stored.
        """
        ...


class Vault(Protocol):
    """Where files are kept."""

    async def keep(self, data: bytes, content_type: str) -> str:
        """Store without EXIF, return the path to open it by. Raises NotKept; nothing is half
        written then."""
        ...

    async def open(self, path: str) -> bytes: ...
