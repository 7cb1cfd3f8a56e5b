"""What every look at deadlines promises."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.adapters.store import Database, SqlDeadlines, SqlTickets
from bot.domain.tickets import Event, Step
from bot.services.ports.changes import Changes, TicketChange
from bot.services.ports.deadlines import Deadlines
from bot.services.ports.tickets import Tickets
from tests.builders import NOW, a_departments_parcel, a_ticket
from tests.fakes.deadlines import FakeDeadlines
from tests.fakes.store import FakeStore

DUE = NOW + timedelta(days=13)


@dataclass
class Books:
    """The port, and what it looks at."""

    tickets: Tickets
    deadlines: Deadlines


@pytest.fixture
async def books(store_url: str | None) -> AsyncIterator[Books]:
    if store_url is None:
        store = FakeStore()
        yield Books(store.tickets, FakeDeadlines(store))
        return
    db = Database(store_url)
    yield Books(SqlTickets(db), SqlDeadlines(db))
    await db.close()


async def test_what_units_hold_is_found_by_its_deadline(books: Books):
    """Of every unit; not what is answered."""
    here, done = a_ticket(), a_ticket(Step.DISPATCHED, Step.REPLIED, number="20261123-0000-02")
    there = a_ticket(number="20261123-0000-03")
    moved = Event(Step.TRANSFERRED, there.last.at, "construction", {"department": "heating"})
    there = there.after(moved)
    changes = {one.number: TicketChange(None, one) for one in (here, done, there)}
    await books.tickets.apply(Changes(tickets=changes))

    async def between(since, until) -> list[str]:
        return sorted([n async for some in books.deadlines.between(since, until) for n in some])

    assert await between(NOW, DUE) == ["20261123-0000-03", here.number]
    assert await between(NOW, DUE - timedelta(seconds=1)) == []
    assert await between(DUE + timedelta(seconds=1), DUE + timedelta(days=1)) == []


async def test_what_was_told_is_known_by_its_id(books: Books):
    await books.tickets.apply(Changes(parcels=[a_departments_parcel(id="evt_1")]))

    assert await books.deadlines.known(["evt_1", "evt_2"]) == {"evt_1"}
    assert await books.deadlines.known([]) == frozenset()
