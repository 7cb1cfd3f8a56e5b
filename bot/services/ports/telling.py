"""Telling units, and people of the house, what is meant for them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.parcels import Parcel


@dataclass(frozen=True)
class Sent:
    """By which channel a parcel went. `copies` are what others hear of it, or the same later: they
    are written in the transaction that settles the parcel."""

    channel: str
    copies: tuple[Parcel, ...] = ()


class Teller(Protocol):
    """Takes a parcel to the unit or the person it is for."""

    async def tell(self, parcel: Parcel, now: datetime) -> Sent:
        """Raises TryLater or GiveUp."""
        ...
