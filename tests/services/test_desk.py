"""What the bot can do for a citizen in one turn, collected until the turn commits."""

from datetime import timedelta

import pytest

from bot.domain.errors import NotFound, StepNotAllowed
from bot.domain.parcels import Attachment
from bot.domain.tickets import State, Step, Ticket
from bot.services.ports.changes import Changes, TicketChange
from tests.builders import NOW, a_ticket, an_appeal
from tests.fakes.house import House


def kept(house: House, *tickets: Ticket) -> None:
    for ticket in tickets:
        house.store.write(Changes(tickets={ticket.number: TicketChange(None, ticket)}))


async def test_a_new_ticket_goes_to_the_unit_its_words_name_and_says_why():
    """Opened, dispatched and told in the same breath; nothing is written yet."""
    desk = House().a_desk()

    ticket = await desk.open_ticket(an_appeal(), {"intent": "complaint"})

    [parcel] = desk.changes.parcels
    assert (ticket.department, parcel.target) == ("construction", "construction")
    assert "路灯" in parcel.body["ticket"]["reason"]
    assert ticket.log[0].data["understanding"]["departments"][0]["code"] == "construction"
    assert desk.shelf.tickets._store.kept.logs == {}


async def test_a_matter_that_no_word_names_goes_to_the_coordinating_centre():
    """Nobody's matter is still somebody's ticket."""
    desk = House().a_desk()

    ticket = await desk.open_ticket(an_appeal(title="", content="这事儿归谁"), {})

    assert ticket.department == "service_center"


async def test_the_ticket_holds_the_words_behind_the_masks():
    """The unit can call back; the dialogue never saw the number."""
    desk = House().a_desk(secrets={"〔手机号1〕": "13800138000"})

    ticket = await desk.open_ticket(an_appeal(content="路灯坏了", contact="〔手机号1〕"), {})

    assert ticket.appeal.contact == "13800138000"


async def test_yesterday_is_the_day_before_the_message_was_sent():
    """Its turn came late, on another day; a number plate among the facts is told in clear."""
    house = House()
    desk = house.a_desk(
        written=house.clock() - timedelta(days=3), secrets={"〔车牌1〕": "辽B12345"}
    )

    ticket = await desk.open_ticket(
        an_appeal(), {"facts": {"time": ["昨天晚上"], "plate": ["〔车牌1〕"]}}
    )

    time, plate = ticket.log[0].data["understanding"]["facts"]
    assert time["first"] == (house.clock() - timedelta(days=4)).date().isoformat()
    assert plate["words"] == "辽B12345"


async def test_a_ticket_of_somebody_else_does_not_exist():
    """Not even its number is confirmed."""
    house = House()
    kept(house, a_ticket(citizen="somebody else"))

    with pytest.raises(NotFound):
        await house.a_desk(citizen="c1").ticket("20261123-4821-07")


async def test_a_ticket_is_at_hand_for_half_an_hour_after_its_last_step():
    """Then what the citizen writes is a new matter."""
    house = House()
    kept(house, a_ticket())
    at_once = await house.a_desk().ticket_at_hand()
    house.clock.forward(minutes=45)

    later = await house.a_desk().ticket_at_hand()

    assert at_once is not None
    assert later is None


async def test_what_is_added_reaches_the_unit_and_pictures_go_with_it():
    """补充: one event for the unit, and the pictures sent before belong to the ticket."""
    house = House()
    kept(house, a_ticket())
    house.store.write(Changes(attachments=[Attachment("a1", "c1", "image", "ref", NOW)]))
    desk = house.a_desk()

    ticket = await desk.supplement(await desk.ticket("20261123-4821-07"), "靠近公交站")

    assert ticket.last.step is Step.SUPPLEMENTED
    assert desk.changes.parcels[0].body["change"] == {"text": "靠近公交站"}
    assert desk.changes.adopted == {"a1": ticket.number}


async def test_two_steps_in_one_turn_build_on_each_other():
    """The second sees what the first did."""
    house = House()
    kept(house, a_ticket())
    desk = house.a_desk()
    desk.urge(await desk.ticket("20261123-4821-07"))

    ticket = await desk.complete(await desk.ticket("20261123-4821-07"), "在路口", place="路口")

    change = desk.changes.tickets[ticket.number]
    assert [event.step for event in ticket.log[-2:]] == [Step.URGED, Step.CORRECTED]
    assert change.before is not None
    assert len(change.after.log) - len(change.before.log) == 2


async def test_what_was_missing_is_no_longer_missing_once_it_is_told():
    """待补充 ends with the fact."""
    house = House()
    kept(house, a_ticket(place=None, missing=("place", "when")))
    desk = house.a_desk()

    ticket = await desk.complete(await desk.ticket("20261123-4821-07"), "在路口", place="路口")

    assert (ticket.appeal.place, ticket.appeal.missing) == ("路口", ("when",))


async def test_who_speaks_of_an_answer_has_it():
    """The answer is on its way, the citizen already says that it helped."""
    house = House()
    kept(house, a_ticket(Step.DISPATCHED, Step.REPLIED))
    desk = house.a_desk()

    ticket = desk.close(desk.has_read(await desk.ticket("20261123-4821-07")))

    assert ticket.state is State.CLOSED
    assert [event.step for event in ticket.log[-2:]] == [Step.DELIVERED, Step.CLOSED]


async def test_a_ticket_without_an_answer_cannot_be_closed():
    """Closed is not what nobody answered."""
    house = House()
    kept(house, a_ticket())
    desk = house.a_desk()

    with pytest.raises(StepNotAllowed):
        desk.close(desk.has_read(await desk.ticket("20261123-4821-07")))
