"""A worker over fakes, and a unit with a group and two people who are told of its tickets."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.dispatch import Delivery
from bot.domain.errors import StoreAway
from bot.domain.parcels import Parcel
from bot.domain.people import Person, Role
from bot.domain.telling import Plan, Rule
from bot.domain.tickets import Event, Step, Ticket
from bot.domain.zone import SHANGHAI
from bot.services.notices import ticket_event
from bot.services.ports.changes import Changes, TicketChange
from bot.services.ports.people import Known
from bot.services.readers import Readers
from bot.services.telling import PlanTeller
from bot.services.ticket_links import TicketLinks
from tests.builders import NOW, a_ticket
from tests.couriers import deliver_all
from tests.fakes.contacts import FakeContacts
from tests.fakes.house import CATALOGUE, FakeCalendar, House
from tests.fakes.links import FakeLinks
from tests.fakes.outbox import FakeOutbox
from tests.fakes.people import FakeAudit, FakePeople
from tests.fakes.ways import FakeTold

UNIT = "construction"
GROUP = Delivery("wecom", "https://group.example/")
DUTY = Delivery("dingtalk", "https://duty.example/")
OWN = Delivery("feishu", "https://own.example/")
HERS = Delivery("wecom", "https://hers.example/")
SYSTEM = Delivery("webhook", "https://system.example/", "whsec")
QUIET = Rule(frozenset())
MORNING = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)


class EveryDay(FakeCalendar):
    """Every day is worked, to its end."""

    def due(self, start: datetime, working_days: int) -> datetime:
        day = start.astimezone(SHANGHAI) + timedelta(days=working_days)
        return day.replace(hour=23, minute=59)


class DyingOutbox(FakeOutbox):
    """Of a worker that ends before it has settled anything."""

    async def settle(self, parcel: Parcel, changes: Changes | None = None) -> None:
        raise StoreAway("this worker is gone")


class Room:
    """The worker over fakes. The unit is told in a WeCom group; Li and Wang work there."""

    def __init__(self) -> None:
        self.house = House()
        self.store, self.post, self.clock = (
            self.house.store,
            self.house.departments,
            self.house.clock,
        )
        self.told = FakeTold("service_center", {UNIT: GROUP, "service_center": DUTY})
        self.people, self.contacts = FakePeople(FakeAudit()), FakeContacts()
        for name in ("li", "wang"):
            self.join(name)
        self.courier = replace(self.house.a_courier(), teller=self.a_teller())

    def a_teller(self) -> PlanTeller:
        tickets = self.store.tickets
        links = TicketLinks(FakeLinks(), self.people, tickets, CATALOGUE, FakeAudit(), self.clock)
        return PlanTeller(
            departments=self.post,
            told=self.told,
            readers=Readers(self.people, self.contacts, CATALOGUE),
            links=links,
            tickets=tickets,
            waker=self.house.waker,
            calendar=EveryDay(),
            own_url="https://h.example",
        )

    def join(self, name: str, **more: Any) -> None:
        values = {"department": UNIT, "roles": frozenset({Role.STAFF}), **more}
        self.people.kept[name] = Known(Person(name, name, name, **values), NOW, False)

    def plan(self, **plan: Any) -> None:
        self.told.plans = {UNIT: Plan(**plan)}

    async def happens(self, kind: str = "ticket.dispatched", ticket: Ticket | None = None) -> None:
        """It is told of, and everything that is due leaves."""
        ticket = ticket or a_ticket()
        self.put(ticket_event(kind, ticket, self.clock()), ticket)
        await deliver_all(self.courier)

    def put(self, parcel: Parcel, ticket: Ticket | None = None) -> None:
        is_new = ticket and ticket.number not in self.store.kept.logs
        moved = {ticket.number: TicketChange(None, ticket)} if ticket and is_new else {}
        self.store.write(Changes(tickets=moved, parcels=[parcel]))

    def outbox_that_dies(self) -> DyingOutbox:
        return DyingOutbox(self.store)

    @property
    def sent(self) -> list[tuple[str, Delivery | None]]:
        """To whom, and by which way if not the unit's own."""
        return [
            (parcel.target, way)
            for parcel, way in zip(self.post.posted, self.post.ways, strict=True)
        ]

    @property
    def channels(self) -> list[str | None]:
        return [parcel.channel for parcel in self.store.parcels]


def handled_by(person: str, *, urgent: bool = False) -> Ticket:
    """A ticket that this person has acknowledged."""
    ticket = a_ticket()
    data = {"by": {"id": person, "name": person}}
    ticket = ticket.after(Event(Step.ACKNOWLEDGED, ticket.last.at, UNIT, data))
    if not urgent:
        return ticket
    known = {**ticket.log[0].data, "understanding": {"rule": "emergency.fire"}}
    first = replace(ticket.log[0], data=known)
    return replace(ticket, log=(first, *ticket.log[1:]))
