"""Deadlines of what units hold."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime
from typing import Protocol


class Deadlines(Protocol):
    """Which are near, and what was told of them. Every verb may raise StoreAway."""

    def between(self, since: datetime, until: datetime) -> AsyncIterator[Sequence[str]]:
        """The numbers of tickets that units hold and must answer from `since` up to `until`, some
        at a time."""
        ...

    async def known(self, parcels: Collection[str]) -> frozenset[str]:
        """Those of these ids under which something was put into the outbox."""
        ...
