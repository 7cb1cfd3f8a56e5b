"""What the current model made of messages, day by day, as counts."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from bot.domain.drift import Counts


class Diary(Protocol):
    """Counts by day and model. No words, no citizens."""

    async def add(self, days: Mapping[tuple[date, str], Counts]) -> None:
        """Add counts to each day and model's, all or none."""
        ...

    async def since(self, day: date, model: str) -> Counts:
        """The counts of this model from that day on."""
        ...
