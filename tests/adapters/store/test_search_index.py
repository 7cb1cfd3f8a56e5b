"""The index follows the tickets, whoever keeps it, and forgets what they are no longer found by."""

import asyncio
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from bot.adapters.store import Database, SqlTickets, migrations
from bot.adapters.store.changes import ticket_row
from bot.adapters.store.search import numbers_with
from bot.adapters.store.search_index import AT_ONCE, SearchIndex
from bot.adapters.store.search_tables import search_queue, ticket_texts
from bot.adapters.store.tables import ticket_events, tickets
from bot.domain.searching import findable, sought
from bot.domain.tickets import Event, Step, Ticket
from bot.services.ports.changes import Changes, TicketChange
from tests.builders import NOW, a_ticket


async def keep(db: Database, *made: Ticket, before: Ticket | None = None) -> None:
    moved = {one.number: TicketChange(before, one) for one in made}
    await SqlTickets(db).apply(Changes(tickets=moved))


async def found(db: Database, words: str) -> list[str]:
    """As the index has it at this moment."""
    units = frozenset({"construction"})
    numbers = numbers_with(sought(words), units, sqlite=db.is_sqlite)
    async with db.reading() as connection:
        return sorted((await connection.execute(numbers)).scalars())


async def waiting(db: Database) -> int:
    async with db.reading() as connection:
        count = sa.select(sa.func.count()).select_from(search_queue)
        return (await connection.execute(count)).scalar_one()


async def test_a_round_indexes_all_that_waits(db: Database):
    """However many they are, a few at a time."""
    many = 2 * AT_ONCE + 3
    await keep(db, *(a_ticket(number=f"t{n}") for n in range(many)))

    assert await SearchIndex(db).work_off() == many

    assert len(await found(db, "路灯")) == many
    assert await waiting(db) == 0
    assert await SearchIndex(db).work_off() == 0


async def test_what_came_last_is_indexed_first(db: Database):
    """A city that moves in with all its tickets waits; who writes now does not."""
    await keep(db, *(a_ticket(number=f"t{n}") for n in range(AT_ONCE)))
    await keep(db, a_ticket(number="new", content="井盖没了"))

    await SearchIndex(db).catch_up()

    assert await found(db, "井盖") == ["new"]


async def test_workers_that_index_at_the_same_time_index_everything_once(db: Database):
    """Any number of them, and searches besides."""
    await keep(db, *(a_ticket(number=f"t{n:02}") for n in range(30)))

    await asyncio.gather(*(SearchIndex(db).catch_up() for _ in range(4)))

    assert len(await found(db, "路灯")) == 30
    async with db.reading() as connection:
        texts = sa.select(ticket_texts.c.number)
        numbers = (await connection.execute(texts)).scalars().all()
    assert sorted(numbers) == [f"t{n:02}" for n in range(30)]


async def test_a_worker_that_comes_too_late_changes_nothing(db: Database):
    """It has read the ticket as it was; somebody else knows more."""
    ticket = a_ticket(number="t1")
    more = ticket.after(Event(Step.SUPPLEMENTED, NOW, "citizen", {"text": "井盖也没了"}))
    await keep(db, ticket)
    await keep(db, more, before=ticket)
    index = SearchIndex(db)
    await index.work_off()

    async with db.writing() as line:
        await index.write(line, ticket, findable(ticket))

    assert await found(db, "井盖") == ["t1"]


async def test_the_index_forgets_who_had_a_ticket_before(db: Database):
    """What it was found by alone is gone from the index itself, not only hidden."""
    ticket = a_ticket(number="t1")
    await keep(db, ticket)
    await SearchIndex(db).work_off()
    data = {"department": "water", "text": "水管"}
    away = ticket.after(Event(Step.TRANSFERRED, NOW + timedelta(hours=1), "construction", data))
    await keep(db, away, before=ticket)

    await SearchIndex(db).work_off()

    assert await found(db, "路灯") == []


async def test_a_number_without_a_ticket_leaves_the_queue(db: Database):
    """Nothing to index is no reason to come back for ever."""
    async with db.transaction() as connection:
        await connection.execute(sa.insert(search_queue), [{"number": "nobody"}])

    await SearchIndex(db).work_off()

    assert await waiting(db) == 0


def up_to(connection: sa.Connection, revision: str) -> None:
    """Every step of the schema until this one."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


async def test_tickets_of_an_older_release_are_found_after_the_upgrade(empty_url: str):
    """The step that makes the index asks for all of them; a worker does the rest."""
    db, ticket = Database(empty_url), a_ticket(number="t1")
    row = {name: value for name, value in ticket_row(ticket).items() if name != "in_person"}
    async with db.transaction() as connection:
        await connection.run_sync(up_to, "0007")
        await connection.execute(sa.insert(tickets).values(row))
        for sequence, event in enumerate(ticket.log, 1):
            values = {"number": "t1", "sequence": sequence} | vars(event)
            await connection.execute(sa.insert(ticket_events).values(values))

    await db.upgrade()
    await SearchIndex(db).work_off()

    assert await found(db, "路灯") == ["t1"]
    await db.close()
