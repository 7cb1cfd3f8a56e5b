"""Writes what a turn, a call or a delivery changed, inside the caller's transaction."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from bot.adapters.store.corrections import as_row as correction_row
from bot.adapters.store.failures import conflict_if_taken
from bot.adapters.store.hot import Hot, Insert, Line
from bot.adapters.store.knowledge_tables import unanswered
from bot.adapters.store.search_tables import case_marks, search_queue
from bot.adapters.store.tables import (
    alarms,
    attachments,
    corrections,
    outbox,
    outbox_state,
    pages,
    ticket_events,
    ticket_signs,
    tickets,
)
from bot.adapters.store.unanswered import as_row as unanswered_row
from bot.domain import repetition
from bot.domain.errors import TurnConflict
from bot.domain.handling import concerns_people
from bot.domain.mentions import marks_of
from bot.domain.parcels import PASSIVE, Alarm, Attachment, Parcel, ParcelState
from bot.domain.searching import changes_findable
from bot.domain.tickets import Event, Ticket
from bot.domain.together import can_be_joined, lead_of
from bot.services.ports.changes import Changes, Page, TicketChange


def _once(insert: Insert) -> sa.Executable:
    return insert.on_conflict_do_nothing()


def _newest(insert: Insert) -> sa.Executable:
    values = {c.name: c for c in insert.excluded if c.name != tickets.c.number.name}
    return insert.on_conflict_do_update(index_elements=[tickets.c.number], set_=values)


def _later_step(insert: Insert) -> sa.Executable:
    values = {name: insert.excluded[name] for name in ("step", "at")}
    return insert.on_conflict_do_update(index_elements=list(case_marks.primary_key), set_=values)


def can_be_handed_over() -> sa.ColumnElement[bool]:
    """What the port Inbox says of `Opening.held`: held, or put off and surely not arrived."""
    put_off = sa.and_(
        outbox_state(ParcelState.WAITING),
        outbox.c.attempts > 0,
        outbox.c.channel.is_(None),
        outbox.c.leased_until.is_(None),
    )
    return sa.or_(outbox_state(ParcelState.HELD), put_off)


_THIS_ONE_YET = sa.and_(outbox.c.id == sa.bindparam("parcel"), can_be_handed_over())

STEPS = Hot.inserting(ticket_events, lambda insert: insert)
TICKET = Hot.inserting(tickets, _newest)
SIGNS = Hot.inserting(ticket_signs, _once)
NO_SIGNS = Hot(sa.delete(ticket_signs).where(ticket_signs.c.number == sa.bindparam("ticket")))
MARK = Hot.inserting(case_marks, _later_step)
QUEUED = Hot.inserting(search_queue, lambda insert: insert)
PARCEL = Hot.inserting(outbox, lambda insert: _once(insert.values(leased_until=sa.null())))
HANDED_OVER = Hot(
    sa.update(outbox)
    .where(_THIS_ONE_YET)
    .values(
        state=ParcelState.DELIVERED.value,
        channel=PASSIVE,
        delivered_at=sa.bindparam("at"),
        error=sa.null(),
    )
)
RELEASED = Hot(
    sa.update(outbox)
    .where(_THIS_ONE_YET)
    # it was due when it was made; that is a moment in the past by everybody's clock
    .values(state=ParcelState.WAITING.value, due_at=outbox.c.created_at, attempts=0)
)
ATTACHMENT = Hot.inserting(attachments, lambda insert: _once(insert.values(leased_until=sa.null())))
ADOPTED = Hot(
    sa.update(attachments)
    .where(attachments.c.id == sa.bindparam("attachment"), attachments.c.number.is_(None))
    .values(number=sa.bindparam("ticket"))
)
ALARM = Hot.inserting(alarms, _once)
PAGE = Hot.inserting(pages, lambda insert: insert)
CORRECTION = Hot.inserting(corrections, lambda insert: insert)
UNANSWERED = Hot.inserting(unanswered, lambda insert: insert)
SETTLED = Hot(
    sa.delete(unanswered).where(
        unanswered.c.offer == sa.bindparam("key"), unanswered.c.task.is_(None)
    )
)


async def write(line: Line, changes: Changes, at: datetime | None = None) -> None:
    """Write all of `changes`; `at` is when parcels that were handed over reached the citizen.

    Raises TurnConflict if a ticket moved or a held parcel went meanwhile.
    """
    # Everybody takes rows in this order, so that two transactions seldom wait for each other.
    for number in sorted(changes.tickets):
        await _move_ticket(line, changes.tickets[number])
    await _all(line, PARCEL, [_parcel_row(parcel) for parcel in changes.parcels])
    for parcel_id in sorted(set(changes.handed_over)):
        if not await line.count(HANDED_OVER, {"parcel": parcel_id, "at": at}):
            raise TurnConflict("a held parcel went another way")
    await _all(line, RELEASED, [{"parcel": parcel_id} for parcel_id in sorted(changes.released)])
    await _all(line, ATTACHMENT, [_attachment_row(one) for one in changes.attachments])
    await _all(line, ADOPTED, _adoptions(changes.adopted))
    await _all(line, ALARM, [_alarm_row(alarm) for alarm in changes.alarms])
    await _all(line, PAGE, [_page_row(page) for page in changes.pages])
    await _all(line, CORRECTION, [correction_row(one) for one in changes.corrections])
    await _all(line, UNANSWERED, [unanswered_row(one) for one in changes.unanswered])
    for key in sorted(set(changes.settled)):
        await line.count(SETTLED, {"key": key})


async def _all(line: Line, hot: Hot, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        await line.many(hot, rows)


async def _move_ticket(line: Line, change: TicketChange) -> None:
    known = len(change.before.log) if change.before else 0
    new = change.after.log[known:]
    if not new:
        return
    steps = [
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
        await line.many(STEPS, steps)
    await line.many(TICKET, [ticket_row(change.after)])
    await _all(line, MARK, _marks(change.after.number, known, new))
    if changes_findable(new):
        await line.many(QUEUED, [{"number": change.after.number}])
    if _found_by(change.before) != _found_by(change.after):
        if change.before:
            await line.count(NO_SIGNS, {"ticket": change.after.number})
        await _all(line, SIGNS, sign_rows(change.after))


def _marks(number: str, known: int, new: Sequence[Event]) -> list[Mapping[str, Any]]:
    """Whom the new events of a ticket are meant for: of two alike the later one counts."""
    marks = {
        (person, mark): {
            "person": person,
            "number": number,
            "mark": mark.value,
            "step": sequence,
            "at": event.at,
        }
        for sequence, event in enumerate(new, known + 1)
        for person, mark in marks_of(event)
    }
    return list(marks.values())


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
        "lead": lead_of(ticket),
        "in_person": concerns_people(ticket),
    }


def _found_by(ticket: Ticket | None) -> tuple[str | None, ...] | None:
    """What its signs are made of; None while it has none."""
    if ticket is None or not can_be_joined(ticket):
        return None
    return ticket.department, ticket.appeal.content, ticket.appeal.place


def sign_rows(ticket: Ticket) -> list[Mapping[str, Any]]:
    """What the same matter is found by, as long as others may join this ticket."""
    if not can_be_joined(ticket):
        return []
    found = {"number": ticket.number, "department": ticket.department}
    return [
        {**found, "sign": sign, "opened_at": ticket.opened_at}
        for sign in repetition.signs(repetition.Told.by(ticket))
    ]


def _parcel_row(parcel: Parcel) -> Mapping[str, Any]:
    return vars(parcel) | {"body": dict(parcel.body)}


def _attachment_row(attachment: Attachment) -> Mapping[str, Any]:
    return vars(attachment)


def _adoptions(adopted: Mapping[str, str]) -> Sequence[Mapping[str, Any]]:
    return [{"attachment": one, "ticket": number} for one, number in sorted(adopted.items())]


def _alarm_row(alarm: Alarm) -> Mapping[str, Any]:
    """An alarm's hour is part of its key: the same one is written once an hour."""
    hour = alarm.at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return vars(alarm) | {"hour": hour}


def _page_row(page: Page) -> Mapping[str, Any]:
    return vars(page)
