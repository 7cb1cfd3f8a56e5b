"""Losses, as they are planted in a real database, and the look that finds them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.adapters.store import (
    Database,
    SqlAttachments,
    SqlInbox,
    SqlOutbox,
    SqlTickets,
)
from bot.adapters.store.reconcile import SqlBooks
from bot.domain.parcels import Parcel, ParcelState
from bot.domain.replies import Reply
from bot.domain.tickets import Event, Step, Ticket
from bot.services.answers import Answers
from bot.services.books import Since
from bot.services.cutting import Cutter
from bot.services.mending import Mender
from bot.services.ports.changes import Changes, TicketChange
from bot.services.ports.inbox import Conversation, Ending, InboxRow
from bot.services.reconciling import Finding, Reconciler
from tests.builders import NOW, a_departments_parcel, a_message, a_ticket
from tests.fakes.house import CATALOGUE, FakeChannel, FakeClock

LATER = NOW + timedelta(hours=12)
SINCE = NOW - timedelta(hours=1)


@dataclass
class Reach:
    """Keeps the port `Reach`: these citizens can be written to again."""

    citizens: set[str] = field(default_factory=set)

    async def again(self, parcel: Parcel, now: datetime) -> bool:
        return parcel.target in self.citizens


@dataclass
class Bookkeeper:
    """The look itself over one database, twelve hours after everything was planted."""

    db: Database
    clock: FakeClock
    reach: Reach = field(default_factory=Reach)
    spool: list[Since] = field(default_factory=list)
    take_turns: Callable[[], Awaitable[object]] | None = None

    async def finds(self, mend: bool = False) -> list[Finding]:
        return await self.reconciler().findings(SINCE, mend)

    def reconciler(self) -> Reconciler:
        books = SqlBooks(self.db)
        mender = Mender(
            books=books,
            inbox=SqlInbox(self.db),
            tickets=SqlTickets(self.db),
            attachments=SqlAttachments(self.db),
            answers=Answers(Cutter(FakeChannel().fit, lambda token: f"http://h/{token}")),
            catalogue=CATALOGUE,
            clock=self.clock,
            take_turns=self.take_turns,
        )
        return Reconciler(books, mender, self.reach, self._spooled, self.clock)

    async def _spooled(self, before: datetime) -> Sequence[Since]:
        return [(name, at) for name, at in self.spool if at < before]


async def write(db: Database, **changes) -> None:
    await SqlTickets(db).apply(Changes(**changes))


async def opened(db: Database, *all_tickets: Ticket) -> None:
    await write(db, tickets={t.number: TicketChange(None, t) for t in all_tickets})


async def change(db: Database, statement: sa.Executable) -> None:
    async with db.transaction() as connection:
        await connection.execute(statement)


async def done(db: Database, key: str, *, late: bool, reply: Reply) -> InboxRow:
    """A message whose turn was taken, and which changed nothing else."""
    books = SqlInbox(db)
    row = await books.receive(a_message(key=key, citizen=key), NOW)
    if late:
        row = await books.stop_waiting(key)
    ending = Ending(reply)
    return await books.finish(row, Conversation(key), Changes(), ending, ending)


def a_told_ticket(*steps: Step, **more) -> tuple[Ticket, Parcel]:
    """A ticket whose unit got its event."""
    ticket = a_ticket(*steps, **more)
    parcel = a_departments_parcel(
        id=f"evt-{ticket.number}", number=ticket.number, state=ParcelState.DELIVERED
    )
    return ticket, parcel


def answered_ticket() -> Ticket:
    """Its department answered."""
    data = {"text": "修好了", "outcome": "resolved", "department": "construction"}
    return a_ticket().after(Event(Step.REPLIED, NOW, "construction", data))


async def claimed(db: Database) -> list[Parcel]:
    """What a worker would send now."""
    return await SqlOutbox(db).claim(LATER, timedelta(minutes=1), 99, [])
