"""When units work: what may wait waits for these hours."""

import re
from dataclasses import dataclass
from datetime import datetime, time

from bot.domain.zone import SHANGHAI

_TIME = re.compile(r"(\d{1,2})[:：](\d{2})")


@dataclass(frozen=True)
class OfficeHours:
    """Of a day that is worked, in our zone. At `sums_up` the daily digest leaves."""

    opens: time = time(8, 30, tzinfo=SHANGHAI)
    closes: time = time(17, 30, tzinfo=SHANGHAI)
    sums_up: time = time(9, tzinfo=SHANGHAI)

    @classmethod
    def read(cls, hours: str, sums_up: str) -> "OfficeHours":
        """Of words like `08:30-17:30` and `09:00`. Raises ValueError."""
        opens, _, closes = hours.partition("-")
        read = cls(time_in(opens), time_in(closes), time_in(sums_up))
        if read.opens >= read.closes:
            raise ValueError("closed before it opens")
        return read

    def covers(self, here: datetime) -> bool:
        """Whether people are at work, if this is a day that is worked."""
        return self.opens <= here.timetz() < self.closes


def time_in(words: str) -> time:
    """The time that these words are, like `9:00`. Raises ValueError."""
    found = _TIME.fullmatch(words.strip())
    if found is None:
        raise ValueError("no time of day")
    return time(int(found[1]), int(found[2]), tzinfo=SHANGHAI)


OFFICE_HOURS = OfficeHours()
"""Unless this installation was told otherwise."""
