"""Many citizens put one matter forward: handled once, answered to each of them."""

from typing import Any

import pytest

from bot.domain.errors import NotFound
from bot.domain.parcels import Parcel
from bot.domain.tickets import State, Step, Ticket
from bot.domain.together import MOST_TOGETHER, gathered_by, lead_of, people_of
from bot.services import joining
from bot.services.answers import Answers
from bot.services.department_calls import Call, DepartmentCalls, Verb
from tests.builders import an_appeal
from tests.couriers import deliver_all
from tests.fakes.house import CATALOGUE, House

LAMP = "人民路23号门口的路灯坏了三天，一直没人来修，晚上很黑"
ANSWER = {"text": "路灯已经修好。", "outcome": "resolved"}


class Town:
    """Citizens who each open a ticket about the same lamp, and the unit that answers."""

    def __init__(self) -> None:
        self.house = House()
        self.calls = DepartmentCalls(
            tickets=self.house.store.tickets,
            catalogue=CATALOGUE,
            answers=Answers(self.house.talk.cutter),
            waker=self.house.waker,
            clock=self.house.clock,
            calendar=self.house.shelf.calendar,
        )
        self._called = 0

    async def opens(self, citizen: str, text: str = LAMP, **appeal: Any) -> Ticket:
        desk = self.house.a_desk(citizen=citizen)
        ticket = await desk.open_ticket(an_appeal(content=text, **appeal), {})
        await self.house.store.tickets.apply(desk.changes)
        return ticket

    async def joins(self, citizen: str, text: str = LAMP) -> Ticket:
        """Opens a ticket, and joins the one that is found."""
        ticket = await self.opens(citizen, text)
        desk = self.house.a_desk(citizen=citizen)
        first = await joining.first_of_the_same(desk, ticket)
        assert first is not None
        joined = await joining.join(desk, ticket, first.number)
        assert joined is not None
        await self.house.store.tickets.apply(desk.changes)
        return joined

    async def calls_in(self, number: str, verb: Verb, **fields: str) -> None:
        self._called += 1
        ticket = await self.ticket(number)
        unit = ticket.department or ""
        await self.calls.take(Call(f"call{self._called}", unit, number, verb, fields))

    async def ticket(self, number: str) -> Ticket:
        return await self.house.store.tickets.find(number)

    def answers_to(self, citizen: str) -> list[Parcel]:
        return [
            parcel
            for parcel in self.house.store.parcels
            if parcel.target == citizen and parcel.body["purpose"] == "answer"
        ]

    def told_of(self, kind: str) -> list[Parcel]:
        return [parcel for parcel in self.house.store.parcels if parcel.body.get("type") == kind]


@pytest.fixture
def town() -> Town:
    return Town()


async def test_one_answer_reaches_everybody_who_joined(town: Town):
    """Each under a number of their own; the unit answered once."""
    first = await town.opens("c1")
    others = [await town.joins(f"c{number}") for number in range(2, 7)]

    await town.calls_in(first.number, Verb.ANSWER, **ANSWER)

    for ticket in (first, *others):
        (parcel,) = town.answers_to(ticket.citizen)
        assert parcel.number == ticket.number
        assert "路灯已经修好" in parcel.body["reply"]["text"]
        assert ticket.number in parcel.body["reply"]["text"]
        assert (await town.ticket(ticket.number)).state is State.REPLIED


async def test_the_unit_is_told_how_many_there_are_and_of_nobody(town: Town):
    """One matter with a count; no citizen's name, no telephone number."""
    first = await town.opens("c1")
    await town.joins("c2")
    await town.joins("c3")

    newest = town.told_of("ticket.joined")[-1]

    assert newest.number == newest.lane == first.number
    assert newest.body["ticket"]["people"] == 3
    assert "现共 3 位" in newest.body["change"]["text"]
    assert "c3" not in str(newest.body)


async def test_each_step_of_the_unit_is_a_step_of_all(town: Town):
    """Who asks how it stands hears the truth under their own number."""
    first = await town.opens("c1")
    other = await town.joins("c2")

    await town.calls_in(first.number, Verb.ACKNOWLEDGE)
    assert (await town.ticket(other.number)).state is State.ACKNOWLEDGED
    await town.calls_in(first.number, Verb.TRANSFER, to="heating", reason="归他们管")
    moved = await town.ticket(other.number)

    assert (moved.department, moved.state) == ("heating", State.DISPATCHED)
    await town.calls_in(first.number, Verb.ANSWER, **ANSWER)
    assert len(town.answers_to("c2")) == 1


