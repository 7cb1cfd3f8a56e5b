"""Attachments in memory."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.parcels import (
    Attachment,
    AttachmentState,
)
from bot.services.ports.changes import Changes

if TYPE_CHECKING:
    from tests.fakes.store import FakeStore


class FakeAttachments:
    def __init__(self, store: "FakeStore") -> None:
        self._store = store

    async def unclaimed(self, citizen: str, since: datetime) -> list[Attachment]:
        return [
            attachment
            for attachment in self._in_order()
            if attachment.citizen == citizen
            and attachment.number is None
            and attachment.received_at >= since
        ]

    async def of_ticket(self, number: str) -> list[Attachment]:
        return [attachment for attachment in self._in_order() if attachment.number == number]

    async def to_fetch(self, now: datetime, lease: timedelta, limit: int) -> list[Attachment]:
        leases = self._store.kept.attachment_leases
        due = [
            attachment
            for attachment in self._in_order()
            if attachment.state is AttachmentState.WAITING
            and (attachment.due_at is None or attachment.due_at <= now)
            and leases.get(attachment.id, now) <= now
        ][:limit]
        leases.update({attachment.id: now + lease for attachment in due})
        return due

    async def settle(self, attachment: Attachment, changes: Changes | None = None) -> None:
        with self._store.transaction() as kept:
            number = kept.attachments[attachment.id].number
            kept.attachments[attachment.id] = replace(attachment, number=number)
            kept.attachment_leases.pop(attachment.id, None)
            self._store.write(changes or Changes())

    def _in_order(self) -> list[Attachment]:
        kept = self._store.kept.attachments.values()
        return sorted(kept, key=lambda attachment: (attachment.received_at, attachment.id))
