"""The tickets as staff read them: lists, search, one ticket and everything around it.

Every look takes the Sight of whoever looks: what is out of it is not there, and a ticket out of it
is not found, as if it did not exist.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.messages import SPOKEN, Kind
from bot.domain.parcels import LATER, Addressee, Attachment, Parcel, ParcelState
from bot.domain.people import Sight
from bot.domain.tickets import Outcome, State, Ticket
from bot.services.ports.inbox import InboxRow
from bot.services.ports.lists import Query, Sheet
from bot.services.ports.tally import Tally


@dataclass(frozen=True)
class Delivery:
    """One thing that was to leave the house for a ticket, and what became of it.

    `parcel` names it for "send again". `purpose` is for a citizen "answer", "late" or "rest", for a
    unit the event's name ("ticket.dispatched"). `unit` is the code of the unit that gets it, `step`
    the sequence of the ticket's event that it carries, `number` the ticket, if it is about one.
    `later`: it waits because somebody wished so.
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
    later: bool = False

    @classmethod
    def of(cls, parcel: Parcel) -> "Delivery":
        """What became of this parcel."""
        body, for_unit = parcel.body, parcel.addressee is not Addressee.CITIZEN
        return cls(
            parcel=parcel.id,
            addressee=parcel.addressee,
            unit=str(body.get("unit", parcel.target)) if for_unit else None,
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
            later=parcel.lane.startswith(LATER) and not parcel.attempts,
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
