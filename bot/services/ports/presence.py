"""Who has a ticket open right now."""

from datetime import timedelta
from typing import Protocol

HERE = timedelta(seconds=30)
"""So long somebody counts as being there after they were last seen."""


class Presence(Protocol):
    """Who has a ticket open. Only a courtesy: when nobody knows, nobody is there."""

    async def look_in(self, number: str, who: str, name: str) -> tuple[str, ...]:
        """Say that `who` is at this ticket for the next 30 seconds.

        Returns the names of all others who are, in the order of their ids. Never raises.
        """
        ...

    async def leave(self, number: str, who: str) -> None:
        """`who` has closed it. Never raises."""
        ...
