"""Messages we acknowledged, what is remembered of whom, and the turns they lead to."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from bot.domain.messages import Message
from bot.domain.parcels import Parcel
from bot.domain.replies import Choice, Reply
from bot.services.ports.changes import Changes


@dataclass(frozen=True)
class InboxRow:
    """A message we acknowledged, and what became of it.

    `late` is set once nobody waits for a passive reply any more: the answer is sent instead. `told`
    is what was said at once in its place, if anything was.
    """

    id: int
    message: Message
    received_at: datetime
    done: bool = False
    late: bool = False
    reply: Reply | None = None
    attempts: int = 0
    told: Reply | None = None


@dataclass(frozen=True)
class Conversation:
    """What we remember of one citizen. `memory` is the dialogue's own, as JSON values.

    `secrets` maps a mask to the personal data it stands for: the dialogue only ever sees masks.
    `offered` are the choices our last words ended with. `version` counts the turns taken.
    """

    citizen: str
    version: int = 0
    memory: Sequence[Mapping[str, Any]] = ()
    secrets: Mapping[str, str] = field(default_factory=dict)
    offered: tuple[Choice, ...] = ()
    last_at: datetime | None = None


@dataclass(frozen=True)
class Ending:
    """How a turn ends, depending on whether somebody still waits for a passive reply."""

    reply: Reply
    changes: Changes = field(default_factory=Changes)


@dataclass(frozen=True)
class Opening:
    """What a turn begins with, seen in one look.

    `conversation` is a fresh one (version 0) for a stranger. `held` is what can be said with this
    turn's reply, oldest first: parcels that are HELD, and those put off after a try that surely did
    not arrive and that nobody tries at the moment. `offered` are the choices of the newest parcel
    that the citizen got since `conversation` last went on, or none. Who has no tickets need not be
    asked; `in_person`: a person has taken one of them, or asked something.
    """

    row: InboxRow
    conversation: Conversation
    held: Sequence[Parcel] = ()
    offered: tuple[Choice, ...] = ()
    has_tickets: bool = True
    in_person: bool = False


class Note(Protocol):
    """What a call tells besides its message, in words that only its channel knows.

    Every step may be repeated: a redelivery brings the same note again.
    """

    async def write(self, within: object) -> None:
        """Write it inside the transaction that keeps the message; `within` is the store's own."""
        ...

    async def kept(self) -> None:
        """The transaction is committed."""
        ...


class Inbox(Protocol):
    """Messages we acknowledged, and the turns they lead to.

    Every verb raises StoreAway while the store cannot be reached or cannot write.
    """

    async def receive(
        self,
        message: Message,
        at: datetime,
        note: Note | None = None,
        told: Reply | None = None,
        aside: bool = False,
    ) -> InboxRow:
        """Commit the message under its unique key, and the note with it or neither of them; a
        redelivery gets the row that stands.

        With `told` the row is late from the beginning: that is said at once, and nobody waits. With
        `aside` it is set aside from the beginning: no turn is taken.
        """
        ...

    async def find(self, key: str) -> InboxRow:
        """The row of this key. Raises NotFound."""
        ...

    async def stop_waiting(self, key: str, told: Reply | None = None) -> InboxRow:
        """Set `late` unless the row is done (atomically), and return the row as it now is.

        `told` is kept if nothing was told before.
        """
        ...

    async def take_up(self, row: InboxRow) -> None:
        """A turn that nobody waits for begins anew: set `late` and count the try, unless done.

        Counted before it begins, because a process may not survive it.
        """
        ...

    async def opening_for(self, citizen: str) -> Opening | None:
        """The citizen's next turn: of the oldest row that is not done and not set aside."""
        ...

    async def left_behind(self, before: datetime, limit: int) -> list[str]:
        """Citizens with a row that is not done and was received before `before`."""
        ...

    async def finish(
        self,
        row: InboxRow,
        conversation: Conversation,
        changes: Changes,
        passive: Ending,
        late: Ending,
    ) -> InboxRow:
        """One turn, one transaction: the conversation (its `version` must still be the stored one,
        and grows by one), the row's completion, `changes`, and one of the two endings: `late` if
        the row is late in the database at that moment, else `passive`. The ending's reply is what
        a redelivery will get.

        Raises TurnConflict when somebody else was first or a ticket moved; nothing is written then.
        """
        ...

    async def failed(self, row: InboxRow, error: str, give_up_after: int, tries: int = 1) -> int:
        """Count a failed try; set the row aside at `give_up_after`. Returns the tries so far.

        `tries` is 0 for one that was counted when it began.
        """
        ...


class Lock(Protocol):
    """One at a time, by name, within this process."""

    def __call__(self, name: str) -> AbstractAsyncContextManager[None]: ...
