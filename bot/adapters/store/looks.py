"""The questions of `reconcile`: each answered over an index or along a key, as a test asserts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.adapters.store.tables import inbox, outbox, outbox_state, ticket_events, tickets
from bot.domain.parcels import ParcelState
from bot.domain.tickets import WITH_UNIT, State

AT_ONCE = 500
MOST = 1000


def ended_messages(low: int, high: int, before: datetime) -> sa.Select[Any]:
    """Rows of this piece of the inbox that ended in a way worth a second look."""
    ended = inbox.c.done & (inbox.c.late | inbox.c.reply.is_(None))
    return (
        sa.select(inbox)
        .where(inbox.c.id >= low, inbox.c.id < high, inbox.c.received_at < before)
        .where(ended | inbox.c.set_aside)
        .order_by(inbox.c.id)
    )


def tickets_of_unit(
    unit: str | None, states: Sequence[State], wanted: sa.ColumnElement[bool]
) -> sa.Select[Any]:
    """This unit's tickets in these states."""
    return (
        sa.select(tickets.c.number, tickets.c.moved_at)
        .where(tickets.c.department == unit if unit else tickets.c.department.is_(None))
        .where(tickets.c.state.in_([state.value for state in states]), wanted)
        .limit(MOST)
    )


def due_of_unit(unit: str, since: datetime, until: datetime) -> sa.Select[Any]:
    """The numbers of what this unit has to answer in this span."""
    return (
        sa.select(tickets.c.number)
        .where(tickets.c.department == unit, tickets.c.state.in_(sorted(WITH_UNIT)))
        .where(tickets.c.due_at.between(since, until))
        .order_by(tickets.c.due_at)
    )


def next_unit(last: str) -> sa.Select[Any]:
    """The next one in the index over units."""
    return sa.select(sa.func.min(tickets.c.department)).where(tickets.c.department > last)


def moved_numbers(since: datetime, until: datetime) -> sa.Select[Any]:
    """Tickets that something happened to in this span."""
    at = ticket_events.c.at
    return sa.select(ticket_events.c.number).distinct().where(at >= since, at < until)


def row_numbers(last: str) -> sa.Select[Any]:
    """The next rows of the table of tickets, and whether each has a log."""
    logged = sa.exists().where(
        ticket_events.c.number == tickets.c.number, ticket_events.c.sequence == 1
    )
    return (
        sa.select(tickets.c.number, tickets.c.moved_at, logged.label("logged"))
        .where(tickets.c.number > last)
        .order_by(tickets.c.number)
        .limit(AT_ONCE)
    )


def held_after(target: str, seq: int) -> sa.Select[Any]:
    """The next held parcels, citizen by citizen."""
    place = sa.tuple_(outbox.c.target, outbox.c.seq) > sa.tuple_(target, seq)
    return (
        sa.select(outbox)
        .where(outbox_state(ParcelState.HELD), place)
        .order_by(outbox.c.target, outbox.c.seq)
        .limit(AT_ONCE)
    )


def oldest(table: sa.Table, wanted: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """The first that came in, of those wanted."""
    return sa.select(table).where(wanted).order_by(table.c.received_at).limit(MOST)
