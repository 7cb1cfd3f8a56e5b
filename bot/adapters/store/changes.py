"""Writes what a turn, a call or a delivery changed, inside the caller's transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.database import inserting
from bot.adapters.store.failures import conflict_if_taken
from bot.adapters.store.tables import (
    alarms,
    attachments,
    outbox,
    outbox_state,
    pages,
    ticket_events,
    tickets,
)
from bot.domain.errors import TurnConflict
from bot.domain.parcels import PASSIVE, Alarm, Attachment, Parcel, ParcelState
from bot.domain.tickets import Ticket
from bot.services.ports import Changes, Page, TicketChange


async def write(connection: AsyncConnection, changes: Changes, at: datetime | None = None) -> None:
    """Write all of `changes`; `at` is when parcels that were handed over reached the citizen.

    Raises TurnConflict if a ticket moved or a held parcel went meanwhile.
    """
    # Everybody takes rows in this order, so that two transactions seldom wait for each other.
    for number in sorted(changes.tickets):
        await _move_ticket(connection, changes.tickets[number])
    await _put_parcels(connection, changes.parcels)
    await _hand_over(connection, changes.handed_over, at)
    await _release(connection, changes.released)
    await _put_attachments(connection, changes.attachments)
    await _adopt(connection, changes.adopted)
    for alarm in changes.alarms:
        await _raise_alarm(connection, alarm)
    await _put_pages(connection, changes.pages)


async def _raise_alarm(connection: AsyncConnection, alarm: Alarm) -> None:
    """Write the alarm unless its kind and subject were written in the same hour."""
    hour = alarm.at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    row = asdict(alarm) | {"hour": hour}
    await connection.execute(inserting(connection, alarms).values(row).on_conflict_do_nothing())


def ticket_row(ticket: Ticket) -> dict[str, Any]:
    """What the read model knows of a ticket: nothing that is not in its log."""
    return {
        "number": ticket.number,
        "citizen": ticket.citizen,
        "type": ticket.appeal.type.value,
        "state": ticket.state.value,
        "department": ticket.department,
        "title": ticket.appeal.title,
        "opened_at": ticket.opened_at,
        "due_at": ticket.due_at,
        "moved_at": ticket.last.at,
        "steps": len(ticket.log),
    }


async def _move_ticket(connection: AsyncConnection, change: TicketChange) -> None:
    known = len(change.before.log) if change.before else 0
    new = change.after.log[known:]
    if not new:
        return
    events = [
        {
            "number": change.after.number,
            "sequence": sequence,
            "step": event.step.value,
            "at": event.at,
            "actor": event.actor,
            "data": dict(event.data),
        }
        for sequence, event in enumerate(new, known + 1)
    ]
    with conflict_if_taken(f"ticket {change.after.number}"):
        await connection.execute(sa.insert(ticket_events), events)
    row = ticket_row(change.after)
    await connection.execute(
        inserting(connection, tickets)
        .values(row)
        .on_conflict_do_update(index_elements=[tickets.c.number], set_=row)
    )


async def _put_parcels(connection: AsyncConnection, parcels: Sequence[Parcel]) -> None:
    for parcel in parcels:
        row = asdict(parcel) | {"body": dict(parcel.body)}
        await connection.execute(inserting(connection, outbox).values(row).on_conflict_do_nothing())


def can_be_handed_over() -> sa.ColumnElement[bool]:
    """What the port Outbox promises of `held_for`: held, or put off and surely not arrived."""
    put_off = sa.and_(
        outbox_state(ParcelState.WAITING),
        outbox.c.attempts > 0,
        outbox.c.channel.is_(None),
        outbox.c.leased_until.is_(None),
    )
    return sa.or_(outbox_state(ParcelState.HELD), put_off)


async def _hand_over(connection: AsyncConnection, ids: Sequence[str], at: datetime | None) -> None:
    if not ids:
        return
    written = await connection.execute(
        sa.update(outbox)
        .where(outbox.c.id.in_(ids), can_be_handed_over())
        .values(state=ParcelState.DELIVERED, channel=PASSIVE, delivered_at=at, error=None)
    )
    if written.rowcount != len(set(ids)):
        raise TurnConflict("a held parcel went another way")


async def _release(connection: AsyncConnection, ids: Sequence[str]) -> None:
    if not ids:
        return
    await connection.execute(
        sa.update(outbox)
        .where(outbox.c.id.in_(ids), can_be_handed_over())
        # it was due when it was made; that is a moment in the past by everybody's clock
        .values(state=ParcelState.WAITING, due_at=outbox.c.created_at, attempts=0)
    )


async def _put_attachments(connection: AsyncConnection, received: Sequence[Attachment]) -> None:
    for attachment in received:
        await connection.execute(
            inserting(connection, attachments).values(asdict(attachment)).on_conflict_do_nothing()
        )


async def _adopt(connection: AsyncConnection, adopted: Mapping[str, str]) -> None:
    for attachment_id, number in sorted(adopted.items()):
        await connection.execute(
            sa.update(attachments)
            .where(attachments.c.id == attachment_id, attachments.c.number.is_(None))
            .values(number=number)
        )


async def _put_pages(connection: AsyncConnection, new: Sequence[Page]) -> None:
    if new:
        await connection.execute(sa.insert(pages), [asdict(page) for page in new])
