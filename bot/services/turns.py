"""Turns are taken: each citizen's in order, different citizens' side by side."""

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from functools import partial

from bot.domain.errors import DialogueRests, StoreAway, TurnConflict, without_words
from bot.domain.messages import Message
from bot.services import endings
from bot.services.conversation import Talk
from bot.services.ports.changes import Changes
from bot.services.ports.inbox import Inbox, InboxRow, Lock, Opening
from bot.services.ports.outbox import Waker

log = logging.getLogger(__name__)

TRIES = 5
"""So often a turn is tried before its message is set aside for a human."""
CONFLICTS = 20
"""So often a turn may lose to somebody else in a row; more is not bad luck but a fault."""
TURN_S = 30.0
"""A turn that takes longer waits for a store that hangs: the dialogue has a patience of its own."""
TAKEN_UP_AT_ONCE = 4
"""Turns that nobody waits for: few enough not to delay those that somebody waits for."""

PERHAPS_HEARD = "（如已收到，请忽略）\n"

Waits = Callable[[Message], bool]
"""Had this message better wait for another time?"""


class Turn(Enum):
    """How a turn went that did not end."""

    LOST = "somebody else was first: look again"
    FAILED = "to be tried again later"
    AWAY = "what it needs is away: to be tried again later, and nothing against the message"


