"""No statement of a message, a ticket or a worker's round reads a large table from end to end."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from benchmarks import plans, seeding
from bot.adapters.store import (
    Database,
    SqlAlarms,
    SqlAttachments,
    SqlInbox,
    SqlOutbox,
    SqlTickets,
)
from bot.adapters.store.search_index import SearchIndex
from bot.adapters.wechat.contacts import Contacts
from bot.domain.replies import Reply
from bot.domain.tickets import Type
from bot.domain.together import people_of
from bot.services import joining
from bot.services.answers import Answers
from bot.services.conversation import Talk
from bot.services.cutting import Cutter
from bot.services.delivery import Courier
from bot.services.department_calls import Call, DepartmentCalls, Verb
from bot.services.desk import Desk
from bot.services.locks import Locks
from bot.services.ports.dialogue import Heard
from bot.services.reception import Reception
from bot.services.shelf import Shelf
from bot.services.turns import Turns
from tests.adapters.store.plans import AT, fill
from tests.builders import a_call, an_appeal
from tests.couriers import deliver_all
from tests.fakes.dialogue import FakeDialogue
from tests.fakes.house import (
    CATALOGUE,
    FakeCalendar,
    FakeChannel,
    FakeClock,
    FakeDepartments,
    FakeKnowledge,
    FakeWaker,
)
from tests.fakes.teller import PlainTeller

MANY = 3000
OPENS = "人民路23号门口路灯坏了三天没人修"


async def test_among_thousands_of_tickets_everything_is_found_by_an_index(empty_url: str):
    """One citizen's whole journey, in a database where thousands went before."""
    async with a_house(empty_url) as house:
        await house.database.upgrade()
        await house.journey("c1")
    await seeding.grow(empty_url, MANY, lambda told: None)
    await open_tickets_of_the_same_unit(empty_url)

    async with whole_tables_read(empty_url) as scans, a_house(empty_url) as house:
        await house.journey("c2")
        await house.rounds()

    assert scans == []


async def open_tickets_of_the_same_unit(url: str) -> None:
    """What they are found by; what is copied above are answered ones, which have no signs."""
    database = Database(url)
    values = f"'t' || i, 'sign' || (i % 700), 'heating', '{AT}'"
    await fill(database, "ticket_signs", "number, sign, department, opened_at", values, MANY)
    await database.close()


@asynccontextmanager
async def whole_tables_read(url: str) -> AsyncIterator[list[str]]:
    """Filled when the block ends: what was read whole, as the database itself tells."""
    scans: list[str] = []
    if url.startswith("sqlite"):
        with plans.statements() as heard:
            yield scans
        assert heard
        scans += plans.sqlite_scans(Path(url.removeprefix("sqlite:///")), heard)
        return
    before = await plans.scans_until_now(url)
    yield scans
    after = await plans.scans_until_now(url)
    assert before.keys() <= after.keys()
    scans += [table for table, times in after.items() if times != before.get(table, 0)]


async def _answer(heard: Heard, desk: Desk) -> Reply:
    """Opens a ticket for a complaint, tells of the one at hand for everything else."""
    if heard.text == OPENS:
        ticket = await desk.open_ticket(an_appeal(type=Type.COMPLAINT), {}, department="heating")
        if first := await joining.first_of_the_same(desk, ticket):
            await joining.join(desk, ticket, first.number)
        return Reply(ticket.number)
    ticket_at_hand = await desk.ticket_at_hand()
    return Reply(ticket_at_hand.state.value if ticket_at_hand else "社保卡到服务中心补办。")


@dataclass
class House:
    """Gateway and worker over the real store, with everything outside made up."""

    database: Database
    clock: FakeClock

    async def journey(self, citizen: str) -> None:
        """Asks, complains, as a neighbour did before, asks again; the unit answers the neighbour,
        and the citizen has the answer."""
        reception, courier = self._reception(), self._courier()
        neighbour = f"{citizen}-neighbour"
        await reception.answer(a_call(OPENS, key=neighbour, citizen=neighbour))
        await Contacts(self.database, self.clock).followed(citizen, f"o{citizen}", self.clock())
        for number, text in enumerate(("社保卡丢了怎么补办", OPENS, "查询")):
            call = a_call(text, key=f"{citizen}-{number}", citizen=citizen)
            reply, _ = await reception.answer(call)
            assert reply
        await deliver_all(courier)
        [first] = await SqlTickets(self.database).of_citizen(neighbour)
        assert people_of(first) == 2
        fields = {"text": "已修好。", "outcome": "resolved"}
        call_id = f"call-{citizen}"
        await self._calls().take(Call(call_id, "heating", first.number, Verb.ANSWER, fields))
        await deliver_all(courier)
        [ticket] = await SqlTickets(self.database).of_citizen(citizen)
        assert ticket.state == "answered"
        await reception.close()

    async def rounds(self) -> None:
        """What happens every few seconds, whether anybody writes or not."""
        now, outbox = self.clock(), SqlOutbox(self.database)
        await SqlInbox(self.database).left_behind(now, 100)
        await outbox.claim(now, timedelta(seconds=90), 128, ["heating"], 4)
        await outbox.count(now)
        await outbox.needing_a_human()
        assert await SearchIndex(self.database).work_off()
        await SqlAlarms(self.database).recent(now - timedelta(days=1), 1000)
        assert await Contacts(self.database, self.clock).find("c2")

    def _reception(self) -> Reception:
        inbox, talk = SqlInbox(self.database), self._talk()
        turns = Turns(inbox, talk, FakeWaker(), Locks())
        return Reception(inbox, turns, self.clock, timedelta(seconds=30))

    def _talk(self) -> Talk:
        return Talk(
            inbox=SqlInbox(self.database),
            outbox=SqlOutbox(self.database),
            dialogue=FakeDialogue(_answer),
            shelf=Shelf(
                tickets=SqlTickets(self.database),
                attachments=SqlAttachments(self.database),
                knowledge=FakeKnowledge(),
                catalogue=CATALOGUE,
                calendar=FakeCalendar(),
            ),
            cutter=_cutter(),
            clock=self.clock,
            session=timedelta(minutes=30),
        )

    def _courier(self) -> Courier:
        return Courier(
            outbox=SqlOutbox(self.database),
            tickets=SqlTickets(self.database),
            channel=FakeChannel(),
            teller=PlainTeller(FakeDepartments()),
            waker=FakeWaker(),
            clock=self.clock,
            centre=CATALOGUE.coordinating_centre,
        )

    def _calls(self) -> DepartmentCalls:
        tickets, answers = SqlTickets(self.database), Answers(_cutter())
        return DepartmentCalls(tickets, CATALOGUE, answers, FakeWaker(), self.clock, FakeCalendar())


@asynccontextmanager
async def a_house(url: str) -> AsyncIterator[House]:
    database = Database(url)
    try:
        yield House(database, FakeClock())
    finally:
        await database.close()


def _cutter() -> Cutter:
    return Cutter(_whole, lambda token: f"http://huiying.test/read/{token}")


def _whole(words: str, link: str) -> Sequence[str]:
    return [words]
