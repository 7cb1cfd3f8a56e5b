"""The way to a department, whatever kind of delivery its catalogue entry names."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.adapters.departments.envelope import Letterhead
from bot.adapters.departments.ways import Ways
from bot.domain.dispatch import Delivery
from bot.domain.errors import GiveUp
from bot.domain.parcels import Parcel
from bot.services.copies import UNIT


class Carrier(Protocol):
    """One kind of delivery."""

    async def deliver(
        self, parcel: Parcel, delivery: Delivery, head: Letterhead, now: datetime
    ) -> None:
        """Raises TryLater or GiveUp."""
        ...


class DepartmentPost:
    """Keeps the port Departments. An event names its department, also when another receives it."""

    def __init__(self, ways: Ways, carriers: Mapping[str, Carrier], public_url: str) -> None:
        self._ways = ways
        self._carriers = carriers
        self._public_url = public_url

    async def post(self, parcel: Parcel, now: datetime, way: Delivery | None = None) -> None:
        # a copy for a person names the unit whose news it is
        unit = parcel.body.get(UNIT, parcel.target)
        delivery = way or self._ways.to(unit)
        if delivery is None:
            raise GiveUp("neither this department nor the coordinating centre has a delivery")
        carrier = self._carriers.get(delivery.kind)
        if carrier is None:
            raise GiveUp(f"there is no delivery of kind {delivery.kind}")
        head = Letterhead(unit, self._ways.catalogue.name_of(unit), self._public_url)
        await carrier.deliver(parcel, delivery, head, now)
