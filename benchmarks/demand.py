"""How much a city writes, on a day like every other and when a rainstorm comes.

Where the figures come from, and which of them are assumptions, stands in docs/scaling.md.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

REQUESTS_A_PERSON_YEAR = 1.1
"""Beijing in 2024: 24 million requests, 21.8 million people; the most that is known of any city."""
MESSAGES_A_REQUEST = 5.0
"""Assumed: the question, two answers to ours, a look at the progress, a word at the end."""
TICKETS_A_REQUEST = 0.41
"""Beijing in 2020: 4.5 of 11 million requests went to a unit."""
PARCELS_A_TICKET = 4.0
"""To the unit: opened, closed; to the citizen: taken up, answered."""

HOURS = (1, 1, 1, 1, 1, 2, 4, 6, 10, 11, 10, 9, 7, 8, 9, 9, 9, 8, 7, 7, 7, 6, 4, 2)
"""Assumed: how the messages of a day lie over its hours."""
STORM_HOUR = 10
STORM_DAY = 1.9
"""Binzhou, July 2021: on the worst of five days of rain 1.86 times the calls of a usual day."""
STORM_PEAK = 20.0
"""Assumed: so many times the usual minute at the height of it (one bureau of Shanghai, October
2013: 16.7 times the tickets of a usual day)."""
STORM_RISE_S, STORM_FALL_S = 300.0, 2400.0


@dataclass(frozen=True)
class Place:
    """A county, a city, a province.

    `through_us`: the share of all requests that come by WeChat, above 1 where people write more
    than anybody does today. `struck`: the share of the people that live where the storm is.
    """

    name: str
    people: float
    through_us: float = 1.0
    struck: float = 1.0

    @property
    def messages_a_day(self) -> float:
        """On a day like every other."""
        requests = self.people * REQUESTS_A_PERSON_YEAR * self.through_us / 365
        return requests * MESSAGES_A_REQUEST

    def per_second(self, hour: float, storm: bool) -> float:
        """Messages a second at this hour of the day (0 to 24), in the mean."""
        usual = self.messages_a_day * HOURS[int(hour) % 24] / sum(HOURS) / 3600
        if not storm:
            return usual
        return usual * (1 - self.struck) + usual * self.struck * _storm((hour - STORM_HOUR) * 3600)


PLACES = (
    Place("a county, 0.5 million", 0.5e6),
    Place("a city, 10 million", 10e6),
    Place("a province, 50 million", 50e6, struck=0.4),
    Place("a province, 100 million", 100e6, struck=0.4),
    Place("the same, 10 times as talkative", 100e6, through_us=10, struck=0.4),
    Place("the same, 50 times as talkative", 100e6, through_us=50, struck=0.4),
)


def seconds_of_storm(place: Place, chance: random.Random, hours: int = 3) -> Iterator[float]:
    """Messages in each second, from half an hour before the storm on."""
    begin = STORM_HOUR - 0.5
    for second in range(hours * 3600):
        yield poisson(place.per_second(begin + second / 3600, storm=True), chance)


def poisson(mean: float, chance: random.Random) -> float:
    """So many come when `mean` are expected; beyond 50 the bell curve is near enough."""
    if mean > 50:
        return max(round(chance.gauss(mean, math.sqrt(mean))), 0)
    count, limit, product = 0, math.exp(-mean), chance.random()
    while product > limit:
        count += 1
        product *= chance.random()
    return count


def _storm(since_s: float) -> float:
    """How many times the usual: it rises within minutes and falls slowly to a busy day's level."""
    if since_s < 0:
        return 1.0
    if since_s < STORM_RISE_S:
        return 1.0 + (STORM_PEAK - 1.0) * since_s / STORM_RISE_S
    return STORM_DAY + (STORM_PEAK - STORM_DAY) * math.exp((STORM_RISE_S - since_s) / STORM_FALL_S)
