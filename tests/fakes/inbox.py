"""The inbox in memory."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain import handling
from bot.domain.errors import NotFound, TurnConflict
from bot.domain.messages import Message
from bot.domain.replies import Reply
from bot.services.ports.changes import Changes
from bot.services.ports.inbox import Conversation, Ending, InboxRow, Note, Opening

if TYPE_CHECKING:
    from tests.fakes.store import FakeStore


class FakeInbox:
    def __init__(self, store: "FakeStore") -> None:
        self._store = store

    async def receive(
        self,
        message: Message,
        at: datetime,
        note: Note | None = None,
        told: Reply | None = None,
        aside: bool = False,
    ) -> InboxRow:
        await self._store.reached()
        with self._store.transaction() as kept:
            if note:
                await note.write(kept)
            rows = kept.rows
            new = InboxRow(len(rows) + 1, message, at, late=told is not None, told=told)
            if aside and message.key not in rows:
                kept.set_aside[message.key] = ""
            row = rows.setdefault(message.key, new)
        if note:
            await note.kept()
        return row

    async def find(self, key: str) -> InboxRow:
        await self._store.reached()
        if key not in self._store.kept.rows:
            raise NotFound("no such message")
        return self._store.kept.rows[key]

    async def stop_waiting(self, key: str, told: Reply | None = None) -> InboxRow:
        await self._store.reached()
        row = await self.find(key)
        if not row.done:
            row = replace(row, late=True)
        if row.told is None:
            row = replace(row, told=told)
        self._store.kept.rows[key] = row
        return row

    async def take_up(self, row: InboxRow) -> None:
        await self._store.reached()
        standing = await self.find(row.message.key)
        if not standing.done:
            begun = replace(standing, late=True, attempts=standing.attempts + 1)
            self._store.kept.rows[row.message.key] = begun

    async def opening_for(self, citizen: str) -> Opening | None:
        await self._store.reached()
        row = next((row for row in self._open() if row.message.citizen == citizen), None)
        if row is None:
            return None
        conversation = self._store.remembered_of(citizen)
        return Opening(
            row=row,
            conversation=conversation,
            held=self._store.held_for(citizen),
            offered=await self._store.outbox.last_offer(citizen, conversation.last_at),
            has_tickets=bool(mine := await self._store.tickets.of_citizen(citizen)),
            in_person=any(handling.concerns_people(ticket) for ticket in mine),
        )

    async def left_behind(self, before: datetime, limit: int) -> list[str]:
        await self._store.reached()
        citizens = {row.message.citizen: None for row in self._open() if row.received_at < before}
        return list(citizens)[:limit]

    async def finish(
        self,
        row: InboxRow,
        conversation: Conversation,
        changes: Changes,
        passive: Ending,
        late: Ending,
    ) -> InboxRow:
        await self._store.reached()
        at = conversation.last_at or row.received_at
        with self._store.transaction() as kept:
            stored = self._store.remembered_of(conversation.citizen)
            if stored.version != conversation.version:
                raise TurnConflict("the conversation went on elsewhere")
            kept.conversations[conversation.citizen] = replace(
                conversation, version=conversation.version + 1
            )
            standing = kept.rows[row.message.key]
            if standing.done:
                raise TurnConflict("this turn was taken by somebody else")
            ending = late if standing.late else passive
            done = replace(standing, done=True, reply=ending.reply)
            kept.rows[row.message.key] = done
            self._store.write(changes, at)
            self._store.write(ending.changes, at)
        return done

    async def failed(self, row: InboxRow, error: str, give_up_after: int, tries: int = 1) -> int:
        await self._store.reached()
        key = row.message.key
        standing = self._store.kept.rows[key]
        if standing.done:
            return standing.attempts
        tried = replace(standing, attempts=standing.attempts + tries)
        self._store.kept.rows[key] = tried
        if tried.attempts >= give_up_after:
            self._store.kept.set_aside[key] = error
        return tried.attempts

    def _open(self) -> list[InboxRow]:
        kept = self._store.kept
        return [
            row
            for row in kept.rows.values()
            if not row.done and row.message.key not in kept.set_aside
        ]
