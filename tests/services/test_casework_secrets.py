"""Who did it, and what was noted for the house, never leaves it."""

import pytest

from bot.domain.people import Person
from bot.domain.tickets import Step
from bot.services.department_calls import Verb
from bot.services.in_person import case_of, pass_on
from tests.builders import a_message
from tests.services.caseroom import CLERK, NUMBERS, SECRET_NAME, SUPERVISOR, Caseroom

NOTE = "此人多次来访，先稳住"
SECRETS = (SECRET_NAME, CLERK.id, CLERK.login, SUPERVISOR.name, SUPERVISOR.id, NOTE)
ENDINGS = (Verb.ANSWER, Verb.RETURN, Verb.TRANSFER)


@pytest.mark.parametrize("last", ENDINGS)
@pytest.mark.parametrize("who", [CLERK, SUPERVISOR], ids=["clerk", "supervisor"])
async def test_no_name_and_no_note_is_in_anything_that_leaves(who: Person, last: Verb):
    """Over every step a person can take, to the citizen, to units, to other units, on pages."""
    room = Caseroom()
    others = list(NUMBERS[1:3])
    await room.work.merge(who, NUMBERS[0], others, call_id="m")
    await room.acts(Verb.ACKNOWLEDGE, who, call_id="1")
    await room.acts(Verb.NOTE, who, call_id="2", fields={"text": NOTE})
    await room.acts(Verb.ASK, who, call_id="3")
    await _the_citizen_answers(room)
    await room.acts(Verb.ASK, who, call_id="4")
    fields = {"text": "修好了。" * 60, "outcome": "resolved"} if last is Verb.ANSWER else None
    await room.acts(last, who, call_id="5", **({"fields": fields} if fields else {}))
    if last is Verb.ANSWER:
        await room.house.delivery.start_due()
        await room.happens(Step.REOPENED, text="没有修好")

    left = room.everything_that_leaves()
    assert left
    for secret in SECRETS:
        assert secret not in left


async def test_all_steps_of_people_are_in_the_log_all_the_same():
    """The house knows."""
    room = Caseroom()
    await room.acts(Verb.NOTE, fields={"text": NOTE})

    (*_, event) = (await room.ticket()).log
    assert (event.data["text"], event.data["by"]["name"]) == (NOTE, SECRET_NAME)


async def _the_citizen_answers(room: Caseroom) -> None:
    desk = room.house.a_desk("灯杆编号是12号")
    case = await case_of(desk, room.house.clock(), [])
    assert case is not None
    reply = await pass_on(a_message("灯杆编号是12号"), case, "灯杆编号是12号", desk)
    assert SECRET_NAME not in reply.words
    await room.store.tickets.apply(desk.changes)