@dataclass
class Turns:
    """Takes turns and remembers which of them are under way in this process."""

    inbox: Inbox
    talk: Talk
    waker: Waker
    one_at_a_time: Lock
    _taken_up: dict[str, asyncio.Task[bool]] = field(default_factory=dict)
    _counted: dict[str, int] = field(default_factory=dict)
    _hands: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(TAKEN_UP_AT_ONCE))
    _one_suspect: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def take_until(self, last: InboxRow, waits: Waits) -> InboxRow | None:
        """Take the open turns of the citizen who wrote `last`, oldest first, that one included.

        Returns `last` as it ended, or None if its turn failed or somebody else took it. Whatever
        came after it has somebody of its own who waits.
        """
        citizen, lost = last.message.citizen, 0
        async with self.one_at_a_time(citizen):
            while (opening := await self.inbox.opening_for(citizen)) and opening.row.id <= last.id:
                if waits(opening.row.message):
                    return None
                turn = await self._take(opening, lost)
                if turn in (Turn.FAILED, Turn.AWAY):
                    return None
                lost = lost + 1 if turn is Turn.LOST else 0
                if isinstance(turn, InboxRow) and turn.id == last.id:
                    return turn
        return None

    async def take_now(self, row: InboxRow) -> InboxRow | None:
        """Take this turn before all others of its citizen. None if it did not end."""
        opening = await self.inbox.opening_for(row.message.citizen)
        turn = await self._take(replace(opening, row=row)) if opening else None
        return turn if isinstance(turn, InboxRow) else None

    async def take_up(
        self, citizens: Sequence[str], before: datetime, waits: Waits, patience: timedelta
    ) -> int:
        """Take what these citizens' messages from before then are still owed.

        Comes back after the patience at the latest; what takes longer goes on, and is not begun
        again meanwhile. Returns for how many citizens turns were taken.
        """
        new = [citizen for citizen in citizens if citizen not in self._taken_up]
        random.shuffle(new)  # another process looks at the same list
        for citizen in new:
            task = asyncio.create_task(self._take_what_is_left(citizen, before, waits))
            self._taken_up[citizen] = task
            task.add_done_callback(partial(self._let_go, citizen))
        if not self._taken_up:
            return 0
        ended, _ = await asyncio.wait(
            set(self._taken_up.values()), timeout=patience.total_seconds()
        )
        return sum(task.result() for task in ended if not task.cancelled())

    async def send_what_was_said(self, row: InboxRow) -> None:
        """A passive reply that perhaps nobody heard goes through the outbox, once."""
        if row.reply:
            words = f"{PERHAPS_HEARD}{row.reply.words}"
            parcel = endings.to_citizen(row, words, "late", self.talk.clock())
            await self.talk.shelf.tickets.apply(Changes(parcels=[parcel]))
            await self.waker.wake()

    async def close(self, others: set[asyncio.Task[InboxRow | None]], seconds: float) -> None:
        """Let the turns that are under way finish, `others` too; cut off what takes longer."""
        tasks: set[asyncio.Task[InboxRow | None] | asyncio.Task[bool]] = {*others}
        tasks |= set(self._taken_up.values())
        if not tasks:
            return
        _, cut_off = await asyncio.wait(tasks, timeout=seconds)
        for task in cut_off:
            task.cancel()
        await asyncio.wait(tasks, timeout=1)

    def _let_go(self, citizen: str, _: asyncio.Task[bool]) -> None:
        self._taken_up.pop(citizen, None)

    async def _take_what_is_left(self, citizen: str, before: datetime, waits: Waits) -> bool:
        """Returns whether a turn ended."""
        try:
            async with self._hands, self.one_at_a_time(citizen):
                return await self._take_anew(citizen, before, waits)
        except StoreAway:
            return False
        except Exception as error:  # a task's boundary: it is tried again in the next round
            log.error("a turn could not be taken up", extra=without_words(error))
            return False

    async def _take_anew(self, citizen: str, before: datetime, waits: Waits) -> bool:
        ended, lost = False, 0
        while (opening := await self.inbox.opening_for(citizen)) and _is_older(opening, before):
            if waits(opening.row.message):
                break
            async with self._alone_if_suspect(opening.row):
                turn = await self._counted_and_taken(opening, lost)
            if turn is Turn.AWAY:
                return ended
            if turn is Turn.FAILED:
                break
            lost = lost + 1 if turn is Turn.LOST else 0
            ended = ended or turn is not Turn.LOST
        self._counted.pop(citizen, None)
        return ended

    def _alone_if_suspect(self, row: InboxRow) -> AbstractAsyncContextManager[object]:
        """A message whose process died may be what it died of: no other turn dies with it."""
        return self._one_suspect if row.attempts else nullcontext()

    async def _counted_and_taken(self, opening: Opening, lost: int) -> InboxRow | Turn:
        """The try is counted before it begins; once, if the store goes away in between."""
        row = opening.row
        if self._counted.get(row.message.citizen) != row.id:
            await self.inbox.take_up(row)
            self._counted[row.message.citizen] = row.id
        turn = await self._take(opening, lost, counted=True)
        if turn is Turn.FAILED:
            self._counted.pop(row.message.citizen)
        return turn

    async def _take(
        self, opening: Opening, lost: int = 0, *, counted: bool = False
    ) -> InboxRow | Turn:
        """Take one turn. Returns the row as it ended."""
        row = opening.row
        try:
            async with asyncio.timeout(TURN_S):
                taken = await self.talk.take(opening)
        except TurnConflict as conflict:
            if lost + 1 < CONFLICTS:
                return Turn.LOST
            return await self._failed(row, conflict, counted)
        except (StoreAway, DialogueRests, TimeoutError) as away:
            log.warning("a turn has to wait", extra={"row": row.id, **without_words(away)})
            return Turn.AWAY
        except Exception as error:  # a turn's boundary: whatever broke, the message stays kept
            return await self._failed(row, error, counted)
        if taken.sends:
            await self.waker.wake()
        return taken.row

    async def _failed(self, row: InboxRow, error: Exception, counted: bool) -> Turn:
        name = type(error).__name__
        try:
            tries = await self.inbox.failed(row, name, TRIES, tries=0 if counted else 1)
            log.error(
                "a turn failed", extra={"row": row.id, "tries": tries, **without_words(error)}
            )
            if tries >= TRIES:
                await self.talk.give_up(row)
                await self.waker.wake()
        except StoreAway:
            return Turn.AWAY
        return Turn.FAILED


def _is_older(opening: Opening, than: datetime) -> bool:
    return opening.row.received_at < than
