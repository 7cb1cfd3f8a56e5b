"""What citizens attached: where it waits, and where it is kept."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.adapters.store.changes import write
from bot.adapters.store.database import Database
from bot.adapters.store.tables import attachment_state, attachments
from bot.domain.parcels import Attachment, AttachmentState
from bot.services.ports import Changes


class SqlAttachments:
    """The port `Attachments` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def unclaimed(self, citizen: str, since: datetime) -> list[Attachment]:
        return await self._read(
            attachments.c.citizen == citizen,
            attachments.c.number.is_(None),
            attachments.c.received_at >= since,
        )

    async def of_ticket(self, number: str) -> list[Attachment]:
        return await self._read(attachments.c.number == number)

    async def to_fetch(self, now: datetime, lease: timedelta, limit: int) -> list[Attachment]:
        due = (
            sa.select(attachments.c.id)
            .where(
                attachment_state(AttachmentState.WAITING),
                sa.or_(attachments.c.due_at.is_(None), attachments.c.due_at <= now),
                sa.or_(attachments.c.leased_until.is_(None), attachments.c.leased_until <= now),
            )
            .order_by(attachments.c.received_at, attachments.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        taken = (
            sa.update(attachments)
            .where(attachments.c.id.in_(sa.select(due.c.id)))
            .values(leased_until=now + lease)
            .returning(attachments)
        )
        async with self._db.transaction() as connection:
            rows = (await connection.execute(taken)).all()
        return [attachment_of(row) for row in sorted(rows, key=lambda r: (r.received_at, r.id))]

    async def settle(self, attachment: Attachment, changes: Changes | None = None) -> None:
        # not `number`: a ticket may have adopted it while it was fetched
        settled = (
            sa.update(attachments)
            .where(attachments.c.id == attachment.id)
            .values(
                state=attachment.state.value,
                content_type=attachment.content_type,
                sha256=attachment.sha256,
                size=attachment.size,
                path=attachment.path,
                attempts=attachment.attempts,
                due_at=attachment.due_at,
                leased_until=None,
            )
        )
        async with self._db.transaction() as connection:
            await connection.execute(settled)
            if changes:
                await write(connection, changes)

    async def _read(self, *conditions: sa.ColumnElement[bool]) -> list[Attachment]:
        wanted = (
            sa.select(attachments)
            .where(*conditions)
            .order_by(attachments.c.received_at, attachments.c.id)
        )
        async with self._db.reading() as connection:
            return [attachment_of(row) for row in await connection.execute(wanted)]


def attachment_of(row: sa.Row[Any]) -> Attachment:
    """The attachment that a row holds."""
    values = row._asdict()
    del values["leased_until"]
    return Attachment(**values | {"state": AttachmentState(row.state)})
