"""The simulation of a city in the rain: what waits, what is full, what is added."""

import random

import pytest

from benchmarks import demand
from benchmarks.capacity import DEFAULT, FULL, House, Station, check, enough, foretold, storm
from benchmarks.demand import HOURS, PLACES, STORM_HOUR, STORM_PEAK, Place

CITY = next(place for place in PLACES if "city" in place.name)


def test_what_is_more_than_a_part_can_do_waits_and_is_done_later():
    """Nothing is lost on the way, and the wait is as long as the queue."""
    station = Station("part", speed=10)

    done = [station.take(messages) for messages in (30, 0, 0, 0)]

    assert done == [10, 10, 10, 0]
    assert station.worst == 3.0
    assert 2.0 <= station.p99_s < 2.5


def test_a_day_of_the_profile_has_as_many_messages_as_a_day():
    """However they lie over the hours."""
    place = Place("here", people=365e4)

    of_the_day = sum(3600 * place.per_second(hour, storm=False) for hour in range(24))

    assert of_the_day == pytest.approx(place.messages_a_day)
    assert len(HOURS) == 24


def test_a_storm_rises_to_its_peak_over_those_whom_it_strikes():
    """The others write as on every day."""
    everybody = Place("here", people=1e6)
    some = Place("here", people=1e6, struck=0.25)
    at = STORM_HOUR + demand.STORM_RISE_S / 3600
    usual = everybody.per_second(at, storm=False)

    assert everybody.per_second(at, storm=True) == pytest.approx(STORM_PEAK * usual)
    assert some.per_second(at, storm=True) == pytest.approx((0.75 + 0.25 * STORM_PEAK) * usual)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_what_is_added_is_enough(place: Place):
    """In the house that is planned no part of ours is full in its worst second."""
    house, _ = enough(place, DEFAULT)

    assert all(part.worst <= FULL for part in storm(place, house, DEFAULT)[:-1])


@pytest.mark.parametrize(("part", "name"), [("gateway", "gateways"), ("database", "database")])
def test_the_part_that_costs_most_is_full_first(part: str, name: str):
    """And gets more first."""
    costs = DEFAULT.__class__(**{**vars(DEFAULT), part: 200.0})

    _, added = enough(CITY, costs, House(gateways=2, database_cores=2, workers=50))

    assert added[0].startswith(name)


def test_one_gateway_is_one_thread_and_two_share_the_cores():
    """On one machine two are no more than its cores allow."""
    costs = DEFAULT.__class__(gateway=8, database=4, redis=0, parcel=0, client=0)

    assert foretold(costs, gateways=1, cores=2) == 125
    assert foretold(costs, gateways=2, cores=2) == pytest.approx(2000 / 12)


@pytest.mark.parametrize(("two", "good"), [(190, True), (100, False)])
def test_a_prediction_that_is_far_off_is_said_to_be(two: float, good: bool):
    """Two gateways that are as slow as one: the model does not know why."""
    rows = [
        _measured("SQLite", 100),
        _measured("PostgreSQL", 100),
        _measured("PostgreSQL, 2 gateways", two),
    ]

    found = check({"sustained": [{"rows": rows}]}, cores=4)

    assert [goal.reached for goal in found.goals] == [good]


def test_chance_brings_as_many_as_are_expected():
    """Few and many."""
    chance = random.Random(7)
    for mean in (0.5, 200.0):
        drawn = [demand.poisson(mean, chance) for _ in range(2000)]
        assert sum(drawn) / len(drawn) == pytest.approx(mean, rel=0.1)


def _measured(house: str, rate: float) -> dict[str, object]:
    costs = {"gateway ms": 9.0, "database ms": 1.0, "redis ms": 0.0, "worker ms a ticket": 1.0}
    return {"house": house, "sustained/s": rate, "client": 0.01, **costs}
