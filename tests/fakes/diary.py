"""A diary in memory."""

from collections.abc import Mapping
from datetime import date

from bot.domain.drift import Counts
from bot.domain.errors import StoreAway


class FakeDiary:
    """Keeps the port `Diary`."""

    def __init__(self, days: Mapping[tuple[date, str], Counts] | None = None) -> None:
        self.days = dict(days or {})
        self.away = False

    async def add(self, days: Mapping[tuple[date, str], Counts]) -> None:
        if self.away:
            raise StoreAway("away on purpose")
        for key, counts in days.items():
            self.days[key] = self.days.get(key, Counts({})) + counts

    async def since(self, day: date, model: str) -> Counts:
        found = (c for (of, name), c in self.days.items() if of >= day and name == model)
        return sum(found, Counts({}))
