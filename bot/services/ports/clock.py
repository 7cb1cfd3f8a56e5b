"""The time and the days that are worked."""

from datetime import datetime
from typing import Protocol


class Calendar(Protocol):
    """Which days are worked."""

    def due(self, start: datetime, working_days: int) -> datetime:
        """The end of the last of so many working days after `start`."""
        ...


class Clock(Protocol):
    """The time, aware, in Shanghai's zone: its day and hour are the office's."""

    def __call__(self) -> datetime: ...
