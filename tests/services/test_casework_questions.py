"""A question on its way to the citizen, and what of it is no answer."""

from dataclasses import replace

import pytest

from bot.domain.errors import FieldRejected, StepNotAllowed
from bot.domain.parcels import Addressee, ParcelState
from bot.domain.pausing import paused_days
from bot.domain.tickets import State, Step
from bot.services.department_calls import LONGEST_QUESTION, Verb
from tests.builders import a_message
from tests.services.caseroom import Caseroom


async def test_a_question_that_arrives_answers_nothing():
    """The answer is still on its way: the citizen has not read it because of an old question."""
    room = Caseroom()
    await room.asks()
    await room.acts(Verb.ANSWER)
    question, answer = room.parcels(Addressee.CITIZEN)
    room.store.kept.parcels[question.id] = replace(question, state=ParcelState.HELD)

    await _writes(room)

    assert room.store.kept.parcels[question.id].state is ParcelState.DELIVERED
    assert room.store.kept.parcels[answer.id].state is ParcelState.WAITING
    assert (await room.ticket()).state is State.REPLIED


async def test_a_question_goes_out_by_the_worker_and_moves_nothing():
    """Only an answer that arrives is a step."""
    room = Caseroom()
    await room.asks()
    before = await room.ticket()

    await room.house.delivery.start_due()
    await room.house.delivery.deliver(room.parcels(Addressee.CITIZEN)[0])

    assert await room.ticket() == before


async def test_a_unit_that_answers_without_waiting_gives_the_days_back():
    """The clock rested for as long as it asked."""
    room = Caseroom()
    due = (await room.ticket()).due_at
    await room.asks()
    room.passes(hours=20)

    await room.acts(Verb.ANSWER)

    ticket = await room.ticket()
    assert paused_days(ticket) == 1
    assert (ticket.due_at - due).days == 1
    assert [event.step for event in ticket.log[-3:]] == [Step.RESUMED, Step.RELEASED, Step.REPLIED]


async def test_a_third_question_is_refused_and_nothing_is_sent():
    room = Caseroom()
    for n in range(2):
        await room.asks(f"ask-{n}")
        await room.happens(Step.RESPONDED, text="好")

    with pytest.raises(StepNotAllowed, match="最多2次"):
        await room.asks("ask-3")

    assert len(room.parcels(Addressee.CITIZEN)) == 2


@pytest.mark.parametrize("text", ["", " ", "问" * (LONGEST_QUESTION + 1), "a\x00"])
async def test_a_question_must_be_one_that_fits_a_message(text: str):
    with pytest.raises(FieldRejected):
        await Caseroom().asks(text=text)


async def _writes(room: Caseroom) -> None:
    """The citizen of the first ticket writes something, and reads the reply."""
    inbox = room.store.inbox
    await inbox.receive(a_message("你好", at=room.house.clock()), room.house.clock())
    opening = await inbox.opening_for("c1")
    assert opening is not None
    await room.house.talk.take(opening)
