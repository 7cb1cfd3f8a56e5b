"""What is put right makes another unit competent: the ticket goes there, or its unit is told."""

from dataclasses import replace

import pytest

from bot.adapters.rasa.engine import RasaEngine
from bot.domain.dispatch import Clause, Department
from bot.domain.tickets import State, Step
from bot.services.department_calls import Verb
from tests.dialogue.clerk import Clerk
from tests.fakes.citizen import Citizen

LAMP = "和平路12号路灯坏了"
ELSEWHERE = "不是和平路，是和平街"
LIGHTS = (Clause("lights", "路灯", None, ("路灯", "路灯坏了", "楼道灯")),)
WEST = Department("west", "城西街道办", "service_center", LIGHTS, areas=("和平路",))
EAST = Department("east", "城东街道办", "service_center", LIGHTS, areas=("和平街",))


@pytest.fixture
def neighbour(dialogue: RasaEngine) -> Citizen:
    """Somebody in a city whose lamps are looked after by whoever has the street."""
    citizen = Citizen(dialogue)
    shelf = citizen.house.shelf
    units = replace(shelf.catalogue, departments=(*shelf.catalogue.departments, WEST, EAST))
    citizen.shelves(replace(shelf, catalogue=units))
    return citizen


async def test_an_untaken_ticket_goes_to_whoever_has_the_right_street(neighbour: Citizen):
    """With its history; the citizen hears where it is now."""
    await neighbour.says(LAMP)
    assert (await neighbour.ticket()).department == "west"

    reply = await neighbour.says(ELSEWHERE)

    ticket = await neighbour.ticket()
    assert (ticket.department, ticket.state) == ("east", State.DISPATCHED)
    assert ticket.appeal.place == "和平街12号"
    assert [event.step for event in ticket.log[-2:]] == [Step.CORRECTED, Step.TRANSFERRED]
    assert "归【城东街道办】管，已经改派过去" in reply.text


async def test_both_units_are_told_of_it(neighbour: Citizen):
    """The one has it, with what was put right; the other has nothing left to do, and learns of
    nothing else that the citizen said."""
    await neighbour.says(LAMP)
    before = neighbour.parcels

    await neighbour.says(ELSEWHERE)

    new = neighbour.parcels[len(before) :]
    told = {(one.target, one.body["type"]): one.body for one in new}
    came, gone = told["east", "ticket.transferred"], told.pop(("west", "ticket.redirected"))
    assert came["ticket"]["place"] == "和平街12号"
    assert "市民更正" in came["ticket"]["reason"]
    assert ELSEWHERE in came["change"]["text"]
    assert came["change"]["corrected"]["place"]["is"] == "和平街12号"
    assert "城东街道办" in gone["change"]["text"]
    assert gone["sequence"] == came["sequence"]
    assert gone["ticket"]["place"] == "和平路12号"
    assert "和平街12号" not in str(gone)
    assert not [unit for unit, _ in told if unit == "west"]


async def test_a_taken_ticket_stays_and_its_unit_is_told(neighbour: Citizen):
    """It may pass the ticket on; nothing is taken out of anybody's hands."""
    await neighbour.says(LAMP)
    await Clerk(neighbour).units_system(Verb.ACKNOWLEDGE)

    reply = await neighbour.says(ELSEWHERE)

    ticket, parcel = await neighbour.ticket(), neighbour.parcels[-1]
    assert (ticket.department, ticket.state) == ("west", State.ACKNOWLEDGED)
    assert ticket.appeal.place == "和平街12号"
    assert (parcel.target, parcel.body["type"]) == ("west", "ticket.supplemented")
    assert "可能归【城东街道办】" in parcel.body["change"]["text"]
    assert "核实后转过去" in reply.text


async def test_what_somebody_moved_stays_where_they_sent_it(neighbour: Citizen):
    """A unit knows why; a corrected place does not outrank it."""
    await neighbour.says(LAMP)
    await Clerk(neighbour).units_system(Verb.TRANSFER, to="police", reason="有人破坏路灯")

    await neighbour.says(ELSEWHERE)

    assert (await neighbour.ticket()).department == "police"


async def test_within_one_area_nothing_moves(neighbour: Citizen):
    await neighbour.says(LAMP, "说错了，是和平路20号")

    ticket = await neighbour.ticket()
    assert (ticket.department, ticket.appeal.place) == ("west", "和平路20号")
    assert Step.TRANSFERRED not in [event.step for event in ticket.log]


async def test_a_place_that_was_missing_decides_as_well(neighbour: Citizen):
    """Told after the ticket was opened without one."""
    await neighbour.says("小区外头路灯坏了", "不知道")
    assert (await neighbour.ticket()).department not in ("east", "west")

    await neighbour.says("在和平街9号")

    assert (await neighbour.ticket()).department == "east"


async def test_who_leaves_what_others_share_is_counted_there_no_more(
    neighbour: Citizen, dialogue: RasaEngine
):
    """The first ticket goes on with one citizen fewer."""
    await neighbour.says(LAMP)
    known = neighbour.house.shelf
    other = Citizen(dialogue, neighbour.house, name="c2")
    other.shelves(known)
    await other.says(LAMP, "一起办")

    await other.says(ELSEWHERE)

    first, joined = await neighbour.ticket(), await other.ticket()
    assert (first.department, joined.department) == ("west", "east")
    assert first.last.step is Step.PARTED


async def test_another_matter_than_was_told_goes_to_its_own_unit(citizen: Citizen):
    """ "不是路灯，是红绿灯": the words of the ticket change with it."""
    await citizen.says(LAMP)

    reply = await citizen.says("不是路灯，是红绿灯")

    ticket = await citizen.ticket()
    assert ticket.department == "traffic_police"
    assert "红绿灯坏了" in ticket.appeal.content
    assert ticket.appeal.place == "和平路12号"
    assert "交通警察" in reply.text


async def test_the_number_of_the_house_stays_if_only_the_street_was_wrong(citizen: Citizen):
    await citizen.says(LAMP, ELSEWHERE)

    assert (await citizen.ticket()).appeal.place == "和平街12号"
