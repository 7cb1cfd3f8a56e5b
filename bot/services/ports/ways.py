"""How units are told: what somebody set in the console, and what is in force."""

from collections.abc import Mapping
from typing import Protocol

from bot.domain.dispatch import Delivery
from bot.domain.telling import Plan
from bot.domain.ways import OwnWay


class WayBook(Protocol):
    """What was set in the console. Every verb may raise StoreAway."""

    async def all(self) -> list[OwnWay]:
        """That of every unit for which something was ever set, by its code."""
        ...

    async def find(self, department: str) -> OwnWay | None:
        """None if nothing was ever set for this unit."""
        ...

    async def keep(self, way: OwnWay) -> OwnWay:
        """Write it over the one of `way.version`; returned with its new version.

        Raises TurnConflict if somebody else was first.
        """
        ...

    async def latest(self) -> int:
        """The newest version of all; 0 before the first."""
        ...


class Told(Protocol):
    """The ways that are in force in this process."""

    def from_file(self, code: str) -> Delivery | None:
        """What the operator's file says of this unit."""
        ...

    def through(self, code: str) -> str | None:
        """The unit whose way leads to this one: itself, or one above it; None if there is none."""
        ...

    def to(self, department: str) -> Delivery | None:
        """The way that leads to this unit; None if there is none."""
        ...

    def is_a_group(self, address: str) -> bool:
        """Whether this address, however spelled, is some unit's: then several people read there."""
        ...

    def plan_of(self, code: str) -> Plan:
        """Who hears what of this unit's tickets, and when."""
        ...

    def become(self, own: Mapping[str, Delivery], plans: Mapping[str, Plan] | None = None) -> None:
        """From now on these stand before the file's, and before what everybody begins with."""
        ...
