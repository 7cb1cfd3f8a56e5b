"""A call does what it says once, however often it comes: what it did is told again."""

import hashlib
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.errors import CallIdTaken, TurnConflict
from bot.domain.tickets import STATE_NAMES, Ticket
from bot.services.ports.changes import Changes
from bot.services.ports.clock import Clock
from bot.services.ports.outbox import Waker
from bot.services.ports.tickets import Tickets

TRIES = 5
"""So often a call is taken anew when its ticket moved meanwhile."""


@dataclass(frozen=True)
class Key:
    """By what a repetition is known: who called, the id they chose, and what was said."""

    caller: str
    id: str
    digest: str

    @classmethod
    def of(cls, caller: str, call_id: str, said: Sequence[Any]) -> "Key":
        """The key of a call that says this, in JSON values."""
        words = json.dumps(said, sort_keys=True).encode()
        return cls(caller, call_id, hashlib.sha256(words).hexdigest())


@dataclass(frozen=True)
class Done:
    """What a call led to. `duplicate`: it had been done before, and nothing happened now."""

    number: str
    state: str
    state_name: str
    duplicate: bool = False

    @classmethod
    def of(cls, ticket: Ticket) -> "Done":
        """It led to this."""
        return cls(ticket.number, ticket.state.value, STATE_NAMES[ticket.state])


@dataclass(frozen=True)
class Once:
    """Writes what a call changes together with its record, or neither of them."""

    tickets: Tickets
    waker: Waker
    clock: Clock

    async def do(self, key: Key, do: Callable[[], Awaitable[tuple[Done, Changes]]]) -> Done:
        """What `do` leads to and changes is written together with its record; what was done before
        is told again. Raises CallIdTaken, whatever `do` raises, and TurnConflict if it never rests.
        """
        for attempt in range(1, TRIES + 1):
            if done := await self.done_before(key):
                return done
            try:
                return await self._written(key, *await do())
            except TurnConflict:
                if attempt == TRIES:
                    raise
        raise AssertionError("unreachable")

    async def done_before(self, key: Key) -> Done | None:
        """What came of it, if it was done before. Raises CallIdTaken."""
        stored = await self.tickets.answered_call(key.caller, key.id)
        if stored is None:
            return None
        if stored["digest"] != key.digest:
            raise CallIdTaken("这个调用编号（webhook-id）已经用于另一次调用，请换一个新的编号。")
        return replace(Done(**stored["answer"]), duplicate=True)

    async def _written(self, key: Key, done: Done, changes: Changes) -> Done:
        answer = {"number": done.number, "state": done.state, "state_name": done.state_name}
        record = {"digest": key.digest, "answer": answer}
        await self.tickets.apply_call(key.caller, key.id, record, self.clock(), changes)
        if changes.parcels:
            await self.waker.wake()
        return done
