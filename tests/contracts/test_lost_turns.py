"""A turn that somebody else overtook writes nothing."""

import asyncio

import pytest

from bot.domain.errors import NotFound, TurnConflict
from bot.domain.replies import Reply
from bot.domain.tickets import Event, Step
from bot.services.ports.changes import Changes, Page, TicketChange
from bot.services.ports.inbox import Conversation
from tests.builders import NOW, a_departments_parcel, a_message, a_ticket
from tests.contracts.turns import an_ending, claimed, finish
from tests.openings import next_opening, next_row


async def test_of_two_who_finish_the_same_turn_one_wins(store):
    """The loser writes nothing at all."""
    row = await store.inbox.receive(a_message(), NOW)

    results = await asyncio.gather(
        *(
            finish(
                store,
                row,
                changes=Changes(
                    tickets={number: TicketChange(None, a_ticket(number=number))},
                    parcels=[a_departments_parcel(id=number, number=number)],
                ),
            )
            for number in ("t1", "t2")
        ),
        return_exceptions=True,
    )

    losers = [result for result in results if isinstance(result, BaseException)]
    assert [type(loser) for loser in losers] == [TurnConflict]
    assert len(await store.tickets.of_citizen("c1")) == 1
    assert len(await claimed(store)) == 1


async def test_a_turn_over_an_old_conversation_is_refused(store):
    """Another gateway took this citizen's other turn meanwhile: the row stays open."""
    first = await store.inbox.receive(a_message(key="a"), NOW)
    second = await store.inbox.receive(a_message(key="b"), NOW)
    await finish(store, first)

    for stale in (0, 2):
        with pytest.raises(TurnConflict):
            await finish(
                store, second, changes=Changes(pages=[Page("t", "c1", "x")]), version=stale
            )

    assert await next_row(store.inbox) == second
    assert (await next_opening(store.inbox)).conversation.version == 1
    with pytest.raises(NotFound):
        await store.pages.read("t")


async def test_a_turn_that_was_taken_is_not_taken_again_over_the_newest_conversation(store):
    """Who overtook it looked after it had ended: one message, one turn."""
    row = await store.inbox.receive(a_message(), NOW)
    await finish(store, row)

    with pytest.raises(TurnConflict):
        await finish(store, row, passive=an_ending("再说一遍"), version=1)
    with pytest.raises(TurnConflict):
        await finish(store, row, changes=Changes(pages=[Page("t", "c1", "x")]), version=1)

    assert (await store.inbox.find("m1")).reply == Reply("当面")
    assert (await next_opening(store.inbox)).conversation.version == 1
    with pytest.raises(NotFound):
        await store.pages.read("t")


async def test_a_turn_whose_ticket_moved_is_refused(store):
    """A department was quicker: nothing of the turn is written, and it can be taken again."""
    row = await store.inbox.receive(a_message(), NOW)
    ticket = a_ticket()
    await store.tickets.apply(Changes(tickets={ticket.number: TicketChange(None, ticket)}))
    acknowledged = ticket.after(Event(Step.ACKNOWLEDGED, NOW, "construction"))
    await store.tickets.apply(Changes(tickets={ticket.number: TicketChange(ticket, acknowledged)}))
    urged = ticket.after(Event(Step.URGED, NOW, "citizen"))

    with pytest.raises(TurnConflict):
        await finish(
            store,
            row,
            changes=Changes(
                parcels=[a_departments_parcel()],
                tickets={ticket.number: TicketChange(ticket, urged)},
            ),
        )

    assert await next_row(store.inbox) == row
    assert await claimed(store) == []
    assert (await next_opening(store.inbox)).conversation == Conversation("c1")
