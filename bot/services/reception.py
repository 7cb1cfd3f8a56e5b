"""A message comes in: it is kept, then it gets its turn, and its answer while somebody waits."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from bot.domain import emergency
from bot.domain.errors import TurnConflict, without_words
from bot.domain.replies import Reply
from bot.services.conversation import Talk
from bot.services.ports import Call, Clock, Inbox, InboxRow, Lock, Waker

log = logging.getLogger(__name__)

TRIES = 5
"""So often a turn is tried before its message is set aside for a human."""
CONFLICTS = 20
"""So often a turn may lose to somebody else in a row; more is not bad luck but a fault."""


class Turn(Enum):
    """How a turn went that did not end."""

    LOST = "somebody else was first: look again"
    FAILED = "to be tried again later"


@dataclass
class Reception:
    """Keeps every message before anything else, and takes the turns of each citizen in order."""

    inbox: Inbox
    talk: Talk
    waker: Waker
    one_at_a_time: Lock
    clock: Clock
    patience: timedelta
    _turns: set[asyncio.Task[InboxRow | None]] = field(default_factory=set)
    _conflicts: dict[int, int] = field(default_factory=dict)

    async def answer(self, call: Call) -> tuple[Reply | None, datetime]:
        """The reply to this message and when the message came in.

        None when the answer will follow by itself. Once this returns, the message is kept, and the
        call's note with it. A redelivery gets what its first delivery got.
        """
        key = call.message.key
        row = await self.inbox.receive(call.message, self.clock(), call.note)
        if not row.done:
            row = await self._wait_for_turn(row) or await self.inbox.find(key)
        if not row.done:
            row = await self.inbox.stop_waiting(key)
        return (row.reply if row.done and not row.late else None), row.received_at

    async def take_turns(self, last: InboxRow) -> InboxRow | None:
        """Take the open turns of the citizen who wrote `last`, oldest first, that one included.

        Returns `last` as it ended, or None if its turn failed or somebody else took it. Whatever
        came after it has somebody of its own who waits.
        """
        citizen = last.message.citizen
        async with self.one_at_a_time(citizen):
            while (row := await self.inbox.next_for(citizen)) and row.id <= last.id:
                turn = await self._take(row)
                if turn is Turn.FAILED:
                    return None
                if isinstance(turn, InboxRow) and turn.id == last.id:
                    return turn
        return None

    async def resume(self, before: datetime, limit: int = 100) -> int:
        """Take up turns that a dead process left behind. Returns for how many citizens."""
        citizens = await self.inbox.left_behind(before, limit)
        for citizen in citizens:
            while row := await self.inbox.next_for(citizen):
                if row.received_at >= before:
                    break
                await self.inbox.stop_waiting(row.message.key)
                async with self.one_at_a_time(citizen):
                    if await self._take(row) is Turn.FAILED:
                        break
        return len(citizens)

    async def close(self) -> None:
        """Let the turns that are under way finish."""
        await asyncio.gather(*self._turns, return_exceptions=True)

    async def _wait_for_turn(self, row: InboxRow) -> InboxRow | None:
        """The row as its turn ended, if it did so within the patience and we took it."""
        turn = asyncio.create_task(self._take_turn_of(row))
        # asyncio itself keeps no strong reference to a running task.
        self._turns.add(turn)
        turn.add_done_callback(self._turns.discard)
        ended, _ = await asyncio.wait({turn}, timeout=self.patience.total_seconds())
        return turn.result() if ended and not turn.exception() else None

    async def _take_turn_of(self, row: InboxRow) -> InboxRow | None:
        """In its turn; but who is in danger does not wait behind a dialogue that hangs.

        The turn that was overtaken finds that the conversation went on, and is taken again.
        """
        if emergency.recognise(row.message.text):
            turn = await self._take(row)
            if isinstance(turn, InboxRow):
                return turn
        return await self.take_turns(row)

    async def _take(self, row: InboxRow) -> InboxRow | Turn:
        """Take one turn. Returns the row as it ended."""
        try:
            taken = await self.talk.take(row)
        except TurnConflict as conflict:
            return await self._lost(row, conflict)
        except Exception as error:  # a turn's boundary: whatever broke, the message stays kept
            await self._failed(row, error)
            return Turn.FAILED
        self._conflicts.pop(row.id, None)
        if taken.sends:
            await self.waker.wake()
        return taken.row

    async def _lost(self, row: InboxRow, conflict: TurnConflict) -> Turn:
        """Somebody else was first: look again, but not for ever."""
        self._conflicts[row.id] = self._conflicts.get(row.id, 0) + 1
        if self._conflicts[row.id] < CONFLICTS:
            return Turn.LOST
        await self._failed(row, conflict)
        return Turn.FAILED

    async def _failed(self, row: InboxRow, error: Exception) -> None:
        tries = await self.inbox.failed(row, type(error).__name__, TRIES)
        log.error("a turn failed", extra={"row": row.id, "tries": tries, **without_words(error)})
        if tries >= TRIES:
            await self.talk.give_up(row)
            await self.waker.wake()


class Locks:
    """One lock a name, forgotten when nobody holds or awaits it."""

    def __init__(self) -> None:
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def __call__(self, name: str) -> AsyncIterator[None]:
        """Hold the lock of this name."""
        lock, users = self._locks.get(name, (asyncio.Lock(), 0))
        self._locks[name] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            lock, users = self._locks.pop(name)
            if users > 1:
                self._locks[name] = (lock, users - 1)
