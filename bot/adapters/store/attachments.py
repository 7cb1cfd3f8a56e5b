"""What citizens attached: where it waits, and where it is kept."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.adapters.store.changes import write
from bot.adapters.store.database import Database
from bot.adapters.store.hot import Hot
from bot.adapters.store.tables import attachment_state, attachments
from bot.domain.parcels import Attachment, AttachmentState
from bot.services.ports.changes import Changes

_IN_ORDER = (attachments.c.received_at, attachments.c.id)
UNCLAIMED = Hot(
    sa.select(attachments)
    .where(
        attachments.c.citizen == sa.bindparam("of"),
        attachments.c.number.is_(None),
        attachments.c.received_at >= sa.bindparam("since"),
    )
    .order_by(*_IN_ORDER)
)
# not `number`: a ticket may have adopted it while it was fetched
_FETCHED = ("state", "content_type", "sha256", "size", "path", "attempts", "due_at")
_VALUES: dict[str, Any] = {name: sa.bindparam(name) for name in _FETCHED}
SETTLED = Hot(
    sa.update(attachments)
    .where(attachments.c.id == sa.bindparam("attachment"))
    .values(_VALUES | {"leased_until": sa.null()})
)


class SqlAttachments:
    """The port `Attachments` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def unclaimed(self, citizen: str, since: datetime) -> list[Attachment]:
        rows = await self._db.rows(UNCLAIMED, {"of": citizen, "since": since})
        return [attachment_of(row) for row in rows]

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
        async with self._db.writing() as line:
            await line.count(SETTLED, {"attachment": attachment.id, **vars(attachment)})
            if changes:
                await write(line, changes)

    async def _read(self, *conditions: sa.ColumnElement[bool]) -> list[Attachment]:
        wanted = sa.select(attachments).where(*conditions).order_by(*_IN_ORDER)
        async with self._db.reading() as connection:
            return [attachment_of(row) for row in await connection.execute(wanted)]


def attachment_of(row: Any) -> Attachment:
    """The attachment that a row holds."""
    values = row._asdict()
    del values["leased_until"]
    return Attachment(**values | {"state": AttachmentState(row.state)})
