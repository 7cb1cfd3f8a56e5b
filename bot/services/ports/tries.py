"""How often somebody tried to sign in and was wrong."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=30)


@dataclass(frozen=True)
class Patience:
    """How many wrong tries are forgiven, and after how long a rest they are forgotten."""

    tries: int
    forgets_after: timedelta

    def wait(self, wrong: int) -> timedelta:
        """How long nobody may try after so many wrong tries: twice as long after each."""
        if wrong < self.tries:
            return timedelta(0)
        doublings = min(wrong - self.tries, 10)
        return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


class Tries(Protocol):
    """Counts for all gateways together."""

    async def take(self, names: Mapping[str, Patience], at: datetime) -> timedelta | None:
        """Count a try for each of `names` before anybody looks whether it is right.

        Returns how long to wait, and counts nothing, while one of them is locked.
        """
        ...

    async def give_back(self, names: Collection[str], at: datetime) -> None:
        """The try that was taken last was no wrong one: it and its wait are taken back."""
        ...

    async def clear(self, names: Collection[str]) -> None:
        """Nothing was wrong, as far as these are concerned."""
        ...
