"""Messages we acknowledged, the turns they lead to, and what we remember of a citizen."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.changes import write
from bot.adapters.store.database import INSERTS, Database
from bot.adapters.store.tables import conversations, inbox, inbox_open
from bot.domain.errors import NotFound, TurnConflict
from bot.domain.messages import Message
from bot.domain.replies import Choice, Reply
from bot.services.ports import Changes, Conversation, Ending, InboxRow, Note

# Every message needs these: building a statement costs twice as much as running it.
BY_KEY = sa.select(inbox).where(inbox.c.key == sa.bindparam("wanted"))
NEXT = (
    sa.select(inbox)
    .where(inbox.c.citizen == sa.bindparam("of"), inbox_open)
    .order_by(inbox.c.id)
    .limit(1)
)
CONVERSATION = sa.select(conversations).where(conversations.c.citizen == sa.bindparam("of"))
LATE_OF_OPEN = (
    sa.select(inbox.c.late)
    .where(inbox.c.id == sa.bindparam("row"), ~inbox.c.done)
    .with_for_update()
)
DONE = (
    sa.update(inbox)
    .where(inbox.c.id == sa.bindparam("row"))
    .values(done=True, reply=sa.bindparam("said"))
)
GOES_ON = sa.update(conversations).where(
    conversations.c.citizen == sa.bindparam("of"),
    conversations.c.version == sa.bindparam("taken_up"),
)
KEPT_ONCE = {
    name: insert(inbox).on_conflict_do_nothing(index_elements=[inbox.c.key])
    for name, insert in INSERTS.items()
}
BEGINS = {name: insert(conversations).on_conflict_do_nothing() for name, insert in INSERTS.items()}


class SqlInbox:
    """The port `Inbox` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def receive(
        self,
        message: Message,
        at: datetime,
        note: Note | None = None,
        told: Reply | None = None,
        aside: bool = False,
    ) -> InboxRow:
        row = {
            "key": message.key,
            "citizen": message.citizen,
            "message": message.as_record(),
            "received_at": at,
            "late": told is not None,
            "told": told.as_record() if told is not None else None,
            "set_aside": aside,
        }
        async with self._db.transaction() as connection:
            if note:
                await note.write(connection)
            await connection.execute(KEPT_ONCE[connection.dialect.name], row)
            kept = await _find(connection, message.key)
        if note:
            await note.kept()
        return kept

    async def find(self, key: str) -> InboxRow:
        async with self._db.reading() as connection:
            return await _find(connection, key)

    async def stop_waiting(self, key: str, told: Reply | None = None) -> InboxRow:
        late = sa.update(inbox).where(inbox.c.key == key, ~inbox.c.done).values(late=True)
        async with self._db.transaction() as connection:
            await connection.execute(late)
            if told is not None:
                first = sa.update(inbox).where(
                    inbox.c.key == key, inbox.c.late, inbox.c.told.is_(None)
                )
                await connection.execute(first.values(told=told.as_record()))
            return await _find(connection, key)

    async def take_up(self, row: InboxRow) -> None:
        begins = sa.update(inbox).where(inbox.c.id == row.id, ~inbox.c.done)
        async with self._db.transaction() as connection:
            await connection.execute(begins.values(late=True, attempts=inbox.c.attempts + 1))

    async def next_for(self, citizen: str) -> InboxRow | None:
        async with self._db.reading() as connection:
            row = (await connection.execute(NEXT, {"of": citizen})).one_or_none()
        return inbox_row_of(row) if row else None

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

    async def conversation(self, citizen: str) -> Conversation:
        async with self._db.reading() as connection:
            row = (await connection.execute(CONVERSATION, {"of": citizen})).one_or_none()
        return _conversation(row) if row else Conversation(citizen)

    async def finish(
        self,
        row: InboxRow,
        conversation: Conversation,
        changes: Changes,
        passive: Ending,
        late: Ending,
    ) -> InboxRow:
        at = conversation.last_at or row.received_at
        async with self._db.transaction() as connection:
            await _remember(connection, conversation)
            is_late = await _lock(connection, row)
            ending = late if is_late else passive
            await connection.execute(DONE, {"row": row.id, "said": ending.reply.as_record()})
            await write(connection, changes, at)
            await write(connection, ending.changes, at)
        return replace(row, done=True, late=is_late, reply=ending.reply)

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


async def _find(connection: AsyncConnection, key: str) -> InboxRow:
    row = (await connection.execute(BY_KEY, {"wanted": key})).one_or_none()
    if row is None:
        raise NotFound("no such message")
    return inbox_row_of(row)


async def _lock(connection: AsyncConnection, row: InboxRow) -> bool:
    """Nobody changes the open row until the commit. Returns whether it is late by now."""
    late: bool | None = await connection.scalar(LATE_OF_OPEN, {"row": row.id})
    if late is None:
        raise TurnConflict("this turn was taken by somebody else")
    return late


async def _remember(connection: AsyncConnection, conversation: Conversation) -> None:
    values = {
        "version": conversation.version + 1,
        "memory": list(conversation.memory),
        "secrets": dict(conversation.secrets),
        "offered": _choices_as_records(conversation.offered),
        "last_at": conversation.last_at,
    }
    if conversation.version == 0:
        values["citizen"] = conversation.citizen
        remembered = await connection.execute(BEGINS[connection.dialect.name], values)
    else:
        where = {"of": conversation.citizen, "taken_up": conversation.version}
        remembered = await connection.execute(GOES_ON, where | values)
    if remembered.rowcount != 1:
        raise TurnConflict("the conversation went on elsewhere")


def inbox_row_of(row: sa.Row[Any]) -> InboxRow:
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


def _conversation(row: sa.Row[Any]) -> Conversation:
    return Conversation(
        citizen=row.citizen,
        version=row.version,
        memory=row.memory,
        secrets=row.secrets,
        offered=tuple(Choice(**choice) for choice in row.offered),
        last_at=row.last_at,
    )


def _choices_as_records(choices: Sequence[Choice]) -> list[Mapping[str, Any]]:
    records: list[Mapping[str, Any]] = Reply("", tuple(choices)).as_record()["choices"]
    return records
