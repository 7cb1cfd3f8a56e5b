"""Tickets for the console's pages, over fakes."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from bot.domain.errors import NotFound
from bot.domain.knowledge import Entry
from bot.domain.parcels import Attachment
from bot.domain.tickets import Ticket
from bot.services.answers import Answers
from bot.services.casework import Casework
from bot.services.cutting import Cutter
from bot.services.department_calls import DepartmentCalls
from bot.services.mentioning import Mentioning
from bot.services.ports.changes import Changes, TicketChange
from bot.services.templates import Templates
from bot.web.console.cases import Cases, add_cases
from bot.web.console.moves import Moves
from tests.fakes.house import FakeCalendar, FakeClock, FakeWaker
from tests.fakes.presence import FakePresence
from tests.fakes.store import FakeStore
from tests.fakes.templates import FakeTemplates


class FakeVault:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    async def keep(self, data: bytes, content_type: str) -> str:
        raise NotImplementedError

    async def open(self, path: str) -> bytes:
        if path not in self.files:
            raise NotFound(path)
        return self.files[path]


class FakeSounds:
    """Says which recording it played."""

    async def playable(self, data: bytes) -> bytes:
        return b"RIFF " + data


class FakeKnowledge:
    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}

    def entry(self, key: str) -> Entry | None:
        return self.entries.get(key)


@dataclass
class Office:
    """Everything behind the pages of tickets. Its clock stands still unless told to go."""

    catalogue: Any
    audit: Any
    people: Any
    store: FakeStore = field(default_factory=FakeStore)
    clock: FakeClock = field(default_factory=FakeClock)
    vault: FakeVault = field(default_factory=FakeVault)
    knowledge: FakeKnowledge = field(default_factory=FakeKnowledge)
    shelf: FakeTemplates = field(default_factory=FakeTemplates)
    presence: FakePresence = field(default_factory=FakePresence)
    leaving: bool = False
    tick_s: float = 10.0

    def __post_init__(self) -> None:
        self.moves = Moves(self.store.casebook, self.clock, lambda: self.leaving, look_s=0.01)

    def put(self, ticket: Ticket, *attached: Attachment) -> Ticket:
        """A ticket and what came with it."""
        change = {ticket.number: TicketChange(None, ticket)}
        self.store.write(Changes(tickets=change, attachments=list(attached)))
        return ticket

    def happens(self, before: Ticket, after: Ticket) -> Ticket:
        """Somebody else does something with it."""
        self.store.write(Changes(tickets={after.number: TicketChange(before, after)}))
        return after

    async def ticket(self, number: str) -> Ticket:
        return await self.store.tickets.find(number)

    def opens(self, app: web.Application) -> None:
        """Give the pages of this application what they open on."""
        calls = DepartmentCalls(
            tickets=self.store.tickets,
            catalogue=self.catalogue,
            answers=Answers(Cutter(lambda words, link: [words], lambda token: f"/read/{token}")),
            waker=FakeWaker(),
            clock=self.clock,
            calendar=FakeCalendar(),
        )
        add_cases(
            app,
            Cases(
                casebook=self.store.casebook,
                casework=Casework(
                    calls,
                    self.catalogue,
                    self.store.outbox,
                    self.audit,
                    Mentioning(self.people, self.catalogue),
                ),
                templates=Templates(
                    self.shelf, self.store.tickets, self.catalogue, self.audit, self.clock
                ),
                knowledge=self.knowledge,
                vault=self.vault,
                sounds=FakeSounds(),
                presence=self.presence,
                moves=self.moves,
                clock=self.clock,
                tick_s=self.tick_s,
            ),
        )


def later(ticket: Ticket, minutes: int = 1) -> datetime:
    """Some minutes after the ticket's last step."""
    return ticket.last.at + timedelta(minutes=minutes)
