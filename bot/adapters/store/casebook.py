"""Tickets as staff read them: whoever looks, what they may not see is not in the answer."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.attachments import attachment_of
from bot.adapters.store.database import Database, inserting
from bot.adapters.store.inbox import inbox_row_of
from bot.adapters.store.likeness import like_it
from bot.adapters.store.lists import Listing, listed_units, seen_by
from bot.adapters.store.outbox import parcel_of
from bot.adapters.store.search import numbers_with
from bot.adapters.store.search_index import SearchIndex
from bot.adapters.store.search_tables import case_reads
from bot.adapters.store.tables import attachments, inbox, outbox, tickets
from bot.adapters.store.tallies import tallied
from bot.adapters.store.tickets import replayed
from bot.domain.errors import NotFound
from bot.domain.mentions import Mark
from bot.domain.parcels import Attachment
from bot.domain.people import Sight
from bot.domain.searching import Word, sought
from bot.domain.tickets import LIVING, State, Ticket, Type
from bot.services.ports.casebook import MOST_MOVED, Delivery, Moved, Said, Similar
from bot.services.ports.lists import COUNTED, PAGE_SIZE, Line, Query, Sheet
from bot.services.ports.tally import Tally

TALK = timedelta(days=1)


class SqlCasebook:
    """The port `Casebook` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._index = SearchIndex(db)

    async def look(self, sight: Sight, reader: str, query: Query, now: datetime) -> Sheet:
        units, words = listed_units(sight, query), sought(query.words)
        if units == frozenset() or (query.words.strip() and not words):
            return Sheet((), 0, 0, dict.fromkeys(State, 0))
        numbers = None
        if words:
            await self._index.catch_up()
            numbers = await self._numbers(words, units)
        listing = Listing(sight, reader, query, numbers, now, self._db.is_sqlite)
        async with self._db.reading() as connection:
            counts = await _counts(connection, listing)
            total = min(sum(counts[state] for state in listing.listed_states), COUNTED + 1)
            pages = -(-min(total, COUNTED) // PAGE_SIZE)
            rows: Any = ()
            if 1 <= query.page <= pages:
                rows = await connection.execute(listing.page())
            return Sheet(tuple(_line(row) for row in rows), total, pages, counts)

    async def _numbers(self, words: Sequence[Word], units: frozenset[str] | None) -> Sequence[str]:
        found = numbers_with(words, units, sqlite=self._db.is_sqlite)
        async with self._db.reading() as connection:
            return [row.number for row in await connection.execute(found)]

    async def find(self, sight: Sight, number: str) -> Ticket:
        async with self._db.reading() as connection:
            await _row(connection, sight, number)
            found = (await replayed(connection, [number])).get(number)
        # it may have gone elsewhere between the two looks
        if found is None or not sight.covers(found.department):
            raise NotFound(number)
        return found

    async def mark_read(self, sight: Sight, reader: str, number: str, steps: int) -> None:
        async with self._db.transaction() as connection:
            row = await _row(connection, sight, number)
            insert = inserting(connection, case_reads)
            read = {"person": reader, "number": number, "steps": min(steps, row.steps)}
            await connection.execute(
                insert.values(read | {"at": sa.func.now()}).on_conflict_do_update(
                    index_elements=[case_reads.c.person, case_reads.c.number],
                    set_={name: insert.excluded[name] for name in ("steps", "at")},
                    where=case_reads.c.steps < insert.excluded.steps,
                )
            )

    async def deliveries(self, sight: Sight, number: str) -> list[Delivery]:
        sent = sa.select(outbox).where(outbox.c.number == number).order_by(outbox.c.seq)
        async with self._db.reading() as connection:
            await _row(connection, sight, number)
            return [Delivery.of(parcel_of(row)) for row in await connection.execute(sent)]

    async def attachments(self, sight: Sight, number: str) -> list[Attachment]:
        kept = (
            sa.select(attachments)
            .where(attachments.c.number == number)
            .order_by(attachments.c.received_at, attachments.c.id)
        )
        async with self._db.reading() as connection:
            await _row(connection, sight, number)
            return [attachment_of(row) for row in await connection.execute(kept)]

    async def talk_before(self, sight: Sight, number: str, limit: int = 20) -> list[Said]:
        async with self._db.reading() as connection:
            ticket = await _row(connection, sight, number)
            newest = (
                sa.select(inbox)
                .where(
                    inbox.c.citizen == ticket.citizen,
                    inbox.c.received_at >= ticket.opened_at - TALK,
                    inbox.c.received_at <= ticket.opened_at,
                )
                .order_by(inbox.c.received_at.desc(), inbox.c.id.desc())
                .limit(limit)
            )
            rows = (await connection.execute(newest)).all()
        said = [one for row in reversed(rows) for one in Said.in_turn(inbox_row_of(row))]
        return said[-limit:]

    async def similar(self, sight: Sight, number: str, limit: int = 5) -> list[Similar]:
        await self._index.catch_up()
        async with self._db.reading() as connection:
            row = await _row(connection, sight, number)
            near = await like_it(connection, row, seen_by(sight), limit)
            found = await replayed(connection, near)
        seen = [found[one] for one in near if one in found]
        return [Similar.of(one) for one in seen if sight.covers(one.department)]

    async def moved_since(self, at: datetime) -> list[Moved]:
        moved = (
            sa.select(tickets.c.number, tickets.c.department, tickets.c.moved_at)
            .where(tickets.c.state.in_(State), tickets.c.moved_at >= at)
            .order_by(tickets.c.moved_at.desc(), tickets.c.number.desc())
            .limit(MOST_MOVED)
        )
        async with self._db.reading() as connection:
            return [Moved(**row._asdict()) for row in await connection.execute(moved)]

    async def tally(self, sight: Sight, now: datetime) -> Tally:
        async with self._db.reading() as connection:
            return await tallied(connection, seen_by(sight), now)


async def _counts(connection: AsyncConnection, listing: Listing) -> dict[State, int]:
    counted = {row.state: row.many for row in await connection.execute(listing.counts())}
    return {state: min(counted.get(state, 0), COUNTED + 1) for state in State}


async def _row(connection: AsyncConnection, sight: Sight, number: str) -> Any:
    """The ticket's row. Raises NotFound, also for one out of sight."""
    wanted = sa.select(tickets).where(tickets.c.number == number, seen_by(sight))
    row = (await connection.execute(wanted)).one_or_none()
    if row is None:
        raise NotFound(number)
    return row


def _line(row: Any) -> Line:
    state = State(row.state)
    return Line(
        number=row.number,
        title=row.title,
        type=Type(row.type),
        state=state,
        department=row.department,
        opened_at=row.opened_at,
        due_at=row.due_at,
        moved_at=row.moved_at,
        steps=row.steps,
        unread=state in LIVING and not row.is_read,
        excerpt=row.excerpt or "",
        marks=frozenset(mark for mark in Mark if state in LIVING and getattr(row, mark)),
    )
