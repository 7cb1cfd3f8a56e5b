"""Parcels on their way: claimed by one worker at a time, in order within their lane."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.adapters.store.changes import can_be_handed_over, write
from bot.adapters.store.columns import Moment
from bot.adapters.store.database import Database
from bot.adapters.store.hot import Hot
from bot.adapters.store.tables import outbox, outbox_state
from bot.domain.errors import NotFound
from bot.domain.parcels import Addressee, Parcel, ParcelState
from bot.domain.replies import Choice, Reply
from bot.services.ports.changes import Changes
from bot.services.ports.outbox import MANY

TROUBLED = (ParcelState.GIVEN_UP, ParcelState.UNCERTAIN)
NEEDS_A_HUMAN = sa.or_(*(outbox_state(state) for state in TROUBLED))


LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def held_for(citizen: sa.BindParameter[str]) -> sa.ColumnElement[bool]:
    """What the port Inbox says of `Opening.held`."""
    # the lane has an index over what waits
    return sa.and_(_sent_to(citizen), outbox.c.lane == citizen, can_be_handed_over())


def newest_offer(
    citizen: sa.BindParameter[str], after: sa.ColumnElement[datetime]
) -> sa.ColumnElement[Any]:
    """The body of the parcel that the port says of `last_offer` is about."""
    bodies = sa.select(outbox.c.body).where(_sent_to(citizen)).limit(1)
    # the citizen may have what is on its way before we know
    on_its_way = sa.and_(outbox_state(ParcelState.WAITING), outbox.c.leased_until.is_not(None))
    under_way = bodies.where(outbox.c.lane == citizen, on_its_way).order_by(outbox.c.seq.desc())
    since = outbox.c.delivered_at > sa.func.coalesce(after, sa.literal(LONG_AGO, Moment()))
    there = bodies.where(outbox_state(ParcelState.DELIVERED), since).order_by(
        outbox.c.delivered_at.desc(), outbox.c.seq.desc()
    )
    return sa.func.coalesce(under_way.scalar_subquery(), there.scalar_subquery())


def _sent_to(citizen: sa.BindParameter[str]) -> sa.ColumnElement[bool]:
    return sa.and_(outbox.c.target == citizen, outbox.c.addressee == Addressee.CITIZEN.value)


HELD = Hot(sa.select(outbox).where(held_for(sa.bindparam("citizen"))).order_by(outbox.c.seq))
NEWEST_SENT = Hot(
    sa.select(
        newest_offer(sa.bindparam("citizen"), sa.bindparam("after", type_=Moment())).label("body")
    )
)


def _settling(may_become: sa.ColumnElement[bool]) -> Hot:
    names = ("state", "attempts", "error", "channel", "due_at", "delivered_at")
    values: dict[str, Any] = {name: sa.bindparam(name) for name in names}
    this_one = sa.update(outbox).where(outbox.c.id == sa.bindparam("parcel"), may_become)
    return Hot(this_one.values(values | {"leased_until": sa.null()}))


# what was delivered stays delivered
DELIVERED = _settling(outbox.c.state != ParcelState.DELIVERED.value)
SETTLED = _settling(outbox_state(ParcelState.WAITING))


class SqlOutbox:
    """The port `Outbox` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def claim(
        self,
        now: datetime,
        lease: timedelta,
        limit: int,
        busy: Collection[str],
        per_target: int = MANY,
        addressee: Addressee | None = None,
    ) -> list[Parcel]:
        statement = claiming(now, lease, limit, busy, per_target, addressee)
        async with self._db.transaction() as connection:
            rows = (await connection.execute(statement)).all()
        return [parcel_of(row) for row in sorted(rows, key=lambda row: (row.due_at, row.seq))]

    async def in_lane(self, lane: str, now: datetime, lease: timedelta, limit: int) -> list[Parcel]:
        due = (
            sa.select(outbox.c.seq)
            .where(outbox_state(ParcelState.WAITING), outbox.c.lane == lane, outbox.c.due_at <= now)
            .order_by(outbox.c.seq)
            .limit(limit)
        )
        leased = sa.update(outbox).where(outbox.c.seq.in_(due)).values(leased_until=now + lease)
        async with self._db.transaction() as connection:
            rows = (await connection.execute(leased.returning(outbox))).all()
        return [parcel_of(row) for row in sorted(rows, key=lambda row: row.seq)]

    async def settle(self, parcel: Parcel, changes: Changes | None = None) -> None:
        settled = DELIVERED if parcel.state is ParcelState.DELIVERED else SETTLED
        async with self._db.writing() as line:
            if await line.count(settled, {"parcel": parcel.id, **vars(parcel)}) and changes:
                await write(line, changes)

    async def find(self, parcel_id: str) -> Parcel:
        async with self._db.reading() as connection:
            found = await connection.execute(sa.select(outbox).where(outbox.c.id == parcel_id))
            row = found.one_or_none()
        if row is None:
            raise NotFound(parcel_id)
        return parcel_of(row)

    async def last_offer(self, citizen: str, after: datetime | None) -> tuple[Choice, ...]:
        [newest] = await self._db.rows(NEWEST_SENT, {"citizen": citizen, "after": after})
        return Reply.from_record(newest.body["reply"]).choices if newest.body else ()

    async def needing_a_human(self, limit: int = 100) -> list[Parcel]:
        # each state has an index of its own; SQLite would read all parcels to find either of them
        seqs = (sa.select(outbox.c.seq).where(outbox_state(state)) for state in TROUBLED)
        troubled = sa.select(outbox).where(outbox.c.seq.in_(sa.union_all(*seqs)))
        troubled = troubled.order_by(outbox.c.seq).limit(limit)
        async with self._db.reading() as connection:
            return [parcel_of(row) for row in await connection.execute(troubled)]

    async def send_again(self, parcel_id: str, now: datetime) -> None:
        again = (
            sa.update(outbox)
            .where(outbox.c.id == parcel_id, NEEDS_A_HUMAN)
            .values(
                state=ParcelState.WAITING.value,
                created_at=now,  # patience is counted from here
                due_at=now,
                attempts=0,
                error=None,
            )
        )
        async with self._db.transaction() as connection:
            if (await connection.execute(again)).rowcount == 0:
                raise NotFound(parcel_id)

    async def count(self, now: datetime) -> Mapping[str, int]:
        async with self._db.reading() as connection:
            counted = {
                state.value: await connection.scalar(
                    sa.select(sa.func.count()).select_from(outbox).where(outbox_state(state))
                )
                or 0
                for state in ParcelState
                if state is not ParcelState.DELIVERED
            }
            oldest = await connection.scalar(
                sa.select(sa.func.min(outbox.c.created_at)).where(outbox_state(ParcelState.WAITING))
            )
        waited = int((now - oldest).total_seconds()) if oldest else 0
        return {**counted, "oldest_waiting_s": max(waited, 0)}


