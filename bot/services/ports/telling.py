"""Telling units, and people of the house, what is meant for them."""

from datetime import datetime
from typing import Protocol

from bot.domain.parcels import Parcel


class Teller(Protocol):
    """Takes a parcel to the unit or the person it is for."""

    async def tell(self, parcel: Parcel, now: datetime) -> str:
        """By which channel it went. Raises TryLater or GiveUp."""
        ...
