"""A row of tickets that differs from its log is found, and the log is believed."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.adapters.store import (
    Database,
    SqlTickets,
)
from bot.adapters.store.tables import tickets
from bot.domain.tickets import Event, Step
from bot.services.reconciling import Kind
from tests.adapters.store.bookkeeping import Bookkeeper, a_told_ticket, change, opened, write
from tests.builders import NOW, a_ticket


@pytest.mark.parametrize(
    "harm",
    [
        sa.update(tickets).values(state="closed"),
        sa.update(tickets).values(department="heating"),
        sa.delete(tickets),
    ],
    ids=["state", "department", "gone"],
)
async def test_a_row_that_differs_from_its_log_is_found_and_computed_anew(
    db: Database, keeper: Bookkeeper, harm: sa.Executable
):
    """The log is the truth."""
    ticket, told = a_told_ticket(Step.DISPATCHED, Step.ACKNOWLEDGED)
    await opened(db, ticket)
    await write(db, parcels=[told])
    await change(db, harm)

    (found,) = await keeper.finds(mend=True)

    assert (found.kind, found.subject) == (Kind.TICKET_DIFFERS, ticket.number)
    assert [t.number for t in await SqlTickets(db).of_citizen("c1")] == [ticket.number]
    assert await keeper.finds() == []


async def test_a_row_without_a_log_is_found_and_removed(db: Database, keeper: Bookkeeper):
    """There is no such ticket."""
    row = {"citizen": "c1", "type": "complaint", "state": "closed", "title": "…", "steps": 1}
    times = dict.fromkeys(("opened_at", "due_at", "moved_at"), NOW)
    await change(db, sa.insert(tickets).values(number="ghost", **row, **times))

    (found,) = await keeper.finds(mend=True)

    assert (found.kind, found.subject, found.mended) == (Kind.TICKET_DIFFERS, "ghost", True)
    assert await keeper.finds() == []


async def test_a_log_that_cannot_be_read_hides_no_other_and_is_left_to_a_human(
    db: Database, keeper: Bookkeeper
):
    """Steps in an order that cannot have been: nothing is guessed."""
    broken = a_ticket(number="broken")
    impossible = replace(broken, log=(*broken.log, Event(Step.CLOSED, NOW, "citizen", {})))
    good, told = a_told_ticket(number="good")
    await opened(db, impossible, good)
    await write(db, parcels=[told, replace(told, id="b", number="broken", lane="broken")])
    await change(db, sa.update(tickets).where(tickets.c.number == "good").values(title="x"))

    found = await keeper.finds(mend=True)

    assert {one.subject: one.mended for one in found} == {"broken": False, "good": True}