def claiming(
    now: datetime,
    lease: timedelta,
    limit: int,
    busy: Collection[str],
    per_target: int = MANY,
    addressee: Addressee | None = None,
) -> sa.UpdateBase:
    """The statement that leases due parcels and returns them."""
    wanted: sa.ColumnElement[bool] = outbox.c.target.not_in(busy)
    if addressee:
        wanted = sa.and_(wanted, outbox.c.addressee == addressee)
    heads = _heads(now, limit, wanted, per_target).cte("heads")
    return (
        sa.update(outbox)
        .where(outbox.c.seq.in_(sa.select(heads.c.seq)))
        .values(leased_until=now + lease)
        .returning(outbox)
    )


def _heads(
    now: datetime, limit: int, wanted: sa.ColumnElement[bool], per_target: int
) -> sa.Select[tuple[int]]:
    """The first due parcels that nobody holds and that nothing precedes in their lane."""
    order = (outbox.c.due_at, outbox.c.seq)
    place = sa.func.row_number().over(partition_by=outbox.c.target, order_by=order)
    due = (
        sa.select(outbox.c.seq, place.label("place"))
        .where(_free(now), outbox.c.due_at <= now, wanted, *_leads_its_lane(now))
        .cte("due")
    )
    return (
        sa.select(outbox.c.seq)
        .join(due, due.c.seq == outbox.c.seq)
        # asked again here: PostgreSQL looks at it once more when it has the row
        .where(due.c.place <= per_target, _free(now))
        .order_by(*order)
        .limit(limit)
        .with_for_update(skip_locked=True, of=outbox)
    )


def _leads_its_lane(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """First of those that wait in its lane, and none of them is on its way."""
    other = outbox.alias("other")
    same_lane = sa.and_(
        other.c.lane == outbox.c.lane,
        other.c.state == sa.bindparam(None, "waiting", sa.Text(), literal_execute=True),
    )
    # a look at the lane's first entry; NOT EXISTS over a long lane would compare all with all
    head = sa.select(sa.func.min(other.c.seq)).where(same_lane).scalar_subquery()
    # a parcel that was written earlier but committed later must not overtake one on its way
    under_way = sa.exists().where(same_lane, other.c.leased_until > now)
    return outbox.c.seq == head, ~under_way


def _free(now: datetime) -> sa.ColumnElement[bool]:
    """Waiting, and with no other worker."""
    return sa.and_(
        outbox_state(ParcelState.WAITING),
        sa.or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= now),
    )


def parcel_of(row: Any) -> Parcel:
    """The parcel that a row holds."""
    values = row._asdict()
    for ours in ("seq", "leased_until"):
        del values[ours]
    return Parcel(
        **values | {"addressee": Addressee(row.addressee), "state": ParcelState(row.state)}
    )
