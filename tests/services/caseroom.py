"""People of the console at their tickets, over fakes: citizens, two units, and who watches over."""

import json
from typing import Any

from bot.domain.parcels import Addressee, Parcel
from bot.domain.people import Person, Role
from bot.domain.replies import Reply
from bot.domain.tickets import Event, Step, Ticket
from bot.services.answers import Answers
from bot.services.casework import Casework
from bot.services.department_calls import DepartmentCalls, Verb
from bot.services.mentioning import Mentioning
from bot.services.once import Done
from bot.services.ports.changes import Changes, TicketChange
from bot.services.ports.people import Known
from tests.builders import a_ticket
from tests.fakes.house import CATALOGUE, House
from tests.fakes.people import FakeAudit, FakePeople
from tests.services.office import FIELDS

SECRET_NAME = "欧阳小满"
"""No outsider ever reads it."""
NUMBERS = tuple(f"20261123-48{n:02}-07" for n in range(6))


def a_person(*roles: Role, department: str | None = "construction", **more: Any) -> Person:
    values = {"id": "p-7f3a", "login": "ouyang.xm", "name": SECRET_NAME} | more
    return Person(roles=frozenset(roles or {Role.STAFF}), department=department, **values)


CLERK = a_person()
SUPERVISOR = a_person(
    Role.SUPERVISOR, department="service_center", id="p-9", login="sv", name="督办"
)


class Caseroom:
    """The service over fakes; six citizens each have a ticket with unit construction."""

    def __init__(self) -> None:
        self.house = House()
        self.store = self.house.store
        self.audit = FakeAudit()
        self.people = FakePeople(self.audit)
        self.house.clock.forward(hours=1)
        self.calls = DepartmentCalls(
            tickets=self.store.tickets,
            catalogue=CATALOGUE,
            answers=Answers(self.house.talk.cutter),
            waker=self.house.waker,
            clock=self.house.clock,
            calendar=self.house.shelf.calendar,
        )
        self.work = Casework(
            self.calls, CATALOGUE, self.store.outbox, self.audit, Mentioning(self.people, CATALOGUE)
        )
        for n, number in enumerate(NUMBERS, 1):
            self.put(a_ticket(number=number, citizen=f"c{n}"))

    def put(self, ticket: Ticket) -> None:
        self.store.write(Changes(tickets={ticket.number: TicketChange(None, ticket)}))

    def knows(self, *people: Person) -> None:
        """These have an account."""
        self.people.kept |= {one.id: Known(one, None, False) for one in people}

    async def acts(
        self, verb: Verb, who: Person = CLERK, number: str = NUMBERS[0], **more: Any
    ) -> Done:
        values: dict[str, Any] = {"fields": FIELDS[verb], "seen": None, "call_id": "form-1"} | more
        return await self.work.act(who, number, verb, values.pop("fields"), **values)

    async def asks(self, call_id: str = "ask-1", number: str = NUMBERS[0], **more: Any) -> Done:
        text = more.pop("text", "请问路灯杆上的编号是多少？")
        return await self.work.ask(CLERK, number, text, seen=None, call_id=call_id)

    async def ticket(self, number: str = NUMBERS[0]) -> Ticket:
        return await self.store.tickets.find(number)

    async def happens(self, step: Step, number: str = NUMBERS[0], **data: Any) -> None:
        """Something that nobody of the console did."""
        ticket = await self.ticket(number)
        after = ticket.after(Event(step, self.house.clock(), "citizen", data))
        change = {number: TicketChange(ticket, after)}
        await self.store.tickets.apply(Changes(tickets=change))

    def passes(self, **time: float) -> None:
        self.house.clock.forward(**time)

    def said_to(self, citizen: str) -> list[str]:
        """What was sent to this citizen, as they read it."""
        mine = (parcel for parcel in self.parcels(Addressee.CITIZEN) if parcel.target == citizen)
        return [Reply.from_record(parcel.body["reply"]).words for parcel in mine]

    def parcels(self, addressee: Addressee) -> list[Parcel]:
        return [parcel for parcel in self.store.parcels if parcel.addressee is addressee]

    def everything_that_leaves(self) -> str:
        """All bodies of all parcels, and the pages that answers can be read on."""
        bodies = [json.dumps(dict(one.body), ensure_ascii=False) for one in self.store.parcels]
        return "\n".join([*bodies, *self.store.kept.pages.values()])
