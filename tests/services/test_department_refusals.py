"""What a department may not do changes nothing."""

from typing import Any

import pytest

from bot.domain import tickets
from bot.domain.errors import (
    FieldRejected,
    NotFound,
    NotYours,
    StepNotAllowed,
)
from bot.domain.parcels import Addressee
from bot.domain.replies import Reply
from bot.domain.tickets import Outcome
from bot.services.department_calls import Verb
from bot.services.fields import LONGEST_TEXT
from tests.services.office import FIELDS, Office


@pytest.mark.parametrize("verb", Verb)
async def test_a_ticket_of_another_unit_is_not_touched(verb: Verb):
    """Whatever the call says."""
    office = Office()
    before = await office.ticket()

    with pytest.raises(NotYours):
        await office.take(verb, department="heating")

    assert await office.ticket() == before
    assert office.store.parcels == []


async def test_a_units_system_takes_no_case_over():
    """Only a person can speak with the citizen."""
    office = Office()
    before = await office.ticket()

    with pytest.raises(StepNotAllowed):
        await office.take(Verb.TAKE)

    assert await office.ticket() == before


@pytest.mark.parametrize("verb", Verb)
async def test_a_ticket_that_does_not_exist_is_not_found(verb: Verb):
    """And nothing is made up."""
    with pytest.raises(NotFound):
        await Office().take(verb, number="20261123-0000-00")


@pytest.mark.parametrize(
    ("verb", "changes", "field"),
    [
        (Verb.NOTE, {"text": None}, "text"),
        (Verb.NOTE, {"text": " \n "}, "text"),
        (Verb.NOTE, {"text": 7}, "text"),
        (Verb.NOTE, {"text": ["x"]}, "text"),
        (Verb.NOTE, {"text": "x" * (LONGEST_TEXT + 1)}, "text"),
        (Verb.NOTE, {"text": "a\x00b"}, "text"),
        (Verb.NOTE, {"text": "a\x1bb"}, "text"),
        (Verb.NOTE, {"text": "a\ud800b"}, "text"),
        (Verb.ACKNOWLEDGE, {"by": 7}, "by"),
        (Verb.ANSWER, {"text": ""}, "text"),
        (Verb.ANSWER, {"outcome": None}, "outcome"),
        (Verb.ANSWER, {"outcome": "done"}, "outcome"),
        (Verb.ANSWER, {"outcome": ["resolved"]}, "outcome"),
        (Verb.ANSWER, {"outcome": {}}, "outcome"),
        (Verb.RETURN, {"reason": ""}, "reason"),
        (Verb.TRANSFER, {"reason": ""}, "reason"),
        (Verb.TRANSFER, {"to": ""}, "to"),
        (Verb.TRANSFER, {"to": "nobody"}, "to"),
        (Verb.TRANSFER, {"to": "construction"}, "to"),
        (Verb.TRANSFER, {"to": {"code": "heating"}}, "to"),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_happens(
    verb: Verb, changes: dict[str, Any], field: str
):
    """The department's developer sees at once what to correct."""
    office = Office()
    before = await office.ticket()

    with pytest.raises(FieldRejected) as raised:
        await office.take(verb, fields={**FIELDS[verb], **changes})

    assert raised.value.field == field
    assert await office.ticket() == before
    assert office.store.kept.calls == {}


async def test_emoji_line_breaks_and_rare_characters_are_fine():
    """Only what cannot be shown is refused."""
    office = Office()

    await office.take(Verb.NOTE, fields={"text": "修好了👨‍👩‍👧\r\n\t𠮷　完毕"})

    assert (await office.ticket()).last.data["text"] == "修好了👨‍👩‍👧\r\n\t𠮷　完毕"


async def test_a_step_the_state_does_not_allow_is_refused():
    """An answered ticket is not answered again."""
    office = Office()
    await office.take(Verb.ANSWER, "call-1")

    with pytest.raises(StepNotAllowed):
        await office.take(Verb.ANSWER, "call-2")

    assert len(office.parcels_to(Addressee.CITIZEN)) == 1


@pytest.mark.parametrize("outcome", Outcome)
async def test_every_outcome_may_be_said(outcome: Outcome):
    """Closed is not solved."""
    office = Office()

    await office.take(Verb.ANSWER, fields={"text": "答复", "outcome": outcome.value})

    reply = Reply.from_record(office.store.parcels[0].body["reply"])
    assert reply.text.endswith(f"办理结果：{tickets.OUTCOME_NAMES[outcome]}")
