"""A unit hears in time of its deadlines."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.tickets import Event, Step, Ticket
from bot.services.ports.changes import Changes, TicketChange
from bot.services.reminding import JUST_IN, LONG_AGO, Reminder, reminder
from tests.builders import a_ticket
from tests.fakes.deadlines import FakeDeadlines
from tests.fakes.house import FakeCalendar, FakeClock, FakeWaker
from tests.fakes.store import FakeStore


class Room:
    def __init__(self) -> None:
        self.store, self.clock, self.waker = FakeStore(), FakeClock(), FakeWaker()
        self.reminder = Reminder(
            FakeDeadlines(self.store), self.store.tickets, self.waker, FakeCalendar(), self.clock
        )

    def put(self, before: Ticket | None, after: Ticket) -> Ticket:
        self.store.write(Changes(tickets={after.number: TicketChange(before, after)}))
        return after

    @property
    def told(self) -> list[str]:
        return [parcel.body["type"] for parcel in self.store.parcels]


@pytest.fixture
def room() -> Room:
    return Room()


async def test_a_unit_is_reminded_once_before_and_once_after(room: Room):
    """However often, and by however many workers, it is looked at."""
    room.put(None, a_ticket())

    assert await room.reminder.look() == 0
    room.clock.forward(days=12)
    assert (await room.reminder.look(), await room.reminder.look()) == (1, 0)
    room.clock.forward(days=1, minutes=1)
    assert (await room.reminder.look(), await room.reminder.look()) == (1, 0)

    assert room.told == ["ticket.due_soon", "ticket.overdue"]
    assert room.waker.woken == 2


async def test_a_new_deadline_or_a_new_unit_is_reminded_anew(room: Room):
    ticket = room.put(None, a_ticket())
    room.clock.forward(days=12, hours=1)
    await room.reminder.look()
    data = {"department": "heating", "reason": "是供热"}
    room.put(ticket, ticket.after(Event(Step.TRANSFERRED, room.clock(), "construction", data)))

    await room.reminder.look()

    assert [one.target for one in room.store.parcels] == ["construction", "heating"]


async def test_what_is_answered_long_over_or_just_in_is_left_alone(room: Room):
    """And what is handled with another ticket: its unit hears with that one."""
    soon = a_ticket()
    until = soon.due_at
    early = soon.opened_at + JUST_IN - timedelta(seconds=1)
    joined = soon.after(Event(Step.JOINED, soon.last.at, "system", {"to": "20261123-0000-09"}))

    assert reminder(a_ticket(Step.DISPATCHED, Step.REPLIED), until, until) is None
    assert reminder(soon, early, until) is None
    assert reminder(joined, until, until) is None
    assert reminder(soon, until, until - timedelta(seconds=1)) is None
    assert reminder(replace(soon, due_at=early), until, until) is not None

    room.put(None, soon)
    room.clock.now = soon.due_at + LONG_AGO + timedelta(minutes=1)
    assert await room.reminder.look() == 0
