"""The log is the truth: nobody changes it, and the table of tickets follows from it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.adapters.store import Database, SqlTickets
from bot.adapters.store.tables import ticket_events, tickets
from bot.domain.tickets import Event, Step
from bot.services.ports.changes import Changes, TicketChange
from tests.builders import NOW, a_ticket


async def everything(db: Database, table: sa.Table) -> list[sa.Row]:
    async with db.reading() as connection:
        rows = await connection.execute(sa.select(table).order_by(*table.primary_key))
        return list(rows)


async def put(db: Database, *all_tickets) -> None:
    for ticket in all_tickets:
        await SqlTickets(db).apply(Changes(tickets={ticket.number: TicketChange(None, ticket)}))


@pytest.mark.parametrize(
    "change",
    [
        sa.update(ticket_events).values(actor="somebody"),
        sa.update(ticket_events).where(ticket_events.c.sequence == 1).values(data={}),
        sa.delete(ticket_events),
        sa.text("TRUNCATE ticket_events"),
    ],
    ids=["update", "update one", "delete", "truncate"],
)
async def test_the_past_of_a_ticket_cannot_be_changed(db: Database, change):
    """The database itself refuses, whoever asks."""
    await put(db, a_ticket())
    before = await everything(db, ticket_events)

    with pytest.raises(sa.exc.DBAPIError):
        async with db.transaction() as connection:
            await connection.execute(change)

    assert await everything(db, ticket_events) == before


async def test_the_table_of_tickets_is_rebuilt_from_the_log(db: Database):
    """Emptied and replayed it is the same, in as many goes as it takes."""
    moved = a_ticket(Step.DISPATCHED, Step.ACKNOWLEDGED, number="moved")
    await put(db, moved, *(a_ticket(number=f"t{n:02}", citizen=f"c{n % 3}") for n in range(20)))
    corrected = moved.after(
        Event(Step.CORRECTED, NOW + timedelta(days=1), "citizen", {"appeal": {"title": "新标题"}})
    )
    await SqlTickets(db).apply(Changes(tickets={"moved": TicketChange(moved, corrected)}))
    before = await everything(db, tickets)
    async with db.transaction() as connection:
        await connection.execute(sa.delete(tickets).where(tickets.c.number > "t05"))
        await connection.execute(sa.update(tickets).values(state="wrong"))

    rebuilt = await SqlTickets(db).rebuild(at_once=7)

    assert rebuilt == 21
    assert await everything(db, tickets) == before
    assert ("moved", "新标题") in {(row.number, row.title) for row in before}
