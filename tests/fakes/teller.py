"""Tells units as if nobody had set who hears what: each by its own way, at once."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.parcels import Parcel
from bot.services.ports.departments import Departments
from bot.services.ports.telling import Sent


@dataclass(frozen=True)
class PlainTeller:
    departments: Departments

    async def tell(self, parcel: Parcel, now: datetime) -> Sent:
        await self.departments.post(parcel, now)
        return Sent("department")
