"""However big the tables are, the looks of `reconcile` go over an index or along a key."""

from datetime import timedelta

import sqlalchemy as sa

from bot.adapters.store import Database, looks
from bot.adapters.store.tables import outbox, tickets
from bot.domain.tickets import State
from tests.adapters.store.plans import AT, fill, plan, reads_whole
from tests.builders import NOW


async def test_ended_messages_are_looked_at_piece_by_piece(db: Database):
    """A piece is a span of the key."""
    columns = "key, citizen, message, received_at, done, late, set_aside, attempts"
    await fill(db, "inbox", columns, f"'m' || i, 'c', '{{}}', '{AT}', true, false, false, 0")

    steps = await plan(db, looks.ended_messages(100, 600, NOW))

    assert not reads_whole("inbox", steps)


async def test_open_tickets_are_looked_at_unit_by_unit(db: Database):
    """Those that are closed are never touched."""
    columns = "number, citizen, type, state, department, title, opened_at, due_at, moved_at, steps"
    values = (
        "'n' || i, 'c', 'complaint', CASE WHEN i % 500 = 0 THEN 'dispatched' ELSE 'closed' END, "
        f"'d' || (i % 25), 't', '{AT}', '{AT}', '{AT}', 1"
    )
    await fill(db, "tickets", columns, values)
    columns = "id, addressee, target, lane, body, created_at, due_at, number, state, attempts"
    values = f"'p' || i, 'department', 'd', 'l', '{{}}', '{AT}', '{AT}', 'n' || i, 'delivered', 1"
    await fill(db, "outbox", columns, values)
    told = sa.exists().where(outbox.c.number == tickets.c.number, outbox.c.target == "d")

    for unit in ("d3", None):
        steps = await plan(db, looks.tickets_of_unit(unit, (State.DISPATCHED,), ~told))

        assert "ix_tickets_department_state" in steps
        assert not reads_whole("tickets", steps)
    assert not reads_whole("tickets", await plan(db, looks.next_unit("d3")))
    due = looks.due_of_unit("d3", NOW - timedelta(days=7), NOW)
    assert not reads_whole("tickets", await plan(db, due))


async def test_moves_are_found_by_their_time(db: Database):
    """A span of an hour in a long log."""
    values = (
        "'n' || i, 1, 'opened', "
        "CASE WHEN i % 500 = 0 THEN '2026-11-23 07:30:00.000000' ELSE '2026-01-01 00:00:00' END, "
        "'citizen', '{}'"
    )
    values = values if db.is_sqlite else values.replace("END", "END :: timestamptz")
    await fill(db, "ticket_events", "number, sequence, step, at, actor, data", values)

    steps = await plan(db, looks.moved_numbers(NOW - timedelta(hours=1), NOW))

    assert "ix_ticket_events_at" in steps
    assert not reads_whole("ticket_events", steps)


async def test_kept_answers_are_looked_at_citizen_by_citizen(db: Database):
    """Over the index of what is held."""
    columns = "id, addressee, target, lane, body, created_at, due_at, number, state, attempts"
    state = "CASE WHEN i % 100 = 0 THEN 'held' ELSE 'delivered' END"
    values = f"'p' || i, 'citizen', 'c' || i, 'c', '{{}}', '{AT}', '{AT}', 'n', {state}, 1"
    await fill(db, "outbox", columns, values)

    steps = await plan(db, looks.held_after("c7", 9))

    assert "ix_outbox_held" in steps
