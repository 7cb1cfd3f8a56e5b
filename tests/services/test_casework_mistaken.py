"""A clerk sees that the bot took words for the wrong type, and says so: an editor looks at it."""

import pytest

from bot.domain.corrections import Verdict
from bot.domain.errors import FieldRejected, NotFound, StepNotAllowed
from bot.domain.people import Person
from bot.domain.tickets import Type
from bot.services.once import Done
from tests.builders import a_ticket
from tests.services.caseroom import CLERK, NUMBERS, Caseroom
from tests.services.test_casework import OUTSIDERS


async def tells(room: Caseroom, kind: Type, who: Person = CLERK, number: str = NUMBERS[0]) -> Done:
    return await room.work.mistaken(who, number, kind, call_id="form-1")


async def test_words_of_another_type_wait_for_an_editor_without_personal_data():
    """The ticket stays what it is; who said so is in the book; a second click counts once."""
    room = Caseroom()
    number = "20261124-0001-01"
    words = "能不能多装几盏路灯，我的电话13812345678"
    room.put(a_ticket(number=number, content=words, type=Type.COMPLAINT))
    before = await room.ticket(number)

    await tells(room, Type.SUGGESTION, number=number)
    again = await tells(room, Type.SUGGESTION, number=number)

    [noted] = await room.store.corrections.of(Verdict.WAITING)
    assert (noted.was, noted.wanted, noted.number) == (Type.COMPLAINT, Type.SUGGESTION, number)
    assert "多装几盏路灯" in noted.text
    assert "138" not in noted.text
    assert again.duplicate
    assert await room.ticket(number) == before
    [line] = room.audit.lines
    assert (line.who, line.what, line.subject) == (CLERK.id, "type_mistaken", number)


async def test_the_words_of_a_confidential_case_teach_nobody():
    room = Caseroom()
    room.put(a_ticket(number="20261124-0001-01", type=Type.REPORT))

    with pytest.raises(StepNotAllowed):
        await tells(room, Type.COMPLAINT, number="20261124-0001-01")

    assert await room.store.corrections.of(Verdict.WAITING) == []


async def test_the_type_that_it_has_is_no_other():
    room = Caseroom()

    with pytest.raises(FieldRejected):
        await tells(room, (await room.ticket()).appeal.type)

    assert await room.store.corrections.of(Verdict.WAITING) == []


@pytest.mark.parametrize("who", OUTSIDERS.values(), ids=OUTSIDERS)
async def test_who_may_not_handle_a_ticket_says_nothing_about_it(who: Person):
    room = Caseroom()

    with pytest.raises(NotFound):
        await tells(room, Type.SUGGESTION, who)

    assert await room.store.corrections.of(Verdict.WAITING) == []
