"""The log of tickets is the truth: nobody changes it."""

import pytest
import sqlalchemy as sa

from bot.adapters.store import Database, SqlTickets
from bot.adapters.store.tables import ticket_events
from bot.services.ports.changes import Changes, TicketChange
from tests.builders import a_ticket


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
