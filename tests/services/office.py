"""A department's calls over fakes, with one ticket to speak of."""

from datetime import timedelta
from typing import Any

from bot.domain import tickets
from bot.domain.parcels import Addressee, Parcel
from bot.domain.tickets import Event, Step, Ticket
from bot.services.answers import Answers
from bot.services.cutting import Cutter
from bot.services.department_calls import Call, DepartmentCalls, Verb
from bot.services.ports.changes import Changes, TicketChange
from tests.builders import NOW, a_ticket, an_appeal
from tests.fakes.house import CATALOGUE, FakeCalendar, FakeChannel, FakeClock, FakeWaker
from tests.fakes.store import FakeStore

NUMBER = "20261123-4821-07"
FIELDS: dict[Verb, dict[str, Any]] = {
    Verb.ACKNOWLEDGE: {"by": "王工"},
    Verb.NOTE: {"text": "已派人去看"},
    Verb.ANSWER: {"text": "路灯已经修好。", "outcome": "resolved"},
    Verb.RETURN: {"reason": "不归我们管"},
    Verb.TRANSFER: {"to": "heating", "reason": "这是供暖的事"},
    Verb.ASK: {"text": "请问路灯杆上的编号是多少？"},
    Verb.TAKE: {},
}


class Office:
    """The calls' service over fakes, with one ticket at unit construction."""

    def __init__(self, ticket: Ticket | None = None) -> None:
        self.store = FakeStore()
        self.waker = FakeWaker()
        self.clock = FakeClock()
        self.clock.forward(hours=1)
        self.calls = DepartmentCalls(
            tickets=self.store.tickets,
            catalogue=CATALOGUE,
            answers=Answers(Cutter(FakeChannel().fit, lambda token: f"http://h.test/read/{token}")),
            waker=self.waker,
            clock=self.clock,
            calendar=FakeCalendar(),
        )
        self.put(ticket or a_ticket())

    def put(self, ticket: Ticket) -> None:
        self.store.write(Changes(tickets={ticket.number: TicketChange(None, ticket)}))

    async def take(self, verb: Verb, call_id: str = "call-1", **changes: Any) -> Any:
        values = {"department": "construction", "number": NUMBER, "fields": FIELDS[verb]} | changes
        return await self.calls.take(Call(id=call_id, verb=verb, **values))

    async def ticket(self) -> Ticket:
        return await self.store.tickets.find(NUMBER)

    def parcels_to(self, addressee: Addressee) -> list[Parcel]:
        return [parcel for parcel in self.store.parcels if parcel.addressee is addressee]


def suggested(*codes: str, to: str = "construction") -> Ticket:
    """A ticket that was dispatched to the first of several suggestions."""
    departments = [{"code": code, "score": 0.5, "reason": "r"} for code in codes]
    why = {"departments": departments}
    ticket = tickets.opened(NUMBER, "c1", an_appeal(), NOW, NOW + timedelta(days=3), why)
    data = {"department": to, "reason": "提到“路灯”"}
    return ticket.after(Event(Step.DISPATCHED, NOW, "system", data))
