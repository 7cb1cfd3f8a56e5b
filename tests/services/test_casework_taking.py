"""A person takes a case into their hands: whenever it is open, also out of another's."""

import pytest

from bot.domain.errors import MovedMeanwhile, StepNotAllowed
from bot.domain.handling import held_before, holder, is_taken
from bot.domain.tickets import State, Step
from bot.services.department_calls import Verb
from tests.services.caseroom import CLERK, Caseroom, a_person

COLLEAGUE = a_person(id="p-2", login="li.si", name="李四")


async def test_a_note_before_the_first_step_leaves_the_case_to_be_taken():
    """What was written down is no reason why nobody may speak with the citizen."""
    room = Caseroom()
    await room.acts(Verb.NOTE, call_id="note")
    assert not is_taken(await room.ticket())

    await room.acts(Verb.TAKE, call_id="take")

    ticket = await room.ticket()
    assert holder(ticket).id == CLERK.id
    assert ticket.state is State.IN_PROGRESS


async def test_a_new_case_that_is_taken_is_acknowledged_by_it():
    """Nobody has to press twice."""
    room = Caseroom()

    await room.acts(Verb.TAKE)

    ticket = await room.ticket()
    assert [event.step for event in ticket.log[-2:]] == [Step.TAKEN, Step.ACKNOWLEDGED]
    assert ticket.state is State.ACKNOWLEDGED


async def test_a_colleague_takes_it_over_and_the_log_says_from_whom():
    """Whose it was is known, and whose it is."""
    room = Caseroom()
    await room.acts(Verb.ACKNOWLEDGE, call_id="ack")

    await room.acts(Verb.TAKE, COLLEAGUE, call_id="take")

    ticket = await room.ticket()
    assert ticket.last.data["was"] == {"id": CLERK.id, "name": CLERK.name}
    assert holder(ticket).name == COLLEAGUE.name
    assert held_before(ticket) == (CLERK.id,)


async def test_who_takes_it_back_has_lost_nothing():
    """Then the other one has."""
    room = Caseroom()
    for call_id, who in (("1", CLERK), ("2", COLLEAGUE), ("3", CLERK)):
        await room.acts(Verb.TAKE, who, call_id=call_id)

    assert held_before(await room.ticket()) == (COLLEAGUE.id,)


async def test_what_is_mine_is_not_taken_again():
    """And the log stays as it is."""
    room = Caseroom()
    await room.acts(Verb.TAKE, call_id="1")
    before = await room.ticket()

    with pytest.raises(StepNotAllowed):
        await room.acts(Verb.TAKE, call_id="2")

    assert await room.ticket() == before


async def test_two_who_take_it_at_once_do_not_both_believe_they_have_it():
    """The second sees who was faster, and may take it over then."""
    room = Caseroom()
    seen = len((await room.ticket()).log)
    await room.acts(Verb.TAKE, call_id="1", seen=seen)

    with pytest.raises(MovedMeanwhile):
        await room.acts(Verb.TAKE, COLLEAGUE, call_id="2", seen=seen)

    assert holder(await room.ticket()).id == CLERK.id


async def test_an_answered_case_is_in_nobodys_hands():
    """What was before the answer is over for everybody."""
    room = Caseroom()
    await room.acts(Verb.TAKE, call_id="1")
    await room.acts(Verb.TAKE, COLLEAGUE, call_id="2")
    await room.acts(Verb.ANSWER, COLLEAGUE, call_id="3")

    ticket = await room.ticket()
    assert holder(ticket) is None
    assert held_before(ticket) == ()
    with pytest.raises(StepNotAllowed):
        await room.acts(Verb.TAKE, call_id="4")