async def test_who_joins_while_the_unit_answers_is_not_overlooked(town: Town):
    """The unit's call looked before the citizen joined: it is taken anew, and answers both."""
    first = await town.opens("c1")
    late = await town.opens("c2")
    tickets = town.house.store.tickets
    looked_up = tickets.of_numbers
    find = tickets.find

    async def joined_meanwhile(number: str) -> Ticket:
        ticket = await find(number)
        if not gathered_by(await find(first.number)):
            desk = town.house.a_desk(citizen="c2")
            assert await joining.join(desk, await find(late.number), first.number)
            await tickets.apply(desk.changes)
        return ticket

    slow = Town()
    slow.calls = DepartmentCalls(
        tickets=_Overtaken(tickets, joined_meanwhile, looked_up),
        catalogue=CATALOGUE,
        answers=town.calls.answers,
        waker=town.house.waker,
        clock=town.house.clock,
        calendar=town.house.shelf.calendar,
    )
    call = Call("call1", "construction", first.number, Verb.ANSWER, ANSWER)
    await slow.calls.take(call)

    assert len(town.answers_to("c1")) == 1
    assert len(town.answers_to("c2")) == 1


class _Overtaken:
    """The store's tickets; something happens after the first look."""

    def __init__(self, tickets: Any, find: Any, of_numbers: Any) -> None:
        self._tickets, self.find, self.of_numbers = tickets, find, of_numbers

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tickets, name)


async def test_a_second_answer_reaches_who_was_answered_before(town: Town):
    """The first citizen was not content; the others hear the better answer too."""
    first = await town.opens("c1")
    await town.joins("c2")
    await town.calls_in(first.number, Verb.ANSWER, **ANSWER)
    desk = town.house.a_desk(citizen="c1")
    answered = desk.has_read(await town.ticket(first.number))
    desk.reopen(answered, "还是不亮")
    await town.house.store.tickets.apply(desk.changes)

    await town.calls_in(first.number, Verb.ANSWER, text="换了新灯。", outcome="resolved")

    assert [("换了新灯" in p.body["reply"]["text"]) for p in town.answers_to("c2")] == [False, True]


async def test_who_is_not_content_goes_on_alone(town: Town):
    """Their ticket is open again, and the unit answers that one."""
    first = await town.opens("c1")
    other = await town.joins("c2")
    await town.calls_in(first.number, Verb.ANSWER, **ANSWER)
    desk = town.house.a_desk(citizen="c2")
    desk.reopen(desk.has_read(await town.ticket(other.number)), "我家门口的没修")
    await town.house.store.tickets.apply(desk.changes)

    alone = await town.ticket(other.number)
    assert (alone.state, lead_of(alone)) == (State.DISPATCHED, None)
    await town.calls_in(other.number, Verb.ANSWER, text="也修好了。", outcome="resolved")
    assert len(town.answers_to("c2")) == 2
    assert len(town.answers_to("c1")) == 1


async def test_who_leaves_is_handled_by_themselves(town: Town):
    """The count shrinks, the unit gets their ticket, and answers it apart."""
    first = await town.opens("c1")
    other = await town.joins("c2")
    desk = town.house.a_desk(citizen="c2")

    await joining.leave(desk, other)
    await town.house.store.tickets.apply(desk.changes)

    assert people_of(await town.ticket(first.number)) == 1
    assert town.told_of("ticket.dispatched")[-1].number == other.number
    await town.calls_in(first.number, Verb.ANSWER, **ANSWER)
    assert town.answers_to("c2") == []
    await town.calls_in(other.number, Verb.ANSWER, **ANSWER)
    assert len(town.answers_to("c2")) == 1


async def test_when_the_first_takes_it_back_the_others_go_on(town: Town):
    """The next one stands for them, and the answer still reaches them all."""
    first = await town.opens("c1")
    second, third = await town.joins("c2"), await town.joins("c3")
    desk = town.house.a_desk(citizen="c1")

    await joining.withdraw(desk, await town.ticket(first.number))
    await town.house.store.tickets.apply(desk.changes)

    assert (await town.ticket(first.number)).state is State.WITHDRAWN
    assert lead_of(await town.ticket(third.number)) == second.number
    assert town.told_of("ticket.dispatched")[-1].body["ticket"]["people"] == 2
    await town.calls_in(second.number, Verb.ANSWER, **ANSWER)
    assert len(town.answers_to("c2")) == len(town.answers_to("c3")) == 1
    assert town.answers_to("c1") == []


