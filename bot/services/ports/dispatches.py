"""What went out to units, as whoever watches over it reads it: no word of a ticket is told.

Every look takes the Sight of whoever looks: of a unit out of it nothing is told.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.people import Sight
from bot.services.ports.casebook import Delivery

LISTED = 50
"""So many of each kind are listed at most."""
OF_ONES_OWN = 5
"""So many of one person's are."""


@dataclass(frozen=True)
class Undelivered:
    """What has not reached one unit: `waiting` goes out by itself, `stuck` needs a person (given
    up, or nobody knows whether it arrived). `oldest_at` is when the oldest of those was made, None
    if there are none. `later` waits besides, as the unit wished.
    """

    waiting: int
    stuck: int
    oldest_at: datetime | None
    later: int = 0


@dataclass(frozen=True)
class UnitLog:
    """What went out to one unit, LISTED of each at most: `stuck` and `delivered` the newest first,
    `waiting` the oldest first."""

    stuck: tuple[Delivery, ...] = ()
    waiting: tuple[Delivery, ...] = ()
    delivered: tuple[Delivery, ...] = ()


class Dispatches(Protocol):
    """Deliveries to units. Every verb may raise StoreAway."""

    async def undelivered(self, sight: Sight) -> Mapping[str, Undelivered]:
        """By the code of the unit; who has everything is not in it. Test events do not count."""
        ...

    async def log(self, sight: Sight, unit: str) -> UnitLog:
        """Raises NotFound for a unit out of sight."""
        ...

    async def last(self, sight: Sight, units: Collection[str]) -> Mapping[str, datetime]:
        """When each of these units got something last, as far as it is still known."""
        ...

    async def to_person(self, person_id: str) -> Sequence[Delivery]:
        """The last few things that went to this person themselves, the newest first."""
        ...

    async def answers_stuck(self, sight: Sight) -> list[Delivery]:
        """What was for a citizen and needs a person, the newest first, LISTED at most: of tickets
        that units in sight hold."""
        ...
