"""Where what is written down does not add up: messages, tickets and parcels that lost their way.

Every look goes over an index, or along a key in bounded pieces: the tables grow without end.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store import looks
from bot.adapters.store.attachments import attachment_of
from bot.adapters.store.changes import ticket_row
from bot.adapters.store.database import Database, inserting
from bot.adapters.store.inbox import inbox_row_of
from bot.adapters.store.outbox import NEEDS_A_HUMAN, parcel_of
from bot.adapters.store.tables import (
    alarms,
    attachment_state,
    attachments,
    inbox,
    inbox_open,
    outbox,
    tickets,
)
from bot.adapters.store.tickets import replayed
from bot.domain.errors import StepNotAllowed
from bot.domain.parcels import Addressee, Attachment, AttachmentState, Parcel, ParcelState
from bot.domain.tickets import State, Ticket
from bot.services.books import Since
from bot.services.ports.inbox import InboxRow

PIECE = 5000
"""Rows of the inbox that are looked at in one go."""
SPAN = timedelta(hours=1)
"""Of the log, looked at in one go."""

NOT_THERE_YET = (ParcelState.WAITING, ParcelState.HELD, ParcelState.GIVEN_UP, ParcelState.UNCERTAIN)


class SqlBooks:
    """The port `Books` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # --- messages ---------------------------------------------------------------------------------

    async def open_messages(self, before: datetime) -> Sequence[InboxRow]:
        waiting = inbox_open & (inbox.c.received_at < before)
        return [inbox_row_of(row) for row in await self._read(looks.oldest(inbox, waiting))]

    async def ended_messages(
        self, since: datetime, before: datetime
    ) -> AsyncIterator[Sequence[InboxRow]]:
        last = await self._newest_message()
        first = await self._first_message(since, last)
        for low in range(first + 1, last + 1, PIECE):
            rows = await self._read(looks.ended_messages(low, low + PIECE, before))
            if rows:
                yield [inbox_row_of(row) for row in rows]

    async def reopen(self, row_id: int) -> None:
        again = {"done": False, "set_aside": False, "late": True, "attempts": 0, "reply": None}
        async with self._db.transaction() as connection:
            await connection.execute(sa.update(inbox).where(inbox.c.id == row_id).values(again))

    async def _newest_message(self) -> int:
        newest = await self._read(sa.select(sa.func.max(inbox.c.id)))
        return newest[0][0] or 0

    async def _first_message(self, since: datetime, last: int) -> int:
        """The last id before those received at `since` or later."""
        low, high = 0, last
        while low < high:
            middle = (low + high) // 2
            row = await self._read(
                sa.select(inbox.c.received_at)
                .where(inbox.c.id > middle)
                .order_by(inbox.c.id)
                .limit(1)
            )
            if row and row[0].received_at < since:
                low = middle + 1
            else:
                high = middle
        return low

    # --- tickets ----------------------------------------------------------------------------------

    async def with_nobody(self, before: datetime) -> Sequence[Since]:
        lost = (State.ACCEPTED, State.RETURNED)
        return await self._tickets_in(lost, tickets.c.moved_at < before)

    async def untold(self, since: datetime, before: datetime) -> Sequence[Since]:
        told = sa.exists().where(
            outbox.c.number == tickets.c.number,
            outbox.c.addressee == Addressee.DEPARTMENT.value,
            outbox.c.target == tickets.c.department,
        )
        moved = tickets.c.moved_at.between(since, before)
        alone = tickets.c.lead.is_(None)  # of the others their unit hears with the first ticket
        return await self._tickets_in((State.DISPATCHED,), moved & alone & ~told)

    async def replied_without_way(self, before: datetime) -> Sequence[Since]:
        under_way = sa.exists().where(
            outbox.c.number == tickets.c.number,
            outbox.c.addressee == Addressee.CITIZEN.value,
            outbox.c.state.in_([state.value for state in NOT_THERE_YET]),
        )
        return await self._tickets_in((State.REPLIED,), (tickets.c.moved_at < before) & ~under_way)

    async def _tickets_in(
        self, states: Sequence[State], wanted: sa.ColumnElement[bool]
    ) -> list[Since]:
        """Tickets in these states, unit by unit: that is how the index over the open ones goes."""
        found: list[Since] = []
        for unit in await self._units():
            rows = await self._read(looks.tickets_of_unit(unit, states, wanted))
            found += [(row.number, row.moved_at) for row in rows]
        return sorted(found, key=lambda one: one[1])[: looks.MOST]

    async def _units(self) -> list[str | None]:
        """Whoever holds a ticket, and None for nobody: one step of the index each."""
        units: list[str | None] = [None]
        last = ""
        while unit := (await self._read(looks.next_unit(last)))[0][0]:
            units.append(unit)
            last = unit
        return units

    async def differing(self, since: datetime, until: datetime) -> AsyncIterator[Since]:
        while since < until:
            numbers = [
                row.number for row in await self._read(looks.moved_numbers(since, since + SPAN))
            ]
            for start in range(0, len(numbers), looks.AT_ONCE):
                for number, at in await self._not_as_logged(numbers[start : start + looks.AT_ONCE]):
                    yield number, at
            since += SPAN

    async def without_log(self) -> AsyncIterator[Since]:
        last = ""
        while rows := await self._read(looks.row_numbers(last)):
            for row in rows:
                if not row.logged:
                    yield row.number, row.moved_at
            last = rows[-1].number

    async def _not_as_logged(self, numbers: Sequence[str]) -> list[Since]:
        async with self._db.reading() as connection:
            logged = await _replayable(connection, numbers)
            kept = await connection.execute(sa.select(tickets).where(tickets.c.number.in_(numbers)))
            rows = {row.number: row._asdict() for row in kept}
        return [
            (number, ticket.last.at if ticket else rows[number]["moved_at"])
            for number, ticket in logged.items()
            if ticket is None or rows.get(number) != ticket_row(ticket)
        ]

    async def rewrite(self, number: str) -> bool:
        this = tickets.c.number == number
        async with self._db.transaction() as connection:
            # whoever moves the ticket waits for us, or we for them
            await connection.execute(sa.select(tickets).where(this).with_for_update())
            try:
                found = await replayed(connection, [number])
            except StepNotAllowed:
                return False
            if not found:
                await connection.execute(sa.delete(tickets).where(this))
                return True
            row = ticket_row(found[number])
            insert = inserting(connection, tickets).values(row)
            by_number = [tickets.c.number]
            await connection.execute(
                insert.on_conflict_do_update(index_elements=by_number, set_=row)
            )
            return True

    # --- parcels, files, alarms -------------------------------------------------------------------

    async def is_missing(self, parcel_id: str) -> bool:
        return not await self._read(sa.select(outbox.c.seq).where(outbox.c.id == parcel_id))

    async def parcels_of(self, number: str) -> Sequence[Parcel]:
        about = sa.select(outbox).where(outbox.c.number == number).order_by(outbox.c.seq)
        return [parcel_of(row) for row in await self._read(about)]

    async def troubled(self) -> Sequence[Parcel]:
        found = sa.select(outbox).where(NEEDS_A_HUMAN).order_by(outbox.c.seq).limit(looks.MOST)
        return [parcel_of(row) for row in await self._read(found)]

    async def held(self, before: datetime) -> AsyncIterator[Sequence[Parcel]]:
        target, seq = "", 0
        while rows := await self._read(looks.held_after(target, seq)):
            yield [parcel_of(row) for row in rows if row.due_at < before]
            target, seq = rows[-1].target, rows[-1].seq

    async def unfetched(self, before: datetime) -> Sequence[Attachment]:
        waiting = attachment_state(AttachmentState.WAITING) & (attachments.c.received_at < before)
        order = attachments.c.received_at
        found = sa.select(attachments).where(waiting).order_by(order).limit(looks.MOST)
        return [attachment_of(row) for row in await self._read(found)]

    async def rang(self, kind: str, subject: str, since: datetime) -> bool:
        hour = since.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        this = (alarms.c.kind == kind) & (alarms.c.subject == subject)
        rung = sa.select(alarms.c.kind).where(this, alarms.c.hour >= hour).limit(1)
        return bool(await self._read(rung))

    async def _read(self, query: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
        async with self._db.reading() as connection:
            rows: Sequence[sa.Row[Any]] = (await connection.execute(query)).all()
            return rows


async def _replayable(
    connection: AsyncConnection, numbers: Sequence[str]
) -> dict[str, Ticket | None]:
    """Each ticket as its log tells it; None for a log that cannot be read."""
    try:
        return dict(await replayed(connection, numbers))
    except StepNotAllowed:
        if len(numbers) == 1:
            return {numbers[0]: None}
        middle = len(numbers) // 2
        first = await _replayable(connection, numbers[:middle])
        return first | await _replayable(connection, numbers[middle:])
