"""Parcels, as the suites about the outbox write and settle them."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.parcels import Parcel, ParcelState
from bot.services.ports.changes import Changes
from tests.builders import NOW, a_departments_parcel

LEASE = timedelta(seconds=90)


def a_parcel(id: str, lane: str = "", target: str = "heating", **more) -> Parcel:
    """A department's parcel in a lane of its own unless told otherwise."""
    return replace(a_departments_parcel(id=id), lane=lane or id, target=target, **more)


async def put(store, *parcels: Parcel) -> None:
    await store.tickets.apply(Changes(parcels=list(parcels)))


async def claim(store, at=NOW, limit=100, busy=(), lease=LEASE) -> list[str]:
    return [parcel.id for parcel in await store.outbox.claim(at, lease, limit, busy)]


async def settle(store, parcel: Parcel, state: ParcelState, **more) -> None:
    await store.outbox.settle(replace(parcel, state=state, **more))
