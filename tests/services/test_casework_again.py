"""What did not arrive is sent again by a person, under the same id, and the audit knows."""

from dataclasses import replace

import pytest

from bot.domain.errors import NotFound, StepNotAllowed
from bot.domain.parcels import Addressee, Parcel, ParcelState
from bot.services.department_calls import Verb
from tests.services.caseroom import CLERK, NUMBERS, Caseroom, a_person


async def troubled(state: ParcelState, verb: Verb = Verb.ANSWER) -> tuple[Caseroom, Parcel]:
    """An answer to the citizen, or a notice to the next unit, in this state."""
    room = Caseroom()
    await room.acts(verb)
    (parcel,) = room.store.parcels
    parcel = replace(parcel, state=state, attempts=9, error="410")
    room.store.kept.parcels[parcel.id] = parcel
    return room, parcel


@pytest.mark.parametrize("state", [ParcelState.GIVEN_UP, ParcelState.UNCERTAIN])
async def test_it_goes_out_again_under_the_same_id(state: ParcelState):
    """So that a receiver who has it already knows it."""
    room, parcel = await troubled(state)

    await room.work.send_again(CLERK, NUMBERS[0], parcel.id)
    await room.house.delivery.start_due()

    (again,) = room.parcels(Addressee.CITIZEN)
    assert (again.id, again.body) == (parcel.id, parcel.body)
    assert again.state is ParcelState.WAITING
    (line,) = room.audit.lines
    assert (line.who, line.what, line.subject) == (CLERK.id, "sent_again", NUMBERS[0])
    assert line.details == {"parcel": parcel.id, "to": "citizen"}


async def test_a_notice_to_a_unit_may_be_sent_again_too():
    """By whoever holds the ticket now."""
    room, parcel = await troubled(ParcelState.GIVEN_UP, Verb.TRANSFER)

    await room.work.send_again(a_person(department="heating"), NUMBERS[0], parcel.id)

    assert room.store.kept.parcels[parcel.id].state is ParcelState.WAITING


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (ParcelState.DELIVERED, "已经送达"),
        (ParcelState.WAITING, "正在发送"),
        (ParcelState.HELD, "下次发消息"),
    ],
)
async def test_what_needs_no_help_is_refused_in_words(state: ParcelState, word: str):
    """And nothing is written down."""
    room, parcel = await troubled(state)

    with pytest.raises(StepNotAllowed, match=word):
        await room.work.send_again(CLERK, NUMBERS[0], parcel.id)

    assert room.store.kept.parcels[parcel.id] == parcel
    assert room.audit.lines == []


async def test_another_tickets_parcel_is_not_found():
    """Though one's own ticket is named."""
    room, parcel = await troubled(ParcelState.GIVEN_UP)

    with pytest.raises(NotFound):
        await room.work.send_again(CLERK, NUMBERS[1], parcel.id)
    with pytest.raises(NotFound):
        await room.work.send_again(CLERK, NUMBERS[0], "answer-none")


async def test_out_of_sight_nothing_is_sent():
    room, parcel = await troubled(ParcelState.GIVEN_UP)

    with pytest.raises(NotFound):
        await room.work.send_again(a_person(department="heating"), NUMBERS[0], parcel.id)

    assert room.store.kept.parcels[parcel.id] == parcel
