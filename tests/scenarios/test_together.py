"""Neighbours tell of one lamp, and one of them tells of it twice, over every real door."""

from collections.abc import Awaitable, Callable

from bot.domain.tickets import State
from tests.houses import House, Person, number_in

Citizens = Callable[[], Awaitable[Person]]
LAMP = "文昌路51号院门口的路灯坏了，晚上黑漆漆的，没人修"
ALSO = "文昌路51号院的路灯不亮好几天了，麻烦来修一下"


async def test_one_answer_of_the_unit_reaches_both_neighbours(house: House, a_citizen: Citizens):
    """The second joins with a tap of the menu's number; the unit answers the first ticket."""
    first, second = await a_citizen(), await a_citizen()
    unit = house.sim.department("construction")
    number = await first.complains(LAMP)
    await unit.wait_for_event("ticket.dispatched", number=number)

    offered = await second.says(ALSO)
    own = number_in(offered)
    assert "已有 1 位市民反映这件事" in offered
    assert number not in offered
    assert own in await second.says("1")

    joined = await unit.wait_for_event("ticket.joined", number=number)
    assert joined.body["data"]["ticket"]["people"] == 2
    began = await second.where()
    assert (await unit.answer(number, "灯泡已经换好。")).ok
    answer = await second.hears("灯泡已经换好。", after=began)
    await house.ticket_is(State.ANSWERED, own)
    await house.ticket_is(State.ANSWERED, number)
    assert own in answer.text
    assert "已办结" in await second.says("1")
    assert any("灯泡已经换好" in words for words in await first.was_told())


async def test_every_ticket_tells_its_unit_what_decided(house: House, a_citizen: Citizens):
    """Up to three suggestions, each with a score and a clause of the catalogue or words."""
    person = await a_citizen()
    number = await person.complains("文化路9号门口的路灯坏了，路灯杆都歪了，没人修")

    event = await house.sim.department("construction").wait_for_event(
        "ticket.dispatched", number=number
    )

    suggestions = event.body["data"]["ticket"]["suggestions"]
    assert 1 <= len(suggestions) <= 3
    assert all(0 <= one["score"] <= 1 for one in suggestions)
    assert all(one["clause"] or one["words"] for one in suggestions)
    assert all(one["version"] for one in suggestions)


async def test_what_is_told_again_joins_the_open_ticket_and_a_tap_undoes_it(
    house: House, a_citizen: Citizens
):
    """One ticket for both messages, and another one for who did not mean that."""
    person = await a_citizen()
    number = await person.complains("学院路77号门口的井盖坏了，走路不方便，没人修")

    again = await person.says("学院路77号门口的井盖坏了，走路不方便，今天还没修好")
    apart = await person.says("1")

    assert number in again
    assert "不是这件事，另外登记" in again
    assert number_in(apart) != number


async def test_a_list_of_matters_becomes_a_ticket_each(house: House, a_citizen: Citizens):
    person = await a_citizen()

    first = await person.says("1、新华路3号路灯不亮 2、新华路5号楼暖气不热")
    second = await person.says("1")

    assert number_in(first) != number_in(second)
    event = await house.sim.department("heating").wait_for_event(
        "ticket.dispatched", number=number_in(second)
    )
    assert event.body["data"]["ticket"]["place"] == "新华路5号楼"
