"""The platform's time."""

from collections.abc import Callable

DAY_S = 86_400
SHANGHAI_S = 8 * 3_600


class Clock:
    """True time, plus what somebody advanced by hand.

    Windows, tokens, media and quotas age by the advanced time. What goes over the wire (signatures,
    CreateTime) carries the true time: a product whose own clock was not advanced would rightly
    refuse anything else.
    """

    def __init__(self, source: Callable[[], float]) -> None:
        self._source = source
        self.advanced_s = 0.0

    def true_time(self) -> float:
        return self._source()

    def now(self) -> float:
        return self._source() + self.advanced_s

    def today(self) -> int:
        """The number of the day in Shanghai, where WeChat's daily quotas begin at midnight."""
        return int((self.now() + SHANGHAI_S) // DAY_S)

    def advance(self, seconds: float) -> None:
        if seconds < 0:
            raise ValueError("time only goes forward")
        self.advanced_s += seconds