async def test_a_unit_that_sends_a_joined_ticket_on_parts_it_from_the_others(town: Town):
    """It is another matter, it says."""
    first = await town.opens("c1")
    other = await town.joins("c2")

    await town.calls_in(other.number, Verb.TRANSFER, to="heating", reason="是暖气的事")

    assert people_of(await town.ticket(first.number)) == 1
    moved = await town.ticket(other.number)
    assert (moved.department, lead_of(moved)) == ("heating", None)


async def test_the_unit_hears_of_a_joined_ticket_once(town: Town):
    """Asked whether to join, the citizen has some minutes; only who does not join is dispatched."""
    await town.opens("c1")
    desks = {}
    for citizen in ("c2", "c3"):
        desk = desks[citizen] = town.house.a_desk(citizen=citizen)
        ticket = await desk.open_ticket(an_appeal(content=LAMP), {})
        assert await joining.first_of_the_same(desk, ticket)
        joining.wait_for_choice(desk, ticket)
        await town.house.store.tickets.apply(desk.changes)
        if citizen == "c2":
            first = await joining.first_of_the_same(desk, ticket)
            desk = town.house.a_desk(citizen=citizen)
            assert first
            assert await joining.join(desk, ticket, first.number)
            await town.house.store.tickets.apply(desk.changes)

    await deliver_all(town.house.delivery)
    posted = [parcel.body["type"] for parcel in town.house.departments.posted]
    assert posted == ["ticket.dispatched", "ticket.joined"]
    town.house.clock.forward(minutes=4)
    await deliver_all(town.house.delivery)

    new = town.house.departments.posted[2:]
    assert [parcel.body["type"] for parcel in new] == ["ticket.dispatched"]
    (c3,) = await town.house.store.tickets.of_citizen("c3")
    assert new[0].number == c3.number


@pytest.mark.parametrize(
    "appeal",
    [
        {"text": "人民路88号门口的路灯也不亮", "place": "人民路88号"},
        {"text": "解放路的路灯坏了没人管", "place": "解放路"},
        {"text": "幸福小区暖气不热", "place": "幸福小区"},
    ],
)
async def test_another_place_or_unit_is_another_matter(town: Town, appeal: dict[str, str]):
    await town.opens("c1")
    other = await town.opens("c2", **appeal)

    assert await joining.first_of_the_same(town.house.a_desk(citizen="c2"), other) is None


async def test_what_is_a_month_old_is_not_joined(town: Town):
    await town.opens("c1")
    town.house.clock.forward(days=31)
    other = await town.opens("c2")

    assert await joining.first_of_the_same(town.house.a_desk(citizen="c2"), other) is None


async def test_nobody_joins_what_was_answered_or_does_not_exist(town: Town):
    """The citizen's ticket stays what it is."""
    first, other = await town.opens("c1"), await town.opens("c2")
    await town.calls_in(first.number, Verb.ANSWER, **ANSWER)
    desk = town.house.a_desk(citizen="c2")

    assert await joining.join(desk, other, first.number) is None
    assert await joining.join(desk, other, "20200101-0000-00") is None
    assert await joining.join(desk, other, other.number) is None
    assert desk.changes.tickets == {}


async def test_a_matter_that_very_many_joined_takes_no_more(town: Town):
    """The next one begins a group of its own."""
    first = await town.opens("c1")
    desk = town.house.a_desk()
    for number in range(MOST_TOGETHER):
        first = desk.happened(first, Step.GATHERED, "system", number=f"n{number}")
    await town.house.store.tickets.apply(desk.changes)
    other = await town.opens("c2")

    assert await joining.first_of_the_same(town.house.a_desk(citizen="c2"), other) is None


async def test_the_first_ticket_is_not_among_the_joiners_own(town: Town):
    """Although the turn changed it: it is somebody else's."""
    first, other = await town.opens("c1"), await town.opens("c2")
    desk = town.house.a_desk(citizen="c2")

    await joining.join(desk, other, first.number)

    assert [ticket.number for ticket in await desk.my_tickets()] == [other.number]
    with pytest.raises(NotFound):
        await desk.ticket(first.number)
