"""A person acts for the unit: what they may, on what they have seen, once."""

import pytest

from bot.domain.errors import FieldRejected, MovedMeanwhile, NotFound
from bot.domain.handling import named_in
from bot.domain.people import Role
from bot.domain.tickets import State, Step
from bot.services.department_calls import Verb
from tests.services.caseroom import CLERK, NUMBERS, SECRET_NAME, SUPERVISOR, Caseroom, a_person

OUTSIDERS = {
    "another unit's": a_person(department="heating"),
    "no unit's": a_person(department=None),
    "disabled": a_person(disabled=True),
    "an auditor": a_person(Role.AUDITOR),
    "an admin": a_person(Role.ADMIN),
    "an editor": a_person(Role.EDITOR, Role.PUBLISHER),
    "a supervisor of another unit": a_person(Role.SUPERVISOR, department="heating"),
}


@pytest.mark.parametrize("verb", Verb)
async def test_the_log_says_which_unit_and_which_person(verb: Verb):
    """The unit answers for it; the house knows who it was."""
    room = Caseroom()

    await room.acts(verb)

    events = (await room.ticket()).log[2:]
    done = [event for event in events if event.actor == "construction"]
    assert done
    assert {named_in(event) for event in done} == {SECRET_NAME}
    assert {event.data["by"]["id"] for event in done} == {CLERK.id}


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("who", OUTSIDERS.values(), ids=OUTSIDERS)
async def test_what_somebody_may_not_do_does_not_exist_for_them(who, verb: Verb):
    """And nothing is done."""
    room = Caseroom()
    before = await room.ticket()

    with pytest.raises(NotFound):
        await room.acts(verb, who)

    assert await room.ticket() == before
    assert room.store.parcels == []


@pytest.mark.parametrize("verb", Verb)
async def test_a_supervisor_acts_for_the_unit_below(verb: Verb):
    """The step is the holder's, the person is the supervisor."""
    room = Caseroom()

    await room.acts(verb, SUPERVISOR)

    done = [event for event in (await room.ticket()).log[2:] if event.actor == "construction"]
    assert {named_in(event) for event in done} == {SUPERVISOR.name}


@pytest.mark.parametrize("verb", Verb)
async def test_what_was_not_seen_stops_the_step_and_is_told(verb: Verb):
    """Somebody else, or the citizen, was faster."""
    room = Caseroom()
    seen = len((await room.ticket()).log)
    await room.happens(Step.SUPPLEMENTED, text="已经修好了")
    before = await room.ticket()

    with pytest.raises(MovedMeanwhile) as stopped:
        await room.acts(verb, seen=seen)

    assert [event.step for event in stopped.value.events] == [Step.SUPPLEMENTED]
    assert await room.ticket() == before
    assert room.store.parcels == []


@pytest.mark.parametrize("verb", Verb)
async def test_what_happens_between_look_and_writing_stops_the_step_too(verb: Verb):
    """The check stands in the same try as the writing."""
    room = Caseroom()
    seen, find = len((await room.ticket()).log), room.store.tickets.find
    looks = 0

    async def overtaken(number: str):
        nonlocal looks
        ticket, looks = await find(number), looks + 1
        if looks == 2:
            await room.happens(Step.URGED)
        return ticket

    room.store.tickets.find = overtaken  # type: ignore[method-assign]
    with pytest.raises(MovedMeanwhile):
        await room.acts(verb, seen=seen)

    room.store.tickets.find = find  # type: ignore[method-assign]
    assert (await room.ticket()).last.step is Step.URGED


@pytest.mark.parametrize("verb", Verb)
async def test_a_form_that_is_sent_twice_counts_once(verb: Verb):
    """Also when the ticket went to another unit by it, and though it is news to nobody."""
    room = Caseroom()
    seen = len((await room.ticket()).log)
    first = await room.acts(verb, seen=seen)
    after = await room.ticket()

    again = await room.acts(verb, seen=seen)

    assert (again.state, again.duplicate) == (first.state, True)
    assert await room.ticket() == after


async def test_two_people_with_one_forms_id_are_two():
    """Ids are each person's own, and no unit's system can take them."""
    room = Caseroom()
    await room.acts(Verb.NOTE)

    done = await room.acts(Verb.NOTE, a_person(id="p-2", name="李四"))

    assert not done.duplicate


async def test_a_ticket_that_went_elsewhere_between_two_looks_is_gone():
    """It belongs to a unit out of sight now."""
    room = Caseroom()
    find = room.store.tickets.find
    stale = await find(NUMBERS[0])
    await room.acts(Verb.TRANSFER, a_person(id="p-2"))
    looks = 0

    async def slow(number: str):
        nonlocal looks
        looks += 1
        return stale if looks == 1 else await find(number)

    room.store.tickets.find = slow  # type: ignore[method-assign]
    with pytest.raises(NotFound):
        await room.acts(Verb.NOTE)


async def test_an_answer_without_an_outcome_is_refused():
    """Closed is not solved: what came of it is said, or nothing is."""
    room = Caseroom()

    with pytest.raises(FieldRejected) as refused:
        await room.acts(Verb.ANSWER, fields={"text": "已处理"})

    assert refused.value.field == "outcome"
    assert (await room.ticket()).state is State.DISPATCHED
