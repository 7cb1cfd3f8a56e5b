"""Messages that come in: all that arrive while one commit is under way are kept by the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.adapters.store.database import Database
from bot.adapters.store.hot import Hot
from bot.adapters.store.script import Script
from bot.adapters.store.tables import inbox
from bot.domain.messages import Message
from bot.domain.replies import Reply
from bot.services.ports.inbox import Note

KEPT = Hot.inserting(
    inbox,
    lambda insert: (
        insert.values(done=False, reply=sa.null(), attempts=0, error=sa.null())
        .on_conflict_do_nothing(index_elements=[inbox.c.key])
        .returning(inbox)
    ),
)
BY_KEY = Hot(sa.select(inbox).where(inbox.c.key == sa.bindparam("wanted")))


@dataclass(frozen=True)
class Arrival:
    """A message as it came in; what the port Inbox says of `receive`."""

    message: Message
    at: datetime
    note: Note | None
    told: Reply | None
    aside: bool

    def as_row(self) -> Mapping[str, Any]:
        """What is kept of it."""
        return {
            "key": self.message.key,
            "citizen": self.message.citizen,
            "message": self.message.as_record(),
            "received_at": self.at,
            "late": self.told is not None,
            "told": self.told.as_record() if self.told is not None else None,
            "set_aside": self.aside,
        }


async def keep(db: Database, arrivals: Sequence[Arrival]) -> list[Any]:
    """Keep all of them, their notes too, in one transaction. Returns the row of each."""
    # By citizen, so that two processes that got the same messages seldom wait for each other. What
    # one citizen sent stays in the order in which it came.
    in_order = sorted(arrivals, key=lambda arrival: arrival.message.citizen)
    notes = Script()
    for arrival in in_order:
        if arrival.note:
            await arrival.note.write(notes)
    rows = await _written(db, notes, [arrival.as_row() for arrival in in_order])
    kept = {row.key: row for row in rows}
    for arrival in arrivals:
        key = arrival.message.key
        if key not in kept:  # it came before
            [kept[key]] = await db.rows(BY_KEY, {"wanted": key})
    return [kept[arrival.message.key] for arrival in arrivals]


async def _written(db: Database, notes: Script, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    if not notes:
        return await db.many(KEPT, rows)
    async with db.writing() as line:
        await notes.run(line)
        return await line.many(KEPT, rows)
