"""A message comes in: it is kept, then it gets its turn, and its answer while somebody waits."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.errors import HuiyingError, TurnConflict
from bot.domain.messages import Message
from bot.domain.replies import Reply
from bot.services.conversation import Talk
from bot.services.ports import Inbox, InboxRow, Lock, Waker

log = logging.getLogger(__name__)

TRIES = 5
"""So often a turn is tried before its message is set aside for a human."""
CONFLICTS = 20
"""So often a turn may lose to somebody else in a row; more is not bad luck but a fault."""


@dataclass
class Reception:
    """Keeps every message before anything else, and takes the turns of each citizen in order."""

    inbox: Inbox
    talk: Talk
    waker: Waker
    one_at_a_time: Lock
    clock: Callable[[], datetime]
    patience: timedelta
    _turns: set[asyncio.Task[None]] = field(default_factory=set)
    _conflicts: dict[int, int] = field(default_factory=dict)

    async def answer(self, message: Message) -> tuple[Reply | None, datetime]:
        """The reply to this message and when the message came in.

        None when the answer will follow by itself. Once this returns or raises nothing but a
        database error, the message is kept. A redelivery gets what its first delivery got.
        """
        row = await self.inbox.receive(message, self.clock())
        if not row.done:
            await self._wait_for_turn(message.citizen)
            row = await self.inbox.find(message.key)
        if not row.done:
            row = await self.inbox.stop_waiting(message.key)
        return (row.reply if row.done and not row.late else None), row.received_at

    async def take_turns(self, citizen: str) -> None:
        """Take this citizen's open turns, oldest first, until none is left."""
        async with self.one_at_a_time(citizen):
            while row := await self.inbox.next_for(citizen):
                if not await self._take(row):
                    return

    async def resume(self, before: datetime, limit: int = 100) -> int:
        """Take up turns that a dead process left behind. Returns for how many citizens."""
        citizens = await self.inbox.left_behind(before, limit)
        for citizen in citizens:
            while row := await self.inbox.next_for(citizen):
                if row.received_at >= before:
                    break
                await self.inbox.stop_waiting(row.message.key)
                async with self.one_at_a_time(citizen):
                    if not await self._take(row):
                        break
        return len(citizens)

    async def close(self) -> None:
        """Let the turns that are under way finish."""
        await asyncio.gather(*self._turns, return_exceptions=True)

    async def _wait_for_turn(self, citizen: str) -> None:
        turn = asyncio.create_task(self.take_turns(citizen))
        # asyncio itself keeps no strong reference to a running task.
        self._turns.add(turn)
        turn.add_done_callback(self._turns.discard)
        await asyncio.wait({turn}, timeout=self.patience.total_seconds())

    async def _take(self, row: InboxRow) -> bool:
        """Take one turn; False when it failed and must be tried again later."""
        try:
            await self.talk.take(row)
        except TurnConflict as conflict:
            return await self._lost(row, conflict)
        except Exception as error:  # a turn's boundary: whatever broke, the message stays kept
            await self._failed(row, error)
            return False
        self._conflicts.pop(row.id, None)
        await self.waker.wake()
        return True

    async def _lost(self, row: InboxRow, conflict: TurnConflict) -> bool:
        """Somebody else was first: look again, but not for ever."""
        self._conflicts[row.id] = self._conflicts.get(row.id, 0) + 1
        if self._conflicts[row.id] < CONFLICTS:
            return True
        await self._failed(row, conflict)
        return False

    async def _failed(self, row: InboxRow, error: Exception) -> None:
        kind = type(error).__name__
        reason = str(error) if isinstance(error, HuiyingError) else kind
        tries = await self.inbox.failed(row, kind, TRIES)
        log.error("a turn failed", extra={"row": row.id, "tries": tries, "error": reason})
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
