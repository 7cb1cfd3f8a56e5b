"""Parcels on their way, and the call that wakes who sends them."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.parcels import Addressee, Parcel
from bot.domain.replies import Choice
from bot.services.ports.changes import Changes

MANY = 1000
"""More parcels than anybody claims at once."""


class Outbox(Protocol):
    """Parcels on their way."""

    async def claim(
        self,
        now: datetime,
        lease: timedelta,
        limit: int,
        busy: Collection[str],
        per_target: int = MANY,
        addressee: Addressee | None = None,
    ) -> list[Parcel]:
        """Take due parcels that head their lane and whose target is not in `busy`.

        Only those for `addressee`, if one is named. At most one parcel a lane and
        `per_target` for one target; claimed ones are invisible to other workers until the lease
        ends.
        A HELD, GIVEN_UP or UNCERTAIN parcel does not block its lane.
        """
        ...

    async def in_lane(self, lane: str, now: datetime, lease: timedelta, limit: int) -> list[Parcel]:
        """What is due in this lane, in its order: for who has claimed the first of them.

        Each is leased as well: nobody else claims what is left once the first is settled.
        """
        ...

    async def settle(self, parcel: Parcel, changes: Changes | None = None) -> None:
        """Write a claimed parcel's new state, attempts, error, channel and due_at, with `changes`,
        in one transaction, and end the lease. Raises TurnConflict if a ticket moved meanwhile.

        What was delivered stays delivered, and only a delivery changes what was settled otherwise:
        a worker that comes too late writes nothing, `changes` included.
        """
        ...

    async def find(self, parcel_id: str) -> Parcel:
        """Raises NotFound."""
        ...

    async def last_offer(self, citizen: str, after: datetime | None) -> tuple[Choice, ...]:
        """The choices of the newest parcel that this citizen got after `after`, or none."""
        ...

    async def needing_a_human(self, limit: int = 100) -> list[Parcel]:
        """What was given up or is uncertain, oldest first."""
        ...

    async def send_again(self, parcel_id: str, now: datetime) -> None:
        """A given-up or uncertain parcel becomes due now, and its patience begins anew.

        Raises NotFound.
        """
        ...

    async def count(self, now: datetime) -> Mapping[str, int]:
        """Parcels by state, those delivered left out, and "oldest_waiting_s" in seconds."""
        ...


class Waker(Protocol):
    """Tells waiting workers that there is something to send. Losing a call costs latency only."""

    async def wake(self) -> None: ...

    async def wait(self, at_most: timedelta) -> None:
        """Return when woken or after `at_most`, whichever is first."""
        ...
