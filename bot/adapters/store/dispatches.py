"""What went out to units, found along the indexes over what is on its way."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.database import Database
from bot.adapters.store.lists import seen_by
from bot.adapters.store.outbox import TROUBLED, parcel_of
from bot.adapters.store.tables import outbox, outbox_state, tickets
from bot.domain.errors import NotFound
from bot.domain.parcels import LATER, Addressee, ParcelState
from bot.domain.people import Sight
from bot.services.notices import PING_ID
from bot.services.ports.casebook import Delivery
from bot.services.ports.dispatches import LISTED, OF_ONES_OWN, Undelivered, UnitLog

TOGETHER = 100
"""So many units are asked about in one statement."""
_FOR_UNITS = outbox.c.addressee == Addressee.DEPARTMENT.value
_IS_A_TEST = outbox.c.id.startswith(PING_ID, autoescape=True)
_ON_THE_WAY = (ParcelState.WAITING, *TROUBLED)
_BY_AGE = (outbox.c.seq.desc(),)
NEWEST: Mapping[ParcelState, Sequence[sa.ColumnElement[Any]]] = {
    ParcelState.WAITING: _BY_AGE,
    ParcelState.DELIVERED: (outbox.c.delivered_at.desc(), outbox.c.seq.desc()),
    ParcelState.GIVEN_UP: _BY_AGE,
}
"""As the index over each state goes."""


class SqlDispatches:
    """The port `Dispatches` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def undelivered(self, sight: Sight) -> Mapping[str, Undelivered]:
        # each state has an index of its own
        counted = sa.union_all(*(_counted(state, sight) for state in _ON_THE_WAY))
        by_unit: defaultdict[str, list[Any]] = defaultdict(list)
        async with self._db.reading() as connection:
            for row in await connection.execute(counted):
                by_unit[row.target].append(row)
        return {unit: _undelivered(rows) for unit, rows in by_unit.items()}

    async def log(self, sight: Sight, unit: str) -> UnitLog:
        if not sight.covers(unit):
            raise NotFound(unit)
        async with self._db.reading() as connection:
            stuck = [
                one
                for state in TROUBLED
                for one in await _listed(connection, state, unit, outbox.c.seq.desc())
            ]
            waiting = await _listed(connection, ParcelState.WAITING, unit, outbox.c.seq)
            newest = (outbox.c.delivered_at.desc(), outbox.c.seq.desc())
            delivered = await _listed(connection, ParcelState.DELIVERED, unit, *newest)
        stuck.sort(key=lambda row: -row.seq)
        return UnitLog(_told(stuck[:LISTED]), _told(waiting), _told(delivered))

    async def last(self, sight: Sight, units: Collection[str]) -> Mapping[str, datetime]:
        seen = sorted(unit for unit in units if sight.covers(unit))
        found: dict[str, datetime] = {}
        async with self._db.reading() as connection:
            for first in range(0, len(seen), TOGETHER):
                some = map(_newest, seen[first : first + TOGETHER])
                rows = await connection.execute(sa.union_all(*some))
                found |= {row.unit: row.at for row in rows if row.at}
        return found

    async def to_person(self, person_id: str) -> Sequence[Delivery]:
        theirs = sa.and_(outbox.c.target == person_id, outbox.c.addressee == Addressee.PERSON.value)
        found: list[Any] = []
        async with self._db.reading() as connection:
            for state in (ParcelState.WAITING, ParcelState.DELIVERED, ParcelState.GIVEN_UP):
                of_state = sa.select(outbox).where(outbox_state(state), theirs)
                newest = of_state.order_by(*NEWEST[state]).limit(OF_ONES_OWN)
                found += await connection.execute(newest)
        return _told(sorted(found, key=lambda row: -row.seq)[:OF_ONES_OWN])

    async def answers_stuck(self, sight: Sight) -> list[Delivery]:
        stuck = sa.or_(*(outbox_state(state) for state in TROUBLED))
        found = (
            sa.select(outbox)
            .join(tickets, tickets.c.number == outbox.c.number)
            .where(stuck, outbox.c.addressee == Addressee.CITIZEN.value, seen_by(sight))
            .order_by(outbox.c.seq.desc())
            .limit(LISTED)
        )
        async with self._db.reading() as connection:
            return list(_told(await connection.execute(found)))


def _counted(state: ParcelState, sight: Sight) -> sa.Select[Any]:
    wished = sa.and_(outbox.c.lane.startswith(LATER, autoescape=True), outbox.c.attempts == 0)
    counted = sa.select(
        outbox.c.target,
        sa.literal(state.value).label("state"),
        sa.func.count().label("many"),
        sa.func.sum(sa.case((wished, 1), else_=0)).label("later"),
        sa.func.min(sa.case((~wished, outbox.c.created_at))).label("oldest"),
    ).where(outbox_state(state), _FOR_UNITS, ~_IS_A_TEST)
    if sight.departments is not None:
        counted = counted.where(outbox.c.target.in_(sorted(sight.departments)))
    return counted.group_by(outbox.c.target)


def _undelivered(rows: Iterable[Any]) -> Undelivered:
    rows = list(rows)
    waiting = [row for row in rows if row.state == ParcelState.WAITING]
    later = sum(row.later for row in waiting)
    return Undelivered(
        waiting=sum(row.many for row in waiting) - later,
        stuck=sum(row.many for row in rows if row not in waiting),
        oldest_at=min((row.oldest for row in rows if row.oldest), default=None),
        later=later,
    )


async def _listed(
    connection: AsyncConnection, state: ParcelState, unit: str, *order: sa.ColumnElement[Any]
) -> list[Any]:
    of_unit = sa.select(outbox).where(outbox_state(state), _FOR_UNITS, outbox.c.target == unit)
    return list(await connection.execute(of_unit.order_by(*order).limit(LISTED)))


def _newest(unit: str) -> sa.Select[str, Any]:
    at = sa.func.max(outbox.c.delivered_at)
    return sa.select(sa.literal(unit).label("unit"), at.label("at")).where(
        outbox_state(ParcelState.DELIVERED), outbox.c.target == unit
    )


def _told(rows: Iterable[Any]) -> tuple[Delivery, ...]:
    return tuple(Delivery.of(parcel_of(row)) for row in rows)
