"""The way to departments, and their way in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.domain.parcels import Parcel


class Departments(Protocol):
    """The way to a department."""

    async def post(self, parcel: Parcel, now: datetime) -> None:
        """Deliver. Raises TryLater or GiveUp."""
        ...


class DepartmentGate(Protocol):
    """Is this call really from that department?"""

    def admit(self, department: str, headers: Mapping[str, str], body: bytes) -> str:
        """The call's id, chosen by the caller. `headers` are looked up in lower case.

        Raises SignatureRejected, for an unknown department too.
        """
        ...
