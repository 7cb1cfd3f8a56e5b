"""What becomes of a message that needs no dialogue, or finds none."""

import pytest

from bot.domain.messages import Kind, Media
from bot.domain.replies import Reply
from bot.domain.tickets import Step
from bot.services.desk import Desk
from bot.services.ports.dialogue import Heard
from bot.services.unaided import NOT_HEARD, NOT_READABLE, NOT_UNDERSTOOD
from tests.builders import a_call, an_appeal
from tests.fakes.dialogue import FakeDialogue
from tests.fakes.house import House


async def _open(heard: Heard, desk: Desk) -> Reply:
    ticket = await desk.open_ticket(an_appeal(content=heard.text), {})
    return Reply(f"已受理 {ticket.number}")


@pytest.mark.parametrize(
    ("call", "reply"),
    [
        (a_call("", kind=Kind.VOICE, media=Media("voice", "v")), NOT_HEARD),
        (a_call("", kind=Kind.OTHER), NOT_READABLE),
        (a_call("  "), NOT_UNDERSTOOD),
    ],
)
async def test_what_cannot_be_understood_is_still_answered(call, reply):
    """No kind of message is a dead end."""
    house = House()

    assert (await house.reception.answer(call))[0] == reply


@pytest.mark.parametrize("kind", [Kind.UNFOLLOWED, Kind.NOTED])
async def test_events_that_need_no_words_get_none(kind: Kind):
    """Nobody waits for an answer to an unsubscribe."""
    house = House()

    reply, _ = await house.reception.answer(a_call("", kind=kind))

    assert not reply
    assert house.dialogue.heard == []


@pytest.mark.parametrize("kind", [Kind.VOICE, Kind.OTHER])
async def test_a_recording_nobody_understood_lay_beside_the_ticket_it_belonged_to(kind: Kind):
    """People can listen to it: it is on the ticket at hand, and the unit is told."""
    house = House(FakeDialogue(_open))
    await house.reception.answer(a_call("路灯坏了，人民路23号", key="m1"))

    reply, _ = await house.reception.answer(
        a_call("", key="m2", kind=kind, media=Media("voice", "media-2"))
    )

    ((number, log),) = house.store.kept.logs.items()
    (recording,) = house.store.kept.attachments.values()
    assert reply is not None
    assert number in reply.text
    assert recording.number == number
    assert log[-1].step is Step.SUPPLEMENTED
    assert house.store.parcels[-1].body["type"] == "ticket.supplemented"
