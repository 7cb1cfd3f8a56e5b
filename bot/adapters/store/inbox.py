"""Messages we acknowledged, the turns they lead to, and what we remember of a citizen."""

from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from bot.adapters.store.arrivals import BY_KEY, Arrival, keep
from bot.adapters.store.database import Database
from bot.adapters.store.hot import Hot
from bot.adapters.store.outbox import HELD, held_for, newest_offer, parcel_of
from bot.adapters.store.tables import conversations, inbox, inbox_open, tickets
from bot.adapters.store.turns import Turn, write_apart, write_talk, write_turn
from bot.domain.errors import NotFound
from bot.domain.messages import Message
from bot.domain.replies import Choice, Reply
from bot.services.ports.changes import Changes
from bot.services.ports.inbox import Conversation, Ending, InboxRow, Note, Opening

_OLDEST_OPEN = (
    sa.select(inbox)
    .where(inbox.c.citizen == sa.bindparam("of"), inbox_open)
    .order_by(inbox.c.id)
    .limit(1)
)
OPENING = Hot(
    _OLDEST_OPEN.add_columns(
        conversations.c.version,
        conversations.c.memory,
        conversations.c.secrets,
        conversations.c.offered,
        conversations.c.last_at,
        sa.exists().where(held_for(sa.bindparam("of"))).label("holds"),
        newest_offer(sa.bindparam("of"), conversations.c.last_at).label("newest"),
        sa.exists().where(tickets.c.citizen == sa.bindparam("of")).label("has_tickets"),
        sa.exists()
        .where(tickets.c.citizen == sa.bindparam("of"), tickets.c.in_person)
        .label("in_person"),
    ).outerjoin_from(inbox, conversations, conversations.c.citizen == inbox.c.citizen)
)
"""Every table over its index: what is far from the beginning of a turn is asked only if it is."""


class SqlInbox:
    """The port `Inbox` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._arrivals = db.together(partial(keep, db))
        # SQLite has one writer, so turns go together; PostgreSQL writes them side by side, and
        # those that change nothing but their conversation in one go
        self._turns = db.together(partial(write_apart, db))
        self._talk = db.together(partial(write_talk, db))

    async def receive(
        self,
        message: Message,
        at: datetime,
        note: Note | None = None,
        told: Reply | None = None,
        aside: bool = False,
    ) -> InboxRow:
        row = await self._arrivals(Arrival(message, at, note, told, aside))
        if note:
            await note.kept()
        return inbox_row_of(row)

    async def find(self, key: str) -> InboxRow:
        rows = await self._db.rows(BY_KEY, {"wanted": key})
        if not rows:
            raise NotFound("no such message")
        return inbox_row_of(rows[0])

    async def stop_waiting(self, key: str, told: Reply | None = None) -> InboxRow:
        late = sa.update(inbox).where(inbox.c.key == key, ~inbox.c.done).values(late=True)
        async with self._db.transaction() as connection:
            await connection.execute(late)
            if told is not None:
                first = sa.update(inbox).where(inbox.c.key == key, inbox.c.told.is_(None))
                await connection.execute(first.values(told=told.as_record()))
        return await self.find(key)

    async def take_up(self, row: InboxRow) -> None:
        begins = sa.update(inbox).where(inbox.c.id == row.id, ~inbox.c.done)
        async with self._db.transaction() as connection:
            await connection.execute(begins.values(late=True, attempts=inbox.c.attempts + 1))

    async def opening_for(self, citizen: str) -> Opening | None:
        rows = await self._db.rows(OPENING, {"of": citizen})
        if not rows:
            return None
        [row] = rows
        held = await self._db.rows(HELD, {"citizen": citizen}) if row.holds else ()
        return Opening(
            row=inbox_row_of(row),
            conversation=Conversation(citizen) if row.version is None else _conversation(row),
            held=[parcel_of(one) for one in held],
            offered=Reply.from_record(row.newest["reply"]).choices if row.newest else (),
            has_tickets=row.has_tickets,
            in_person=row.in_person,
        )

    async def left_behind(self, before: datetime, limit: int) -> list[str]:
        waiting = (
            sa.select(inbox.c.citizen)
            .where(inbox.c.received_at < before, inbox_open)
            .group_by(inbox.c.citizen)
            .order_by(sa.func.min(inbox.c.id))
            .limit(limit)
        )
        async with self._db.reading() as connection:
            return list((await connection.execute(waiting)).scalars())

    async def finish(
        self,
        row: InboxRow,
        conversation: Conversation,
        changes: Changes,
        passive: Ending,
        late: Ending,
    ) -> InboxRow:
        turn = Turn(row, conversation, changes, passive, late)
        if self._db.is_sqlite:
            return await self._turns(turn)
        if turn.is_talk_alone and await self._talk(turn):
            return turn.done(late=False)
        async with self._db.writing() as line:
            return await write_turn(line, turn)

    async def failed(self, row: InboxRow, error: str, give_up_after: int, tries: int = 1) -> int:
        so_far = inbox.c.attempts + tries
        async with self._db.transaction() as connection:
            counted = await connection.execute(
                sa.update(inbox)
                .where(inbox.c.id == row.id, ~inbox.c.done)
                .values(attempts=so_far, error=error, set_aside=so_far >= give_up_after)
                .returning(inbox.c.attempts)
            )
            return counted.scalar_one_or_none() or row.attempts


def inbox_row_of(row: Any) -> InboxRow:
    """The message that a row holds, and what became of it."""
    return InboxRow(
        id=row.id,
        message=Message.from_record(row.message),
        received_at=row.received_at,
        done=row.done,
        late=row.late,
        reply=Reply.from_record(row.reply) if row.reply else None,
        attempts=row.attempts,
        told=Reply.from_record(row.told) if row.told else None,
    )


def _conversation(row: Any) -> Conversation:
    return Conversation(
        citizen=row.citizen,
        version=row.version,
        memory=row.memory,
        secrets=row.secrets,
        offered=tuple(Choice(**choice) for choice in row.offered),
        last_at=row.last_at,
    )
