"""WeChat's daily call limits (45009), counted from midnight in Shanghai."""

from collections.abc import Mapping

from bot.simulator.clock import Clock
from bot.simulator.errors import ApiError


class DailyQuotas:
    def __init__(self, limits: Mapping[str, int], clock: Clock) -> None:
        self._limits = dict(limits)
        self._clock = clock
        self._used: dict[tuple[int, str], int] = {}

    def limit(self, api: str, calls: int) -> None:
        self._limits[api] = calls

    def count(self, api: str) -> None:
        """Raise 45009 when the day's calls of this API are used up."""
        key = (self._clock.today(), api)
        if self._used.get(key, 0) >= self._limits.get(api, 1_000_000):
            raise ApiError(45009)
        self._used[key] = self._used.get(key, 0) + 1
