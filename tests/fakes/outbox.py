"""The outbox in memory."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.errors import NotFound
from bot.domain.parcels import (
    Addressee,
    Parcel,
    ParcelState,
)
from bot.domain.replies import Choice, Reply
from bot.services.ports.changes import Changes
from bot.services.ports.outbox import MANY

if TYPE_CHECKING:
    from tests.fakes.store import FakeStore


class FakeOutbox:
    def __init__(self, store: "FakeStore") -> None:
        self._store = store

    async def claim(
        self,
        now: datetime,
        lease: timedelta,
        limit: int,
        busy: Collection[str],
        per_target: int = MANY,
        addressee: Addressee | None = None,
    ) -> list[Parcel]:
        kept = self._store.kept
        waiting = [one for one in kept.parcels.values() if one.state is ParcelState.WAITING]
        heads = {one.lane: one for one in reversed(waiting)}
        under_way = {one.lane for one in waiting if kept.parcel_leases.get(one.id, now) > now}
        due = [
            parcel
            for parcel in waiting
            if heads[parcel.lane] is parcel
            and parcel.due_at <= now
            and parcel.target not in busy
            and addressee in (None, parcel.addressee)
            and parcel.lane not in under_way
        ]
        due.sort(key=lambda parcel: parcel.due_at)
        places = Counter[str]()
        claimed = []
        for parcel in due:
            places[parcel.target] += 1
            if places[parcel.target] <= per_target and len(claimed) < limit:
                claimed.append(parcel)
        for parcel in claimed:
            kept.parcel_leases[parcel.id] = now + lease
        return claimed

    async def in_lane(self, lane: str, now: datetime, lease: timedelta, limit: int) -> list[Parcel]:
        kept = self._store.kept
        due = [
            parcel
            for parcel in kept.parcels.values()
            if parcel.lane == lane and parcel.state is ParcelState.WAITING and parcel.due_at <= now
        ][:limit]
        kept.parcel_leases.update({parcel.id: now + lease for parcel in due})
        return due

    async def settle(self, parcel: Parcel, changes: Changes | None = None) -> None:
        with self._store.transaction() as kept:
            standing = kept.parcels[parcel.id]
            delivered = parcel.state is ParcelState.DELIVERED
            if standing.state is ParcelState.DELIVERED:
                return
            if standing.state is not ParcelState.WAITING and not delivered:
                return
            kept.parcels[parcel.id] = parcel
            kept.parcel_leases.pop(parcel.id, None)
            self._store.write(changes or Changes())

    async def find(self, parcel_id: str) -> Parcel:
        if parcel_id not in self._store.kept.parcels:
            raise NotFound(parcel_id)
        return self._store.kept.parcels[parcel_id]

    async def last_offer(self, citizen: str, after: datetime | None) -> tuple[Choice, ...]:
        got = [
            (parcel.delivered_at, position, parcel)
            for position, parcel in enumerate(self._to(citizen, ParcelState.DELIVERED))
            if parcel.delivered_at and (after is None or parcel.delivered_at > after)
        ]
        under_way = [
            parcel
            for parcel in self._to(citizen, ParcelState.WAITING)
            if parcel.id in self._store.kept.parcel_leases
        ]
        if not got and not under_way:
            return ()
        newest = under_way[-1] if under_way else max(got)[2]
        return Reply.from_record(newest.body["reply"]).choices

    async def send_again(self, parcel_id: str, now: datetime) -> None:
        parcel = self._store.kept.parcels.get(parcel_id)
        if parcel is None or parcel.state not in (ParcelState.GIVEN_UP, ParcelState.UNCERTAIN):
            raise NotFound(parcel_id)
        self._store.kept.parcels[parcel_id] = replace(
            parcel, state=ParcelState.WAITING, created_at=now, due_at=now, attempts=0, error=None
        )

    async def needing_a_human(self, limit: int = 100) -> list[Parcel]:
        troubled = (ParcelState.GIVEN_UP, ParcelState.UNCERTAIN)
        return [parcel for parcel in self._store.parcels if parcel.state in troubled][:limit]

    async def count(self, now: datetime) -> Mapping[str, int]:
        parcels = self._store.parcels
        counted = {
            state.value: sum(parcel.state is state for parcel in parcels)
            for state in ParcelState
            if state is not ParcelState.DELIVERED
        }
        ages = [now - p.created_at for p in parcels if p.state is ParcelState.WAITING]
        oldest = max(ages, default=timedelta(0))
        return {**counted, "oldest_waiting_s": max(int(oldest.total_seconds()), 0)}

    def _to(self, citizen: str, state: ParcelState) -> list[Parcel]:
        return [
            parcel
            for parcel in self._store.parcels
            if parcel.addressee is Addressee.CITIZEN
            and parcel.target == citizen
            and parcel.state is state
        ]
