"""Messages that come in: all that arrive while one commit is under way are kept by the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from bot.adapters.store.database import Database
from bot.adapters.store.hot import Hot, Insert
from bot.adapters.store.script import Script
from bot.adapters.store.tables import inbox
from bot.domain.messages import Message
from bot.domain.replies import Reply
from bot.services.ports.inbox import Note


def _keeping(insert: Insert, attempts: Any = 0) -> sa.Executable:
    fresh = insert.values(done=False, reply=sa.null(), attempts=attempts, error=sa.null())
    return fresh.on_conflict_do_nothing(index_elements=[inbox.c.key]).returning(inbox)


KEPT = Hot.inserting(inbox, _keeping)
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
    if len(rows) == 1 and not db.is_sqlite and (step := notes.only_step):
        noted, values = step
        if isinstance(noted.statement, Mapping) and _agree(values, rows[0]):
            return await db.many(_kept_with(noted), [{**values, **rows[0]}])
    async with db.writing() as line:
        await notes.run(line)
        return await line.many(KEPT, rows)


def _agree(note: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Whether both mean the same by every name that both have."""
    return all(note[name] == row[name] for name in note.keys() & row.keys())


@cache
def _kept_with(noted: Hot) -> Hot:
    """PostgreSQL: a message and the one step of its note, in one round trip instead of four.

    Only for a message that comes alone: those that come together take the rows of all their notes
    before the first of their own, and whoever takes them one by one could wait in a circle.
    """
    note = noted.statement["postgresql"].returning(sa.literal_column("1")).cte("note")
    # counted, so that the note is written before the message, as everybody else does it
    none = sa.select(sa.func.count() * 0).select_from(note).scalar_subquery()
    return Hot.inserting(inbox, lambda insert: _keeping(insert, attempts=none))
