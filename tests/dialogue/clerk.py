"""Somebody in the console who handles the citizen's ticket for whatever unit has it."""

from bot.domain.people import Person, Role
from bot.domain.tickets import Ticket
from bot.services.answers import Answers
from bot.services.casework import Casework
from bot.services.cutting import Cutter
from bot.services.department_calls import Call, DepartmentCalls, Verb
from bot.services.mentioning import Mentioning
from tests.fakes.citizen import Citizen
from tests.fakes.people import FakeAudit, FakePeople

NAME = "欧阳小满"
WHO = Person("p-7f3a", "ouyang.xm", NAME, frozenset({Role.SUPERVISOR}), "service_center")
QUESTION = "请问您家在几号楼几单元？"


class Clerk:
    """Acts on the citizen's newest ticket; a minute passes with every step."""

    def __init__(self, citizen: Citizen) -> None:
        self.citizen, self.house = citizen, citizen.house
        catalogue = self.house.shelf.catalogue
        self.calls = DepartmentCalls(
            tickets=self.house.store.tickets,
            catalogue=catalogue,
            answers=Answers(Cutter(lambda words, link: [words], str)),
            waker=self.house.waker,
            clock=self.house.clock,
            calendar=self.house.shelf.calendar,
        )
        audit = FakeAudit()
        self.work = Casework(
            self.calls,
            catalogue,
            self.house.store.outbox,
            audit,
            Mentioning(FakePeople(audit), catalogue),
        )
        self._steps = 0

    async def acts(self, verb: Verb, **fields: str) -> None:
        self._steps += 1
        self.house.clock.forward(minutes=1)
        number = (await self.case()).number
        await self.work.act(WHO, number, verb, fields, seen=None, call_id=f"form-{self._steps}")

    async def takes_it(self) -> None:
        await self.acts(Verb.ACKNOWLEDGE)

    async def takes_it_over(self) -> None:
        await self.acts(Verb.TAKE)

    async def asks(self, text: str = QUESTION) -> None:
        await self.acts(Verb.ASK, text=text)

    async def answers(self) -> None:
        await self.acts(Verb.ANSWER, text="已经修好了。", outcome="resolved")

    async def units_system(self, verb: Verb, **fields: str) -> None:
        """The same by the unit's own system: nobody of the console has the case."""
        self._steps += 1
        ticket = await self.case()
        call = Call(f"call-{self._steps}", ticket.department or "", ticket.number, verb, fields)
        await self.calls.take(call)

    async def case(self) -> Ticket:
        """The citizen's first ticket."""
        return min(await self.citizen.tickets(), key=lambda ticket: ticket.opened_at)
