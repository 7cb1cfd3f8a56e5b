"""The way to departments, and their way in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.domain.dispatch import Delivery
from bot.domain.parcels import Parcel


class Departments(Protocol):
    """The way to a department."""

    async def post(self, parcel: Parcel, now: datetime, way: Delivery | None = None) -> None:
        """Deliver by `way`, or by that of the unit it is for. Raises TryLater or GiveUp."""
        ...


class DepartmentGate(Protocol):
    """Is this call really from that department?"""

    def admit(self, department: str, headers: Mapping[str, str], body: bytes) -> str:
        """The call's id, chosen by the caller. `headers` are looked up in lower case.

        Raises SignatureRejected, for an unknown department too.
        """
        ...
