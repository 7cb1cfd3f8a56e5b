"""A department acknowledges, notes and answers; the citizen reads the answer."""

import json
from typing import Any

import pytest

from bot.domain.parcels import Addressee
from bot.domain.replies import Reply
from bot.domain.tickets import State, Step
from bot.services.department_calls import Verb
from tests.builders import a_ticket
from tests.services.office import NUMBER, Office


async def test_acknowledging_says_that_the_unit_has_it():
    """签收: written down; the citizen is not bothered."""
    office = Office()

    done = await office.take(Verb.ACKNOWLEDGE)

    ticket = await office.ticket()
    assert (done.state, done.state_name, done.duplicate) == ("acknowledged", "已签收", False)
    assert ticket.state is State.ACKNOWLEDGED
    assert ticket.last.actor == "construction"
    assert ticket.last.at == office.clock.now
    assert office.store.parcels == []


@pytest.mark.parametrize("fields", [{}, {"by": None}, {"by": ""}])
async def test_whoever_acknowledges_may_stay_unnamed(fields: dict[str, Any]):
    """The unit answers for it."""
    office = Office()

    await office.take(Verb.ACKNOWLEDGE, fields=fields)

    assert (await office.ticket()).last.data == {"by": None}


async def test_a_note_is_kept_and_never_reaches_the_citizen():
    """It is the unit's own."""
    office = Office()

    await office.take(Verb.NOTE)

    assert (await office.ticket()).state is State.IN_PROGRESS
    assert office.store.parcels == []


async def test_an_answer_goes_to_the_citizen_under_the_units_name():
    """With what it did for them, and a way to say that it did not."""
    office = Office()

    done = await office.take(Verb.ANSWER)

    (parcel,) = office.parcels_to(Addressee.CITIZEN)
    reply = Reply.from_record(parcel.body["reply"])
    assert done.state_name == "待送达"
    assert reply.text == (
        "【城乡建设局】对您的诉求 20261123-4821-07 的答复：\n路灯已经修好。\n办理结果：已解决"
    )
    assert [(c.title, c.intent, c.entities) for c in reply.choices] == [
        ("已解决", "solved", {"number": NUMBER}),
        ("没解决", "not_solved", {"number": NUMBER}),
    ]
    assert (parcel.target, parcel.lane, parcel.number) == ("c1", "c1", NUMBER)
    assert office.waker.woken == 1


async def test_an_answers_parcel_names_the_step_it_carries():
    """So that its delivery can be written down at the right place."""
    office = Office(a_ticket(Step.DISPATCHED, Step.ACKNOWLEDGED))

    await office.take(Verb.ANSWER)

    (parcel,) = office.parcels_to(Addressee.CITIZEN)
    ticket = await office.ticket()
    assert parcel.body["purpose"] == "answer"
    assert ticket.log[parcel.body["step"]].step is Step.REPLIED
    assert ticket.log[parcel.body["step"]].data == {
        "text": "路灯已经修好。",
        "outcome": "resolved",
        "department": "construction",
    }


async def test_an_answer_does_not_count_as_answered_before_it_is_delivered():
    """待送达, not 已答复."""
    office = Office()

    await office.take(Verb.ANSWER)

    assert (await office.ticket()).state is State.REPLIED


async def test_a_persons_name_never_leaves_the_house():
    """Whoever signed for it: the citizen sees the unit."""
    office = Office()
    await office.take(Verb.ACKNOWLEDGE, "call-1", fields={"by": "王建国"})

    await office.take(Verb.ANSWER, "call-2")

    assert "王建国" not in json.dumps([p.body for p in office.store.parcels], ensure_ascii=False)


async def test_a_long_answer_is_one_message_with_a_link_to_all_of_it():
    """The channel counts messages, and an answer must not cost three."""
    office = Office()
    text = "您反映的问题，我们逐条回复如下。" * 100

    await office.take(Verb.ANSWER, fields={"text": text, "outcome": "explained"})

    (parcel,) = office.parcels_to(Addressee.CITIZEN)
    reply = Reply.from_record(parcel.body["reply"])
    ((token, page),) = office.store.kept.pages.items()
    assert f"http://h.test/read/{token}" in reply.text
    assert len(reply.text) < 500
    assert text in page
    assert len(reply.choices) == 2
