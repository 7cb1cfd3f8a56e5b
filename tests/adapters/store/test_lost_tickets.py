"""A ticket or an answer that somebody was never told of is found, and they are told."""

from dataclasses import replace

import pytest

from bot.adapters.store import (
    Database,
    SqlTickets,
)
from bot.adapters.store.reconcile import SqlBooks
from bot.domain.parcels import ParcelState
from bot.domain.tickets import Event, State, Step
from bot.services.reconciling import Kind
from tests.adapters.store.bookkeeping import (
    SINCE,
    Bookkeeper,
    answered_ticket,
    claimed,
    opened,
    write,
)
from tests.builders import NOW, a_citizens_parcel, a_departments_parcel, a_ticket


@pytest.mark.parametrize("steps", [(), (Step.DISPATCHED, Step.RETURNED)])
async def test_a_ticket_with_nobody_is_found_and_goes_to_the_centre(
    db: Database, keeper: Bookkeeper, steps: tuple[Step, ...]
):
    """Opened or returned, and never dispatched on."""
    ticket = a_ticket(*steps)
    if not steps:
        ticket = replace(ticket, log=ticket.log[:1], state=State.ACCEPTED, department=None)
    await opened(db, ticket)

    (found,) = await keeper.finds(mend=True)

    assert (found.kind, found.subject) == (Kind.TICKET_WITH_NOBODY, ticket.number)
    now = await SqlTickets(db).find(ticket.number)
    assert (now.state, now.department) == (State.DISPATCHED, "service_center")
    assert [parcel.target for parcel in await claimed(db)] == ["service_center"]
    assert await keeper.finds() == []


async def test_a_ticket_whose_unit_was_never_told_is_found_and_told_once(
    db: Database, keeper: Bookkeeper
):
    """Also by two who look at the same time."""
    await opened(db, a_ticket())

    first, second = await keeper.finds(), await keeper.finds()
    lost = [lost async for lost in keeper.reconciler().look(SINCE)]
    for one in (*lost, *lost):
        assert one.mend is not None
        await one.mend()

    assert [found.kind for found in first] == [Kind.TICKET_UNTOLD]
    assert first == second
    (parcel,) = await SqlBooks(db).parcels_of(a_ticket().number)
    assert (parcel.target, parcel.body["type"]) == ("construction", "ticket.dispatched")
    assert await keeper.finds() == []


async def test_a_parcel_to_another_unit_does_not_count(db: Database, keeper: Bookkeeper):
    """Transferred, and only the first unit knows."""
    await opened(db, a_ticket())
    await write(db, parcels=[a_departments_parcel(department="heating")])

    assert [found.kind for found in await keeper.finds()] == [Kind.TICKET_UNTOLD]


async def test_a_ticket_that_joined_another_is_not_told_by_itself(db: Database, keeper: Bookkeeper):
    """Its unit hears of it with the first one, also after that was passed on to another unit."""
    joined = a_ticket().after(Event(Step.JOINED, NOW, "citizen", {"to": "another"}))
    data = {"department": "heating", "reason": "…"}
    await opened(db, joined.after(Event(Step.TRANSFERRED, NOW, "construction", data)))

    assert await keeper.finds() == []


async def test_an_answer_that_was_never_sent_is_found_and_sent(db: Database, keeper: Bookkeeper):
    """The department replied; no parcel carries it. What the citizen added later changes nothing"""
    ticket = answered_ticket().after(Event(Step.SUPPLEMENTED, NOW, "citizen", {"text": "…"}))
    await opened(db, ticket)

    (found,) = await keeper.finds(mend=True)

    assert (found.kind, found.subject) == (Kind.ANSWER_UNSENT, ticket.number)
    (parcel,) = await claimed(db)
    assert "修好了" in parcel.body["reply"]["text"]
    assert (parcel.id, parcel.target) == (f"answer-{ticket.number}-2", "c1")
    assert await keeper.finds() == []


async def test_an_answer_that_was_delivered_and_not_marked_is_found_and_marked(
    db: Database, keeper: Bookkeeper
):
    """The citizen has it; the ticket still says 待送达."""
    ticket = answered_ticket()
    parcel = a_citizens_parcel(id="a", number=ticket.number, state=ParcelState.DELIVERED)
    body = {**parcel.body, "step": 2}
    await opened(db, ticket)
    await write(db, parcels=[replace(parcel, body=body, channel="customer_service")])

    (found,) = await keeper.finds(mend=True)

    assert (found.kind, found.subject) == (Kind.ANSWER_UNMARKED, ticket.number)
    now = await SqlTickets(db).find(ticket.number)
    assert now.state is State.ANSWERED
    assert now.last.data == {"channel": "customer_service", "parcel": "a"}
    assert await keeper.finds() == []


async def test_an_answer_on_its_way_is_nothing_lost(db: Database, keeper: Bookkeeper):
    """Held for the citizen's next message is on its way, too."""
    ticket = answered_ticket()
    await opened(db, ticket)
    held = a_citizens_parcel(id="a", number=ticket.number, state=ParcelState.HELD)
    await write(db, parcels=[held])

    assert await keeper.finds() == []
