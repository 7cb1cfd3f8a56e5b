"""A message comes in: it is kept, then it gets its turn, and its answer while somebody waits."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain import emergency
from bot.domain.errors import without_words
from bot.domain.messages import Message
from bot.domain.replies import SILENCE, Reply
from bot.services.later import at_once
from bot.services.ports.channel import Call
from bot.services.ports.clock import Clock
from bot.services.ports.inbox import Inbox, InboxRow
from bot.services.turns import Turns
from bot.services.unaided import needs_dialogue
from bot.services.waiting import within

log = logging.getLogger(__name__)

STORE_S = 1.0
"""A store that takes longer to keep a message is away: the message can be kept elsewhere."""
MOST_TURNS = 64
"""More open turns than these cannot all end within the patience: who comes then is answered late,
instead of making everybody wait."""
BUSY = 8
"""With more open turns than these, of those that nobody waits for only `FEW` are taken a round."""
FEW = 4
GOODBYE_S = 8.0
"""So long turns may go on when the process was asked to end; what is cut off is taken anew."""


def _never() -> bool:
    return False


@dataclass
class Reception:
    """Keeps the port `Keeper`: every message is kept before anything else, then gets its turn.

    `rests` says whether turns had better wait for the dialogue, `hangs` whether who waits had
    better be told.
    """

    inbox: Inbox
    turns: Turns
    clock: Clock
    patience: timedelta
    rests: Callable[[], bool] = _never
    hangs: Callable[[], bool] = _never
    most_turns: int = MOST_TURNS
    _open: set[asyncio.Task[InboxRow | None]] = field(default_factory=set)

    async def answer(self, call: Call) -> tuple[Reply | None, datetime]:
        """A redelivery gets what its first delivery got.

        StoreAway may also mean that the message is kept and nobody knows what became of its turn:
        `follow_up` makes sure that its answer is heard.
        """
        message = call.message
        if self._is_put_off(message):
            return await self.keep(call, self.clock(), at_once(message))
        row = await within(STORE_S, self.inbox.receive(message, self.clock(), call.note))
        if not row.done and row.told is None:
            row = await self._wait_for_turn(row) or await self._outcome(message)
        return _said(row)

    async def keep(
        self, call: Call, at: datetime, told: Reply = SILENCE, *, aside: bool = False
    ) -> tuple[Reply | None, datetime]:
        return _said(await self._kept_late(call, at, told, aside))

    async def follow_up(
        self, call: Call, at: datetime, told: Reply, *, aside: bool = False
    ) -> None:
        row = await self._kept_late(call, at, told, aside)
        if row.done and row.told is None:  # answered meanwhile: the books tell what was said, too
            row = await within(STORE_S, self.inbox.stop_waiting(call.message.key, told))
        if row.done and not row.late:
            await within(STORE_S, self.turns.send_what_was_said(row))

    async def resume(self, before: datetime, limit: int = 100) -> int:
        """Take up turns that nobody waits for and that nobody took. Returns for how many citizens.

        Comes back when there are no more, or none goes forward within the patience; what takes
        longer goes on beside.
        """
        resumed = 0
        while True:
            busy = len(self._open) > BUSY
            citizens = await self.inbox.left_behind(before, FEW if busy else limit)
            taken = await self.turns.take_up(citizens, before, self._waits, self.patience)
            resumed += taken
            if busy or taken < limit:
                return resumed

    async def close(self) -> None:
        """Let the turns that are under way finish."""
        await self.turns.close(self._open, GOODBYE_S)

    def _is_put_off(self, message: Message) -> bool:
        """Too many turns are open, or it needs a dialogue that rests; never who is in danger."""
        if len(self._open) >= self.most_turns:
            return not emergency.recognise(message.text)
        return self._waits(message)

    def _waits(self, message: Message) -> bool:
        """Does its turn need a dialogue that rests?"""
        return self.rests() and needs_dialogue(message) and not emergency.recognise(message.text)

    async def _kept_late(self, call: Call, at: datetime, told: Reply, aside: bool) -> InboxRow:
        received = self.inbox.receive(call.message, at, call.note, told, aside)
        row = await within(STORE_S, received)
        if row.done or (row.late and row.told is not None):
            return row
        # it came before, and somebody takes its turn
        return await within(STORE_S, self.inbox.stop_waiting(call.message.key, told))

    async def _wait_for_turn(self, row: InboxRow) -> InboxRow | None:
        """The row as its turn ended, if it did so within the patience and we took it."""
        turn = asyncio.create_task(self._take_turn_of(row))
        # asyncio itself keeps no strong reference to a running task
        self._open.add(turn)
        turn.add_done_callback(self._ended)
        ended, _ = await asyncio.wait({turn}, timeout=self.patience.total_seconds())
        return turn.result() if ended and not turn.cancelled() and not turn.exception() else None

    def _ended(self, turn: asyncio.Task[InboxRow | None]) -> None:
        self._open.discard(turn)
        if not turn.cancelled() and (error := turn.exception()):
            log.warning("a turn could not be ended", extra=without_words(error))

    async def _take_turn_of(self, row: InboxRow) -> InboxRow | None:
        """In its turn; but who is in danger does not wait behind a dialogue that hangs.

        The turn that was overtaken finds that the conversation went on, and is taken again.
        """
        if emergency.recognise(row.message.text):
            ended = await self.turns.take_now(row)
            if ended:
                return ended
        return await self.turns.take_until(row, self._waits)

    async def _outcome(self, message: Message) -> InboxRow:
        """The row as it is when we stop waiting: done, or late from now on."""
        row = await within(STORE_S, self.inbox.find(message.key))
        if row.done:
            return row
        told = at_once(message) if self.hangs() else None
        return await within(STORE_S, self.inbox.stop_waiting(message.key, told))


def _said(row: InboxRow) -> tuple[Reply | None, datetime]:
    """What its bringer hears, and the date it bears: the same for every delivery.

    What was told at once bears the message's own date, so that it needs no store to be the same.
    """
    if row.late:
        return row.told or None, row.message.sent_at if row.told else row.received_at
    return row.reply if row.done else None, row.received_at
