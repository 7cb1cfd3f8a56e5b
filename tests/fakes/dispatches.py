"""What went out to units, in memory."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.errors import NotFound
from bot.domain.parcels import LATER, Addressee, Parcel, ParcelState
from bot.domain.people import Sight
from bot.domain.tickets import replay
from bot.services.ports.casebook import Delivery
from bot.services.ports.dispatches import LISTED, OF_ONES_OWN, Undelivered, UnitLog

if TYPE_CHECKING:
    from tests.fakes.store import FakeStore

STUCK = (ParcelState.GIVEN_UP, ParcelState.UNCERTAIN)


class FakeDispatches:
    def __init__(self, store: "FakeStore") -> None:
        self._store = store

    async def undelivered(self, sight: Sight) -> Mapping[str, Undelivered]:
        on_the_way = self._for_units(ParcelState.WAITING, *STUCK)
        parcels = [one for one in on_the_way if one.body["type"] != "ping"]
        units = {parcel.target for parcel in parcels if sight.covers(parcel.target)}
        return {
            unit: _undelivered([one for one in parcels if one.target == unit]) for unit in units
        }

    async def log(self, sight: Sight, unit: str) -> UnitLog:
        if not sight.covers(unit):
            raise NotFound(unit)
        delivered = self._of(unit, ParcelState.DELIVERED)
        delivered.sort(key=lambda one: one.delivered_at or one.created_at)
        return UnitLog(
            _told(reversed(self._of(unit, *STUCK))),
            _told(self._of(unit, ParcelState.WAITING)),
            _told(reversed(delivered)),
        )

    async def last(self, sight: Sight, units: Collection[str]) -> Mapping[str, datetime]:
        got = {
            unit: [one.delivered_at for one in self._of(unit, ParcelState.DELIVERED)]
            for unit in units
            if sight.covers(unit)
        }
        return {unit: max(at for at in times if at) for unit, times in got.items() if times}

    async def to_person(self, person_id: str) -> Sequence[Delivery]:
        theirs = [
            parcel
            for parcel in self._store.parcels
            if (parcel.addressee, parcel.target) == (Addressee.PERSON, person_id)
        ]
        return _told(list(reversed(theirs))[:OF_ONES_OWN])

    async def answers_stuck(self, sight: Sight) -> list[Delivery]:
        stuck = [
            parcel
            for parcel in self._store.parcels
            if parcel.addressee is Addressee.CITIZEN
            and parcel.state in STUCK
            and parcel.number in self._store.kept.logs
            and sight.covers(replay(parcel.number, self._store.kept.logs[parcel.number]).department)
        ]
        return list(_told(reversed(stuck)))

    def _of(self, unit: str, *states: ParcelState) -> list[Parcel]:
        return [parcel for parcel in self._for_units(*states) if parcel.target == unit]

    def _for_units(self, *states: ParcelState) -> list[Parcel]:
        return [
            parcel
            for parcel in self._store.parcels
            if parcel.addressee is Addressee.DEPARTMENT and parcel.state in states
        ]


def _undelivered(parcels: list[Parcel]) -> Undelivered:
    later = [one for one in parcels if one.lane.startswith(LATER) and not one.attempts]
    others = [one for one in parcels if one not in later]
    waiting = sum(parcel.state is ParcelState.WAITING for parcel in others)
    oldest = min((parcel.created_at for parcel in others), default=None)
    return Undelivered(waiting, len(others) - waiting, oldest, len(later))


def _told(parcels) -> tuple[Delivery, ...]:
    return tuple(Delivery.of(parcel) for parcel in list(parcels)[:LISTED])
