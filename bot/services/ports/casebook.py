"""The tickets as staff read them: lists, search, one ticket and everything around it.

Every look takes the Sight of whoever looks: what is out of it is not there, and a ticket out of it
is not found, as if it did not exist.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.messages import SPOKEN, Kind
from bot.domain.parcels import Addressee, Attachment, Parcel, ParcelState
from bot.domain.people import Sight
from bot.domain.tickets import OPEN, Outcome, State, Ticket, Type
from bot.services.ports.inbox import InboxRow

PAGE_SIZE = 50
"""Tickets on one page of a list."""
COUNTED = 1000
"""So many tickets are counted, and can be paged through: who has more before them narrows the
search. A count of one more than this stands for "more than this"."""
EXCERPT_LENGTH = 60
"""Characters of the citizen's words that a list shows."""


class Order(StrEnum):
    """What stands first in a list."""

    DUE = "due"  # what must be answered soonest
    NEWEST = "newest"  # what was opened last
    MOVED = "moved"  # what happened last


@dataclass(frozen=True)
class Query:
    """What is looked for. Without `types` and `states` it is any; without `words`, all.

    `words` are whatever somebody typed: parts of words, places, a ticket's number, a whole phone
    number; several, apart by spaces, must all be in the ticket. `overdue`: still open after its
    deadline. `unread`: something has happened since the reader looked last, and it is not over
    (closed, taken back). Opened at `opened_from` or later, and before `opened_before`. `page`
    counts from 1.
    """

    words: str = ""
    states: frozenset[State] = OPEN
    types: frozenset[Type] = frozenset()
    department: str | None = None
    overdue: bool = False
    unread: bool = False
    opened_from: datetime | None = None
    opened_before: datetime | None = None
    order: Order = Order.DUE
    page: int = 1


@dataclass(frozen=True)
class Line:
    """A ticket in a list.

    `steps` is how much has happened to it, `excerpt` how the citizen's words begin: as they were
    written, personal data included.
    """

    number: str
    title: str
    type: Type
    state: State
    department: str | None
    opened_at: datetime
    due_at: datetime
    moved_at: datetime
    steps: int
    unread: bool
    excerpt: str


@dataclass(frozen=True)
class Sheet:
    """One page of a list.

    `total` and `counts` go no further than COUNTED + 1. `counts` has every state, and is of the
    same query without its states.
    """

    lines: tuple[Line, ...]
    total: int
    pages: int
    counts: Mapping[State, int]

    @property
    def more(self) -> bool:
        """Whether there are more than were counted."""
        return self.total > COUNTED


@dataclass(frozen=True)
class Delivery:
    """One thing that was to leave the house for a ticket, and what became of it.

    `parcel` names it for "send again". `purpose` is for a citizen "answer", "late" or "rest", for a
    unit the event's name ("ticket.dispatched"). `unit` is the code of the unit that gets it, `step`
    the sequence of the ticket's event that it carries, `number` the ticket, if it is about one.
    """

    parcel: str
    addressee: Addressee
    unit: str | None
    purpose: str
    step: int | None
    state: ParcelState
    channel: str | None
    tries: int
    error: str | None
    made_at: datetime
    due_at: datetime
    delivered_at: datetime | None
    number: str | None = None

    @classmethod
    def of(cls, parcel: Parcel) -> "Delivery":
        """What became of this parcel."""
        body, for_unit = parcel.body, parcel.addressee is Addressee.DEPARTMENT
        return cls(
            parcel=parcel.id,
            addressee=parcel.addressee,
            unit=parcel.target if for_unit else None,
            purpose=str(body.get("type" if for_unit else "purpose", "")),
            step=body.get("sequence" if for_unit else "step"),
            state=parcel.state,
            channel=parcel.channel,
            tries=parcel.attempts,
            error=parcel.error,
            made_at=parcel.created_at,
            due_at=parcel.due_at,
            delivered_at=parcel.delivered_at,
            number=parcel.number,
        )


class Speaker(StrEnum):
    """Who said something in a dialogue."""

    CITIZEN = "citizen"
    BOT = "bot"


@dataclass(frozen=True)
class Said:
    """One thing said before a ticket was opened: personal data included. `words` may be empty for
    a picture or sound."""

    who: Speaker
    words: str
    at: datetime
    kind: Kind = Kind.TEXT

    @classmethod
    def in_turn(cls, row: InboxRow) -> "list[Said]":
        """What a message said, and what was said to it: at once, and after some thought."""
        message, at = row.message, row.received_at
        words = message.text or (message.point.label if message.point else "")
        replies = [reply.words for reply in (row.told, row.reply) if reply]
        spoken = [cls(Speaker.CITIZEN, words, at, message.kind)] if message.kind in SPOKEN else []
        return [*spoken, *(cls(Speaker.BOT, words, at) for words in replies)]


