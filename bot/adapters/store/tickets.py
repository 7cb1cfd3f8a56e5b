"""Tickets by their log; the table of tickets is computed from it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.changes import write
from bot.adapters.store.database import Database
from bot.adapters.store.failures import conflict_if_taken
from bot.adapters.store.hot import Hot
from bot.adapters.store.tables import department_calls, ticket_events, ticket_signs, tickets
from bot.domain.errors import NotFound
from bot.domain.repetition import MOST_TOLD
from bot.domain.tickets import Event, Step, Ticket, replay
from bot.services.ports.changes import Changes

_NEWEST = (
    sa.select(tickets.c.number)
    .where(tickets.c.citizen == sa.bindparam("of"))
    .order_by(tickets.c.moved_at.desc(), tickets.c.number.desc())
    .limit(sa.bindparam("most"))
)
_IN_ORDER = (ticket_events.c.number, ticket_events.c.sequence)
LOGS_OF_CITIZEN = Hot(
    sa.select(ticket_events).where(ticket_events.c.number.in_(_NEWEST)).order_by(*_IN_ORDER)
)
COUNT_OF_CITIZEN = Hot(
    sa.select(sa.func.count().label("many"))
    .select_from(tickets)
    .where(tickets.c.citizen == sa.bindparam("of"))
)
LOG = Hot(
    sa.select(ticket_events)
    .where(ticket_events.c.number == sa.bindparam("ticket"))
    .order_by(*_IN_ORDER)
)
CALL = Hot.inserting(department_calls, lambda insert: insert)
SIGNS_AT_ONCE = 8
"""A matter's signs are looked up together; no matter has more."""
NEWEST_OF_A_SIGN = 20
"""Common words are shared by many tickets: the newest will do."""


def _of_sign(place: int) -> sa.Select[Any]:
    """The newest tickets with one of the signs: some steps along the index, however many."""
    newest = (
        sa.select(ticket_signs.c.number, ticket_signs.c.opened_at)
        .where(
            ticket_signs.c.department == sa.bindparam("unit"),
            ticket_signs.c.sign == sa.bindparam(f"sign{place}"),
            ticket_signs.c.opened_at >= sa.bindparam("since"),
        )
        .order_by(ticket_signs.c.opened_at.desc())
        .limit(NEWEST_OF_A_SIGN)
        .subquery()
    )
    return sa.select(newest)


def _sharing_signs() -> sa.Select[Any]:
    """The numbers that share most signs, the newest first among equals."""
    found = sa.union_all(*map(_of_sign, range(SIGNS_AT_ONCE))).subquery()
    return (
        sa.select(found.c.number)
        .group_by(found.c.number, found.c.opened_at)
        .order_by(sa.func.count().desc(), found.c.opened_at.desc())
        .limit(MOST_TOLD)
    )


LOGS_OF_SIGNS = Hot(
    sa.select(ticket_events)
    .where(ticket_events.c.number.in_(_sharing_signs()))
    .order_by(*_IN_ORDER)
)


class SqlTickets:
    """The port `Tickets` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def find(self, number: str) -> Ticket:
        log = await self._db.rows(LOG, {"ticket": number})
        if not log:
            raise NotFound(number)
        return replay(number, [_event(row) for row in log])

    async def of_citizen(self, citizen: str, limit: int = 10) -> list[Ticket]:
        logs = await self._db.rows(LOGS_OF_CITIZEN, {"of": citizen, "most": limit})
        found = _replayed(logs).values()
        return sorted(found, key=lambda ticket: (ticket.last.at, ticket.number), reverse=True)

    async def count_of_citizen(self, citizen: str) -> int:
        [row] = await self._db.rows(COUNT_OF_CITIZEN, {"of": citizen})
        return int(row.many)

    async def sharing(self, department: str, signs: Sequence[str], since: datetime) -> list[Ticket]:
        given = [*signs, *[""] * SIGNS_AT_ONCE][:SIGNS_AT_ONCE]
        asked = {f"sign{place}": sign for place, sign in enumerate(given)}
        rows = await self._db.rows(LOGS_OF_SIGNS, {"unit": department, "since": since, **asked})
        return list(_replayed(rows).values())

    async def of_numbers(self, numbers: Sequence[str]) -> list[Ticket]:
        async with self._db.reading() as connection:
            return list((await replayed(connection, numbers)).values())

    async def apply(self, changes: Changes) -> None:
        async with self._db.writing() as line:
            await write(line, changes)

    async def answered_call(self, department: str, call_id: str) -> Mapping[str, Any] | None:
        call = sa.select(department_calls.c.record).where(
            department_calls.c.department == department, department_calls.c.call_id == call_id
        )
        async with self._db.reading() as connection:
            record: Mapping[str, Any] | None = (await connection.execute(call)).scalar_one_or_none()
        return record

    async def apply_call(
        self,
        department: str,
        call_id: str,
        record: Mapping[str, Any],
        at: datetime,
        changes: Changes,
    ) -> None:
        call = {"department": department, "call_id": call_id, "record": dict(record), "at": at}
        async with self._db.writing() as line:
            with conflict_if_taken("this call"):
                await line.count(CALL, call)
            await write(line, changes)


async def replayed(connection: AsyncConnection, numbers: Sequence[str]) -> dict[str, Ticket]:
    """Tickets as their logs tell them; a number without a log is left out."""
    log = (
        sa.select(ticket_events)
        .where(ticket_events.c.number.in_(numbers))
        .order_by(ticket_events.c.number, ticket_events.c.sequence)
    )
    return _replayed((await connection.execute(log)).all())


def _replayed(rows: Iterable[Any]) -> dict[str, Ticket]:
    return {
        number: replay(number, [_event(row) for row in lines])
        for number, lines in groupby(rows, key=lambda row: row.number)
    }


def _event(row: Any) -> Event:
    return Event(Step(row.step), row.at, row.actor, row.data)
