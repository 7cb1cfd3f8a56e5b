"""A call that comes again, or at the same moment as another, happens once."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from bot.domain.errors import (
    CallIdTaken,
    TurnConflict,
)
from bot.domain.tickets import Event, Step
from bot.services.department_calls import OF_UNITS, Verb
from bot.services.ports.changes import Changes, TicketChange
from tests.builders import a_ticket
from tests.services.office import NUMBER, Office


@pytest.mark.parametrize("verb", OF_UNITS)
async def test_a_repeated_call_gets_its_first_answer_and_nothing_happens(verb: Verb):
    """A department that heard nothing simply calls again."""
    office = Office()
    first = await office.take(verb)
    ticket, parcels = await office.ticket(), office.store.parcels

    second = await office.take(verb)

    assert (second.number, second.state, second.state_name) == (
        first.number,
        first.state,
        first.state_name,
    )
    assert (first.duplicate, second.duplicate) == (False, True)
    assert await office.ticket() == ticket
    assert office.store.parcels == parcels


@pytest.mark.parametrize(
    ("verb", "changes"),
    [
        (Verb.ANSWER, {"fields": {"text": "别的话", "outcome": "resolved"}}),
        (Verb.NOTE, {}),
        (Verb.ANSWER, {"number": "20261123-0000-01"}),
    ],
    ids=["another body", "another verb", "another ticket"],
)
async def test_an_id_that_was_used_for_something_else_is_refused(
    verb: Verb, changes: dict[str, Any]
):
    """A signature that was overheard is worth nothing elsewhere."""
    office = Office()
    await office.take(Verb.ANSWER)
    office.put(a_ticket(number="20261123-0000-01"))

    with pytest.raises(CallIdTaken):
        await office.take(verb, **changes)

    assert len(office.store.parcels) == 1


async def test_two_departments_may_choose_the_same_id():
    """An id is a department's own."""
    office = Office()
    await office.take(Verb.TRANSFER, "call-1")

    done = await office.take(Verb.ACKNOWLEDGE, "call-1", department="heating")

    assert not done.duplicate


async def test_the_same_call_twice_at_the_same_moment_happens_once():
    """Two connections, one answer."""
    office = Office()
    office.calls.tickets.apply_call = _twice_at_once(office)

    done = await office.take(Verb.ANSWER)

    assert done.duplicate
    assert len(office.store.parcels) == 1


async def test_a_ticket_that_moved_meanwhile_is_looked_at_again():
    """The citizen wrote in the very moment the department answered."""
    office = Office()
    apply_call = office.store.tickets.apply_call
    moved = False

    async def citizen_was_first(*arguments: Any) -> None:
        nonlocal moved
        if not moved:
            moved = True
            await _urge(office)
        await apply_call(*arguments)

    office.store.tickets.apply_call = citizen_was_first

    await office.take(Verb.ANSWER)

    steps = [event.step for event in (await office.ticket()).log[-2:]]
    assert steps == [Step.URGED, Step.REPLIED]


async def test_a_ticket_that_never_rests_is_given_back_to_the_caller():
    """It may try again later."""
    office = Office()

    async def always_late(*arguments: Any) -> None:
        raise TurnConflict("moved")

    office.store.tickets.apply_call = always_late

    with pytest.raises(TurnConflict):
        await office.take(Verb.ANSWER)


async def test_many_calls_at_once_leave_one_consistent_log():
    """One acknowledgement and one answer win; notes all stand."""
    office = Office()
    calls = [office.take(Verb.NOTE, f"note-{n}", fields={"text": f"第{n}次"}) for n in range(5)]

    await asyncio.gather(*calls, office.take(Verb.NOTE, "note-0", fields={"text": "第0次"}))

    notes = [e.data["text"] for e in (await office.ticket()).log if e.step is Step.NOTED]
    assert sorted(notes) == [f"第{n}次" for n in range(5)]


def _twice_at_once(office: Office) -> Callable[..., Any]:
    apply_call = office.store.tickets.apply_call

    async def somebody_else_first(*arguments: Any) -> None:
        await apply_call(*arguments)
        await apply_call(*arguments)

    return somebody_else_first


async def _urge(office: Office) -> None:
    ticket = await office.ticket()
    after = ticket.after(Event(Step.URGED, office.clock.now, "citizen", {"text": "催办"}))
    await office.store.tickets.apply(Changes(tickets={NUMBER: TicketChange(ticket, after)}))