@dataclass(frozen=True)
class Similar:
    """A ticket about nearly the same, and what was answered, if it was."""

    number: str
    title: str
    state: State
    opened_at: datetime
    answer: str | None = None
    outcome: Outcome | None = None

    @classmethod
    def of(cls, ticket: Ticket) -> "Similar":
        """What this ticket was about, and how it was answered."""
        said = ticket.answer()
        return cls(
            number=ticket.number,
            title=ticket.appeal.title,
            state=ticket.state,
            opened_at=ticket.opened_at,
            answer=said.data["text"] if said else None,
            outcome=Outcome(said.data["outcome"]) if said else None,
        )


@dataclass(frozen=True)
class Moved:
    """A ticket to which something happened."""

    number: str
    department: str | None
    moved_at: datetime


@dataclass(frozen=True)
class Waiting:
    """What waits for one unit, or for nobody yet (None)."""

    department: str | None
    open: int
    overdue: int
    oldest_due_at: datetime


@dataclass(frozen=True)
class Arrived:
    """What came in today, whoever looks: `at_once` were answered in direct reply, `later` by a
    message of their own. The others are still open, or needed no answer.
    """

    messages: int = 0
    at_once: int = 0
    later: int = 0


@dataclass(frozen=True)
class Tally:
    """Figures of a moment: no words, no citizens. Days are those of the place where we are.

    `heard` is how many messages of today the model took for what (its own classes), `messages` all
    of these; `arrived` are all that came in. They belong to no unit and are the same for everybody.
    All else is of the tickets in sight: `opened_today` by type, `states` and `ages` of all that are
    open; `ages` counts days since they were opened, up to and including each key, and under None
    what is older still. `waiting`: the unit with most that is overdue first.
    """

    messages: int
    heard: Mapping[str, int]
    opened_today: Mapping[Type, int]
    states: Mapping[State, int]
    ages: Mapping[int | None, int]
    overdue: int
    waiting: tuple[Waiting, ...] = field(default=())
    arrived: Arrived = field(default=Arrived())


AGES: Sequence[int] = (1, 3, 7, 15)
"""Days, for `Tally.ages`."""


class Casebook(Protocol):
    """Tickets as staff read them. Every verb may raise StoreAway."""

    async def look(self, sight: Sight, reader: str, query: Query, now: datetime) -> Sheet:
        """One page of what this reader (a person's id) may see and looks for.

        A page after the last one is empty.
        """
        ...

    async def find(self, sight: Sight, number: str) -> Ticket:
        """Raises NotFound, also for a ticket out of sight."""
        ...

    async def mark_read(self, sight: Sight, reader: str, number: str, steps: int) -> None:
        """The reader has seen the first `steps` events. It never becomes fewer. Raises NotFound."""
        ...

    async def deliveries(self, sight: Sight, number: str) -> list[Delivery]:
        """What went out for this ticket, to the citizen and to units, oldest first.

        Delivered ones are kept for as long as the house keeps parcels. Raises NotFound.
        """
        ...

    async def attachments(self, sight: Sight, number: str) -> list[Attachment]:
        """What the citizen attached, oldest first. Raises NotFound."""
        ...

    async def talk_before(self, sight: Sight, number: str, limit: int = 20) -> list[Said]:
        """The newest of what this citizen and the bot said within 24 hours until the ticket was
        opened, oldest first; what began the ticket is part of it. Raises NotFound.

        Empty once the house keeps these messages no longer.
        """
        ...

    async def similar(self, sight: Sight, number: str, limit: int = 5) -> list[Similar]:
        """Other tickets in sight about nearly the same, the nearest first. Raises NotFound."""
        ...

    async def moved_since(self, at: datetime) -> list[Moved]:
        """Every ticket whose last event happened at `at` or later, the last moved first, MOST_MOVED
        at most. For live updates: whoever shows it to somebody asks their Sight first.

        An event is written some moments after its time: who asks again and again asks from some
        seconds before, and leaves out what is known.
        """
        ...

    async def tally(self, sight: Sight, now: datetime) -> Tally:
        """Figures for an overview."""
        ...


MOST_MOVED = 500
"""More than anybody watches at once."""
