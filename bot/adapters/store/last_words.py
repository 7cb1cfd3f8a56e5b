"""What citizens wrote lately, for a look at what another model would make of it."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.adapters.store.database import Database
from bot.adapters.store.tables import inbox
from bot.domain.messages import Kind, Message

WEEK = timedelta(days=7)
_LOOKED_AT = 5
"""Of so many rows for each wanted message: not every message is one in words."""


async def last_words(db: Database, now: datetime, most: int) -> list[str]:
    """The words of the last week's messages, at most so many, the newest first."""
    newest = sa.select(inbox.c.message, inbox.c.received_at).order_by(inbox.c.id.desc())
    async with db.reading() as connection:
        rows = (await connection.execute(newest.limit(most * _LOOKED_AT))).all()
    messages = [Message.from_record(row.message) for row in rows if row.received_at > now - WEEK]
    words = [
        one.text for one in messages if one.kind in (Kind.TEXT, Kind.VOICE) and one.text.strip()
    ]
    return words[:most]
